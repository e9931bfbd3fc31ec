import zoneinfo
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberKind(models.TextChoices):
    ORGANISATION = "organisation", _("organisation")
    INDIVIDUAL = "individual", _("individual")
    INFORMAL_GROUP = "informal_group", _("informal group")


class Role(models.TextChoices):
    """Roles are groups; the value is the group's name. A visitor has no account, an applicant no group."""

    MEMBER = "member", _("member")
    MENTOR = "mentor", _("mentor")
    EDITOR = "editor", _("editor")
    COORDINATOR = "coordinator", _("coordinator")


# What a coordinator may give to others and take from them. Their own role comes from the administrator alone.
GIVEN_BY_COORDINATORS = frozenset({Role.MEMBER, Role.MENTOR, Role.EDITOR})


@cache
def time_zones() -> tuple[str, ...]:
    """Names of the zones people live in, such as Europe/Skopje, and UTC; read from the disk once."""
    places = {name for name in zoneinfo.available_timezones() if "/" in name}
    return (*sorted(name for name in places if not name.startswith(("Etc/", "SystemV/", "US/"))), "UTC")
