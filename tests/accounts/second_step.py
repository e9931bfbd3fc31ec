"""A person and the second step: what they write, open and are given."""

import re

from allauth.mfa.models import Authenticator

from jadro.outbox.models import Message
from tests.factories.accounts import PASSWORD, code_of_app

STEP = "/mk/accounts/second-step/"


def write_password(client, email, **data):
    return client.post("/mk/accounts/login/", {"login": email, "password": PASSWORD, **data})


def write_code(client, code):
    return client.post(f"{STEP}authenticate/", {"code": code})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def recovery_codes(person) -> list[str]:
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


def kinds_of_mail(person) -> list[str]:
    return list(Message.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def prove_who_one_is(client, then):
    return client.post("/mk/accounts/reauthenticate/", {"password": PASSWORD, "next": then})


def open_activation(client) -> str:
    """Opens the page that sets the second step up; the key on it, as one would copy it by eye."""
    prove_who_one_is(client, f"{STEP}totp/activate/")
    page = client.get(f"{STEP}totp/activate/").content.decode()
    return re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")


def set_up(client):
    secret = open_activation(client)
    client.post(f"{STEP}totp/activate/", {"code": code_of_app(secret)})
    return secret
