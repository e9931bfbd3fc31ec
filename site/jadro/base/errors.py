"""Refusals a person can meet. Everything else that goes wrong is a bug and rises."""

from typing import ClassVar

from django.utils.functional import Promise


class Refused(Exception):
    """Base of the refusals that services raise.

    A subclass stands beside the service that raises it and carries a lazily translated `message` of at most two
    sentences: what is the matter, what is safe, what next. The view shows it with `status` and logs nothing.
    """

    # Set by the class, or by an instance that names what it is about.
    message: str | Promise
    status: ClassVar[int] = 409
