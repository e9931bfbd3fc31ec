from enum import StrEnum


class Scope(StrEnum):
    """What a change shows up in. Learning changes more often than what surrounds every page, roles show on no page but
    decide what a person is offered."""

    SITE = "site"
    LEARNING = "learning"
    ROLES = "roles"


CONTENT = (Scope.SITE, Scope.LEARNING)
