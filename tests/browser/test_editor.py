"""Journey 2: an editor builds a course and a toolkit in the admin from nothing, and a member reads and uses them."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from jadro.accounts.choices import Role
from learning.progress.models import Event
from tests.factories import accounts, learning, plans, toolkits

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Of Wagtail, when it makes a picture's renditions.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"),
]
VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"


def sign_in(page: Page, email: str, *, leads_to: str) -> None:
    page.goto(f"/mk/accounts/login/?next={leads_to}")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", accounts.PASSWORD)
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_url(f"**{leads_to}")


def link(within: Page | Locator, words: str, about: str) -> Locator:
    """A link that says what it is about to those alone who do not see where it stands."""
    return within.get_by_role("link", name=re.compile(rf"^{words}\s*: {about}$"))


class Desk:
    """The form of a page in the admin, by what an editor sees and presses."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def fill(self, name: str, words: str) -> None:
        field = self.page.locator(f"#id_{name}")
        field.clear()
        field.press_sequentially(words)

    def save_draft(self) -> None:
        self.wait_for_what_saves_itself()
        self.page.locator("footer button.action-save").click()
        self.page.wait_for_url("**/edit/**")

    def wait_for_what_saves_itself(self) -> None:
        """As a person does who is slower than a script."""
        self.page.wait_for_load_state("networkidle")

    def publish(self) -> None:
        self.wait_for_what_saves_itself()
        self.page.locator("footer [data-w-dropdown-target=toggle]").last.click()
        with self.page.expect_navigation():
            self.page.locator("button[name=action-publish]").click()

    def add_block(self, label: str, *, to: str = "body") -> Locator:
        """Puts a block of this kind at the end of the text, or of another field, and returns it."""
        stream = self.page.locator(f"[data-contentpath={to}]")
        counted = self.page.locator(f"[name={to}-count]")
        count = int(counted.input_value())
        stream.locator(".c-sf-add-button:visible").last.click()
        self.page.get_by_role("option", name=label, exact=True).click()
        expect(counted).to_have_value(str(count + 1))
        return stream.locator("[data-streamfield-child]:visible").last

    def choose(self, block: Locator, title: str) -> None:
        """Chooses a snippet of this title in a block."""
        block.locator("[data-chooser-action-choose]:visible").first.click()
        dialog = self.page.locator(".modal-content")
        dialog.get_by_role("link", name=title, exact=True).click()
        expect(dialog).to_be_hidden()

    def add_text(self, words: str) -> None:
        block = self.add_block("Текст")
        block.locator("[role=textbox]").click()
        self.page.keyboard.type(words)
        # It reaches the form a quarter of a second later.
        expect(block.locator("input[name$=value]")).to_have_value(re.compile(words[-12:]))

    def add_picture(self, file: Path, *, alternative: str) -> None:
        block = self.add_block("Слика")
        block.locator("[data-chooser-action-choose]").first.click()
        dialog = self.page.locator(".modal-content")
        dialog.get_by_role("tab").last.click()
        dialog.locator("input[type=file]").set_input_files(file)
        dialog.locator("[name$=title]").last.fill("Средба")
        dialog.locator("form[data-chooser-modal-creation-form] [type=submit]").click()
        expect(dialog).to_be_hidden()
        block.locator("[name$=alternative]").fill(alternative)


