"""Journey 3: a member fills in worksheets on a phone or at a desk, with and without scripts and a connection, hands the
plan in and takes it along as a booklet; nothing of what they typed is lost."""

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
    with screen.expect_download() as booklet:
        screen.get_by_role("link", name=re.compile("PDF")).click()
    assert booklet.value.suggested_filename.endswith(".pdf")

    screen.goto(f"/mk/my/plans/{plan.pk}/")
    screen.get_by_role("link", name="Предадете го целиот план").click()
    assert axe(screen) == []
    screen.get_by_role("button", name="Предај").click()
    expect(screen.locator("main")).to_contain_text(plan.submissions.get().receipt_number)


def test_without_scripts_the_same_journey_works_by_links_and_forms(new_context, member, worksheets):
    page = new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    sign_in(page)
    page.goto("/mk/my/plans/new/")
    page.get_by_label("Наслов").fill("Дом во Карпош")
    page.get_by_role("button", name="Започни го планот").click()
    plan = Plan.objects.get()

    page.get_by_role("link", name=re.compile("Првиот лист")).click()
    page.get_by_label("Што сакате").fill("Дом за култура до пролет")
    page.get_by_role("button", name="Зачувај").click()
    expect(page.get_by_text(re.compile("Зачувано во"))).to_be_visible()

    page.goto(plans.sheet(plan, "second"))
    expect(page.locator("#field-aim .note")).to_contain_text("Од вашиот план")
    page.get_by_role("button", name="Важи и тука").click()
    expect(page.locator("#field-aim .note")).to_have_count(0)
    for number, role in enumerate(["Градоначалничка", "Портал", "Совет", "Група", "Читалиште"], start=1):
        row = page.get_by_role("group", name=f"Ред {number}")
        row.get_by_label("Функција или тело").fill(role)
        row.get_by_label("Влијание").select_option(str(number))
        row.get_by_label("Поддршка").select_option("1")
        page.get_by_role("button", name="Зачувај").click()
    expect(page.get_by_role("img", name=re.compile("5 Читалиште: влијание 5 од 5, за"))).to_be_visible()

    page.get_by_role("link", name="Предадете го листот").click()
    page.get_by_role("button", name="Предај").click()
    submission = plan.submissions.get()
    expect(page.locator("main")).to_contain_text(submission.receipt_number)
    expect(page.locator("main")).to_contain_text("Читалиште")
    page.get_by_role("button", name="Повлечи го").click()
    submission.refresh_from_db()
    assert submission.withdrawn_at is not None


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
