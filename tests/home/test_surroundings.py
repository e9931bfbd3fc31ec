"""What surrounds every page: languages, theme, errors in the reader's words, what search engines are told, weights."""

import re
from pathlib import Path

import brotli
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("prefers", "address"), [("sq-AL,sq;q=0.9", "/sq/"), ("en", "/en/"), ("mk", "/mk/"), ("tr", "/mk/"), ("", "/mk/")]
)
def test_the_root_leads_to_the_visitors_language_and_to_macedonian_when_it_is_unknown(client, prefers, address):
    response = client.get("/", headers={"accept-language": prefers})

    assert response.status_code == 302
    assert response["Location"] == address


@pytest.mark.parametrize("code", ["mk", "sq", "en"])
def test_a_missing_page_says_so_in_the_language_of_its_address(client, code):

    response = client.get(f"/{code}/nema-takva-stranica/")

    assert response.status_code == 404
    assert f'<html lang="{code}"' in text(response)
    assert f'href="/{code}/"' in text(response)


def test_a_form_without_its_token_is_refused_with_words_and_changes_nothing():
    course = learning.course(1)
    client = Client(enforce_csrf_checks=True)
    client.force_login(accounts.user())

    response = client.post(reverse("my:enrol", args=[course.translation_key]))

    assert response.status_code == 403
    assert "<h1" in text(response)


def test_a_foreign_host_is_refused(client):
    assert client.get("/mk/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/mk/", "/mk/courses/", "/mk/accounts/login/"])
def test_pages_obey_a_strict_policy_and_hold_no_inline_script_or_style(client, path):
    learning.course(1)

    response = client.get(path)

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    page = text(response)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son[a-z]+=", page)


@pytest.mark.parametrize("path", ["/mk/", "/mk/courses/", "/mk/courses/zastapuvanje/"])
def test_public_pages_are_the_same_bytes_for_every_visitor_and_hold_no_token(path):
    learning.course(1)

    first = Client().get(path)
    other = Client(headers={"accept-language": "sq", "user-agent": "Another/1.0", "referer": "https://example.org/"})
    other.cookies["sessionid"] = "gone-long-ago"
    second = other.get(path)

    assert first.content == second.content
    assert b"csrf" not in first.content
    assert "sessionid" not in first.cookies


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_theme_is_chosen_by_a_plain_form_and_kept(client, choice):

    response = client.post("/theme/", {"theme": choice, "next": "/en/"}, headers={"origin": "http://testserver"})

    assert (response.status_code, response["Location"]) == (302, "/en/")
    assert f'data-theme="{choice}"' in text(client.get("/en/"))
    client.post("/theme/", {"theme": "", "next": "/en/"})
    assert "data-theme" not in text(client.get("/en/"))


@pytest.mark.parametrize(
    ("form", "headers", "status"),
    [
        ({"theme": "dark", "next": "/mk/"}, {"origin": "https://evil.example"}, 403),
        ({"theme": "dark", "next": "https://evil.example/"}, {}, 302),
        ({"theme": "purple", "next": "/mk/"}, {}, 302),
    ],
    ids=["from another site", "to another site", "an odd theme"],
)
def test_the_theme_form_cannot_be_misused(client, form, headers, status):
    response = client.post("/theme/", form, headers=headers)

    assert response.status_code == status
    assert "evil.example" not in response.headers.get("Location", "")
    assert "purple" not in str(client.cookies)


def test_the_sitemap_lists_what_is_written_and_not_what_stands_in(client):
    learning.course(1, everywhere=True)

    sitemap = text(client.get("/sitemap.xml"))

    assert "<loc>http://testserver/mk/courses/zastapuvanje/modul-1/lekcija-1-1/</loc>" in sitemap
    assert "/sq/courses/zastapuvanje" not in sitemap
    assert "modul-1/</loc>" not in sitemap


