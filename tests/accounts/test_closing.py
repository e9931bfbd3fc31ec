"""Accounts are closed, not deleted, once work hangs on them; both stand in the log."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from jadro.accounts.models import User
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(signed_in):
    return signed_in(accounts.superuser())


@pytest.fixture
def learner(signed_in):
    user = accounts.user()
    course = learning.course(1)
    signed_in(user).post(reverse("my:enrol", args=[course.translation_key]))
    return user


def log_of(user) -> list[tuple[str, str]]:
    entries = ModelLogEntry.objects.filter(object_id=str(user.pk), action__startswith="accounts.").order_by("pk")
    return [(entry.action, entry.data["role"]) for entry in entries]


@pytest.mark.parametrize("way", ["one", "many"])
def test_an_account_with_work_is_not_deleted_and_the_answer_says_what_to_do(administrator, learner, way):
    one = reverse("wagtailusers_users:delete", args=[learner.pk])
    many = f"/admin/bulk/accounts/user/delete/?next=/admin/users/&id={learner.pk}"

    response = administrator.post(one if way == "one" else many)

    assert response.status_code == 409
    assert User.objects.filter(pk=learner.pk).exists()


def test_an_account_made_by_mistake_is_deleted(administrator):
    mistaken = accounts.user()

    administrator.post(reverse("wagtailusers_users:delete", args=[mistaken.pk]))

    assert not User.objects.filter(pk=mistaken.pk).exists()


def test_closing_and_opening_many_accounts_is_kept_in_the_log_and_ends_sessions(administrator, learner, signed_in):
    session = signed_in(learner)
    url = f"/admin/bulk/accounts/user/set_active_state/?next=/admin/users/&id={learner.pk}"

    administrator.post(url, {"mark_as_active": "False"})
    assert session.get("/mk/my/").status_code == 302
    administrator.post(url, {"mark_as_active": "True"})

    assert log_of(learner) == [("accounts.role_removed", "open"), ("accounts.role_granted", "open")]
