import re

import pytest

from jadro.accounts.choices import MemberKind
from jadro.places.models import Municipality, MunicipalityName, Region
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def filled(**changes):
    return {
        "first_name": "Ана",
        "last_name": "Илиева",
        "language": "mk",
        "time_zone": "Europe/Skopje",
        "member_kind": "",
        "municipality": "",
        **changes,
    }


def test_profile_sends_a_visitor_to_sign_in_and_back(client):
    assert client.get("/sq/my/profile/").headers["Location"] == "/sq/accounts/login/?next=/sq/my/profile/"


def test_profile_saves_and_says_when(client):
    person = accounts.user()
    client.force_login(person)

    response = client.post("/en/my/profile/", filled(language="en", member_kind=MemberKind.INDIVIDUAL), follow=True)

    person.refresh_from_db()
    assert (person.first_name, person.member_kind) == ("Ана", "individual")
    assert re.search(r"Saved at \d\d:\d\d\.", response.content.decode())


def test_profile_goes_on_in_the_language_that_was_chosen(client):
    client.force_login(accounts.user(language="mk"))

    response = client.post("/mk/my/profile/", filled(language="sq"))

    assert response.headers["Location"] == "/sq/my/profile/"
    assert client.cookies["language"].value == "sq"
    assert client.get("/").headers["Location"] == "/sq/"


@pytest.mark.parametrize(
    "changes",
    [
        {"language": "xx"},
        {"language": ""},
        {"time_zone": "Mars/Base"},
        {"time_zone": "../etc/passwd"},
        {"member_kind": "king"},
        {"municipality": "999999"},
        {"municipality": "x"},
        {"first_name": "а" * 151},
        {"last_name": "a\x00b"},
    ],
)
def test_profile_with_bad_input_saves_nothing_and_keeps_what_was_typed(client, changes):
    person = accounts.user(first_name="Before")
    client.force_login(person)

    response = client.post("/en/my/profile/", {**filled(first_name="Typed"), **changes})

    page = response.content.decode()
    person.refresh_from_db()
    assert response.status_code == 422
    assert "<title>Error: Profile" in page
    assert set(response.context["form"].errors) == set(changes)
    assert person.first_name == "Before"
    assert ("Typed" in page) is ("first_name" not in changes)


def test_profile_ignores_fields_that_are_not_in_it(client):
    person = accounts.user("ana@example.org")
    client.force_login(person)

    client.post("/mk/my/profile/", filled(email="other@example.org", is_superuser="on", is_staff="on", groups="1"))

    person.refresh_from_db()
    assert (person.email, person.is_superuser, person.is_staff) == ("ana@example.org", False, False)
    assert not person.groups.exists()


def test_profile_sorts_municipalities_by_the_alphabet_of_the_page(client):
    client.force_login(accounts.user())
    region = Region.objects.all()[0]
    for code, mk, sq in (("one", "Џџџ", "Dhhh"), ("two", "Ѓѓѓ", "Dzzz"), ("three", "Дддд", "Ezzz")):
        row = Municipality.objects.create(code=code, region=region)
        for language, name in (("mk", mk), ("sq", sq)):
            MunicipalityName.objects.create(municipality=row, language=language, name=name)

    def order(language, names):
        choices = client.get(f"/{language}/my/profile/").context["form"].fields["municipality"].choices
        return [name for _pk, name in choices if name in names]

    assert order("mk", {"Џџџ", "Ѓѓѓ", "Дддд"}) == ["Дддд", "Ѓѓѓ", "Џџџ"]
    assert order("sq", {"Dhhh", "Dzzz", "Ezzz"}) == ["Dzzz", "Dhhh", "Ezzz"]


def test_profile_asks_the_database_equally_often_for_any_number_of_municipalities(client, django_assert_num_queries):
    client.force_login(accounts.user())
    client.get("/mk/my/profile/")

    with django_assert_num_queries(5) as queries:
        client.get("/mk/my/profile/")

    names = [query for query in queries if "places_municipalityname" in query["sql"]]
    assert len(names) == 1


@pytest.mark.parametrize(("language", "region", "city"), [("mk", "Европа", "Скопје"), ("sq", "Evropë", "Shkup")])
def test_zones_are_named_in_the_language_of_the_page(client, language, region, city):
    client.force_login(accounts.user())

    page = client.get(f"/{language}/my/profile/").content.decode()

    assert f'<optgroup label="{region}">' in page
    assert f'<option value="Europe/Skopje" selected>{city}</option>' in page


def test_a_zone_is_offered_by_one_name_and_by_the_one_that_was_chosen(client):
    person = accounts.user()
    client.force_login(person)
    page = client.get("/en/my/profile/").content.decode()
    person.time_zone = "Canada/Eastern"
    person.save()

    chosen = client.get("/en/my/profile/").content.decode()

    assert page.count(">London</option>") == page.count(">Toronto</option>") == 1
    assert '<option value="Canada/Eastern" selected>Toronto</option>' in chosen


def test_times_are_shown_in_the_zone_of_the_profile(client, time_machine):
    client.force_login(accounts.user())
    time_machine.move_to("2026-11-24 12:00:00Z", tick=False)

    answer = client.post("/en/my/profile/", filled(language="en", time_zone="Asia/Tokyo"), follow=True)

    assert "Saved at 21:00." in answer.content.decode()


def test_sessions_are_listed_and_the_others_ended(client, signed_in):
    person = accounts.user("ana@example.org")
    other = signed_in(person)
    other.post("/en/accounts/logout/")
    for browser in (client, other):
        browser.post("/en/accounts/login/", {"login": "ana@example.org", "password": accounts.PASSWORD})

    page = client.get("/en/my/sessions/").content.decode()
    assert page.count("Another browser") == page.count("This browser") == 1

    client.post("/en/my/sessions/")

    assert client.get("/en/my/profile/").status_code == 200
    assert other.get("/en/my/profile/").status_code == 302
