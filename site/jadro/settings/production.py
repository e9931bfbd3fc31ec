"""A public installation: refuses to start on what would be unsafe, in one sentence each."""

from django.core.exceptions import ImproperlyConfigured

from jadro.settings.base import *  # noqa: F403
from jadro.settings.base import BASE_URL, SECRET_KEY

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is missing or shorter than 50 characters: set a long random one.")
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("BASE_URL does not start with https://: set the address people see, with TLS.")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
