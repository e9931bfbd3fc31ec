"""The front page of the admin: what is a person's to do, over all pages they may edit.

Each list is short and takes one or two queries, whatever the size of the site; what is not there has no heading.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page, Revision, TaskState, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from jadro.accounts import rules as accounts
from jadro.accounts.models import User
from jadro.base.dates import show_moment
from jadro.corrections import queries as corrections
from jadro.home import queries
from jadro.home.models import HomePage
from learning.courses.models import CourseIndexPage

MOST = 6
STATUS = {
    WorkflowState.STATUS_IN_PROGRESS: _("is being looked at"),
    WorkflowState.STATUS_NEEDS_CHANGES: _("came back to you"),
}


@dataclass(frozen=True)
class Row:
    """A page, the language of its tree, and a few words about it."""

    title: str
    language: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    name: str
    heading: str | Promise
    icon: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class FirstStep:
    """What to do when nothing waits."""

    label: str | Promise
    url: str


def editable_pages(user: User) -> PageQuerySet:
    return PagePermissionPolicy().instances_user_has_permission_for(user, "change")


def sections(user: User) -> list[Section]:
    """What is to do, then what was done lately; only what there is."""
    pages = editable_pages(user)
    all_of_them = [
        Section("review", _("Waiting for your review"), "tasks", tuple(_to_review(user))),
        Section("mistakes", _("Reported mistakes"), "warning", tuple(_mistakes(user))),
        Section("drafts", _("Your drafts"), "edit", tuple(_drafts(user, pages))),
        Section("submitted", _("You submitted for review"), "history", tuple(_submitted(user))),
        Section("scheduled", _("To appear"), "calendar-check", tuple(_scheduled(pages))),
        Section("behind", _("Translations to go on with"), "resubmit", tuple(_behind(pages))),
        Section("wished", _("Wished translations"), "globe", tuple(_wished(pages))),
        Section("published", _("Published lately"), "check", tuple(_published(pages))),
    ]
    return [section for section in all_of_them if section.rows]


def first_step(user: User) -> FirstStep | None:
    """Where somebody begins for whom nothing waits: the first thing that is missing, else where they work."""
    locale = Locale.get_default()
    section = CourseIndexPage.objects.filter(locale=locale, alias_of=None).first()
    parent = section or HomePage.objects.filter(locale=locale).first()
    if parent is not None and parent.permissions_for_user(user).can_add_subpage():
        kind = "coursepage" if section else "courseindexpage"
        label = _("Write a course") if section else _("Begin with the section of courses")
        return FirstStep(label, reverse("wagtailadmin_pages:add", args=["courses", kind, parent.pk]))
    if accounts.may_see_accounts(user):
        return FirstStep(_("Open the accounts"), reverse("wagtailusers_users:index"))
    return None


def _edit(page_id: int | str) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _of_pages(rows: QuerySet) -> QuerySet:
    """Revisions or workflow states of pages with `page_id`. Their own keys are text."""
    return rows.annotate(page_id=Cast("object_id", IntegerField()))


def _rows(pages: PageQuerySet, note: Any, title: Any = Page.get_admin_display_title) -> Iterable[Row]:
    for page in pages.select_related("locale")[:MOST]:
        yield Row(title(page), page.locale.language_code, _edit(page.pk), note(page))


def _to_review(user: User) -> Iterable[Row]:
    states = TaskState.objects.reviewable_by(user).filter(
        pk__in=TaskState.objects.filter(workflow_state__base_content_type__model="page").values("pk")
    )
    waiting = states.order_by("started_at").select_related("revision", "workflow_state__requested_by")[:MOST]
    yield from _of_revisions(
        [(state.revision, state.workflow_state.requested_by, state.started_at) for state in waiting],
        lambda person, moment: gettext("from %(person)s, %(moment)s") % {"person": person, "moment": moment},
    )


def _mistakes(user: User) -> Iterable[Row]:
    """What readers wait for; whoever may not answer sees none."""
    if not user.has_perm("corrections.change_report"):
        return
    for report in corrections.open_reports()[:MOST]:
        url = reverse("wagtailsnippets_corrections_report:edit", args=[report.pk])
        yield Row(report.page_title, report.language, url, f"{report.beginning} · {show_moment(report.reported_at)}")


def _submitted(user: User) -> Iterable[Row]:
    states = WorkflowState.objects.active().filter(requested_by=user, base_content_type__model="page")
    mine = states.order_by("-created_at").select_related("current_task_state__revision")[:MOST]
    yield from _of_revisions(
        [
            (state.current_task_state.revision, STATUS[state.status], state.created_at)
            for state in mine
            if state.current_task_state
        ],
        lambda status, moment: f"{status}, {moment}",
    )


def _of_revisions(found: list[tuple[Revision, Any, datetime]], note: Any) -> Iterable[Row]:
    languages = dict(
        Page.objects.filter(pk__in=[revision.object_id for revision, _who, _at in found]).values_list(
            "pk", "locale__language_code"
        )
    )
    for revision, who, moment in found:
        code = languages.get(int(revision.object_id))
        if code:
            yield Row(revision.object_str, code, _edit(revision.object_id), note(who, show_moment(moment)))


def _drafts(user: User, pages: PageQuerySet) -> Iterable[Row]:
    """What somebody wrote last and nobody sees yet, unless it goes on by itself."""
    goes_on = Revision.page_revisions.filter(
        object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
    )
    in_review = WorkflowState.objects.active().filter(
        base_content_type__model="page", object_id=Cast(OuterRef("pk"), CharField())
    )
    drafts = (
        pages.filter(alias_of=None, has_unpublished_changes=True, latest_revision__user=user)
        .exclude(Exists(goes_on))
        .exclude(Exists(in_review))
        .order_by("-latest_revision_created_at")
    )
    return _rows(drafts, lambda page: show_moment(page.latest_revision_created_at))


def _scheduled(pages: PageQuerySet) -> Iterable[Row]:
    soonest = (
        Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False)
        .order_by()
        .values("object_id")
        .annotate(at=Min("approved_go_live_at"))
        .values("at")
    )
    due = pages.annotate(appears_at=Subquery(soonest, output_field=DateTimeField())).exclude(appears_at=None)
    return _rows(due.order_by("appears_at"), lambda page: show_moment(page.appears_at))


def _behind(pages: PageQuerySet) -> Iterable[Row]:
    """Translations with words that are missing, and those whose original was changed after it was last taken over."""
    missing = StringSegment.objects.filter(source=OuterRef("source")).exclude(
        Exists(
            StringTranslation.objects.filter(
                translation_of=OuterRef("string"),
                context=OuterRef("context"),
                locale=OuterRef(OuterRef("target_locale")),
                has_error=False,
            )
        )
    )
    count = missing.order_by().values("source").annotate(number=Count("pk")).values("number")
    original = Page.objects.filter(translation_key=OuterRef("source__object_id"), locale=OuterRef("source__locale"))
    target = pages.filter(translation_key=OuterRef("source__object_id"), locale=OuterRef("target_locale"))
    behind = Translation.objects.filter(Exists(target), enabled=True).annotate(
        missing=Coalesce(Subquery(count), 0),
        page_id=Subquery(target.values("pk")[:1]),
        page_title=Subquery(target.values("draft_title")[:1]),
        written_at=Subquery(original.values("live_revision__created_at")[:1]),
    )
    due = behind.filter(missing__gt=0) | behind.filter(written_at__gt=F("source__last_updated_at"))
    for each in due.select_related("target_locale").order_by("-written_at")[:MOST]:
        note = (
            ngettext("%(number)s text to translate", "%(number)s texts to translate", each.missing)
            % {"number": each.missing}
            if each.missing
            else gettext("The original has changed since")
        )
        yield Row(each.page_title, each.target_locale.language_code, _edit(each.page_id), note)


def _wished(pages: PageQuerySet) -> Iterable[Row]:
    """Pages people wait for in a language in which only a copy of the original stands."""
    written = Page.objects.filter(
        translation_key=OuterRef("page_key"), locale__language_code=OuterRef("language"), alias_of=None
    )
    originals = pages.filter(translation_key=OuterRef("page_key"), alias_of=None).order_by("pk")
    wishes: QuerySet[Any] = (
        queries.awaited_translations()
        .filter(Exists(originals))
        .exclude(Exists(written))
        .annotate(
            page_id=Subquery(originals.values("pk")[:1]),
            page_language=Subquery(originals.values("locale__language_code")[:1]),
        )
    )
    for wish in wishes.order_by("-waiting", "pk")[:MOST]:
        note = ngettext(
            "%(number)s person waits for it in this language: %(language)s",
            "%(number)s people wait for it in this language: %(language)s",
            wish.waiting,
        ) % {"number": wish.waiting, "language": get_language_info(wish.language)["name_local"]}
        yield Row(wish.page_title, wish.page_language, _edit(wish.page_id), note)


def _published(pages: PageQuerySet) -> Iterable[Row]:
    live = pages.live().filter(alias_of=None).exclude(last_published_at=None)
    # Under the title that readers see; a draft may have another.
    return _rows(
        live.order_by("-last_published_at"),
        lambda page: show_moment(page.last_published_at),
        title=lambda page: page.title,
    )


class YourWork(Component):
    """Takes the place of Wagtail's own lists of the same things, which ask the database for each row."""

    name = "your_work"
    order = 100
    template_name = "home/admin/your_work.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        found = sections(user)
        waits = any(section.name != "published" for section in found)
        return {"sections": found, "first_step": None if waits else first_step(user), "waits": waits}
