"""Who gets to see a page of a course, for those who write it."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from csp.constants import NONE
from csp.utils import build_policy
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page, PageViewRestriction

from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.base.errors import Refused
from jadro.base.pages import BasePage
from jadro.editions.serving import answer
from jadro.editions.visibility import hidden_paths
from learning.courses import queries as courses
from learning.courses.models import Run
from learning.progress import services


@dataclass(frozen=True)
class RunAudience:
    run: Run
    people: int

    @property
    def sentence(self) -> str:
        return ngettext("%(count)s person in “%(run)s”", "%(count)s people in “%(run)s”", self.people) % {
            "count": self.people,
            "run": self.run,
        }


@dataclass(frozen=True)
class Audience:
    """`access` says in words who may open the page; `runs` are those of its course, with how many people follow it in
    each."""

    access: str
    runs: tuple[RunAudience, ...]


def audience(page: BasePage) -> Audience:
    course = courses.course_of(page)
    runs = Run.objects.none()
    if course is not None:
        runs = Run.objects.filter(course_key=course.translation_key).annotate(people=Count("enrolments"))
    return Audience(
        _access(page),
        tuple(RunAudience(run, run.people) for run in runs.order_by("pk").prefetch_related("names")),
    )


def _access(page: BasePage) -> str:
    if not page.is_reachable():
        return _("Nobody but editors sees it yet: the page, or one above it, is not published.")
    restrictions = list(page.get_view_restrictions().prefetch_related("groups"))
    if not restrictions:
        return _("Everybody sees it, visitors without an account too.")
    return " ".join(dict.fromkeys(_restricted(each) for each in restrictions))


def _restricted(restriction: PageViewRestriction) -> str:
    if restriction.restriction_type == PageViewRestriction.LOGIN:
        return _("Only people who are signed in see it.")
    if restriction.restriction_type == PageViewRestriction.PASSWORD:
        return _("Only people who know its password see it.")
    groups = ", ".join(group.name for group in restriction.groups.all())
    return _("Only people of these groups see it: %(groups)s.") % {"groups": groups}


class NotOpenToThem(Refused):
    message = gettext_lazy("Somebody new in this run cannot open the page: it is kept for others.")


def as_member_of(run: Run, page: BasePage, request: HttpRequest) -> HttpResponse:
    """A live page as a member gets it who has just been put into a run, below a bar that says so. Nothing of it is
    kept, and nothing can be sent from it. Raises NotOpenToThem where its privacy keeps them out."""
    with _somebody_in(run, language=page.locale.language_code) as somebody:
        if any(page.path.startswith(path) for path in hidden_paths(somebody)):
            raise NotOpenToThem
        response = answer(page, _request_of(somebody, page, request))
    bar = render_to_string("progress/seen_as.html", {"run": run, "page": page})
    response.content = response.content.decode().replace("<main ", f"{bar}<main ", 1)
    # No script either: what one would say of a refused request is not what happened.
    nothing = {"form-action": [NONE], "connect-src": [NONE], "script-src": [NONE]}
    response["Content-Security-Policy"] = build_policy(replace=nothing)
    response["Cache-Control"] = "private, no-store"
    return response


@contextmanager
def _somebody_in(run: Run, *, language: str) -> Iterator[User]:
    """A member who is in a run as long as the block lasts, and for nobody else: their rows are never committed. What is
    shown to them is then made by the same code as for everybody."""
    with transaction.atomic(), translation.override(language), timezone.override(timezone.get_default_timezone()):
        somebody = User.objects.create(email=f"{uuid4()}@example.invalid", language=language)
        somebody.groups.add(*Group.objects.filter(name=Role.MEMBER))
        services.put_into(run, somebody, at=timezone.now())
        yield somebody
        transaction.set_rollback(True)


def _request_of(somebody: User, page: Page, request: HttpRequest) -> HttpRequest:
    """The request in which they open the page. The messages that wait for who looks stay with them."""
    theirs: Any = copy(request)
    theirs.user = somebody
    theirs.path = theirs.path_info = page.get_url(request)
    theirs.META = {**request.META, "PATH_INFO": theirs.path, "QUERY_STRING": ""}
    theirs.GET = type(request.GET)("")
    theirs.__dict__.pop("_messages", None)
    return theirs
