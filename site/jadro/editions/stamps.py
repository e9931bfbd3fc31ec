"""Whether what was remembered of the site's content still holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save  # noqa: TID251  whoever writes, readers must see it

from jadro.base.prepared import Prepared
from jadro.editions.choices import Scope
from jadro.editions.models import Stamp

_stamps = Prepared(lambda: Stamp.objects.values_list("scope", "token"))


class Reading:
    """One request's view of the stamps: read once, and given up when the request itself changes content."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] | None = None
        self.is_dirty = False

    @property
    def tokens(self) -> dict[str, str]:
        if self._tokens is None:
            self._tokens = {scope: token.hex for scope, token in _stamps()}
        return self._tokens


_current: ContextVar[Reading | None] = ContextVar("stamps", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """While a request is answered."""
    before = _current.set(Reading())
    try:
        yield
    finally:
        _current.reset(before)


def version(*scopes: Scope) -> str | None:
    """A word that changes with the content of these scopes. None outside of a request, and in one that has changed
    content itself: there nothing may be remembered."""
    now = _current.get()
    if now is None or now.is_dirty:
        return None
    return " ".join(now.tokens.get(scope, "") for scope in scopes)


def touch(*scopes: Scope) -> None:
    """Says that content has changed. Call it in the transaction of the change, after each write and before waiting for
    other rows: it queues with everybody else who changes content."""
    with transaction.atomic():
        # All of them, always in one order: two who change content cannot wait for each other.
        list(Stamp.objects.order_by("scope").select_for_update(no_key=True).values_list("pk"))
        for scope in scopes:
            if not Stamp.objects.filter(scope=scope).update(token=uuid4()):
                Stamp.objects.get_or_create(scope=scope)
    now = _current.get()
    if now is not None:
        now.is_dirty = True


def watch(scope: Scope, *watched: type[models.Model]) -> None:
    """Rows of these models show on pages: a change of one is a change of content in this scope. Changes that send no
    signal, such as `QuerySet.update`, call `touch` in the same function; a test looks for it."""

    def follow(sender: type[models.Model], **kwargs: Any) -> None:
        touch(scope)

    for model in watched:
        for signal in (post_save, post_delete):
            signal.connect(follow, sender=model, weak=False, dispatch_uid=f"stamp-{model._meta.label}-{id(signal)}")
