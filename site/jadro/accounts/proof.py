"""That it is the person of the account who sends a form: for who has no password, by a code sent to their mail."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

_KEY = "proof_code"
_SALT = "jadro.accounts.proof"
LIVES = timedelta(minutes=15)
TRIES = 3


def send_code(request: HttpRequest) -> None:
    """Another code takes the place of the one before it."""
    person: Any = request.user
    code = get_adapter().generate_login_code()
    request.session[_KEY] = {"digest": _digest(code), "until": time.time() + LIVES.total_seconds(), "tries": TRIES}
    get_adapter().send_mail("account/email/erase_code", person.email, {"code": code, "user": person})


def was_sent(request: HttpRequest) -> bool:
    kept = request.session.get(_KEY)
    return bool(kept and kept["tries"] > 0 and kept["until"] > time.time())


def is_right(request: HttpRequest, typed: str) -> bool:
    """Each code may be tried a few times; a wrong one is counted."""
    if not was_sent(request):
        return False
    kept = request.session[_KEY]
    request.session[_KEY] = {**kept, "tries": kept["tries"] - 1}
    return constant_time_compare(kept["digest"], _digest(typed))


def _digest(code: str) -> str:
    digits = "".join(filter(str.isdecimal, code))
    return salted_hmac(_SALT, digits, algorithm="sha256").hexdigest()
