"""A coordinator says in the admin that two accounts are one person's."""

from uuid import uuid4

import pytest
from django.utils import timezone

from jadro.accounts import services
from jadro.accounts.choices import Role
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.progress.models import Event
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    person = accounts.user(role=Role.COORDINATOR)
    accounts.second_factor(person)
    return person


@pytest.fixture
def both():
    return accounts.user("stays@example.org"), accounts.user("goes@example.org", role=Role.MEMBER)


def page_of(person) -> str:
    return f"/admin/users/same-person/{person.pk}/"


def test_the_page_of_an_account_leads_there(signed_in, coordinator, both):
    page = signed_in(coordinator).get(f"/admin/users/edit/{both[0].pk}/").content.decode()

    assert page_of(both[0]) in page


def test_what_would_be_merged_is_said_in_numbers_before_anything_changes(signed_in, coordinator, both):
    course = learning.course(2)
    for person, lesson in zip(both, learning.lessons_of(course), strict=True):
        progress.record(
            person, learning.activity_of(lesson, course), course_key=course.translation_key,
            kind=EventKind.DONE, request_id=uuid4(), language="mk", at=timezone.now(),
        )  # fmt: skip

    response = signed_in(coordinator).post(page_of(both[0]), {"email": "GOES@example.org"})

    page = response.content.decode()
    assert response.status_code == 200
    assert '<th scope="row">Курсеви што ги следите</th><td>1</td><td>1</td>' in page
    assert "Со другата се губи: член." in page
    both[1].refresh_from_db()
    assert not both[1].merged_into
    assert Event.objects.filter(learner=both[1]).exists()


def test_a_role_that_both_have_is_not_said_to_be_lost(signed_in, coordinator, both):
    stays = accounts.user(role=Role.MEMBER)

    page = signed_in(coordinator).post(page_of(stays), {"email": both[1].email}).content.decode()

    assert "goes@example.org" in page
    assert "Со другата се губи" not in page


def test_confirmed_it_is_done_and_the_account_shown(signed_in, coordinator, both):
    browser = signed_in(coordinator)

    response = browser.post(page_of(both[0]), {"email": "goes@example.org", "confirm": "yes"}, follow=True)

    both[1].refresh_from_db()
    assert both[1].merged_into == both[0]
    assert response.redirect_chain[-1][0] == f"/admin/users/edit/{both[0].pk}/"
    assert "Двете сметки се сега една" in response.content.decode()
    history = browser.get(f"/admin/users/history/{both[0].pk}/").content.decode()
    assert f"Сметката {both[1].pk} е споена со оваа" in history


@pytest.mark.parametrize(
    "email", ["", "nobody@example.org", "stays@example.org", "equal@example.org", "not an address"]
)
@pytest.mark.parametrize("confirm", [{}, {"confirm": "yes"}])
def test_a_wrong_address_is_said_beside_the_field(signed_in, coordinator, both, email, confirm):
    accounts.user("equal@example.org", role=Role.COORDINATOR)

    response = signed_in(coordinator).post(page_of(both[0]), {"email": email, **confirm})

    assert response.status_code == 422
    assert "w-field__errors" in response.content.decode()
    assert f'value="{email}"' in response.content.decode() or not email
    both[0].refresh_from_db()
    assert not both[0].merged_into


def test_a_coordinator_merges_neither_their_own_account_nor_an_equals(signed_in, coordinator, both):
    equal = accounts.user(role=Role.COORDINATOR)
    browser = signed_in(coordinator)

    for person in (coordinator, equal, accounts.superuser()):
        form = {"email": "goes@example.org", "confirm": "yes"}
        assert browser.get(page_of(person)).status_code == 403
        assert browser.post(page_of(person), form).status_code == 403

    own = browser.post(page_of(both[0]), {"email": coordinator.email, "confirm": "yes"})
    assert own.status_code == 422


@pytest.mark.parametrize("role", [Role.EDITOR])
def test_editors_merge_nobody(signed_in, both, role):
    editor = accounts.user(role=role)
    accounts.second_factor(editor)

    response = signed_in(editor).post(page_of(both[0]), {"email": "goes@example.org", "confirm": "yes"})

    assert response.status_code == 403
    both[1].refresh_from_db()
    assert not both[1].merged_into


def test_an_emptied_account_gets_no_rights_and_no_name_again(signed_in, coordinator, both):
    services.merge(*both, by=coordinator, at=timezone.now())
    administrator = accounts.superuser()
    accounts.second_factor(administrator)

    for actor, form in (
        (coordinator, {"roles": ["editor"]}),
        (administrator, {"first_name": "Нова", "is_active": "on", "is_superuser": "on"}),
    ):
        assert signed_in(actor).post(f"/admin/users/edit/{both[1].pk}/", form).status_code == 403

    both[1].refresh_from_db()
    assert (both[1].first_name, both[1].is_active, services.roles_of(both[1])) == ("", False, set())
    bulk = f"/admin/bulk/accounts/user/set_active_state/?id={both[1].pk}"
    signed_in(administrator).post(bulk, {"mark_as_active": "on", "active": "on"})
    both[1].refresh_from_db()
    assert not both[1].is_active
