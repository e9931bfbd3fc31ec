"""The watch over every page notices what it is there for."""

import pytest

PAGE = "/mk/accounts/login/"
SCRIPTS = [
    ("console.error('broken part')", "console: broken part"),
    ("setTimeout(() => { throw new Error('broken script') })", "script error: broken script"),
]


def take(guard) -> list[str]:
    noted = list(guard.found)
    guard.found.clear()
    return noted


@pytest.mark.parametrize(("script", "fault"), SCRIPTS)
def test_error_of_a_script_is_noted(desktop, guard, script, fault):
    desktop.goto(PAGE)
    desktop.evaluate(script)
    desktop.wait_for_timeout(200)

    assert take(guard) == [fault]


def test_call_to_another_host_is_noted(desktop, guard):
    desktop.set_content('<img alt="" src="https://example.org/a.png">')

    assert take(guard) == ["another host: https://example.org/a.png"]


def test_breach_of_the_security_policy_is_noted(desktop, guard):
    desktop.goto(PAGE)
    desktop.evaluate("document.body.innerHTML = '<p style=\"color: red\">red</p>'")
    desktop.wait_for_timeout(200)

    (noted,) = take(guard)
    assert "Content Security Policy" in noted


def test_part_that_is_missing_is_noted(phone, guard):
    phone.goto(PAGE)
    with phone.expect_response("**/nothing.css"):
        phone.evaluate('document.head.innerHTML = \'<link rel="stylesheet" href="/static/nothing.css">\'')
    phone.wait_for_timeout(200)

    (noted,) = take(guard)
    assert noted.startswith("missing: ")
    assert noted.endswith("/static/nothing.css")


def test_page_without_fault_passes(screen, guard):
    answer = screen.goto(PAGE)

    assert answer.status == 200
    assert guard.found == []