def test_the_sitemap_leaves_out_what_stands_below_a_withdrawn_page(client):
    course = learning.course(1)
    course.unpublish()

    sitemap = text(client.get("/sitemap.xml"))

    assert "zastapuvanje" not in sitemap
    assert "/mk/courses/" in sitemap


def test_robots_are_told_where_the_sitemap_is_and_kept_out_of_what_is_personal(client):
    robots = text(client.get("/robots.txt"))

    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert "Disallow: /*/my/" in robots


@pytest.mark.parametrize("path", ["/mk/my/", "/mk/my/profile/"])
def test_private_pages_are_not_kept_by_anybody(signed_in, path):
    response = signed_in(accounts.user()).get(path)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


# Kilobytes of HTML, style sheet, scripts and fonts as they are sent (quality.md).
@pytest.mark.parametrize(("kind", "most"), [("home", 100), ("lesson", 80), ("repeat", 30), ("Save-Data", 35)])
def test_pages_are_light(client, kind, most):
    course = learning.course(3, 3)
    path = "/mk/" if kind == "home" else learning.lessons_of(course)[0].url

    page = client.get(path, headers={"Save-Data": "on"} if kind == "Save-Data" else {}).content
    weight = len(brotli.compress(page, quality=4))
    if kind != "repeat":
        weight += sum(size_sent(name) for name in set(re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())))

    assert weight < most * 1024


def test_a_browser_that_saves_data_gets_a_page_of_its_own_without_fonts(client):

    light, full = client.get("/mk/", headers={"Save-Data": "on"}), client.get("/mk/")

    assert "woff2" not in text(light)
    assert "woff2" in text(full)
    assert "Save-Data" in light["Vary"]
    assert "Save-Data" in full["Vary"]


def test_a_page_with_somebodys_progress_is_not_kept_and_a_visitors_may_be(client, signed_in):
    lesson = learning.lessons_of(learning.course(1))[0]

    assert "no-store" in signed_in(accounts.user()).get(lesson.url)["Cache-Control"]
    assert "no-store" not in client.get(lesson.url).headers.get("Cache-Control", "")


def size_sent(name: str) -> int:
    """Size of a static file as it is sent: fonts are compressed already, text is compressed on the way."""
    folder = next(Path(root) for root in settings.STATICFILES_DIRS if (Path(root) / name).exists())
    content = (folder / name).read_bytes()
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content, quality=4))


@pytest.mark.long
@pytest.mark.parametrize(
    ("code", "words"), [("mk", "се отвора со лозинка"), ("sq", "hapet me fjalëkalim"), ("en", "opens with a password")]
)
def test_a_page_behind_a_password_asks_for_it_in_the_readers_language_and_opens(client, code, words):
    course = learning.course(1, everywhere=True)
    PageViewRestriction.objects.create(
        page=course, restriction_type=PageViewRestriction.PASSWORD, password="sezam-otvori-se"
    )
    page = course.get_translations(inclusive=True).get(locale__language_code=code)

    asked = client.get(page.url)
    action = re.search(r'action="([^"]*password[^"]*)"', text(asked)).group(1)
    refused = client.post(action, {"password": "pogreshno", "return_url": page.url})
    answer = client.post(action, {"password": "sezam-otvori-se", "return_url": page.url})

    assert words in text(asked)
    assert f'<html lang="{code}"' in text(asked)
    assert words in text(refused)
    assert answer["Location"] == page.url
    assert course.title in text(client.get(page.url))


def test_the_foot_leads_to_checking_a_certificate_and_to_ones_own_plans(client, signed_in):
    def foot(browser) -> list[str]:
        page = BeautifulSoup(browser.get("/mk/").content, "html.parser")
        return [str(link["href"]) for link in page.select("footer .links a")]

    assert "/mk/certificates/" in foot(client)
    assert "/mk/my/plans/" not in foot(client)
    assert "/mk/my/plans/" in foot(signed_in(accounts.user()))
