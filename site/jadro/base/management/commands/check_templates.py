import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.base import Lexer, TokenType
from django.template.loader import get_template

_FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"\son\w+\s*=|<script\b(?![^>]*\ssrc\s*=)|javascript:", re.IGNORECASE),
    "part from another host": re.compile(
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
    "untrimmed sentence": re.compile(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)"),
    "date formatted in the template": re.compile(r"\|\s*(?:date|time|naturaltime)\b|{%\s*now\b"),
}
_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
# Mail programs read no style sheets, a file that is taken along stands alone, and the admin is exempt from the strict
# policy.
_EXEMPT = ("account/email/", "files/", "mail/", "wagtailadmin/")

_WORD = re.compile(r"[^\W\d_]{2,}")
# Words that are the same in every language.
_NAMES = {"ЈАДРО", "JADRO", "HTML", "UTC"}
_SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
_SILENT = {"script", "style"}
_FOR_MACHINES = {"robots.txt"}


def forbidden(name: str, text: str) -> Iterator[str]:
    """What the security policy forbids, or what another place in this project does."""
    if name.endswith((".html", ".svg")) and not name.startswith(_EXEMPT):
        text = _COMMENT.sub("", text)
        for fault, rule in _FORBIDDEN.items():
            for found in rule.finditer(text):
                yield f"{fault}: {found.group().strip()}"


class _Words(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        self.found += [value for name, value in attrs if name in _SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def untranslated(text: str) -> Iterator[str]:
    """Words that stand in a template outside the tags that translate them."""
    words = _Words()
    words.feed(_without_tags(text))
    words.close()
    for found in words.found:
        if set(_WORD.findall(found)) - _NAMES:
            yield f"not translated: {' '.join(found.split())}"


def _without_tags(text: str) -> str:
    parts, inside = [], ""
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            tag = token.split_contents()[0]
            if inside:
                inside = "" if tag == inside else inside
            elif tag in {"comment", "blocktranslate", "blocktrans", "verbatim"}:
                inside = f"end{tag}"
        elif token.token_type == TokenType.TEXT and not inside:
            parts.append(token.contents)
    return "".join(parts)


def broken(name: str) -> Iterator[str]:
    try:
        get_template(name)
    except TemplateSyntaxError as fault:
        yield f"does not compile: {fault}"


class Command(BaseCommand):
    help = "Fails when a template does not compile, speaks one language only, or does what the security policy forbids."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.ROOT / "templates"
        found = []
        # Papers (.typ) are another engine's, and take every word as data.
        paths = (path for path in folder.glob("**/*.*") if path.suffix != ".typ")
        names = sorted(str(path.relative_to(folder)) for path in paths)
        for name in names:
            text = (folder / name).read_text(encoding="utf-8")
            faults = [*broken(name), *forbidden(name, text)]
            if name not in _FOR_MACHINES:
                faults += untranslated(text)
            found += [f"templates/{name}: {fault}" for fault in faults]
        if found:
            raise CommandError(os.linesep.join([*found, f"{len(found)} to mend."]))
        self.stdout.write(f"{len(names)} templates compile, are translated and obey the security policy.")
