"""Where allauth meets this site: mail leaves by the outbox in its reader's language, redirects stay here, and secrets
of the second step lie encrypted."""

import base64
import hashlib
import secrets
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import uuid4

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from jadro.accounts.language import remember_language
from jadro.accounts.models import User
from jadro.outbox import services as outbox

# Their text lets its reader in, so it is deleted from the outbox once it is sent.
SENSITIVE = frozenset({
    "email_confirmation", "email_confirmation_signup", "erase_code", "login_code", "password_reset_key",
})  # fmt: skip


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is the e-mail of your account already."),
        "email_password_mismatch": _("The e-mail or the password is not right. Write both again."),
        "email_taken": _("This e-mail belongs to another account. Write a different one."),
        "enter_current_password": _("This is not your present password. Write it again."),
        "incorrect_code": _("This is not the code we sent. Look at the newest mail and write it again."),
        "incorrect_password": _("This is not your password. Write it again."),
        "invalid_or_expired_key": _("This link has been used or is older than an hour. Ask for a new one."),
        "invalid_login": _("Write the e-mail of your account."),
        "invalid_password_reset": _("This link has been used or is older than an hour. Ask for a new one."),
        "rate_limited": _("A mail was sent a moment ago. Look for it, or ask again in a minute."),
        "same_as_current": _("This is the e-mail of your account already."),
        "too_many_login_attempts": _("There were too many attempts for this account. Wait five minutes and try again."),
    }

    def new_user(self, request):
        return User(language=get_language() or settings.LANGUAGE_CODE)

    # --- Mail ------------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix, email, context):
        kind = template_prefix.rpartition("/")[2]
        recipient = context.get("user") or _account_of(email)
        language = recipient.language if recipient else get_language()
        with override(language):
            words = {**context, "email": email, "language": language}
            outbox.send(
                address=email,
                kind=f"account.{kind}",
                event=f"account.{kind}:{uuid4()}",  # asking for a second code is a second event
                subject=render_to_string(f"{template_prefix}_subject.txt", words).strip(),
                text=render_to_string(f"{template_prefix}_message.txt", words).strip(),
                html=render_to_string(f"{template_prefix}_message.html", words),
                language=language,
                recipient=recipient,
                sensitive=kind in SENSITIVE,
            )

    def send_password_reset_mail(self, user, email, context):
        with override(user.language):
            address = self.get_reset_password_from_key_url(f"{context['uid']}-{context['key']}")
        super().send_password_reset_mail(user, email, {**context, "password_reset_url": address})

    def send_account_already_exists_mail(self, email):
        account = _account_of(email)
        with override(account.language if account else get_language()):
            super().send_account_already_exists_mail(email)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        # Without the address and browser of whoever made the change: the outbox keeps no such thing of people.
        self.send_mail(
            template_prefix, email or user.email, {**(context or {}), "user": user, "changed_at": timezone.now()}
        )

    # --- Where one lands -------------------------------------------------------------------------------------------

    def get_login_redirect_url(self, request):
        with override(request.user.language):
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_logout_redirect_url(self, request):
        # Not by the profile: what is said there is in the language of the page that was left.
        return f"/{get_language()}/"

    def get_signup_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request):
        return resolve_url("accounts:profile")

    def is_safe_url(self, url):
        """Whether one may be sent there after signing in: on the host that was asked, and open to the person.

        allauth alone would also take any other of ALLOWED_HOSTS.
        """
        if not url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        ):
            return False
        # The admin sends whoever may not enter to the sign-in page, which would send them back without end.
        is_admin = urlsplit(url).path.startswith(reverse("wagtailadmin_home"))
        user = self.request.user
        return not (is_admin and user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"))

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_language(response, user.language)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Set up the app first. Recovery codes come with it."),
        "incorrect_code": _("This is not a code that works now. Write the newest one; each works once."),
        "unverified_email": _("Confirm your e-mail first."),
    }

    def build_totp_svg(self, url):
        # allauth's own begins as a file does, which has no place inside a page.
        return qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")

    # A copy of the database, such as a backup, is not enough to make somebody's codes.

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # SECRET_KEY is another one. No code fits a secret nobody knows, until the second step is set up anew.
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.blake2b(force_bytes(key), digest_size=32, person=b"second factor").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _account_of(email: str) -> User | None:
    return User.objects.filter(email=email.lower()).first()
