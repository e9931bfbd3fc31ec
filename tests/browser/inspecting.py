"""Opens pages in turning widths and colours, and writes down what is wrong with them."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page as Tab

from jadro.editions.middleware import public_pages
from jadro.editions.serving import pages

LANGUAGES = ("mk", "sq", "en")


@dataclass(frozen=True)
class Look:
    width: int
    scheme: Literal["light", "dark"]
    forced: Literal["none", "active"] = "none"


EVERY_LOOK = bool(os.environ.get("EVERY_LOOK"))

TURNS = (Look(320, "light"), Look(1280, "dark"), Look(390, "light", "active"))

ALL_LOOKS = tuple(
    look
    for width in (320, 390, 1280)
    for look in (Look(width, "light"), Look(width, "dark"), Look(width, "light", "active"))
)

LOOKS = ALL_LOOKS if EVERY_LOOK else TURNS

FRAMES = {"base.html", "base_page.html"}

MISTAKES = {"empty", "weak password", "wrong password", "wrong code"}


class Rendered:
    """Names of the templates that the live server drew, in order; it is a thread of this process."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, template, **kwargs) -> None:
        self.names.append(template.name or "")

    def page_template(self) -> str:
        """That of the last page: it is drawn just before the frames that it extends."""
        names = list(reversed(self.names))
        return next(name for name in names[names.index("base.html") :] if name not in FRAMES)


class Inspector:
    """Opens pages in turning looks and writes down what is wrong with them."""

    def __init__(self, rendered: Rendered, axe: Callable[[Tab], list[str]], scrolls_sideways) -> None:
        self.rendered = rendered
        self.axe = axe
        self.scrolls_sideways = scrolls_sideways
        self.faults: list[str] = []
        self.opened = 0
        self.judged_by_axe = 0
        # Looks by template, state and, where all are combined, language.
        self.seen: dict[tuple[str, str, str], set[int]] = {}

    def open(self, page: Tab, path: str, *, status: int = 200, look: int | None = None, state: str = "") -> None:
        with self.judging(page, look, status=status, state=state):
            page.goto(path)

    def press(self, page: Tab, selector: str, *, status: int = 200, look: int | None = None, state: str = "") -> None:
        """Sends a form as it stands, also with what the browser itself would have refused."""
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        with self.judging(page, look, status=status, state=state):
            page.locator(selector).first.click()

    @contextmanager
    def judging(self, page: Tab, look: int | None, *, status: int, state: str) -> Iterator[None]:
        look = self.opened % len(LOOKS) if look is None else look
        page.set_viewport_size({"width": LOOKS[look].width, "height": 900})
        page.emulate_media(color_scheme=LOOKS[look].scheme, forced_colors=LOOKS[look].forced)
        self.opened += 1
        self.rendered.names.clear()
        # A page that is kept is not drawn, so nobody would learn from which template.
        for shelf in (pages, public_pages):
            shelf.clear()
        with page.expect_navigation() as navigation:
            yield
        path = urlsplit(page.url).path
        faults = list(self.faults_of(page, navigation.value, look, path, status=status, state=state))
        self.faults += [f"{path} {state} {LOOKS[look]}: {fault}" for fault in faults]

    def faults_of(self, page: Tab, answer, look: int, path: str, *, status: int, state: str) -> Iterator[str]:
        if answer.status != status:
            yield f"answered {answer.status}, not {status}"
            return
        if (language := page.locator("html").get_attribute("lang")) != path.split("/")[1]:
            yield f"is in {language}"
        if self.scrolls_sideways(page):
            yield "scrolls sideways"
        if state in MISTAKES and not page.locator(".errors").count():
            yield "does not say what was wrong"
        looks = self.seen.setdefault(self.kind(path, state), set())
        if look in looks or (looks and not EVERY_LOOK):
            return
        looks.add(look)
        self.judged_by_axe += 1
        for fault in self.axe(page):
            # axe asks for the fill of the text, which the browser goes on naming when it draws the reader's colours.
            if not (LOOKS[look].forced == "active" and fault.startswith("color-contrast:")):
                yield fault

    def kind(self, path: str, state: str) -> tuple[str, str, str]:
        return self.rendered.page_template(), state, path.split("/")[1] if EVERY_LOOK else ""

    def figures(self) -> str:
        templates = {template for template, _state, _language in self.seen}
        return (
            f"\n{len(templates)} templates in {len(self.seen)} states and languages, {self.opened} pages opened, "
            f"{self.judged_by_axe} judged by axe, {len(self.faults)} faults"
        )

    def crawl(self, page: Tab, *, state: str = "", at_most: int = 1000) -> set[str]:
        """Follows the links inside the site, then opens each kind of page in the looks it was not seen in."""
        waiting = [f"/{language}/" for language in LANGUAGES]
        found = set(waiting)
        of_kind: dict[tuple[str, str, str], str] = {}
        opened: set[str] = set()
        while waiting and len(opened) < at_most:
            path = waiting.pop(0)
            self.open(page, path, state=state)
            opened.add(path)
            of_kind.setdefault(self.kind(path, state), path)
            new = [
                link
                for link in dict.fromkeys(links(page))
                if link not in found and not link.startswith("/admin/") and not is_one_of_many(link, found)
            ]
            found.update(new)
            waiting += new
        for kind, path in of_kind.items() if EVERY_LOOK else ():
            for look in set(range(len(LOOKS))) - self.seen.get(kind, set()):
                self.open(page, path, look=look, state=state)
        return opened


def is_one_of_many(link: str, found: set[str]) -> bool:
    """Every lesson leads to a form about itself; one in each language is looked at."""
    form = link[: link.index("/corrections/") + len("/corrections/")] if "/corrections/" in link else ""
    return bool(form) and any(other.startswith(form) for other in found)


def links(page: Tab) -> list[str]:
    """Of pages, without query and place; a link to a file opens none."""
    return page.evaluate(
        """() => [...document.links]
            .filter(link => link.origin === location.origin && !link.hasAttribute("download"))
            .map(link => link.pathname)"""
    )
