from enum import StrEnum


class Scope(StrEnum):
    """What a change shows up in, from what hardly ever changes to what editors change every day. Roles show on no page
    but decide what a person is offered."""

    SITE = "site"
    PAGES = "pages"
    LEARNING = "learning"
    ROLES = "roles"


CONTENT = (Scope.SITE, Scope.PAGES, Scope.LEARNING)
