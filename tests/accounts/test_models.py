import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import IntegrityError, transaction

from jadro.accounts.models import User
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_one_account_for_an_address_however_it_is_typed():
    accounts.user("ana@example.org")

    for typed in ("ANA@example.org", "ana@EXAMPLE.org"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(typed)
        with pytest.raises(IntegrityError), transaction.atomic():
            User(email=typed).save()


def test_account_is_named_by_its_owner_or_else_by_its_address():
    named, unnamed = accounts.user(first_name="Ана", last_name="Илиева"), accounts.user("x@example.org")

    assert (str(named), named.get_short_name()) == ("Ана Илиева", "Ана")
    assert (str(unnamed), unnamed.get_short_name()) == ("x@example.org", "x@example.org")


def test_createsuperuser_makes_an_administrator_who_can_enter_at_once(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", accounts.PASSWORD)
    call_command("createsuperuser", email="Boss@example.org", interactive=False, verbosity=0)

    client.post("/mk/accounts/login/", {"login": "boss@example.org", "password": accounts.PASSWORD})

    assert client.get("/admin/").status_code == 200


def test_passwords_are_kept_as_argon2id(settings):
    settings.PASSWORD_HASHERS = ["jadro.accounts.hashers.Argon2Hasher"]

    assert make_password("x").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