def test_an_editor_builds_a_course_from_nothing_and_a_member_reads_it(desktop, new_context, tmp_path):
    learning.section()
    accounts.user("urednik@example.org", role=Role.EDITOR)
    accounts.user("clen@example.org", role=Role.MEMBER)
    picture = tmp_path / "sredba.png"
    Image.new("RGB", (640, 360), "#0a5f46").save(picture)
    desk, tree = Desk(desktop), desktop.locator("#course-tree")

    sign_in(desktop, "urednik@example.org", leads_to="/admin/")
    desktop.get_by_role("link", name="Напишете курс").click()
    desk.fill("title", "Прв курс")
    desk.fill("summary", "Што ќе понесете со себе.")
    desk.save_draft()

    for module in ("Почеток", "Понатаму"):
        tree.get_by_role("link", name="Додај модул").click()
        desk.fill("title", module)
        desk.publish()
        expect(tree.get_by_role("link", name=module, exact=True)).to_be_visible()

    link(tree, "Додај лекција тука", "Почеток").click()
    desk.fill("title", "Што е застапување")
    desk.fill("minutes", "7")
    desk.add_text("Застапувањето е влијание во јавност.")
    desk.add_picture(picture, alternative="Луѓе на средба околу маса")
    video = desk.add_block("Видео или страница на друго место")
    video.locator("[name$=url]").fill(VIDEO)
    video.locator("[name$=title]").fill("Снимка од средба")
    desk.add_block("Задача").locator("textarea").fill("Напишете кого прашувате прв.")
    desk.publish()
    for module, lesson in (("Почеток", "Кој одлучува"), ("Понатаму", "Следен чекор")):
        link(tree, "Додај лекција тука", module).click()
        desk.fill("title", lesson)
        desk.add_text(f"Текст на лекцијата „{lesson}“.")
        desk.publish()
    expect(tree.locator(".tree-lessons .tree-title")).to_have_text(
        ["Што е застапување", "Кој одлучува", "Следен чекор"]
    )

    # By keyboard, and taken back.
    tree.get_by_role("button", name="Помести нагоре: Кој одлучува").press("Enter")
    expect(tree.locator(".tree-lessons .tree-title").first).to_have_text("Кој одлучува")
    desktop.get_by_role("button", name="Врати").press("Enter")
    expect(tree.locator(".tree-lessons .tree-title").first).to_have_text("Што е застапување")

    link(tree, "Приказ", "Што е застапување").click()
    expect(desktop.locator("h1")).to_have_text("Што е застапување")
    expect(desktop.locator("#mark")).to_be_visible()
    desktop.go_back()
    desk.publish()
    desktop.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    reader = new_context().new_page()
    sign_in(reader, "clen@example.org", leads_to="/mk/courses/")
    reader.get_by_role("link", name="Прв курс").first.click()
    reader.get_by_role("link", name="Што е застапување").first.click()
    text = reader.locator("article")
    expect(text).to_contain_text("Застапувањето е влијание во јавност.")
    expect(text.get_by_alt_text("Луѓе на средба околу маса")).to_be_visible()
    expect(text.get_by_role("link", name="Снимка од средба")).to_have_attribute("href", VIDEO)
    expect(text).to_contain_text("Напишете кого прашувате прв.")
    reader.locator("#mark button.btn").click()
    expect(reader.locator("#mark .receipt")).to_be_visible()
    expect(reader.locator("#mark .receipt")).to_contain_text(Event.objects.get().receipt_number)


def test_an_editor_publishes_a_toolkit_with_two_worksheets_and_sees_what_a_change_does(desktop, new_context):
    toolkits.section()
    accounts.user("urednik@example.org", role=Role.EDITOR)
    member = accounts.user("clen@example.org", role=Role.MEMBER)
    desk = Desk(desktop)

    sign_in(desktop, "urednik@example.org", leads_to="/admin/")
    for title, key, label in (("Проблемот", "problem", "Што не е во ред"), ("Барањето", "ask", "Што барате")):
        desktop.goto("/admin/snippets/toolkits/worksheettemplate/add/")
        desk.fill("title", title)
        field = desk.add_block("Ред текст", to="fields")
        field.locator("[name$=label]").fill(label)
        field.locator("[name$=-key]").first.fill(key)
        desk.fill("key", key)
        desk.publish()
        expect(desktop.locator("main")).to_contain_text(title)

    desktop.goto(f"/admin/pages/add/toolkits/toolkitpage/{toolkits.section().pk}/")
    desk.fill("title", "Од проблем до барање")
    desk.fill("purpose", "Барање што некој може да го прифати.")
    for title, worksheet in (("Именувајте го", "Проблемот"), ("Побарајте", "Барањето")):
        step = desk.add_block("Чекор")
        step.locator("[name$=title]").first.fill(title)
        desk.choose(step, worksheet)
    desk.save_draft()
    draft = desktop.url
    desktop.goto(draft.replace("/edit/", "/view_draft/"))
    expect(desktop.locator("main")).to_contain_text("Побарајте")
    desktop.goto(draft)
    desk.publish()

    reader = new_context().new_page()
    sign_in(reader, "clen@example.org", leads_to="/mk/toolkits/")
    reader.get_by_role("link", name="Од проблем до барање").first.click()
    expect(reader.locator("main")).to_contain_text("Што барате")
    plan = plans.plan(member)
    reader.goto(plans.sheet(plan, "problem"))
    reader.get_by_label("Што не е во ред").fill("Нема сала.")
    reader.get_by_role("button", name="Зачувај").click()
    expect(reader.locator("[data-receipt]")).to_contain_text("Зачувано")

    desktop.goto("/admin/snippets/toolkits/worksheettemplate/")
    desktop.get_by_role("link", name="Проблемот").first.click()
    desk.page.locator("[data-contentpath=fields] [data-streamfield-action=DELETE]").first.click()
    desk.add_block("Ред текст", to="fields").locator("[name$=label]").fill("Кого засега")
    desktop.locator("[data-contentpath=fields] [name$=-key]").last.fill("whom")
    desk.publish()
    expect(desktop.locator("main")).to_contain_text("Што не е во ред")
    expect(desktop.locator("main")).to_contain_text("помалку од 5 планови")
    desktop.get_by_role("button", name="Објави").click()
    reader.goto(plans.sheet(plan, "problem"))
    expect(reader.get_by_label("Кого засега")).to_be_visible()
    expect(reader.locator("section[aria-labelledby=no-more]")).to_contain_text("Нема сала.")
