"""What a visitor and an administrator of a site with a fourth language meet. Started by test_fourth_language.py, in a
process of its own that has read the settings of tests/settings_fourth_language.py from the start."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


@pytest.fixture
def turkish(signed_in) -> Locale:
    """Added in the admin to a site that has content, as an administrator does it."""
    Page.objects.filter(locale__language_code="tr").delete()
    Locale.objects.filter(language_code="tr").delete()
    learning.course(1)
    form = {
        "language_code": "tr",
        "component-wagtail_localize_localesynchronization-enabled": "on",
        "component-wagtail_localize_localesynchronization-sync_from": Locale.get_default().pk,
    }

    answer = signed_in(accounts.superuser()).post(reverse("wagtaillocales:add"), form)

    assert answer.status_code == 302
    return Locale.objects.get(language_code="tr")


def test_whole_tree_stands_in_the_new_language(turkish):
    sources = Page.objects.filter(depth__gt=1, locale=Locale.get_default())

    copies = Page.objects.filter(locale=turkish)

    assert sources.count() == 5
    assert {page.translation_key for page in copies} == {page.translation_key for page in sources}


def test_every_page_of_the_new_language_can_be_read(turkish, client):
    addresses = [page.get_url() for page in Page.objects.filter(locale=turkish).order_by("path")]

    assert addresses[0] == "/tr/"
    assert all(address.startswith("/tr/") for address in addresses)
    assert [client.get(address, follow=True).status_code for address in addresses] == [200] * 5


def test_page_says_that_it_is_shown_in_its_source_language(turkish, client):
    lesson = Page.objects.filter(locale=turkish).order_by("path").last()

    html = client.get(lesson.get_url()).content.decode()

    assert '<html lang="tr"' in html
    assert re.search(r'<(?:article|h1)[^>]* lang="mk"', html)
    assert 'class="note swap' in html


def test_language_switch_leads_to_the_same_page(turkish, client):
    lesson = Page.objects.filter(locale=turkish).order_by("path").last()
    source = Page.objects.get(translation_key=lesson.translation_key, locale=Locale.get_default())

    html = client.get(source.get_url()).content.decode()

    switch = re.search(rf'<a href="{lesson.get_url()}"[^>]*hreflang="tr"[^>]*>(.*?)</a>', html, re.DOTALL)
    assert switch
    assert 'aria-label="Türkçe"' in switch.group()
    assert switch.group(1).strip() == "tr"


@pytest.mark.parametrize("path", ["/tr/accounts/login/", "/tr/accounts/signup/", "/tr/accounts/password/reset/"])
def test_views_that_are_not_pages_answer_in_the_new_language(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert '<html lang="tr"' in answer.content.decode()


def test_visitor_whose_browser_asks_for_it_is_sent_there(turkish, client):
    answer = client.get("/", headers={"accept-language": "tr,en;q=0.5"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/tr/")


def test_member_chooses_it_in_the_profile(signed_in):
    member = accounts.user()
    person = signed_in(member)
    form = {**person.get("/mk/my/profile/").context["form"].initial, "language": "tr"}

    person.post("/mk/my/profile/", {name: value for name, value in form.items() if value is not None})

    member.refresh_from_db()
    assert member.language == "tr"
    assert person.get("/tr/my/profile/").status_code == 200


def test_missing_page_is_explained_in_the_new_language(client):
    answer = client.get("/tr/yok/")

    assert answer.status_code == 404
    assert '<html lang="tr"' in answer.content.decode()


def test_language_that_no_setting_names_does_not_exist(client):
    assert client.get("/de/", follow=True).status_code == 404
