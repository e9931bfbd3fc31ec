"""Toolkits as readers find them: the list, the steps, and what their worksheets ask now."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.blocks.struct_block import StructBlockValidationError

from jadro.editions import services as editions
from jadro.editions.memory import facts
from jadro.editions.middleware import public_pages
from jadro.editions.serving import pages as served
from learning.toolkits.blocks import SourceBlock
from learning.toolkits.choices import ColumnKind
from learning.toolkits.models import ToolkitPage
from tests.factories import accounts, resources, toolkits
from tests.factories.learning import translate

pytestmark = pytest.mark.django_db

LANGUAGES = ("mk", "sq", "en")


def soup_of(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def in_language(page: ToolkitPage, code: str) -> ToolkitPage:
    return ToolkitPage.objects.get(translation_key=page.translation_key, locale__language_code=code)


def steps_on(soup: BeautifulSoup) -> list[str]:
    return [heading.get_text() for heading in soup.select("section.step > h3")]


def language_of(soup: Tag, selector: str) -> str:
    (found,) = soup.select(selector)
    return str(found["lang"])


def asked_on(soup: BeautifulSoup) -> list[tuple[str, str, list[str]]]:
    """Title, language and labels of each worksheet."""
    return [
        (
            sheet.select("summary b")[0].get_text(),
            language_of(sheet, ":scope > ol"),
            [label.get_text() for label in sheet.select("ol > li > p > b")],
        )
        for sheet in soup.select("details.asks")
    ]


def listed(client, language: str = "mk") -> dict[str, str]:
    cards = soup_of(client, f"/{language}/toolkits/").select("ul.cards h2 a")
    return {card.get_text(): str(card["href"]) for card in cards}


def test_one_toolkit_at_most_joins_the_plan():
    toolkits.toolkit(title="Прв", is_joined_plan=True)
    second = toolkits.toolkit(title="Втор")
    second.is_joined_plan = True

    with pytest.raises(ValidationError) as refused:
        second.full_clean()

    assert "Прв" in str(refused.value.message_dict["is_joined_plan"])
    ToolkitPage.objects.get(title="Прв", alias_of=None).full_clean()


# --- The list --------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_section_without_toolkits_says_so(client):
    toolkits.section()

    soup = soup_of(client, "/mk/toolkits/")

    assert soup.select("ul.cards") == []
    assert len(soup.select(".empty")) == 1


@pytest.mark.long
def test_the_section_lists_published_toolkits_in_the_order_of_the_editors(client):
    first, second = (toolkits.toolkit(title=title) for title in ("Стебло", "Буџет"))
    toolkits.toolkit(title="Нацрт", live=False)

    assert list(listed(client).items()) == [("Стебло", first.url), ("Буџет", second.url)]

    second.move(first, pos="left")

    assert list(listed(client)) == ["Буџет", "Стебло"]


@pytest.mark.long
def test_the_section_has_one_address_and_links_in_the_readers_language(client):
    page = toolkits.toolkit(title="Стебло")
    translate(page, "sq", title="Pema", slug="pema")

    assert {code: listed(client, code) for code in LANGUAGES} == {
        "mk": {"Стебло": "/mk/toolkits/steblo/"},
        "sq": {"Pema": "/sq/toolkits/pema/"},
        "en": {"Стебло": "/en/toolkits/steblo/"},
    }
    languages = {card.a.get_text(): card.a.get("lang") for card in soup_of(client, "/en/toolkits/").select("li h2")}
    assert languages == {"Стебло": "mk"}


@pytest.mark.long
def test_a_toolkit_that_is_withdrawn_leaves_the_list_and_says_so_at_its_address(client):
    page = toolkits.toolkit()
    assert listed(client) == {page.title: page.url}

    page.unpublish(log_action=True, user=accounts.superuser())

    assert listed(client) == {}
    assert client.get(page.url).status_code == 410


# --- The page --------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_draft_is_not_there_for_visitors(client):
    page = toolkits.toolkit(toolkits.step("Тајна"), live=False)

    response = client.get(page.url)

    assert response.status_code == 404
    assert "Тајна" not in response.content.decode()


@pytest.mark.long
def test_a_toolkit_shows_its_steps_in_order_with_what_their_worksheets_ask(client):
    first = toolkits.worksheet(toolkits.line("a", label="Кој?"), toolkits.text("b", label="Каде?"), title="Рамка")
    second = toolkits.worksheet(toolkits.money("c", label="Колку?"), key="budget", title="Буџет")
    page = toolkits.toolkit(
        toolkits.step("Прво", first), toolkits.step("Разговор"), toolkits.step("Второ", second), title="Кампања"
    )

    soup = soup_of(client, page.url)

    assert soup.h1.get_text() == "Кампања"
    assert steps_on(soup) == ["Прво", "Разговор", "Второ"]
    assert asked_on(soup) == [("Рамка", "mk", ["Кој?", "Каде?"]), ("Буџет", "mk", ["Колку?"])]
    assert [bool(step.select("details.asks")) for step in soup.select("section.step")] == [True, False, True]


@pytest.mark.long
def test_a_step_shows_all_that_was_written_about_it(client):
    link = {"page": None, "url": "https://example.org/", "title": "Водич", "why": "Основи"}
    step = toolkits.step(
        "Прво",
        instruction="Соберете се.",
        why="Без ова нема план.",
        how="Во круг.",
        example="Група од Кичево.",
        mistakes=[toolkits.item("m1", "Предолго."), toolkits.item("m2", "Премногу луѓе.")],
        resources=[toolkits.item("r", link)],
        minutes=40,
        people="Петмина",
    )

    soup = soup_of(client, toolkits.toolkit(step).url)

    (shown,) = soup.select("section.step")
    words = shown.get_text(" ", strip=True)
    for part in ("Соберете се.", "Без ова нема план.", "Во круг.", "Група од Кичево.", "Петмина", "40", "Основи"):
        assert part in words
    assert [mistake.get_text() for mistake in shown.select("ul:not(.facts):not(.links) > li")] == [
        "Предолго.",
        "Премногу луѓе.",
    ]
    assert [(link["href"], link.get_text()) for link in shown.select(".links a")] == [("https://example.org/", "Водич")]


@pytest.mark.long
def test_a_source_without_an_address_is_told_by_its_title(client):
    law = toolkits.item("law", {"page": None, "url": "", "title": "Закон за јазиците", "why": "Член 2."})

    soup = soup_of(client, toolkits.toolkit(toolkits.step("Прво", resources=[law])).url)

    (source,) = soup.select(".step .links li")
    assert source.get_text() == "Закон за јазиците Член 2."
    assert source.select("a") == []


@pytest.mark.parametrize(("title", "is_right"), [("Закон за јазиците", True), ("", False)])
def test_a_source_needs_an_address_or_a_title(title, is_right):
    block = SourceBlock()
    value = block.to_python({"page": None, "url": "", "title": title, "why": ""})

    if is_right:
        assert block.clean(value)["title"] == title
    else:
        with pytest.raises(StructBlockValidationError):
            block.clean(value)


@pytest.mark.long
def test_a_step_with_only_a_title_has_no_empty_headings(client):
    soup = soup_of(client, toolkits.toolkit(toolkits.step("Прво")).url)

    (shown,) = soup.select("section.step")
    assert shown.get_text(strip=True) == "Прво"


@pytest.mark.long
def test_all_of_a_worksheet_stands_in_the_page_itself(client):
    """Without scripts, and on paper, there is nothing to fetch."""
    template = toolkits.worksheet(
        toolkits.line("a", label="Кој?", help="Име и улога", example="Јана од Кичево", is_private=True),
        toolkits.choice("b", options=[toolkits.option("da", "Секако"), toolkits.option("ne", "Никако")]),
        toolkits.table(
            "c",
            columns=[toolkits.column("what", label="Ставка"), toolkits.column("sum", ColumnKind.MONEY, label="Износ")],
            example="Сала | 3 000\n\nПечатење",
        ),
        example_note="Измислено.",
    )

    soup = soup_of(client, toolkits.toolkit(toolkits.step("Прво", template)).url)

    (sheet,) = soup.select("details.asks")
    words = sheet.get_text(" ", strip=True)
    for part in ("Кој?", "Име и улога", "Јана од Кичево", "Секако", "Никако", "Ставка", "Износ", "Измислено."):
        assert part in words
    rows = [[cell.get_text() for cell in row.select("td")] for row in sheet.select(".example tbody tr")]
    assert rows == [["Сала", "3 000"], ["Печатење", ""]]
    assert sheet.select("script, form, input, [hx-get], [hidden]") == []


@pytest.mark.long
def test_the_columns_of_a_power_map_are_those_of_every_power_map(client):
    template = toolkits.worksheet(toolkits.stakeholders(example="Советник | 4 | за | разговор"))

    soup = soup_of(client, toolkits.toolkit(toolkits.step("Прво", template)).url)

    assert len(soup.select("details.asks .example th")) == 6
    assert [cell.get_text() for cell in soup.select("details.asks .example td")] == [
        "Советник",
        "4",
        "за",
        "разговор",
        "",
        "",
    ]


@pytest.mark.long
def test_a_worksheet_that_was_never_published_is_not_shown(client):
    template = toolkits.worksheet(toolkits.line(label="Тајно прашање"), live=False)

    soup = soup_of(client, toolkits.toolkit(toolkits.step("Прво", template)).url)

    assert steps_on(soup) == ["Прво"]
    assert asked_on(soup) == []
    assert "Тајно прашање" not in soup.get_text()


@pytest.mark.long
@pytest.mark.parametrize("is_made", [True, False])
def test_a_worksheet_that_is_withdrawn_disappears_from_the_page(client, is_made):
    template = toolkits.worksheet()
    page = toolkits.toolkit(toolkits.step("Прво", template))
    if is_made:
        editions.make(page)
    assert len(asked_on(soup_of(client, page.url))) == 1

    template.unpublish()

    assert asked_on(soup_of(client, page.url)) == []


@pytest.mark.long
@pytest.mark.parametrize("is_made", [True, False])
def test_a_new_version_of_a_worksheet_is_on_the_page_at_once_and_a_draft_of_it_is_not(client, is_made):
    template = toolkits.worksheet(toolkits.line(label="Старо"))
    page = toolkits.toolkit(toolkits.step("Прво", template))
    if is_made:
        editions.make(page)
    assert asked_on(soup_of(client, page.url))[0][2] == ["Старо"]

    template.fields = [toolkits.line(label="Ново")]
    template.save_revision()
    assert asked_on(soup_of(client, page.url))[0][2] == ["Старо"]
    toolkits.publish_worksheet(template)

    assert asked_on(soup_of(client, page.url))[0][2] == ["Ново"]


@pytest.mark.long
def test_the_text_between_steps_explains_the_terms_of_the_glossary(client):
    resources.term("буџет", meaning="План за пари.")
    paragraph = {"id": toolkits.an_id("p"), "type": "paragraph", "value": "<p>Најдете го тој буџет.</p>"}

    soup = soup_of(client, toolkits.toolkit(paragraph, toolkits.step("Прво")).url)

    assert [button.get_text() for button in soup.select(".prose button.term")] == ["буџет"]
    assert steps_on(soup) == ["Прво"]


@pytest.mark.long
def test_steps_explain_the_terms_they_use_first_and_list_them_beside_the_text(client):
    resources.term("буџет", meaning="План за пари.")
    resources.term("совет", meaning="Оние што гласаат.")
    asked = toolkits.worksheet(toolkits.line(label="Кој буџет?", help="Оној што советот го гласа."), title="Совет")
    first = toolkits.step("Буџет", asked, why="Без буџет нема сала.", how="Прашајте го тој совет.")
    second = toolkits.step("Потоа", how="Пак буџет.", mistakes=[toolkits.item("m", "Еден совет")])

    soup = soup_of(client, toolkits.toolkit(first, second).url)

    assert [button.get_text() for button in soup.select("button.term")] == ["буџет", "совет"]
    assert len(soup.select(f"#block-{first['id']} button.term")) == 2
    assert soup.select(".asks button.term") == []
    assert [term.get_text() for term in soup.select(".margin .terms dt")] == ["буџет", "совет"]


# --- Languages -------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_translated_toolkit_asks_in_the_readers_language_and_the_others_say_whose_words_they_are(client):
    template = toolkits.worksheet(toolkits.line(label="Кој?"), title="Рамка")
    page = toolkits.toolkit(toolkits.step("Прво", template))
    (field,) = template.fields
    translate(template, "sq", title="Korniza", **{f"fields.{field.id}.label": "Kush?"})
    (step,) = page.body
    translated = translate(page, "sq", title="Fushata", slug="fushata", **{f"body.{step.id}.title": "Hapi i parë"})

    shown = {code: soup_of(client, in_language(page, code).url) for code in LANGUAGES}

    assert translated.url == "/sq/toolkits/fushata/"
    assert {code: steps_on(soup) for code, soup in shown.items()} == {
        "mk": ["Прво"],
        "sq": ["Hapi i parë"],
        "en": ["Прво"],
    }
    assert {code: asked_on(soup) for code, soup in shown.items()} == {
        "mk": [("Рамка", "mk", ["Кој?"])],
        "sq": [("Korniza", "sq", ["Kush?"])],
        "en": [("Рамка", "mk", ["Кој?"])],
    }
    assert [language_of(shown[code], "h1") for code in LANGUAGES] == ["mk", "sq", "mk"]


@pytest.mark.long
def test_a_worksheet_without_a_translation_asks_in_its_own_language_on_a_translated_page(client):
    template = toolkits.worksheet(toolkits.line(label="Кој?"), title="Рамка")
    page = toolkits.toolkit(toolkits.step("Прво", template))
    translated = translate(page, "sq")

    soup = soup_of(client, translated.url)

    assert language_of(soup, "h1") == "sq"
    assert asked_on(soup) == [("Рамка", "mk", ["Кој?"])]
    assert language_of(soup, "details.asks summary b") == "mk"

    (field,) = template.fields
    translate(template, "sq", title="Korniza", **{f"fields.{field.id}.label": "Kush?"})

    assert asked_on(soup_of(client, translated.url)) == [("Korniza", "sq", ["Kush?"])]


@pytest.mark.long
def test_a_step_that_is_translated_keeps_its_id_and_its_worksheet():
    template = toolkits.worksheet()
    page = toolkits.toolkit(toolkits.step("Прво", template), toolkits.step("Второ"))

    translated = translate(page, "sq")

    stored = [(block["id"], block["value"]["worksheet"]) for block in translated.body.raw_data]
    assert stored == [(block["id"], block["value"]["worksheet"]) for block in page.body.raw_data]
    assert stored[0][1] == template.pk


# --- Queries ---------------------------------------------------------------------------------------------------------


def queries_of(client, address: str) -> int:
    """Of a visit on which nothing is remembered."""
    client.get(address)
    for shelf in (facts, served, public_pages):
        shelf.clear()
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.long
@pytest.mark.parametrize("is_made", [True, False])
def test_more_steps_take_no_more_queries(client, is_made):
    templates = [toolkits.worksheet(key=f"sheet-{number}") for number in range(5)]
    few, many = (
        toolkits.toolkit(*[toolkits.step("Чекор", template) for template in templates[:number]], title=f"Од {number}")
        for number in (1, 5)
    )
    if is_made:
        editions.make(few)
        editions.make(many)

    assert queries_of(client, few.url) == queries_of(client, many.url)


@pytest.mark.long
def test_more_toolkits_take_no_more_queries(client):
    template = toolkits.worksheet()
    toolkits.toolkit(toolkits.step("Чекор", template), title="Прво")
    few = queries_of(client, "/mk/toolkits/")
    for number in range(4):
        toolkits.toolkit(toolkits.step("Чекор", template), title=f"Друго {number}")

    assert len(listed(client)) == 5
    assert queries_of(client, "/mk/toolkits/") == few
