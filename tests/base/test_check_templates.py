"""Every template compiles, is translated, and does nothing that the security policy forbids."""

import pytest
from django.core.management import CommandError, call_command

from jadro.base.management.commands.check_templates import forbidden, untranslated


def faults(text: str, name: str = "page.html") -> list[str]:
    return [fault.partition(":")[0] for fault in forbidden(name, text)]


def test_every_template_of_the_site_passes(capsys):
    call_command("check_templates")

    assert int(capsys.readouterr().out.split()[0]) > 90


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<p>Save</p>", "not translated: Save"),
        ("{% no_such_tag %}", "does not compile"),
        ('<p onclick="go()"></p>', "inline script"),
    ],
)
def test_a_planted_fault_is_named_with_its_template(settings, tmp_path, text, fault):
    place = tmp_path / "templates" / "planted.html"
    place.parent.mkdir()
    place.write_text(text, encoding="utf-8")
    settings.ROOT = tmp_path
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [place.parent]}]

    with pytest.raises(CommandError, match=f"templates/planted.html: {fault}"):
        call_command("check_templates")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p style="color: red">', "inline style"),
        ("<style>", "inline style"),
        ('<button onclick="go()">', "inline script"),
        ('<script type="module">', "inline script"),
        ('<a href="javascript:go()">', "inline script"),
        ('<img alt="" src="https://example.org/a.png">', "part from another host"),
        ("<link rel=stylesheet href=//example.org/a.css>", "part from another host"),
        ("{% blocktranslate with name=x %}", "untrimmed sentence"),
        ('{{ at|date:"Y" }}', "date formatted in the template"),
        ('{% now "Y" %}', "date formatted in the template"),
    ],
)
def test_what_is_forbidden_is_seen(text, fault):
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    "text",
    [
        '<link rel="stylesheet" href="/static/css/site.css">',
        '<script type="module" src="/static/js/site.js"></script>',
        "<p>{{ person.name }} on = off</p>",
        '<a href="https://example.org/">',
        "{% blocktranslate trimmed count n=n %}",
        "{{ at|date_words }}",
        "{# style= is explained here #}",
    ],
)
def test_what_is_allowed_is_let_through(text):
    assert faults(text) == []


def test_mail_has_its_style_inside():
    assert faults('<p style="color: red">', "mail/base.html") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Read more</p>", ["not translated: Read more"]),
        ("<p>Прочитајте</p>", ["not translated: Прочитајте"]),
        ("<p>{{ count }} lessons</p>", ["not translated: lessons"]),
        ('<img alt="A picture" src="{{ url }}">', ["not translated: A picture"]),
        ('<input placeholder="Your name">', ["not translated: Your name"]),
        ('<p title="{% translate "Close" %} it">', ["not translated: it"]),
        ("{% blocktranslate trimmed %}One{% endblocktranslate %} two", ["not translated: two"]),
    ],
)
def test_words_that_nobody_translates_are_found(text, found):
    assert list(untranslated(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        '{% load i18n %}<p>{% translate "Read more" %}</p>',
        "{% blocktranslate trimmed count n=n %}one{% plural %}many{% endblocktranslate %}",
        "{# a comment #}{% comment %}and another{% endcomment %}",
        '<p class="lead">{{ page.title }} · 3 / 4</p>',
        '<img alt="" src="{{ url }}"><style>p { color: red }</style>',
        "<b>ЈАДРО</b>",
    ],
)
def test_words_of_editors_names_and_markup_are_let_through(text):
    assert list(untranslated(text)) == []
