"""A page on paper, in the colours a reader chose, by keyboard alone, with words explained, and in large letters."""

import re

import pytest
from playwright.sync_api import Page, expect

from jadro.accounts.choices import Role
from learning.toolkits.choices import FieldKind
from tests.factories import accounts, learning, resources, toolkits
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

LOGIN = "/mk/accounts/login/"
# Colours as the browser computes them from tokens.css.
WHITE, LIGHT, DARK = "rgb(255, 255, 255)", "rgb(241, 243, 240)", "rgb(15, 21, 18)"


@pytest.fixture
def lesson():
    return learning.lessons_of(learning.course(2, title="Застапување", everywhere=True))[0]


@pytest.fixture
def member():
    return accounts.user("ana@example.org", role=Role.MEMBER)


def sign_in(page: Page) -> None:
    page.goto(LOGIN)
    page.fill("[name=login]", "ana@example.org")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/mk/my/"))


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def choose_theme(page: Page, value: str) -> None:
    page.locator(f".theme button[value='{value}']").click()


def focused(page: Page) -> dict:
    """The control that has the focus, and whether a reader sees that it has."""
    return page.evaluate(
        """() => {
            const element = document.activeElement;
            const style = getComputedStyle(element);
            const box = element.getBoundingClientRect();
            return {
                name: element.id || element.name || element.textContent.trim(),
                isPage: element === document.body,
                isOutlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                isInView: box.bottom > 0 && box.top < innerHeight && box.width > 0,
            };
        }"""
    )


def tab_to(page: Page, selector: str) -> None:
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}.")


# --- On paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_printed_lesson_is_its_text_and_the_receipt_alone(desktop, lesson, member, width):
    sign_in(desktop)
    desktop.goto(lesson.url)
    desktop.locator("#mark button.btn").click()
    expect(desktop.locator("#mark .receipt")).to_be_visible()
    desktop.set_viewport_size({"width": width, "height": 900})

    desktop.emulate_media(media="print")

    for part in ("header.top", "footer.foot", ".skip", ".outline", ".pager", ".btn", ".noprint", "details"):
        assert [each for each in desktop.locator(part).all() if each.is_visible()] == [], part
    for part in ("h1", ".prose h2", ".prose p", "#mark .receipt", "main > .printonly"):
        expect(desktop.locator(part).first).to_be_visible()


def test_a_lesson_prints_where_it_is_from_and_no_hint_to_a_button_that_is_not_printed(desktop, lesson, member):
    desktop.goto(lesson.url)
    desktop.emulate_media(media="print")
    expect(desktop.get_by_text("Најавете се за да ја означите лекцијата")).not_to_be_visible()
    sign_in(desktop)
    desktop.goto(lesson.url)

    expect(desktop.locator("#mark")).to_be_attached()
    expect(desktop.locator("#mark form")).not_to_be_visible()
    expect(desktop.locator("main > .printonly").first).to_contain_text("Застапување")
    expect(desktop.locator("main > .printonly").last).to_contain_text(desktop.url)


def test_lesson_prints_on_a4_pages(desktop, lesson):
    desktop.goto(lesson.url)

    paper = desktop.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert boxes
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


@pytest.fixture
def toolkit():
    """Every kind of field, with an example each."""
    fields = [{**each, "value": {**each["value"], "example": "Пример"}} for each in toolkits.every_kind()]
    link = toolkits.item("link", {"page": None, "url": "https://example.org/law", "title": "Закон", "why": ""})
    return toolkits.toolkit(toolkits.step("Чекор", toolkits.worksheet(*fields), resources=[link]))


def test_steps_of_a_toolkit_are_there_on_every_screen(screen, toolkit):
    screen.goto(toolkit.url)

    expect(screen.get_by_role("heading", name="Чекор", exact=True)).to_be_visible()
    assert [each for each in screen.locator(".room").all() if each.is_visible()] == []


@pytest.mark.parametrize("width", [390, 1280])
def test_printed_toolkit_is_a_booklet_with_room_to_write_in_its_worksheets(desktop, toolkit, width):
    desktop.goto(toolkit.url)
    desktop.set_viewport_size({"width": width, "height": 900})

    desktop.emulate_media(media="print")

    rooms = desktop.locator(".asks li > .room").all()
    assert len(rooms) == len(FieldKind)
    assert all(room.is_visible() for room in rooms)
    assert [each for each in desktop.locator(".example, .noprint").all() if each.is_visible()] == []
    address = "getComputedStyle(document.querySelector('.step .links a'), '::after').content"
    assert "https://example.org/law" in desktop.evaluate(address)


def test_dark_page_prints_black_on_white(new_context, lesson):
    page = new_context(color_scheme="dark").new_page()
    page.goto(lesson.url)
    choose_theme(page, "dark")

    page.emulate_media(media="print", color_scheme="dark")

    assert background(page) == WHITE
    assert page.evaluate("getComputedStyle(document.querySelector('.prose p')).color") == "rgb(0, 0, 0)"


def test_printed_lesson_carries_the_meaning_of_its_terms(desktop, lesson):
    resources.term("текст", meaning="Збор по збор.")
    desktop.goto(lesson.url)
    explained = desktop.locator(".prose .explained")

    desktop.emulate_media(media="print")

    expect(desktop.locator(".margin .terms")).to_contain_text("Збор по збор.")
    expect(explained).not_to_be_visible()
    expect(desktop.locator(".reporting")).not_to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_printing_is_offered_where_a_script_can_do_it(new_context, lesson, has_scripts):
    page = new_context(java_script_enabled=has_scripts).new_page()

    page.goto(lesson.url)

    expect(page.locator("[data-print]")).to_be_visible(visible=has_scripts)


# --- Words explained -------------------------------------------------------------------------------------------------


