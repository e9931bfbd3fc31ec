"""Texts explain the terms of the glossary where they use them first, and what it says now."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from jadro.accounts.choices import Role
from jadro.editions import services as editions
from jadro.editions.models import Edition
from learning.courses.models import LessonPage
from resources.glossary import Term, explain
from resources.models import GlossaryTerm, GlossaryText
from tests.factories import accounts, learning, resources

pytestmark = pytest.mark.django_db

BUDGET = Term(1, "буџет", ("буџет", "буџетот"), "План за една година.")
PUBLIC_BUDGET = Term(2, "граѓански буџет", ("граѓански буџет",), "Упростен.")
REVISION = Term(3, "ребаланс", ("ребаланс",), "Измена.")


def used(pieces: list[str], *terms: Term, defined: tuple[str, ...] = ()) -> list[str]:
    """The words that are explained."""
    soup = BeautifulSoup("".join(explain(pieces, terms, defined=defined)), "html.parser")
    return [button.get_text() for button in soup.select("button.term")]


# --- Finding words ---------------------------------------------------------------------------------------------------


def test_the_first_use_of_a_term_is_explained_and_no_other():
    assert used(["<p>Буџетот и буџет.</p>", "<p>буџет</p>"], BUDGET) == ["Буџетот"]


@pytest.mark.parametrize("word", ["буџетски", "предбуџет", "буџет-план", "под-буџет"])
def test_a_part_of_another_word_is_not_the_term(word):
    assert used([f"<p>{word}</p>"], BUDGET) == []


def test_the_longer_of_two_terms_is_meant():
    assert used(["<p>граѓански  буџет и буџет</p>"], BUDGET, PUBLIC_BUDGET) == ["граѓански  буџет", "буџет"]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>буџет</h2>",
        '<p><a href="/">буџет</a></p>',
        "<blockquote><p>буџет</p></blockquote>",
        "<dl><dt>буџет</dt><dd>буџет</dd></dl>",
        "<form><p>буџет</p></form>",
        "<table><tr><th>буџет</th></tr></table>",
        '<p title="буџет">друго</p>',
    ],
)
def test_words_that_lead_somewhere_head_a_text_or_are_somebody_elses_are_left_alone(html):
    assert explain([html], [BUDGET]) == [html]
    assert used([html, "<p>буџет</p>"], BUDGET) == ["буџет"]


def test_what_the_text_defines_itself_is_not_explained_again():
    assert used(["<p>буџет и ребаланс</p>"], BUDGET, REVISION, defined=("Буџетот",)) == ["ребаланс"]


def test_signs_of_html_in_words_and_meanings_stay_text():
    term = Term(7, "A & B", ("A & B",), "<script>")

    (html,) = explain(["<p>A &amp; B</p>"], [term])

    assert "<script>" not in html
    assert used(["<p>A &amp; B</p>"], term) == ["A & B"]


# --- On the page of a lesson -----------------------------------------------------------------------------------------


def lesson(*body: tuple[str, object]) -> LessonPage:
    (page,) = learning.lessons_of(learning.course(1))
    page.body = list(body)
    return learning.publish(page)


def explained(client, page: LessonPage) -> dict[str, str]:
    """What stands beside the text: words and meanings."""
    listed = BeautifulSoup(client.get(page.url).content, "html.parser").select(".margin .terms > div")
    return {row.dt.get_text(): row.dd.get_text() for row in listed}


def test_a_lesson_explains_a_term_in_the_text_and_lists_it_beside(client):
    term = resources.term("буџет", forms="буџетот\nбуџети", meaning="План & пари.")
    page = lesson(("heading", {"text": "Буџетот"}), ("paragraph", "<p>Го носат буџетот.</p>"))

    soup = BeautifulSoup(client.get(page.url).content, "html.parser")

    (button,) = soup.select(".prose button.term")
    (explanation,) = soup.select(f".prose #{button['popovertarget']}[popover]")
    assert button.get_text() == "буџетот"
    assert explanation.get_text() == "буџет План & пари."
    assert button["popovertarget"] == f"term-{term.pk}"
    assert explained(client, page) == {"буџет": "План & пари."}


def test_a_lesson_that_uses_no_term_has_no_list(client):
    resources.term("буџет")
    page = lesson(("paragraph", "<p>Друго.</p>"))

    assert explained(client, page) == {}
    assert "Поими" not in client.get(page.url).content.decode()


@pytest.mark.long
def test_a_definition_in_the_lesson_goes_before_the_glossary(client):
    resources.term("буџет", forms="буџетот")
    page = lesson(("definition", {"term": "Буџет", "meaning": "Поинаку."}), ("paragraph", "<p>буџетот</p>"))

    assert explained(client, page) == {}


@pytest.mark.long
def test_a_text_is_explained_in_its_own_language(client):
    term = resources.term("буџет", meaning="План.")
    resources.text_of_term(term, "buxhet", meaning="Plan.", language="sq")
    course = learning.course(1, everywhere=True)
    (page,) = learning.lessons_of(course)
    page.body = [("paragraph", "<p>буџет buxhet</p>")]
    page = learning.publish(page)
    stand_in = page.get_translations().get(locale__language_code="sq")

    assert explained(client, page) == {"буџет": "План."}
    assert explained(client, stand_in) == {"буџет": "План."}  # a copy of the Macedonian text

    translated = learning.translate(page, "en")
    assert explained(client, translated) == {}


@pytest.mark.long
@pytest.mark.parametrize("is_made", [True, False])
def test_a_changed_term_is_explained_as_it_is_now(client, is_made):
    term = resources.term("буџет", meaning="Старо.")
    page = lesson(("paragraph", "<p>буџет и буџетот</p>"))
    if is_made:
        editions.make(page)
    assert explained(client, page) == {"буџет": "Старо."}

    text = term.texts.get()
    text.word, text.meaning = "буџетот", "Ново."
    text.save()

    assert explained(client, page) == {"буџетот": "Ново."}


@pytest.mark.long
def test_a_term_that_is_new_or_gone_makes_only_the_texts_that_use_it_anew(client):
    course = learning.course(2)
    first, second = learning.lessons_of(course)
    first.body = [("paragraph", "<p>буџет</p>")]
    first = learning.publish(first)
    for page in (first, second):
        editions.make(page)

    term = resources.term("буџет")
    assert set(Edition.objects.filter(page__in=[first.pk, second.pk]).values_list("page", flat=True)) == {second.pk}
    assert explained(client, first) == {"буџет": "Значење."}

    editions.make(first)
    term.delete()
    assert set(Edition.objects.filter(page__in=[first.pk, second.pk]).values_list("page", flat=True)) == {second.pk}
    assert explained(client, first) == {}


@pytest.mark.long
def test_more_terms_take_no_more_queries(client, django_assert_num_queries):
    for word in ("буџет", "ребаланс", "совет"):
        resources.term(word)
    page = lesson(("paragraph", "<p>Друго.</p>"))
    editions.make(page)
    client.get(page.url)

    for words in ("буџет", "буџет ребаланс совет"):
        page = LessonPage.objects.get(locale__language_code="mk")
        page.body = [("paragraph", f"<p>{words}</p>")]
        editions.make(learning.publish(page))

        with django_assert_num_queries(16):
            response = client.get(page.url)

        # The menu has one too.
        assert response.content.decode().count("popovertarget") == 1 + len(words.split())


# --- In the admin ----------------------------------------------------------------------------------------------------


def form(*texts: tuple[str, str]) -> dict[str, str]:
    fields = {
        "concept": "",
        "texts-TOTAL_FORMS": str(len(texts)),
        "texts-INITIAL_FORMS": "0",
        "texts-MIN_NUM_FORMS": "0",
        "texts-MAX_NUM_FORMS": "1000",
    }
    for place, (language, word) in enumerate(texts):
        fields |= {
            f"texts-{place}-language": language,
            f"texts-{place}-word": word,
            f"texts-{place}-forms": "",
            f"texts-{place}-meaning": "Значење.",
            f"texts-{place}-id": "",
            f"texts-{place}-DELETE": "",
        }
    return fields


@pytest.fixture
def editor(signed_in):
    return signed_in(accounts.user(role=Role.EDITOR))


@pytest.mark.long
def test_an_editor_adds_a_term_and_lessons_explain_it(editor, client):
    page = lesson(("paragraph", "<p>буџет</p>"))

    editor.post(reverse("wagtailsnippets_resources_glossaryterm:add"), form(("mk", "буџет"), ("sq", "buxhet")))

    assert GlossaryTerm.objects.get().name == "буџет"
    assert explained(client, page) == {"буџет": "Значење."}


@pytest.mark.parametrize("texts", [[("sq", "buxhet")], [("mk", "совет")]], ids=["not in our language", "there already"])
def test_a_term_without_our_language_or_a_second_of_a_word_is_refused(editor, texts):
    resources.term("совет")

    response = editor.post(reverse("wagtailsnippets_resources_glossaryterm:add"), form(*texts))

    assert response.status_code == 200
    assert list(GlossaryText.objects.values_list("word", flat=True)) == ["совет"]
