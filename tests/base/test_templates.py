"""Every template compiles, and none does what the security policy forbids or formats a date by itself."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = settings.ROOT / "templates"
ALL = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("**/*.*"))
# Mail programs read no style sheets, and the admin is exempt from the strict policy.
EXEMPT = ("account/email/", "mail/", "wagtailadmin/")
STRICT = [name for name in ALL if name.endswith((".html", ".svg")) and not name.startswith(EXEMPT)]

FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"\son\w+\s*=|<script\b(?![^>]*\ssrc\s*=)|javascript:", re.IGNORECASE),
    "part from another host": re.compile(
        r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
    "untrimmed sentence": re.compile(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)"),
    "date formatted in the template": re.compile(r"\|\s*(?:date|time|naturaltime)\b|{%\s*now\b"),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)


def source(name: str) -> str:
    return COMMENT.sub("", (FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ALL)
def test_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", STRICT)
def test_template_holds_nothing_forbidden(name):
    text = source(name)

    assert [(fault, found.group()) for fault, rule in FORBIDDEN.items() for found in rule.finditer(text)] == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("inline style", '<p style="color: red">'),
        ("inline style", "<style>"),
        ("inline script", '<button onclick="go()">'),
        ("inline script", '<script type="module">'),
        ("inline script", '<a href="javascript:go()">'),
        ("part from another host", '<img alt="" src="https://example.org/a.png">'),
        ("part from another host", "<link rel=stylesheet href=//example.org/a.css>"),
        ("untrimmed sentence", "{% blocktranslate with name=x %}"),
        ("date formatted in the template", '{{ at|date:"Y" }}'),
        ("date formatted in the template", '{% now "Y" %}'),
    ],
)
def test_fault_is_seen_where_it_is(fault, text):
    assert FORBIDDEN[fault].search(text)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("inline style", '<link rel="stylesheet" href="/static/css/site.css">'),
        ("inline script", '<script type="module" src="/static/js/site.js"></script>'),
        ("inline script", "<p>{{ person.name }} on = off</p>"),
        ("part from another host", '<a href="https://example.org/">'),
        ("untrimmed sentence", "{% blocktranslate trimmed count n=n %}"),
        ("date formatted in the template", "{{ at|date_words }}"),
    ],
)
def test_what_is_allowed_is_let_through(fault, text):
    assert FORBIDDEN[fault].search(text) is None


def test_there_are_templates_to_look_at():
    assert Path(FOLDER, "base.html").exists()
    assert len(STRICT) > 10
