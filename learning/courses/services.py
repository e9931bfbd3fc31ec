"""What changes a course's outline and who follows it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Page

from jadro.accounts.models import User
from jadro.base.dates import show_date
from jadro.base.errors import Refused
from jadro.editions import services as editions
from jadro.editions import stamps
from jadro.editions.choices import Scope
from learning.courses import queries
from learning.courses.choices import ActivityKind, RunKind
from learning.courses.live import LiveActivity, live_activities, optional_needed
from learning.courses.models import (
    Activity,
    CourseConcept,
    CoursePage,
    Enrolment,
    LessonPage,
    ModulePage,
    Outline,
    OutlineItem,
    Prerequisite,
    Run,
)
from learning.courses.quiz_blocks import with_rules_of


class NotOffered(Refused):
    message = _("This course is not offered at the moment. What you did in it is kept.")


class NotOpenYet(Refused):
    def __init__(self, opens_on: date) -> None:
        self.opens_on = opens_on
        self.message = _("You can join this course from %(date)s. Reading is open already; nothing was saved.") % {
            "date": show_date(opens_on)
        }


class OrderFollowsOriginal(Refused):
    message = _("The order of a translation is that of its original. Change it there; nothing was changed here.")


class NoNeighbour(Refused):
    message = _("It stands at the end already. Nothing was changed.")


def hold(course_key: UUID) -> Run:
    """Queues with everybody else who changes what a course asks for, or joins it, until the transaction ends.

    Marks of those who joined already do not queue here. Whoever holds several rows takes them in the order: learner,
    this one, enrolments by their key.
    """
    Run.objects.get_or_create(course_key=course_key, kind=RunKind.OPEN)
    return Run.objects.select_for_update(no_key=True).get(course_key=course_key, kind=RunKind.OPEN)


@transaction.atomic
def renew_outline(course_key: UUID, *, at: datetime) -> Outline | None:
    """Makes the next outline of a course if what it asks for has changed; returns it, or None when nothing changed.

    A course that is not live, or has no lesson that can be read, gets no new outline: it is closed for a while, and
    what it asked for stays as it was. Safe to call again at any time.
    """
    hold(course_key)
    course, asked = live_activities(course_key)
    latest = queries.latest_outline(course_key)
    if course is None or not _differs(course, asked, latest):
        return None
    activities = _activities(asked)
    outline = Outline.objects.create(
        course_key=course_key,
        number=latest.number + 1 if latest else 1,
        title=course.title,
        created_at=at,
        optional_needed=optional_needed(course, asked),
    )
    OutlineItem.objects.bulk_create(
        OutlineItem(
            outline=outline,
            activity=activities[each.owner_key, each.block_id],
            position=position,
            is_required=each.is_required,
            page_key=each.lesson_key,
            module_key=each.module_key,
            module_title=each.module_title,
            title=each.title,
            language=each.language,
        )
        for position, each in enumerate(asked, start=1)
    )
    return outline


def is_outline_stale(course_key: UUID) -> bool:
    """Whether a course asks for something else than its latest outline says."""
    course, asked = live_activities(course_key)
    return course is not None and _differs(course, asked, queries.latest_outline(course_key))


def _differs(course: CoursePage, asked: list[LiveActivity], latest: Outline | None) -> bool:
    """Whether this course asks for something else than an outline; other titles do not. No activity at all is nothing
    new: the course is closed for a while."""
    if not asked:
        return False
    if latest is None or latest.optional_needed != optional_needed(course, asked):
        return True
    listed = latest.items.in_order().values_list(
        "activity__owner_key", "activity__block_id", "is_required", "page_key", "module_key"
    )
    return list(listed) != [
        (each.owner_key, each.block_id, each.is_required, each.lesson_key, each.module_key) for each in asked
    ]


def _activities(asked: list[LiveActivity]) -> dict[tuple[UUID, UUID | None], Activity]:
    """The activity of each, by what it belongs to and block, made where it is missing."""
    Activity.objects.bulk_create(
        (Activity(owner_key=each.owner_key, block_id=each.block_id, kind=each.kind) for each in asked),
        ignore_conflicts=True,
    )
    found = Activity.objects.filter(owner_key__in={each.owner_key for each in asked})
    return {(activity.owner_key, activity.block_id): activity for activity in found}


def worksheet_activity(template_key: UUID) -> Activity:
    """A worksheet as something that can be done, whether or not a course asks for it yet. Made where it is missing."""
    activity, _made = Activity.objects.get_or_create(
        owner_key=template_key, block_id=None, defaults={"kind": ActivityKind.WORKSHEET}
    )
    return activity


@transaction.atomic
def enrol(learner: User, course_key: UUID, *, at: datetime) -> Enrolment:
    """Lets a person join the open run of a course. Who follows the course in any run stays there.

    Raises NotOffered when the course is not live, NotOpenYet before the day on which its open run opens.
    """
    if not queries.is_offered(course_key):
        raise NotOffered
    if (existing := queries.enrolment_of(learner, course_key)) is not None:
        return existing
    run = hold(course_key)
    if run.opens_on and timezone.localdate(at) < run.opens_on:
        raise NotOpenYet(run.opens_on)
    return put_into(run, learner, at=at)


def put_into(run: Run, learner: User, *, at: datetime) -> Enrolment:
    """Puts a person into a run, whatever its dates. Safe to repeat; who follows the course in another run stays there
    as well."""
    enrolment, _made = Enrolment.objects.get_or_create(run=run, learner=learner, defaults={"enrolled_at": at})
    return enrolment


@transaction.atomic
def same_facts_in_every_language(page: LessonPage | CoursePage) -> None:
    """Gives every language of a page the length, weight, rule and tags of its source. Called after each publication,
    because a translation is published from a draft that may hold older ones."""
    source = queries.source_page(type(page), page.translation_key)
    if source is None:
        return
    stamps.touch(Scope.LEARNING)
    others = type(page).objects.filter(translation_key=page.translation_key).exclude(pk=source.pk)
    if isinstance(source, LessonPage):
        others.update(minutes=source.minutes, is_required=source.is_required, asks_to_read=source.asks_to_read)
        _same_rules_of_quizzes(source, others.filter(alias_of=None))
        return
    others.update(optional_needed=source.optional_needed)
    _same_prerequisites(source, others)
    concepts = set(source.concept_uses.values_list("tag_id", flat=True))
    uses = CourseConcept.objects.filter(content_object__in=others)
    uses.exclude(tag__in=concepts).delete()
    CourseConcept.objects.bulk_create(
        (CourseConcept(content_object=other, tag_id=concept) for other in others for concept in concepts),
        ignore_conflicts=True,
    )


def _same_rules_of_quizzes(source: LessonPage, others: QuerySet[LessonPage]) -> None:
    """A limit of attempts or a right answer holds in every language at once: nobody knows when a translation will be
    published again."""
    quizzes = {block["id"]: block["value"] for block in source.body.raw_data if block["type"] == "quiz"}
    for other in others if quizzes else ():
        stored = [dict(block) for block in other.body.raw_data]
        ruled = [
            {**block, "value": with_rules_of(quizzes[block["id"]], block["value"])} if block["id"] in quizzes else block
            for block in stored
        ]
        if ruled != stored:
            other.body = StreamValue(other.body.stream_block, ruled, is_lazy=True)
            LessonPage.objects.filter(pk=other.pk).update(body=other.body)
            stamps.touch(Scope.LEARNING)
            editions.drop([other.pk])
            editions.make_soon()


def _same_prerequisites(source: CoursePage, others: QuerySet[CoursePage]) -> None:
    wanted = list(source.prerequisites.values_list("course_key", "is_binding", "sort_order"))
    Prerequisite.objects.filter(course__in=others).delete()
    Prerequisite.objects.bulk_create(
        Prerequisite(course=other, course_key=key, is_binding=is_binding, sort_order=order)
        for other in others
        for key, is_binding, order in wanted
    )


@transaction.atomic
def move_part(part: ModulePage | LessonPage, *, is_up: bool, by: User) -> None:
    """Moves a module or lesson past the one before or after it, and so in its other languages. Its course's outline
    follows by Wagtail's signal.

    Raises OrderFollowsOriginal for a translation, NoNeighbour when it is the first or last already.
    """
    if (course := queries.course_of(part)) is not None:
        hold(course.translation_key)
    if queries.source_page(type(part), part.translation_key) != part:
        raise OrderFollowsOriginal
    neighbour = _neighbour(part, is_up=is_up)
    if neighbour is None:
        raise NoNeighbour
    for page in Page.objects.filter(translation_key=part.translation_key):
        beside = page.get_siblings().filter(translation_key=neighbour.translation_key).first()
        if beside is not None:
            page.specific.move(beside, pos="left" if is_up else "right", user=by)


def _neighbour(part: Page, *, is_up: bool) -> Page | None:
    return part.get_prev_siblings().first() if is_up else part.get_next_siblings().first()
