"""How a page of the demo is planted, with pages of a few words."""

import pytest
from django_tasks import task_backends
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from jadro.demo import association, pages, writing
from jadro.demo.pages import Recipe
from jadro.home.models import StandardPage

pytestmark = pytest.mark.django_db


def recipe(key: str, *below: Recipe, **texts: str) -> Recipe:
    """A page with a title and a paragraph in each language of `texts`."""
    blocks = [{"id": f"{key}-b1", "type": "paragraph", **texts}]

    def write(language: str) -> StandardPage:
        return StandardPage(**writing.fields({"title": texts}, language), body=writing.body(blocks, language))

    return Recipe(key, write, below)


def plant(what: Recipe) -> int:
    return pages.plant(what, association.front_page())


def page_of(key: str, language: str) -> StandardPage:
    return StandardPage.objects.get(translation_key=pages.lasting_id(key), locale__language_code=language)


def test_page_is_published_in_the_languages_it_has():
    made = plant(recipe("a", mk="Прво", sq="E para", en="First"))

    assert made == 1
    assert [(page_of("a", code).title, page_of("a", code).slug) for code in ("mk", "sq", "en")] == [
        ("Прво", "prvo"),
        ("E para", "e-para"),
        ("First", "first"),
    ]
    assert all(page_of("a", code).live and not page_of("a", code).alias_of_id for code in ("mk", "sq", "en"))


def test_page_stands_in_for_itself_in_a_language_it_lacks():
    plant(recipe("a", mk="Прво", en="First"))

    assert page_of("a", "sq").alias_of.specific == page_of("a", "mk")
    assert page_of("a", "sq").live
    assert [row.target_locale.language_code for row in Translation.objects.all()] == ["en"]


def test_language_that_lacks_one_text_is_not_published_in_part():
    whole = recipe("a", mk="Прво", sq="E para")

    def write(language: str) -> StandardPage:
        page = whole.write(language)
        page.summary = "Кратко" if language == "mk" else ""
        return page

    plant(Recipe("a", write))

    assert page_of("a", "sq").alias_of_id


@pytest.mark.long
def test_pages_below_follow_in_every_language():
    made = plant(recipe("a", recipe("b", mk="Второ", sq="E dyta", en="Second"), mk="Прво", sq="E para", en="First"))

    assert made == 2
    assert page_of("b", "sq").get_parent().specific == page_of("a", "sq")
    assert page_of("b", "en").url_path.endswith("/first/second/")


def test_only_what_is_missing_is_planted():
    first = recipe("a", mk="Прво", sq="E para", en="First")
    plant(first)
    revisions = page_of("a", "mk").revisions.count()

    made = plant(Recipe("a", first.write, [recipe("b", mk="Второ", sq="E dyta", en="Second")]))

    assert made == 1
    assert page_of("a", "mk").revisions.count() == revisions
    assert page_of("b", "sq").get_parent().specific == page_of("a", "sq")


def test_nothing_is_planted_below_a_page_whose_source_is_gone():
    first = recipe("a", mk="Прво", sq="E para", en="First")
    plant(first)
    page_of("a", "mk").delete()

    assert plant(Recipe("a", first.write, [recipe("b", mk="Второ")])) == 0
    assert not Page.objects.filter(translation_key=pages.lasting_id("b")).exists()


def test_slug_that_an_editor_uses_already_is_left_to_the_editor():
    home = association.front_page()
    theirs = home.add_child(instance=StandardPage(title="Прво"))

    plant(recipe("a", mk="Прво"))

    assert (theirs.slug, page_of("a", "mk").slug) == ("prvo", "prvo-2")


def test_editor_can_go_on_from_the_translation():
    plant(recipe("a", mk="Прво", sq="E para", en="First"))
    translation = Translation.objects.get(target_locale=Locale.objects.get(language_code="sq"))

    messages = {entry.msgctxt.partition(".")[0]: entry.msgstr for entry in translation.export_po()}

    assert messages == {"title": "E para", "slug": "e-para", "body": "E para"}


def test_text_is_escaped():
    assert writing.paragraph("a < b & „c“ 'd'") == "<p>a &lt; b &amp; „c“ 'd'</p>"


def test_indexes_wait_only_while_loading():
    backend = task_backends["default"]

    with pages.indexes_put_off():
        assert task_backends["default"] is not backend

    assert task_backends["default"] is backend
