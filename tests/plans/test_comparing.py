"""Two versions of an answer beside each other: chosen by a plain form, marked in words, rows known by their ids."""

import time

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse
from django.utils import timezone

from learning.plans import services
from learning.plans.services import Given, Origin
from learning.toolkits.models import WorksheetTemplate
from tests.factories import accounts, plans, toolkits
from tests.factories.learning import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return accounts.user(first_name="Ана", last_name="")


@pytest.fixture
def browser(signed_in, member):
    return signed_in(member)


@pytest.fixture
def plan(member):
    return plans.plan(member)


def say(plan, member, field: dict, *values) -> None:
    """A worksheet with this field, answered with one value after the other."""
    toolkits.worksheet(field)
    (its,) = plans.asked().fields
    for base, value in enumerate(values):
        given = Given(its.identity, value, base, block_id=its.block_id)
        services.save_answers(plan, [given], Origin("mk", plans.asked()), by=member, at=timezone.now())


def page_of(browser, plan, field: str, *, before=1, after=2, status=200) -> Tag:
    address = reverse("plans:history", args=[plan.pk, "problem", field])
    response = browser.get(address, {"before": before, "after": after})
    assert response.status_code == status
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def compared(browser, plan, field: str, **numbers) -> Tag:
    (section,) = page_of(browser, plan, field, **numbers).select("#compared")
    return section


def marked(section: Tag, mark: str) -> list[str]:
    return [" ".join(each.get_text().split()) for each in section.select(mark)]


def rows_of(section: Tag) -> list[str]:
    return [" ".join(each.get_text().split()) for each in section.select("section > h3")]


def test_a_text_is_compared_word_by_word_and_says_in_words_what_is_what(browser, member, plan):
    say(plan, member, toolkits.text("story"), "Салата е празна навечер.", "Салата е затворена навечер, и во сабота.")

    section = compared(browser, plan, "story")

    assert marked(section, "del") == ["одземено: празна"]
    assert marked(section, "ins") == ["додадено: затворена", "додадено: , и во сабота"]
    assert [each.get_text() for each in section.select(".two h3")] == ["Верзија 1", "Верзија 2"]


def test_whichever_is_chosen_first_the_earlier_one_stands_first(browser, member, plan):
    say(plan, member, toolkits.line("goal"), "едно", "две")

    section = compared(browser, plan, "goal", before=2, after=1)

    assert marked(section, "del") == ["одземено: едно"]


@pytest.mark.parametrize(
    ("field", "values", "removed", "added"),
    [
        (toolkits.choice("f"), ("da", "ne"), "одземено: da", "додадено: ne"),
        (toolkits.choices("f"), (["da", "ne"], ["ne"]), "одземено: Одговор da;", ""),
        (toolkits.yes_no("f"), ({"answer": "yes", "reason": ""}, {"answer": "no", "reason": ""}), "Да", "Не"),
        (toolkits.day("f"), ("2027-03-08", "2027-04-08"), "март", "април"),
        (toolkits.municipality("f"), ("karposh", "kichevo"), "Карпош", "Кичево"),
    ],
)
def test_every_kind_is_compared_as_people_read_it(browser, member, plan, field, values, removed, added):
    say(plan, member, field, *values)

    section = compared(browser, plan, "f")

    assert removed in " ".join(marked(section, "del"))
    assert added in " ".join(marked(section, "ins"))


@pytest.mark.parametrize(
    "field",
    [toolkits.table("f", columns=[toolkits.column("role")]), toolkits.stakeholders("f"), toolkits.timeline("f")],
)
def test_rows_are_compared_one_by_one_by_what_they_are_and_not_by_their_place(browser, member, plan, field):
    key = "what" if field["type"] == "timeline" else "role"
    first = [{"id": "a", key: "Остава"}, {"id": "b", key: "Оди"}, {"id": "c", key: "Се менува"}]
    second = [{"id": "n", key: "Нов"}, {"id": "a", key: "Остава"}, {"id": "c", key: "Се смени"}]
    say(plan, member, field, first, second)

    section = compared(browser, plan, "f")

    assert rows_of(section) == ["Ред 1 · додадено", "Ред 2 · одземено", "Ред 3 · сменето"]
    assert marked(section, "del") == ["одземено: Оди", "одземено: менува"]
    assert marked(section, "ins") == ["додадено: Нов", "додадено: смени"]
    assert "1 ред е ист" in section.get_text()
    assert "Остава" not in section.get_text()


