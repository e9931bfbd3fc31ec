"""Journey 3, as far as it is built: a member fills in worksheets on a phone or at a desk, with and without a
connection, and nothing of what they typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from jadro.accounts.choices import Role
from learning.plans.choices import Standing
from learning.plans.models import Plan
from tests.factories import accounts, plans, toolkits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PASSWORD = "correct-horse-battery"


@pytest.fixture
def member():
    return accounts.user("nova@example.org", role=Role.MEMBER, password=PASSWORD)


@pytest.fixture
def worksheets():
    first = toolkits.worksheet(
        toolkits.line("goal", label="Што сакате", shared_key="goal"), key="first", title="Првиот лист"
    )
    second = toolkits.worksheet(
        toolkits.line("aim", label="Која е целта", shared_key="goal"),
        toolkits.stakeholders("map", label="Чинители", is_private=True),
        key="second",
        title="Вториот лист",
    )
    toolkits.toolkit(toolkits.step("Еден", first), toolkits.step("Два", second), title="Стебло")


def sign_in(page: Page) -> None:
    page.goto("/mk/accounts/login/")
    page.fill("input[name=login]", "nova@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_role("button", name="Одјава")).to_have_count(1)


def value(identity: str = "goal") -> str:
    return Plan.objects.get().answers.get(identity=identity).value


def test_a_member_begins_a_plan_fills_in_two_worksheets_and_sees_the_map_draw_itself(
    screen, member, worksheets, axe, scrolls_sideways
):
    sign_in(screen)
    screen.goto("/mk/my/plans/")
    screen.get_by_role("link", name="Започнете план").click()
    screen.get_by_label("Наслов").fill("Дом во Карпош")
    screen.get_by_label("Општина").select_option(label="Карпош")
    screen.get_by_role("button", name="Започни го планот").click()
    expect(screen.locator("h1")).to_have_text("Дом во Карпош")
    assert axe(screen) == []
    assert not scrolls_sideways(screen)

    screen.get_by_role("link", name=re.compile("Првиот лист")).click()
    screen.get_by_label("Што сакате").fill("Дом за култура до пролет")
    expect(screen.locator("#field-goal [data-receipt]")).to_contain_text("Зачувано во", timeout=10_000)
    assert value() == "Дом за култура до пролет"

    plan = Plan.objects.get()
    screen.goto(plans.sheet(plan, "second"))
    note = screen.locator("#field-aim .note")
    expect(note).to_contain_text("Од вашиот план")
    expect(screen.get_by_label("Која е целта")).to_have_value("Дом за култура до пролет")
    screen.get_by_role("button", name="Важи и тука").click()
    expect(note).to_have_count(0)

    row = screen.get_by_role("group", name="Ред 1")
    row.get_by_label("Функција или тело").fill("Градоначалничка")
    row.get_by_label("Влијание").select_option("5")
    row.get_by_label("Поддршка").select_option("1")
    screen.get_by_role("button", name="Додај ред").click()
    expect(screen.get_by_role("group", name="Ред 4")).to_be_visible()
    screen.get_by_role("group", name="Ред 4").get_by_label("Функција или тело").fill("Портал")
    screen.get_by_role("button", name="Зачувај").click()
    expect(screen.get_by_role("img", name=re.compile("1 Градоначалничка: влијание 5 од 5, за"))).to_be_visible()
    assert [row["role"] for row in plan.answers.get(identity="second.map").value] == ["Градоначалничка", "Портал"]
    assert axe(screen) == []
    assert not scrolls_sideways(screen)

    screen.get_by_role("link", name="Назад кон планот").click()
    screen.get_by_role("link", name="Прочитајте го целиот план").click()
    expect(screen.locator("main")).to_contain_text("Дом за култура до пролет")
    expect(screen.locator("main")).not_to_contain_text("Градоначалничка")


def test_what_is_typed_without_a_connection_waits_on_the_device_and_is_saved_afterwards(
    screen, member, worksheets, guard
):
    plan = plans.plan(member)
    sign_in(screen)
    screen.goto(plans.sheet(plan, "first"))
    guard.allow("ERR_INTERNET_DISCONNECTED")
    screen.context.set_offline(True)
    screen.get_by_label("Што сакате").fill("напишано во автобус")
    receipt = screen.locator("#field-goal [data-receipt]")
    expect(receipt).to_contain_text("На овој уред", timeout=10_000)
    assert not plan.versions.exists()

    screen.context.set_offline(False)

    expect(receipt).to_contain_text("Зачувано во", timeout=20_000)
    assert value() == "напишано во автобус"
    screen.reload()
    expect(screen.get_by_label("Што сакате")).to_have_value("напишано во автобус")
    assert plan.versions.count() == 1


def test_a_page_that_was_closed_before_it_could_save_comes_back_with_what_was_typed(screen, member, worksheets):
    plan = plans.plan(member)
    sign_in(screen)
    screen.goto(plans.sheet(plan, "first"))
    screen.route("**/save/", lambda route: route.abort())
    screen.get_by_label("Што сакате").fill("недовршена мисла")
    expect(screen.locator("#field-goal [data-receipt]")).to_contain_text("На овој уред", timeout=10_000)
    screen.goto("/mk/my/plans/")
    screen.unroute("**/save/")

    screen.goto(plans.sheet(plan, "first"))

    expect(screen.get_by_label("Што сакате")).to_have_value("недовршена мисла")
    expect(screen.locator("#field-goal [data-receipt]")).to_contain_text("Зачувано во", timeout=10_000)
    assert value() == "недовршена мисла"


def test_two_tabs_keep_both_texts(screen, member, worksheets):
    plan = plans.plan(member)
    sign_in(screen)
    other = screen.context.new_page()
    for tab in (screen, other):
        tab.goto(plans.sheet(plan, "first"))
    screen.get_by_label("Што сакате").fill("од првиот")
    expect(screen.locator("#field-goal [data-receipt]")).to_contain_text("Зачувано во", timeout=10_000)

    other.get_by_label("Што сакате").fill("од вториот")

    expect(other.locator("#field-goal [data-receipt]")).to_contain_text("е зачуван до него", timeout=10_000)
    assert value() == "од првиот"
    assert plan.versions.get(standing=Standing.ASIDE).value == "од вториот"
    other.reload()
    both = other.locator(".two")
    expect(both).to_contain_text("од првиот")
    expect(both).to_contain_text("од вториот")
    expect(other.get_by_role("textbox", name="Што сакате")).to_have_value("од првиот")
