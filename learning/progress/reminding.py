"""One kind mail to somebody who began a course and has done nothing in it for a while.

At most one a week for a person, and never a second one for the same stop: what they do next, or another course that
stands still, may bring another.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from jadro.accounts.models import User
from jadro.outbox import services as outbox
from learning.courses.cards import course_cards
from learning.courses.models import Enrolment, OutlineItem
from learning.progress import queries
from learning.progress.models import Event, ReadingPlace, Reminder

AT_MOST_EVERY = timedelta(days=7)
_SALT = "learning.progress.reminders"


def remind_all(*, at: datetime) -> int:
    """Sends the reminders that are due and returns their number. Safe to repeat: a person is told once."""
    return sum(remind(learner_id, at=at) for learner_id in _stalled_learners(at))


@transaction.atomic
def remind(learner_id: int, *, at: datetime) -> bool:
    """Reminds one person of the course they stopped in last, if that is due."""
    # Held, so that two workers do not both find it due.
    learner = User.objects.select_for_update(no_key=True).get(pk=learner_id)
    if not learner.is_active or not learner.wants_reminders:
        return False
    if Reminder.objects.filter(learner=learner, sent_at__gt=at - AT_MOST_EVERY).exists():
        return False
    for course_key, stopped_at in (
        _stalled(at).filter(learner=learner).order_by("-stopped_at").values_list("run__course_key", "stopped_at")
    ):
        if _send(learner, course_key, stopped_at=stopped_at, at=at):
            return True
    return False


def _stalled(at: datetime):
    """Enrolments in which something was done, nothing since the limit, that are not finished in any run, and whose
    last stop nobody was reminded of."""
    asked = OutlineItem.objects.filter(outline__course_key=OuterRef(OuterRef("run__course_key")))
    marked = (
        Event.objects.filter(learner=OuterRef("learner"), activity__in=asked.values("activity"))
        .order_by("-pk")
        .values("recorded_at")[:1]
    )
    read = (
        ReadingPlace.objects.filter(learner=OuterRef("learner"), lesson_key__in=asked.values("page_key"))
        .order_by("-read_at")
        .values("read_at")[:1]
    )
    elsewhere = Enrolment.objects.filter(
        learner=OuterRef("learner"), run__course_key=OuterRef("run__course_key"), completion__isnull=False
    )
    told = Reminder.objects.filter(
        learner=OuterRef("learner"), course_key=OuterRef("run__course_key"), sent_at__gte=OuterRef("stopped_at")
    )
    return (
        Enrolment.objects.filter(learner__is_active=True, learner__wants_reminders=True)
        .annotate(marked_at=Subquery(marked), read_at=Subquery(read))
        .filter(Q(marked_at__isnull=False) | Q(read_at__isnull=False))
        .annotate(
            stopped_at=Greatest(
                F("enrolled_at"),
                Coalesce("marked_at", F("enrolled_at")),
                Coalesce("read_at", F("enrolled_at")),
            )
        )
        .filter(stopped_at__lte=at - timedelta(days=settings.REMIND_AFTER_DAYS))
        .filter(~Exists(elsewhere), ~Exists(told))
    )


def _stalled_learners(at: datetime) -> Iterator[int]:
    yield from _stalled(at).order_by().values("learner").annotate(Max("pk")).values_list("learner", flat=True)


def _send(learner: User, course_key: UUID, *, stopped_at: datetime, at: datetime) -> bool:
    with override(learner.language), timezone.override(learner.time_zone):
        explanation = queries.explain(learner, course_key, learner.language)
        card = next((each for each in course_cards(learner.language, learner) if each.key == course_key), None)
        if explanation is None or card is None or explanation.is_complete or not explanation.next_url:
            return False
        words = {
            "language": learner.language,
            "title": card.title,
            "progress": explanation,
            "next_address": urljoin(settings.BASE_URL, explanation.next_url),
            "stop_address": urljoin(settings.BASE_URL, reverse("my:stop_reminders", args=[stop_key(learner)])),
        }
        outbox.send(
            address=learner.email,
            kind="progress.reminder",
            event=f"progress.reminder:{course_key}:{stopped_at.isoformat()}",
            subject=render_to_string("mail/reminder_subject.txt", words),
            text=render_to_string("mail/reminder.txt", words).strip(),
            html=render_to_string("mail/reminder.html", words),
            language=learner.language,
            recipient=learner,
        )
    Reminder.objects.create(learner=learner, course_key=course_key, sent_at=at)
    return True


def stop_key(learner: User) -> str:
    """What the link in a mail carries: it lets whoever has it stop the reminders, and nothing else."""
    return signing.dumps(learner.pk, salt=_SALT)


def whose(key: str) -> User | None:
    """The person of such a link; it does not run out, because a mail may be read late."""
    try:
        learner_id = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=learner_id).first()


def stop(learner: User) -> None:
    """Safe to repeat."""
    User.objects.filter(pk=learner.pk).update(wants_reminders=False)
