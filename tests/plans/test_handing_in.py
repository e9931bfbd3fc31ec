"""Handing in: what was written is frozen with a number, and stays as it was."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from learning.plans.models import Submission
from learning.plans.values import is_example
from learning.toolkits.choices import ColumnKind
from tests.factories import accounts, plans, toolkits
from tests.factories.toolkits import publish_worksheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return accounts.user()


@pytest.fixture
def browser(signed_in, member):
    return signed_in(member)


@pytest.fixture
def plan(member):
    return plans.plan(member)


@pytest.fixture
def worksheet():
    made = toolkits.worksheet(
        toolkits.line("goal", label="Што сакате", is_required=True, example="Дом до пролет"),
        toolkits.stakeholders("map", label="Чинители", is_private=True),
    )
    toolkits.toolkit(toolkits.step("Прв", made), title="Стебло")
    return made


def write(browser, plan, **typed):
    return browser.post(plans.sheet(plan), plans.typed(browser.get(plans.sheet(plan)), **typed))


def address(plan) -> str:
    return reverse("plans:hand_in", args=[plan.pk, "problem"])


def hand_in(browser, plan, to: str = "", **more):
    to = to or address(plan)
    form = browser.get(to).context["form"]
    return browser.post(to, {"request_id": str(form["request_id"].value()), **more}, follow=True)


def text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.text.split())


def test_what_is_handed_in_gets_a_number_and_a_receipt(browser, plan, worksheet):
    write(browser, plan, f__goal="Дом за култура")

    page = text(hand_in(browser, plan))

    handed_in = Submission.objects.get()
    assert handed_in.receipt_number in page
    assert "Дом за култура" in page
    assert handed_in.number == 1


def test_it_stays_as_it_was_whatever_is_written_or_asked_afterwards(browser, plan, worksheet):
    write(browser, plan, f__goal="Дом за култура")
    hand_in(browser, plan)
    write(browser, plan, f__goal="Нешто друго")
    worksheet.fields = [toolkits.line("goal", label="Сосема друго прашање")]
    publish_worksheet(worksheet)

    page = text(browser.get(reverse("plans:submission", args=[plan.pk, 1])))

    assert "Што сакате" in page
    assert "Дом за култура" in page
    assert "Нешто друго" not in page
    assert "сменето оттогаш" in page
    assert "Сменето откако е предадено" in text(browser.get(reverse("plans:plan", args=[plan.pk])))


def test_without_what_is_required_nothing_is_handed_in_and_each_is_named(browser, plan, worksheet):
    form = {"request_id": str(uuid4())}

    response = browser.post(address(plan), form)

    assert response.status_code == 422
    assert "Што сакате" in text(response)
    assert not Submission.objects.exists()


def test_the_form_sent_twice_is_one_hand_in(browser, plan, worksheet):
    write(browser, plan, f__goal="Дом за култура")
    sent = {"request_id": str(uuid4())}

    for _time in range(2):
        browser.post(address(plan), sent)

    assert Submission.objects.count() == 1


def test_an_example_left_as_it_is_is_asked_about(browser, plan, worksheet):
    write(browser, plan, f__goal="Дом  до пролет")

    asked = hand_in(browser, plan)
    assert asked.status_code == 422
    assert not Submission.objects.exists()

    hand_in(browser, plan, are_ours="on")
    assert Submission.objects.exists()


COLUMNS = [toolkits.column("what"), toolkits.column("cost", ColumnKind.MONEY), toolkits.column("day", ColumnKind.DATE)]
ROW = {"id": "a", "what": "Сала", "cost": "1200", "day": "2027-03-08"}
LEFT_AS_THEY_ARE = [
    (toolkits.text, "Дом до\nпролет", "Дом  до пролет", {}),
    (toolkits.choice, "Одговор da", "da", {}),
    (toolkits.choices, "Одговор da; Одговор ne", ["da", "ne"], {}),
    (toolkits.yes_no, "Да. Има договор", {"answer": "yes", "reason": "Има договор"}, {}),
    (toolkits.yes_no, "Има договор", {"answer": "yes", "reason": "Има договор"}, {}),
    (toolkits.number, "2027", "2027", {}),
    (toolkits.money, "3.000 денари", {"amount": "3000", "currency": "MKD"}, {}),
    (toolkits.money, "3000", {"amount": "3000", "currency": "MKD"}, {}),
    (toolkits.day, "8 март 2027", "2027-03-08", {}),
    (toolkits.municipality, "Карпош", "karposh", {}),
    (toolkits.table, "Сала | 1.200 денари | 8 март 2027", [ROW], {"columns": COLUMNS}),
    (toolkits.table, "Сала | 1200 | 2027-03-08", [ROW], {"columns": COLUMNS}),
]


@pytest.mark.parametrize(("make", "example", "value", "its"), LEFT_AS_THEY_ARE)
def test_an_example_of_any_kind_is_known_again(make, example, value, its):
    toolkits.worksheet(make("f", example=example, **its))
    (field,) = plans.asked().fields

    assert is_example(field, value)
    other = [*value, {**ROW, "id": "b", "what": "Друго"}] if field.has_rows else ["ne"] if value == ["da", "ne"] else ""
    assert not is_example(field, other)


def test_two_texts_that_wait_for_a_choice_are_chosen_first(browser, signed_in, member, worksheet):
    mate = accounts.user()
    plan = plans.plan(member, mate)
    his = signed_in(mate)
    opened = plans.typed(his.get(plans.sheet(plan)), f__goal="од Беким")
    write(browser, plan, f__goal="од Ана")
    his.post(plans.sheet(plan), opened)

    response = hand_in(browser, plan) if browser.get(address(plan)).context["form"] else None

    assert response is not None
    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_what_was_handed_in_can_be_taken_back_and_handed_in_again(browser, plan, worksheet):
    write(browser, plan, f__goal="Дом за култура")
    hand_in(browser, plan)

    page = text(browser.post(reverse("plans:withdraw", args=[plan.pk, 1]), follow=True))
    hand_in(browser, plan)

    assert "Повлечено" in page
    assert list(Submission.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_whole_plan_freezes_every_worksheet_that_was_begun(browser, plan, worksheet):
    other = toolkits.worksheet(toolkits.text("more"), key="other", title="Друг лист")
    joining = toolkits.worksheet(toolkits.line("sum", label="Заедно", is_required=True), key="joining")
    toolkits.toolkit(toolkits.step("Друг", other), title="Друг пакет")
    toolkits.toolkit(toolkits.step("Заедно", joining), title="План", is_joined_plan=True)
    whole = reverse("plans:hand_in_plan", args=[plan.pk])
    write(browser, plan, f__goal="Дом за култура")
    assert hand_in(browser, plan, whole).status_code == 422
    opened = plans.typed(browser.get(plans.sheet(plan, "joining")), f__sum="Сѐ заедно")
    browser.post(plans.sheet(plan, "joining"), opened)

    page = text(hand_in(browser, plan, whole))

    assert [sheet["key"] for sheet in Submission.objects.get().content["worksheets"]] == ["problem", "joining"]
    assert "Сѐ заедно" in page


def test_nobody_outside_the_team_finds_a_hand_in(browser, signed_in, plan, worksheet):
    write(browser, plan, f__goal="Дом за култура")
    hand_in(browser, plan)
    stranger = signed_in(accounts.user())

    for method, where in (
        ("get", reverse("plans:submission", args=[plan.pk, 1])),
        ("post", reverse("plans:withdraw", args=[plan.pk, 1])),
        ("get", address(plan)),
        ("post", reverse("plans:hand_in_plan", args=[plan.pk])),
    ):
        assert getattr(stranger, method)(where).status_code == 404
    assert Submission.objects.get().withdrawn_at is None


def test_a_hand_in_that_is_not_there_is_not_found(browser, plan, worksheet):
    assert browser.get(reverse("plans:submission", args=[plan.pk, 7])).status_code == 404
    assert browser.post(reverse("plans:withdraw", args=[plan.pk, 7])).status_code == 404
