"""Journey 1 with the keyboard alone: a new member gets everywhere by it, sees where they are, and is never stuck."""

import re

import pytest
from playwright.sync_api import Page, expect

from jadro.accounts.choices import Role
from learning.progress.models import Event
from tests.factories import accounts, learning
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STOPS = 200
# Where the focus is: a path that is nobody else's, and how it is shown.
FOCUSED = """() => {
    const path = (element) => element.parentElement
        ? `${path(element.parentElement)}>${[...element.parentElement.children].indexOf(element)}` : "";
    const element = document.activeElement;
    if (element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
        path: path(element),
        is_shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
            && style.outlineColor !== "rgba(0, 0, 0, 0)",
        is_on_screen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
        text: element.outerHTML.slice(0, 120),
    };
}"""


def stop(page: Page, key: str = "Tab") -> dict | None:
    """Goes on to the next thing that takes the focus; None when the page has no more."""
    page.keyboard.press(key)
    focused = page.evaluate(FOCUSED)
    if focused:
        assert focused["is_shown"], f"the focus is not to be seen on {focused['text']}"
        assert focused["is_on_screen"], f"the focus is out of sight on {focused['text']}"
    return focused


def tab_to(page: Page, selector: str) -> None:
    target = page.locator(selector).first
    for _stop in range(MOST_STOPS):
        if stop(page) is None:
            break
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {selector} on {page.url}")


def press_through(page: Page, key: str) -> list[str]:
    """The places the focus has on its way out of the page, or round to where it began."""
    places: list[str] = []
    while (focused := stop(page, key)) is not None and [focused["path"]] != places[:1]:
        assert focused["path"] not in places, f"the focus does not get past {focused['text']}"
        places.append(focused["path"])
    return places


def test_a_new_member_reads_and_marks_a_lesson_by_keyboard(desktop):
    course = learning.course(2)
    first, second = learning.lessons_of(course)
    accounts.user("nova@example.org", role=Role.MEMBER)

    desktop.goto("/mk/")
    tab_to(desktop, "main a.btn")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_have_text(course.title)
    tab_to(desktop, "main a.btn")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_have_text(first.title)
    tab_to(desktop, ".endbox a.btn")
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile(r"/accounts/login/"))

    tab_to(desktop, "input[name=login]")
    desktop.keyboard.type("nova@example.org")
    stop(desktop)
    desktop.keyboard.type("mistyped")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".errors [data-focus], .errors[data-focus]").first).to_be_focused()
    tab_to(desktop, "input[name=password]")
    desktop.keyboard.type(PASSWORD)
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_have_text(first.title)

    tab_to(desktop, "#mark button.btn")
    desktop.keyboard.press("Space")
    receipt = desktop.locator("#mark .receipt")
    expect(receipt.locator("h2")).to_be_focused()
    expect(receipt).to_contain_text(Event.objects.get().receipt_number)
    tab_to(desktop, ".pager a.following")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_have_text(second.title)

    tab_to(desktop, "header nav form button")
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile(r"/mk/$"))


def test_the_way_through_a_page_leads_out_of_it_in_both_directions(desktop, live_server, signed_in):
    course = learning.course(2)
    lesson = learning.lessons_of(course)[0]
    name, session = "sessionid", signed_in(accounts.user(role=Role.MEMBER)).cookies["sessionid"].value
    desktop.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])

    for path in ("/mk/", course.url, lesson.url, "/mk/my/", "/mk/my/profile/"):
        desktop.goto(path)
        there = press_through(desktop, "Tab")
        back = press_through(desktop, "Shift+Tab")

        assert len(there) >= 5, path
        assert back == there[::-1], path


def test_the_first_stop_leads_past_the_head_of_the_page(desktop):
    course = learning.course(1)

    desktop.goto(course.url)
    stop(desktop)
    expect(desktop.locator("a.skip")).to_be_focused()
    desktop.keyboard.press("Enter")
    stop(desktop)

    assert desktop.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(phone):
    learning.course(1)

    phone.goto("/mk/")
    tab_to(phone, ".menu-button")
    phone.keyboard.press("Enter")
    menu = phone.locator("#menu")
    expect(menu).to_be_visible()
    tab_to(phone, "#menu a")
    phone.keyboard.press("Escape")

    expect(menu).to_be_hidden()
    expect(phone.locator(".menu-button")).to_be_focused()
