"""Answering a quiz in a browser: by keyboard alone, without scripts, and with what was typed kept meanwhile."""

import pytest
from playwright.sync_api import Page, expect

from jadro.home.services import stand_in_every_language
from learning.courses.models import LessonPage
from learning.quizzes.models import Attempt
from tests.factories import accounts, learning
from tests.factories import quizzes as factory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quiz():
    course = learning.course(1, title="Добре дојдовте во мрежата", everywhere=True)
    page = factory.lesson(course, factory.quiz_block(factory.every_kind()))
    stand_in_every_language(page)
    return page


@pytest.fixture
def member():
    return accounts.user("nova@example.org", password=PASSWORD)


def sign_in(page: Page, back: str) -> None:
    page.goto(f"/mk/accounts/login/?next={back}")
    page.fill("input[name=login]", "nova@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form").get_by_role("button").first.click()


def tab_to(page: Page, selector: str) -> None:
    """Goes on by the Tab key until the element, or one inside it, has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.closest(selector) !== null", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}.")


def choose(page: Page, words: str) -> None:
    """In a list that has the focus."""
    for _press in range(10):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.selectedOptions[0].text") == words:
            return
    raise AssertionError(f"The list has no {words}.")


def answer_by_keyboard(page: Page) -> None:
    """Everything rightly but the first question. Radio buttons and lists are chosen by arrows."""

    def field(name: str) -> str:
        return f'[name="{factory.field(name)}"]'

    page.evaluate("document.querySelector('.quiz-form').scrollIntoView()")
    page.locator("h1").evaluate("element => { element.tabIndex = -1; element.focus() }")
    tab_to(page, field("Кој одлучува?"))
    wrong = page.locator(f'{field("Кој одлучува?")}[value="{factory.an_id("Никој")}"]')
    for _press in range(2):
        page.keyboard.press("ArrowDown")
        if wrong.is_checked():
            break
    for _box in range(3):
        tab_to(page, field("Што е јавно?"))
        if page.evaluate("document.activeElement.value") != factory.an_id("Шепот"):
            page.keyboard.press("Space")
    tab_to(page, field("Буџетот е јавен."))
    page.keyboard.press("Space")
    for name, right in (("pair 1", "гласа"), ("pair 2", "предлага"), ("pair 3", "бараат")):
        tab_to(page, f'[name="{factory.field("Поврзете.")}-{factory.an_id(name)}"]')
        choose(page, right)
    for _line in range(3):
        tab_to(page, f'[name^="{factory.field("Подредете.")}"]')
        words = page.evaluate("document.querySelector(`label[for='${document.activeElement.id}']`).textContent")
        choose(page, words.strip()[-1])
    for name, typed in (
        ("Како се вика?", "zastapuvanje"),
        ("Колку проценти?", "12,5"),
        ("Што би побарале?", "Отворена расправа."),
    ):
        tab_to(page, field(name))
        page.keyboard.type(typed)
    tab_to(page, ".quiz-form button")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_every_kind_of_question_is_answered_by_keyboard_and_explained(new_context, quiz, member, scripts, axe):
    page = new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts).new_page()
    sign_in(page, quiz.url)

    answer_by_keyboard(page) if scripts else answer_by_form(page, quiz)

    expect(page.locator(".score")).to_contain_text("6")
    assert (Attempt.objects.get().right_count, Attempt.objects.get().counted_count) == (6, 7)
    expect(page.locator(".answered").first).to_contain_text("Некој секогаш одлучува.")
    expect(page.locator(".answered").first).to_contain_text("Советот")
    expect(page.locator(".answered").last).to_contain_text("Јасно барање со рок.")
    if scripts:
        assert axe(page) == []


def answer_by_form(page: Page, quiz: LessonPage) -> None:
    factory.fill_in(page, factory.wrong(quiz))
    page.locator(".quiz-form button").click()


def test_passed_on_one_device_it_is_passed_on_another_in_another_language(new_context, quiz, member):
    first = new_context().new_page()
    sign_in(first, quiz.url)
    answer_by_form(first, quiz)
    expect(first.locator(".score")).to_be_visible()

    second = new_context(locale="sq-AL").new_page()
    sign_in(second, quiz.url.replace("/mk/", "/sq/"))

    expect(second.locator("html")).to_have_attribute("lang", "sq")
    expect(second.locator(".quiz .note.done")).to_be_visible()
    expect(second.locator(".quiz .note.done a")).to_have_attribute(
        "href", f"/sq/my/attempts/{Attempt.objects.get().pk}/"
    )


def test_what_was_answered_is_still_there_after_the_page_was_closed(new_context, quiz, member):
    context = new_context()
    page = context.new_page()
    sign_in(page, quiz.url)
    typed = f'[name="{factory.field("Што би побарале?")}"]'
    chosen = f'[name="{factory.field("Кој одлучува?")}"][value="{factory.an_id("Советот")}"]'
    page.fill(typed, "Долго писмо")
    page.check(chosen)
    page.close()

    again = context.new_page()
    again.goto(quiz.url)
    expect(again.locator(typed)).to_have_value("Долго писмо")
    expect(again.locator(chosen)).to_be_checked()

    answer_by_form(again, quiz)
    again.goto(f"{quiz.url}")
    again.locator(".again summary").click()
    expect(again.locator(typed)).to_have_value("")
