"""The one reader of the environment: every wrong value becomes one sentence that says what to do.

Values come from the process environment only. A variable NAME may also be given as NAME_FILE, the path of a file
that holds it, so that secrets need not stand in a process list. All readers raise `ImproperlyConfigured`.
"""

import os
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()


@dataclass(frozen=True)
class Variable:
    """One documented variable: README's table is checked against this list."""

    name: str
    default: str
    meaning: str


VARIABLES: list[Variable] = []


def _read(name: str, default: str, meaning: str) -> str:
    VARIABLES.append(Variable(name, default, meaning))
    value = os.environ.get(name, "")
    file_name = os.environ.get(f"{name}_FILE", "")
    if not value and file_name:
        try:
            value = Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE names {file_name}, which cannot be read ({error.strerror}): correct the path or unset it."
            ) from error
    return value.strip() or default


def text(name: str, default: str, meaning: str) -> str:
    return _read(name, default, meaning)


def flag(name: str, default: bool, meaning: str) -> bool:
    value = _read(name, "yes" if default else "no", meaning).lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write yes or no.")


def number(name: str, default: int, meaning: str, *, low: int, high: int) -> int:
    value = _read(name, str(default), meaning)
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number from {low} to {high}.")
    return int(value)


def names(name: str, default: str, meaning: str) -> list[str]:
    """A comma-separated list; empty parts are dropped."""
    return [part.strip() for part in _read(name, default, meaning).split(",") if part.strip()]


def origins(name: str, default: str, meaning: str) -> list[str]:
    """Addresses without a path, such as https://example.org, by commas."""
    values = names(name, default, meaning)
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise ImproperlyConfigured(f"{name} holds {value!r}: write origins such as https://example.org, by commas.")
    return values


def sender(name: str, default: str, meaning: str) -> str:
    """Who mail comes from: an address, or a name and the address in angle brackets."""
    value = _read(name, default, meaning)
    address = parseaddr(value)[1]
    if "@" not in address.strip("@"):
        raise ImproperlyConfigured(f"{name} is {value!r}: write an address such as JADRO <no-reply@example.org>.")
    return value


def directory(name: str, default: Path, meaning: str) -> Path:
    """A directory that is made if it is missing and must be writable."""
    shown = default.name
    path = Path(_read(name, "", meaning) or default).expanduser().resolve()
    VARIABLES[-1] = Variable(name, shown, meaning)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {path}, which cannot be made ({error.strerror}): give a directory this user may write."
        ) from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(
            f"{name} is {path}, which this user may not write: change its owner or the variable."
        )
    return path


def address(name: str, default: str, meaning: str, *, schemes: set[str]) -> str:
    """A URL whose scheme must be one of `schemes`; an empty value stays empty."""
    value = _read(name, default, meaning)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  urlsplit checks the port only when it is asked for
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address ({error}): write {_like(schemes)}.") from error
    if parts.scheme not in schemes:
        found = f"starts with {parts.scheme!r}" if parts.scheme else "does not say what it is"
        raise ImproperlyConfigured(f"{name} {found}: write {_like(schemes)}.")
    return value


def _like(schemes: set[str]) -> str:
    return "an address that starts with " + " or ".join(f"{scheme}://" for scheme in sorted(schemes))


def database(name: str, default: str, meaning: str) -> dict[str, Any]:
    """Django's settings for one database address, sqlite:///path or postgres://user:password@host:port/name."""
    value = address(name, default, meaning, schemes={"sqlite", "postgres", "postgresql"})
    return dict(_env.db_url_config(value))


def cache(name: str, default: str, meaning: str) -> dict[str, Any]:
    value = address(name, default, meaning, schemes={"locmemcache", "redis", "rediss", "dbcache"})
    if value.startswith(("redis", "rediss")):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}
    # The counters that slow down guessing live here; the stock limit of 300 entries would throw them out.
    return {**_env.cache_url_config(value), "OPTIONS": {"MAX_ENTRIES": 20_000}}


def mail(name: str, default: str, meaning: str) -> dict[str, Any]:
    """Django's EMAIL_* settings for consolemail://, filemail:///dir, smtp://, smtp+tls:// or smtp+ssl://."""
    value = address(
        name, default, meaning, schemes={"consolemail", "filemail", "memorymail", "smtp", "smtp+tls", "smtp+ssl"}
    )
    return dict(_env.email_url_config(value))