def test_rows_in_another_order_are_told_so(browser, member, plan):
    rows = [{"id": "a", "what": "А"}, {"id": "b", "what": "Б"}]
    say(plan, member, toolkits.table("f"), rows, rows[::-1])

    section = compared(browser, plan, "f")

    assert "друг редослед" in section.get_text()
    assert rows_of(section) == []


def test_a_question_that_became_a_table_is_compared_as_text(browser, member, plan):
    say(plan, member, toolkits.table("f"), "напишано порано", [{"id": "a", "what": "Сала", "cost": ""}])

    section = compared(browser, plan, "f")

    assert marked(section, "del") == ["одземено: напишано порано"]
    assert marked(section, "ins") == ["додадено: Сала"]


def test_one_word_all_through_a_long_text_costs_no_more_than_others(browser, member, plan):
    say(plan, member, toolkits.text("story"), "а " * 2499, "а б " * 1249)

    began = time.perf_counter()
    compared(browser, plan, "story")

    assert time.perf_counter() - began < 5


@pytest.mark.long
def test_a_team_that_writes_in_two_languages_sees_what_was_changed_and_not_the_languages(browser, member, plan):
    rows = [{"id": "a", "what": "Сала", "cost": "1200"}, {"id": "b", "what": "Струја", "cost": "300"}]
    say(plan, member, toolkits.table("f"), rows)
    translate(WorksheetTemplate.objects.get(), "sq")
    sheet = plans.asked(language="sq")
    (field,) = sheet.fields
    later = Given(field.identity, [rows[0], {**rows[1], "cost": "350"}], 1, block_id=field.block_id)
    services.save_answers(plan, [later], Origin("sq", sheet), by=member, at=timezone.now())

    section = compared(browser, plan, "f")

    assert rows_of(section) == ["Ред 2 · сменето"]
    assert (marked(section, "del"), marked(section, "ins")) == (["одземено: 300"], ["додадено: 350"])


def test_what_is_emptied_is_told_as_empty(browser, member, plan):
    say(plan, member, toolkits.line("goal"), "нешто", "")

    assert "празно" in compared(browser, plan, "goal").get_text()


def test_the_last_two_are_offered_and_nothing_is_compared_until_asked(browser, member, plan):
    say(plan, member, toolkits.line("goal"), "едно", "две", "три")

    page = BeautifulSoup(
        browser.get(reverse("plans:history", args=[plan.pk, "problem", "goal"])).content, "html.parser"
    )

    assert page.select("#compared") == []
    assert [str(each["value"]) for each in page.select("form.comparing option[selected]")] == ["2", "3"]


def test_with_one_version_there_is_nothing_to_compare(browser, member, plan):
    say(plan, member, toolkits.line("goal"), "едно")

    assert page_of(browser, plan, "goal").select("form.comparing, #compared") == []


@pytest.mark.parametrize(("before", "after"), [(1, 1), (1, 9), ("x", 2), ("", "")])
def test_what_is_no_choice_of_two_is_told_beside_the_form(browser, member, plan, before, after):
    say(plan, member, toolkits.line("goal"), "едно", "две")

    page = page_of(browser, plan, "goal", before=before, after=after, status=422)

    assert page.select("#compared") == []
    assert page.select(".errors, .error")


def test_a_stranger_compares_nothing(signed_in, member, plan):
    say(plan, member, toolkits.line("goal"), "едно", "две")

    address = reverse("plans:history", args=[plan.pk, "problem", "goal"])
    assert signed_in(accounts.user()).get(address, {"before": 1, "after": 2}).status_code == 404
