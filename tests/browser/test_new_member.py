"""Journey 1: a new member meets the network, reads lessons, answers a quiz and learns from what it says, leaves, and
goes on elsewhere in another language."""

import re

import pytest
from playwright.sync_api import Page, expect

from jadro.accounts.choices import Role
from jadro.home.services import stand_in_every_language
from learning.courses.models import LessonPage
from learning.progress.models import Event
from tests.factories import accounts, learning, quizzes

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct-horse-battery"


@pytest.fixture
def course():
    return learning.course(2, 1, title="Добре дојдовте во мрежата", everywhere=True)


@pytest.fixture
def member():
    return accounts.user("nova@example.org", role=Role.MEMBER, password=PASSWORD)


def sign_in(page: Page) -> None:
    page.fill("input[name=login]", "nova@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form").get_by_role("button").first.click()


def test_a_new_member_learns_by_reading_and_by_a_quiz_and_continues_on_another_device_in_another_language(
    screen, new_context, course, member, axe, scrolls_sideways
):
    quiz = quizzes.lesson(course, quizzes.quiz_block(), title="Проверка")
    stand_in_every_language(quiz)
    first, second, _quiz, third = learning.lessons_of(course)

    screen.goto("/")
    expect(screen).to_have_url(re.compile(r"/mk/$"))
    screen.locator("main a.btn").first.click()
    expect(screen.locator("h1")).to_have_text(course.title)
    assert axe(screen) == []

    screen.locator("main a.btn").first.click()
    expect(screen.locator("h1")).to_have_text(first.title)
    assert axe(screen) == []
    assert not scrolls_sideways(screen)

    screen.locator(".endbox a.btn").click()
    sign_in(screen)
    expect(screen.locator("h1")).to_have_text(first.title)

    # Pressed before the script is there, the whole page comes back, and nothing has the focus.
    screen.wait_for_load_state("load")
    screen.locator("#mark button.btn").click()
    receipt = screen.locator("#mark .receipt")
    expect(receipt).to_be_visible()
    expect(receipt).to_contain_text(Event.objects.get().receipt_number)
    expect(receipt.locator("h2")).to_be_focused()
    expect(screen.locator("#outline-head").first).to_contain_text(re.compile(r"1 .* 4"))
    assert axe(screen) == []

    screen.locator(".pager a.following").click()
    expect(screen.locator("h1")).to_have_text(second.title)
    screen.wait_for_load_state("load")
    screen.locator("#mark button.btn").click()
    expect(receipt).to_be_visible()
    screen.locator(".pager a.following").click()
    expect(screen.locator("h1")).to_have_text(quiz.title)
    assert not scrolls_sideways(screen)

    screen.get_by_label("Никој").check()
    screen.locator(".quiz-form button").click()
    expect(screen.locator(".answered")).to_contain_text("Некој секогаш одлучува.")
    expect(screen.locator(".answered")).to_contain_text("Затоа: Кој одлучува?")
    assert axe(screen) == []
    screen.get_by_role("link", name="Обиди се пак").click()
    screen.get_by_label("Советот").check()
    screen.locator(".quiz-form button").click()
    expect(screen.locator(".score")).to_contain_text(Event.objects.latest("pk").receipt_number)
    expect(screen.locator("aside")).to_contain_text(re.compile(r"3 .* 4"))

    screen.get_by_role("link", name="Продолжете со курсот").click()
    expect(screen.locator("h1")).to_have_text(third.title)
    block = screen.locator("[data-block]").last
    with screen.expect_response(re.compile(r"/place/$")) as kept:
        block.evaluate("element => window.scrollTo(0, element.offsetTop - innerHeight / 3)")
    assert kept.value.status == 204

    elsewhere = new_context(locale="sq-AL").new_page()
    elsewhere.goto("/sq/accounts/login/")
    sign_in(elsewhere)
    elsewhere.goto("/sq/")
    elsewhere.locator(".next a.btn").click()
    expect(elsewhere).to_have_url(re.compile(r"/sq/courses/.+#block-"))
    expect(elsewhere.locator("html")).to_have_attribute("lang", "sq")
    expect(elsewhere.locator("h1")).to_have_text(third.title)
    assert axe(elsewhere) == []


def test_without_scripts_the_same_journey_works_by_links_and_forms(new_context, course, member):
    page = new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    first, second, _third = learning.lessons_of(course)

    page.goto("/mk/")
    page.locator("main a.btn").first.click()
    expect(page.locator("h1")).to_have_text(course.title)
    page.locator("main a.btn").first.click()
    expect(page.locator("h1")).to_have_text(first.title)
    page.locator(".endbox a.btn").click()
    page.fill("input[name=login]", "nova@example.org")
    page.fill("input[name=password]", "mistyped")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator(".errors")).to_be_visible()
    sign_in(page)
    page.locator("#mark button.btn").click()

    expect(page.locator("#mark .receipt")).to_contain_text(Event.objects.get().receipt_number)
    page.locator("#mark button.quiet").click()
    expect(page.locator("#mark button.btn")).to_be_visible()
    page.locator("#mark button.btn").click()
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["done", "undone", "done"]

    page.locator(".pager a.following").click()
    expect(page.locator("h1")).to_have_text(second.title)
    page.goto("/sq/")
    page.locator(".next a.btn").click()
    expect(page).to_have_url(re.compile(r"/sq/courses/"))
    expect(page.locator("h1")).to_have_text(second.title)
    page.locator("header nav form button").click()
    page.goto("/sq/my/")
    expect(page).to_have_url(re.compile(r"/sq/accounts/login/"))


def test_when_the_connection_fails_nothing_is_called_saved_and_the_next_press_counts_once(
    desktop, guard, course, member
):
    first = learning.lessons_of(course)[0]
    desktop.goto("/mk/accounts/login/")
    sign_in(desktop)
    desktop.goto(first.url)
    guard.allow("console")

    desktop.context.set_offline(True)
    desktop.locator("#mark button.btn").click()
    expect(desktop.locator("#mark [role=status].bad")).to_be_visible()
    assert Event.objects.count() == 0

    desktop.context.set_offline(False)
    desktop.locator("#mark button.btn").dblclick()
    expect(desktop.locator("#mark .receipt")).to_be_visible()
    assert Event.objects.count() == 1


def test_an_answer_that_got_lost_on_the_way_is_not_counted_twice(desktop, guard, course, member):
    first = learning.lessons_of(course)[0]
    desktop.goto("/mk/accounts/login/")
    sign_in(desktop)
    desktop.goto(first.url)
    guard.allow("console")

    def record_and_lose_the_answer(route):
        route.fetch()
        route.abort()

    desktop.route("**/mark/", record_and_lose_the_answer, times=1)
    desktop.locator("#mark button.btn").click()
    expect(desktop.locator("#mark [role=status].bad")).to_be_visible()
    desktop.locator("#mark button.btn").click()

    expect(desktop.locator("#mark .receipt")).to_be_visible()
    assert Event.objects.count() == 1


def test_an_editors_new_lesson_reaches_a_member_who_is_reading(desktop, course, member):
    desktop.goto(course.url)
    added = learning.lesson(course.get_children().first().specific, title="Сосема нова лекција")

    desktop.reload()
    desktop.get_by_role("link", name=added.title).click()

    expect(desktop.locator("h1")).to_have_text(LessonPage.objects.get(pk=added.pk).title)
