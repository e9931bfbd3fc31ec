"""Takes the pictures of the README and of docs/editors, in Macedonian, from a site of its own with the demo content.

    .venv/bin/python docs/pictures.py

Run `make setup` first. The site works on a free port in a temporary folder and is taken away afterwards; the pictures
are written to docs/images. An editor's work is done in it on the way, through the admin alone, so a picture that can no
longer be taken says that a page has changed for the editors too. Only dates and numbers differ from run to run.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD = "jadro-demo"  # noqa: S105  the documented password of the demo people
START_SECONDS = 300
MOST_BYTES = 200 * 1024
SCREEN = {"width": 1280, "height": 900}
COURSE = "Застапување и лобирање за независната културна сцена"


@contextmanager
def site() -> Iterator[str]:
    """The address of a running site that nobody else uses."""
    folder = Path(tempfile.mkdtemp(prefix="jadro-pictures-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jadro.settings.dev",
        "DATA_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "EMAIL_URL": f"filemail://{folder / 'mail'}",
        # What the person's own site uses is none of our business; an empty value is as good as none.
        **dict.fromkeys(("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "BASE_URL", "ALLOWED_HOSTS", "DEBUG"), ""),
    }
    log = folder / "log"
    with log.open("wb") as output:
        program = subprocess.Popen(
            [sys.executable, str(ROOT / "site" / "jadro" / "ops" / "supervisor.py")],
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(address):
            if program.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The site does not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.5)
        yield address
    finally:
        program.terminate()
        program.wait()
        shutil.rmtree(folder, ignore_errors=True)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310  our own address
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def keep(picture: bytes, name: str) -> None:
    """Writes a screenshot with 256 colours, which is what flat pages need, and refuses a heavy one."""
    file = IMAGES / f"{name}.png"
    image = Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    image.save(file, optimize=True)
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file.name} has {file.stat().st_size // 1024} KB: show less of the page.")
    print(f"{file.relative_to(ROOT)}  {image.width} x {image.height}, {file.stat().st_size // 1024} KB")


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, address: str, height: int = SCREEN["height"]) -> None:
        context = browser.new_context(
            base_url=address,
            locale="mk-MK",
            timezone_id="Europe/Skopje",
            viewport={"width": SCREEN["width"], "height": height},
            color_scheme="light",
            reduced_motion="reduce",
        )
        self.page: Page = context.new_page()

    def sign_in(self, name: str, *, leads_to: str) -> None:
        self.page.goto(f"/mk/accounts/login/?next={leads_to}")
        self.page.fill("input[name=login]", f"{name}@example.org")
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("main form").get_by_role("button").first.click()
        self.page.wait_for_url(f"**{leads_to}")

    def take(self, name: str, *, height: int = SCREEN["height"], top: Locator | None = None) -> None:
        """A picture of the window, with `top` a little below its upper edge."""
        self.page.set_viewport_size({"width": SCREEN["width"], "height": height})
        self.page.wait_for_load_state("networkidle")
        if top:
            top.evaluate("element => { element.style.scrollMarginTop = '130px'; element.scrollIntoView(); }")
        self.page.evaluate("document.fonts.ready")
        self.page.wait_for_timeout(400)  # the admin fades in what it opens
        keep(self.page.screenshot(animations="disabled", caret="hide"), name)


class Editor(Person):
    def course(self) -> int:
        """The key of the longer demo course in Macedonian."""
        answer = self.page.request.get("/admin/api/main/pages/", params={"title": COURSE, "locale": "mk"})
        return answer.json()["items"][0]["id"]

    def lessons_listed(self) -> list[int]:
        """Keys of the lessons in the list of the course whose form is open."""
        links = self.page.locator("#course-tree .tree-lessons .tree-title a")
        return [int(path.split("/")[3]) for path in links.evaluate_all("links => links.map(link => link.pathname)")]

    def edit(self, page_id: int) -> None:
        self.page.goto(f"/admin/pages/{page_id}/edit/")

    def fill(self, name: str, words: str) -> None:
        field = self.page.locator(f"#id_{name}")
        field.clear()
        field.press_sequentially(words)

    def add_block(self, label: str) -> Locator:
        blocks = self.page.locator("[data-contentpath=body] [data-streamfield-child]:visible")
        count = blocks.count()
        self.page.locator("[data-contentpath=body] .c-sf-add-button:visible").last.click()
        self.page.get_by_role("option", name=label, exact=True).click()
        expect(blocks).to_have_count(count + 1)
        return blocks.last

    def add_text(self, label: str, words: str) -> None:
        block = self.add_block(label)
        block.locator("[role=textbox]").click()
        self.page.keyboard.type(words)
        expect(
            block.locator("input[type=hidden][value*='blocks'], input[name$=value], input[name$=text]").first
        ).to_have_value(re.compile(words[-12:]))

    def save_draft(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(1500)  # what is saved by itself comes first
        self.page.locator("footer button.action-save").click()
        self.page.wait_for_url("**/edit/**")
        self.page.wait_for_load_state("networkidle")

    def press_action(self, name: str) -> None:
        """An action of the menu beside *Save draft*."""
        self.page.wait_for_load_state("networkidle")
        self.page.locator("footer [data-w-dropdown-target=toggle]").last.click()
        with self.page.expect_navigation():
            self.page.locator(f"button[name=action-{name}]").click()

    def open_panel(self, name: str) -> None:
        self.page.locator(f"[data-side-panel-toggle={name}]").click()
        expect(self.page.locator(f"[data-side-panel={name}]")).to_be_visible()

    def close_panel(self, name: str) -> None:
        self.page.locator("[data-form-side-close-button]").click()
        expect(self.page.locator(f"[data-side-panel={name}]")).to_be_hidden()


def take_public_pages(browser: Browser, address: str) -> None:
    visitor = Person(browser, address)
    visitor.page.goto("/mk/")
    visitor.take("home")
    member = Person(browser, address)
    member.sign_in("member", leads_to="/mk/courses/")
    member.page.locator(".cards a").first.click()
    member.page.locator("a.item").first.click()
    member.page.locator("#mark button.btn").click()
    expect(member.page.locator("#mark .receipt")).to_be_visible()
    member.page.reload()
    member.take("lesson")


def take_the_admin(browser: Browser, address: str) -> None:
    editor = Editor(browser, address)
    page = editor.page
    editor.sign_in("editor", leads_to="/admin/")
    course = editor.course()

    # A lesson from nothing: written, looked at, put off to a later day.
    editor.edit(course)
    lessons = editor.lessons_listed()
    page.locator("#course-tree .tree-modules > li > a.button").first.click()
    editor.fill("title", "Кој одлучува за културата")
    editor.fill("summary", "Советот, градоначалникот и комисијата: кој што може да ви одобри.")
    editor.add_text("Текст", "Пред да барате, дознајте кој смее да одлучи. Во општината тоа ретко е само едно лице.")
    editor.add_text("Издвоена белешка", "Дневниот ред на седницата се објавува однапред.")
    editor.save_draft()
    page.reload()  # without the message about what was saved
    editor.take("editor-writing", top=page.locator("[data-contentpath=body]"))
    editor.open_panel("preview")
    editor.take("editor-preview")
    editor.open_panel("status")
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").click()
    day = datetime.now().astimezone() + timedelta(days=7)
    page.locator("#id_go_live_at").fill(day.strftime("%Y-%m-%d 09:00"))
    editor.take("editor-schedule")
    page.locator("#schedule-publishing-dialog button.action-save").press("Enter")  # the open calendar lies over it
    page.wait_for_url("**/edit/**")
    editor.close_panel("status")  # the admin would open it on every page from now on
    editor.press_action("publish")

    # Published lessons: one changed and compared, one for a colleague to look at.
    editor.edit(lessons[0])
    editor.fill("summary", "Зошто застапувањето и лобирањето не се исто, и што од нив вам ви треба.")
    editor.save_draft()
    page.goto(f"/admin/pages/{lessons[0]}/revisions/compare/live...latest/")
    editor.take("editor-comparing", height=560)
    editor.edit(lessons[1])
    editor.fill("minutes", "9")
    editor.press_action("submit")

    editor.edit(course)
    editor.take("editor-course", top=page.locator("#course-tree"))
    page.locator("#course-tree .tree-lessons .tree-language[lang=sq]").first.click()
    expect(page.locator(".tab-content, [data-tab-panel]").first).to_be_visible()
    editor.take("editor-translating")
    page.goto("/admin/")
    editor.take("editor-first-page")


def main() -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("Chromium is not on the PATH: install it (Debian: apt-get install chromium).")
    IMAGES.mkdir(exist_ok=True)
    with site() as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        take_public_pages(browser, address)
        take_the_admin(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
