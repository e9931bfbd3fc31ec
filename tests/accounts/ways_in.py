"""How a person signs up and in: forms, codes, and the mail in the outbox."""

import datetime as dt
import re

import time_machine as clock
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from jadro.outbox.models import Message
from tests.factories.accounts import PASSWORD

LOGIN = "/mk/accounts/login/"
FRESH = "a-fresh-long-password"
CODE = re.compile(r"\b\d{4}-\d{4}\b")


def sign_in(client, email, password=PASSWORD, url=LOGIN, **data):
    return client.post(url, {"login": email, "password": password, **data})


def sign_up(client, email, language="mk", **data):
    return client.post(f"/{language}/accounts/signup/", {"email": email, "password1": PASSWORD, **data})


def last_mail(address) -> Message:
    return Message.objects.filter(address=address).latest("pk")


def code_for(address) -> str:
    return CODE.findall(last_mail(address).text)[0]


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def landing(language) -> str:
    with override(language):
        return reverse(settings.LOGIN_REDIRECT_URL)


def title(response) -> str:
    return re.findall(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)[0]


def without_noise(response, address) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace(address, "ADDRESS")


def after_a_pause():
    """Eleven seconds later, when another code may be sent."""
    return clock.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=11))
