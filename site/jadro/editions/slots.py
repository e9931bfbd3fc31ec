"""Marked places: parts of a page that differ from person to person.

A page is rendered once with a mark at each such place and filled for every request. An app says what a place holds:

    @slot("progress.mark")
    def mark(request, lesson_key, url): ...  -> str

and a template where it stands: {% slot "progress.mark" page.translation_key page.url %}. The arguments reach the
function as strings.
"""

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Filler = Callable[..., str]
Parts = tuple[str | tuple[str, ...], ...]

# Nobody can know it beforehand, so no editor's words can be taken for a mark. Marks never leave the process.
_EDGE = f"\x1d{secrets.token_hex(8)}\x1d"
_MARK = re.compile(f"{_EDGE}(.*?){_EDGE}")
_fillers: dict[str, Filler] = {}


def slot(name: str) -> Callable[[Filler], Filler]:
    def register(filler: Filler) -> Filler:
        _fillers[name] = filler
        return filler

    return register


def mark(name: str, *arguments: object) -> SafeString:
    if name not in _fillers:
        raise LookupError(f"Nothing fills the place {name!r}.")
    return SafeString(f"{_EDGE}{json.dumps([name, *map(str, arguments)])}{_EDGE}")


def render_form(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """A fragment with a form: it gets the token, and nothing else of the request."""
    return render_to_string(template, {**context, "csrf_token": get_token(request)})


def split(html: str) -> Parts:
    """A rendered page as strings and the marked places between them, each a tuple of its name and arguments."""
    pieces = _MARK.split(html)
    return tuple(piece if index % 2 == 0 else tuple(json.loads(piece)) for index, piece in enumerate(pieces))


def fill_one(request: HttpRequest, name: str, *arguments: object) -> SafeString:
    return SafeString(_fillers[name](request, *map(str, arguments)))


def fill(parts: Parts, request: HttpRequest) -> str:
    return "".join(part if isinstance(part, str) else _fillers[part[0]](request, *part[1:]) for part in parts)