def test_a_term_that_is_longer_than_the_line_breaks_inside(new_context, lesson, scrolls_sideways):
    lesson.body = [("paragraph", "<p>Некој противуставнозаконодавноспроведувачкополитички текст.</p>")]
    learning.publish(lesson)
    resources.term("противуставнозаконодавноспроведувачкополитички")
    page = new_context(viewport={"width": 320, "height": 800}).new_page()

    page.goto(lesson.url)

    expect(page.locator(".prose button.term")).to_be_visible()
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_term_is_explained_in_place_by_keyboard_and_closed_again(new_context, lesson, axe, has_scripts, width):
    resources.term("текст", meaning="Збор по збор.")
    page = new_context(java_script_enabled=has_scripts, viewport={"width": width, "height": 800}).new_page()
    page.goto(lesson.url)
    explained = page.locator(".prose .explained")
    expect(explained).not_to_be_visible()
    page.locator(".prose button.term").focus()

    page.keyboard.press("Enter")

    expect(explained).to_be_visible()
    expect(explained).to_be_in_viewport(ratio=1)
    expect(explained).to_contain_text("Збор по збор.")
    if has_scripts:  # axe is one
        assert axe(page) == []
    page.keyboard.press("Escape")
    expect(explained).not_to_be_visible()
    expect(page.locator(".prose button.term")).to_be_focused()


# --- In chosen colours -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_scripts", [True, False])
def test_choice_of_colours_goes_along_until_it_is_taken_back(new_context, lesson, member, has_scripts):
    page = new_context(java_script_enabled=has_scripts, color_scheme="light").new_page()
    page.goto(lesson.url)
    assert background(page) == LIGHT

    choose_theme(page, "dark")

    expect(page).to_have_url(re.compile(re.escape(lesson.url)))
    assert background(page) == DARK
    expect(page.locator("[name=theme][aria-pressed=true]")).to_have_attribute("value", "dark")
    page.goto("/sq/courses/")
    assert background(page) == DARK
    sign_in(page)
    assert background(page) == DARK

    choose_theme(page, "")

    assert background(page) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert background(page) == DARK


def test_light_is_kept_on_a_dark_device(new_context, lesson):
    page = new_context(color_scheme="dark").new_page()
    page.goto(lesson.url)
    assert background(page) == DARK

    choose_theme(page, "light")

    assert background(page) == LIGHT


# --- Without motion --------------------------------------------------------------------------------------------------


def test_nothing_moves_for_who_asks_for_less_motion(new_context, lesson):
    page = new_context(reduced_motion="reduce").new_page()

    for address in ("/mk/", lesson.url, LOGIN):
        page.goto(address)
        moving = page.evaluate(
            """[...document.querySelectorAll("*")].filter((element) => {
                const style = getComputedStyle(element);
                return /[1-9]/.test(style.transitionDuration) || style.animationName !== "none"
                    || style.scrollBehavior === "smooth";
            }).map((element) => element.className)"""
        )
        assert moving == []


# --- By keyboard alone -----------------------------------------------------------------------------------------------


def test_first_stop_leads_past_the_masthead(desktop, lesson):
    desktop.goto(lesson.url)

    desktop.keyboard.press("Tab")
    skip = desktop.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")

    assert desktop.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_menu_on_a_phone_opens_and_closes(phone, lesson):
    phone.goto("/mk/")
    tab_to(phone, ".menu-button")

    phone.keyboard.press("Enter")
    section = phone.locator("#menu a").first
    expect(section).to_be_visible()
    phone.keyboard.press("Tab")
    expect(section).to_be_focused()
    phone.keyboard.press("Escape")

    expect(section).not_to_be_visible()
    expect(phone.locator(".menu-button")).to_be_focused()


def test_lesson_is_marked_and_the_mark_taken_back(desktop, lesson, member):
    sign_in(desktop)
    desktop.goto(lesson.url)
    tab_to(desktop, "#mark button")

    desktop.keyboard.press("Enter")
    expect(desktop.locator("#mark .receipt h2")).to_be_focused()
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")

    expect(desktop.locator("#mark [data-focus]")).to_be_focused()
    expect(desktop.locator("#mark .receipt")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_shows_that_it_has_the_focus(screen, lesson, member, scheme):
    screen.emulate_media(color_scheme=scheme)
    screen.goto(LOGIN)
    pages = [LOGIN, "/mk/", lesson.url]
    stops = 0

    for address in pages:
        screen.goto(address)
        screen.keyboard.press("Tab")
        while not (stop := focused(screen))["isPage"]:
            assert stop["isOutlined"], stop
            assert stop["isInView"], stop
            stops += 1
            screen.keyboard.press("Tab")

    assert stops > 30


# --- In large letters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "size"), [(640, "200%"), (320, "135%")])
def test_nothing_is_lost_in_large_letters(new_context, lesson, member, scrolls_sideways, width, size):
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    sign_in(page)
    course = lesson.get_parent().get_parent()
    page.goto(lesson.url)
    page.locator("#mark button").click()
    expect(page.locator("#mark .receipt")).to_be_visible()

    for address in ("/mk/", "/sq/", course.url, lesson.url, "/mk/my/", "/sq/my/profile/", "/sq/my/sessions/"):
        page.goto(address)
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        assert not scrolls_sideways(page), address
        lost = page.evaluate(
            """[...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
                const style = getComputedStyle(element);
                const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
                if (!hasText || !element.checkVisibility() || element.matches(".vh")) return false;
                const box = element.getBoundingClientRect();
                const isCut = style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
                return isCut || box.left < -1 || box.right > innerWidth + 1;
            }).map((element) => element.textContent.trim().slice(0, 40))"""
        )
        assert lost == [], address
