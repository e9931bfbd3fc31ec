"""The last answer there is, in a browser that reports whatever the security policy forbids. All other pages and answers
are opened in `test_every_page`, under the same watch."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["mk", "sq", "en"])
def test_the_page_after_a_fault_of_the_site_is_sound(screen, monkeypatch, axe, scrolls_sideways, language):
    monkeypatch.setattr("jadro.accounts.views.ListUserSessionsView.dispatch", lambda *_anything, **_named: 1 / 0)

    answer = screen.goto(f"/{language}/my/sessions/")

    assert answer.status == 500
    assert answer.headers["content-security-policy"]
    expect(screen.locator("html")).to_have_attribute("lang", language)
    expect(screen.locator("main")).to_contain_text(re.compile(r"\b\w{3}-\w{2}\b"))
    assert axe(screen) == []
    assert not scrolls_sideways(screen)
