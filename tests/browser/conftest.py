"""A real browser on the live server.

A page that asks another host for anything, breaks the security policy, lacks a file or throws an error fails the test
that opened it, whatever the test itself looked at.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

HERE = Path(__file__).parent
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PARTS_OF_A_PAGE = {"stylesheet", "script", "font", "image", "media", "manifest"}

# Playwright keeps an event loop in the test's thread, in which Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.fail("Chromium is not on the PATH: install it (Debian: apt-get install chromium).", pytrace=False)
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": [
            "--no-sandbox",  # containers and CI run as root
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            # Nothing of the browser's own goes out, so whatever does is the page's doing.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_server) -> dict[str, Any]:
    return {**browser_context_args, "base_url": live_server.url}


class Guard:
    """Collects what no page of ours may do. `allow(text)` lets through what a test provokes."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.allowed: list[str] = []
        self.found: list[str] = []

    def allow(self, text: str) -> None:
        self.allowed.append(text)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda problem: self._note(f"script error: {problem.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self._note(f"another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type in PARTS_OF_A_PAGE:
            self._note(f"missing: {response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is often what the test is about; missing parts are seen in the response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._note(f"console: {message.text}")

    def _note(self, text: str) -> None:
        if not any(allowed in text for allowed in self.allowed):
            self.found.append(text)


@pytest.fixture
def guard(live_server) -> Iterator[Guard]:
    guard = Guard(urlsplit(live_server.url).netloc)
    yield guard
    assert guard.found == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], guard: Guard) -> Callable[..., BrowserContext]:
    """`new_context(java_script_enabled=False)` and so on: another person, or the same one on another device.

    A desktop whose reader prefers Macedonian, unless the options say otherwise.
    """

    def make(**options: Any) -> BrowserContext:
        context = new_context(**{**DESKTOP, "locale": "mk-MK", **options})
        guard.watch(context)
        return context

    return make


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(**PHONE).new_page()


@pytest.fixture
def desktop(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(**DESKTOP).new_page()


@pytest.fixture(params=["phone", "desktop"])
def screen(request: pytest.FixtureRequest) -> Page:
    """A page in both sizes that every journey is tried in."""
    page: Page = request.getfixturevalue(request.param)
    return page


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page) == []` when the page as it stands breaks no rule of accessibility that a program can find."""
    checker = Axe()

    def violations(page: Page) -> list[str]:
        found = checker.run(page).response["violations"]
        return [f"{rule['id']}: {rule['help']} at {node['target']}" for rule in found for node in rule["nodes"]]

    return violations


@pytest.fixture(scope="session")
def scrolls_sideways() -> Callable[[Page], bool]:
    """Whether the page is wider than its window, so that a reader would have to push it about."""

    def is_wider(page: Page) -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    return is_wider
