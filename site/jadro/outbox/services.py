"""Queue and do the work that can wait.

A row is written in the transaction of the fact it belongs to; its id goes to the broker when that commits. The row is
the truth: what the broker loses, or a killed worker leaves behind, is found by `hand_over_what_waits`. So everything
is done at least once, and whoever does it must be idempotent.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPResponseException
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from jadro.base.errors import Refused
from jadro.celery import app
from jadro.outbox import registry
from jadro.outbox.choices import Status
from jadro.outbox.models import Job, Message, Work

if TYPE_CHECKING:
    from jadro.accounts.models import User

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Work)

MESSAGE_LEASE_SECONDS = 120  # a mail server may take EMAIL_TIMEOUT for each of several steps
MESSAGE_TRIES = 10
# As long as a link to a new password opens (PASSWORD_RESET_TIMEOUT); sign-in codes live shorter.
SECRETS_LIVE = timedelta(hours=1)
# A name under which nobody can have mail (RFC 2606).
NOWHERE = "forgotten.invalid"
FIRST_PAUSE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 6 * 3600
# Rows handed over in one sweep; the next one follows in seconds.
SWEEP_ROWS = 500
# A row younger than this was handed over a moment ago and most likely lies in the queue.
SWEEP_AFTER_SECONDS = 20
KEEP_DONE_JOBS_DAYS = 2


class NotFailed(Refused):
    message = _("Only what has failed can be sent again. Nothing was changed.")


class AlreadyWaiting(Refused):
    message = _("The same job waits already. Nothing was changed.")


class TextGone(Refused):
    message = _("The text of this message was deleted. Nothing was sent; who needs a code can ask for a new one.")


# --- Queue ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def send(
    *,
    address: str,
    kind: str,
    event: str,
    subject: str,
    text: str,
    html: str = "",
    language: str,
    recipient: "User | None" = None,
    sensitive: bool = False,
    forgets_address: bool = False,
) -> Message:
    """Queues a message to a person; once for an address and event, so a retry returns the row that is there.

    `kind` says what sort of message it is, `event` names the fact told, such as "completion:17". The text of a
    `sensitive` message (a sign-in code) is deleted as soon as it is sent or given up; where it `forgets_address`, which
    is for the last mail to somebody, the address and the subject are deleted with it.
    """
    message, is_new = Message.objects.get_or_create(
        address=address,
        event=event,
        defaults={
            "kind": kind,
            "recipient": recipient,
            "language": language,
            "subject": " ".join(subject.split()),
            "text": text,
            "html": html,
            "sensitive": sensitive,
            "forgets_address": forgets_address,
        },
    )
    if is_new:
        _hand_over_on_commit("jadro.outbox.tasks.deliver", message.pk)
    return message


@transaction.atomic
def queue_job(kind: str, *, key: str = "", payload: dict[str, Any] | None = None, at: datetime | None = None) -> Job:
    """Queues a job; one unfinished job for a kind and key, so a retry returns the row that is there.

    Asked for while it is under way, a job runs once more afterwards: what is under way may have read the old state.
    One that waits after a failure, or for later, becomes due as early as it is asked for now. `key` must settle the
    payload, a second payload for the same key is not read. `at` is the earliest time.
    """
    registry.job_kind(kind)
    due_at = at or timezone.now()
    while True:
        job, is_new = Job.objects.unfinished().get_or_create(
            kind=kind, key=key, defaults={"payload": payload or {}, "due_at": due_at}
        )
        is_earlier = is_new or Job.objects.filter(pk=job.pk, status=Status.READY, due_at__gt=due_at).update(
            due_at=due_at
        )
        if is_earlier and at is None:
            _hand_over_on_commit("jadro.outbox.tasks.run_job", job.pk)
        if job.status == Status.READY:
            return job
        # No row is changed when a worker finished it just now: then a new one is due.
        if Job.objects.filter(pk=job.pk, status=Status.LEASED).update(again=True):
            job.again = True
            return job


def _hand_over_on_commit(task: str, pk: int) -> None:
    transaction.on_commit(lambda: _hand_over(task, pk))


def _hand_over(task: str, pk: int) -> bool:
    """Gives an id to the broker. False when it cannot be reached: the row stays and the next sweep tries again."""
    try:
        app.send_task(task, args=[pk])
    except OperationalError as error:
        logger.warning("The queue does not answer (%s); row %s waits for %s.", type(error).__name__, pk, task)
        return False
    return True


# --- Do ------------------------------------------------------------------------------------------------------------


def deliver(message_id: int, *, at: datetime | None = None) -> bool:
    """Sends a message that is due, unless another worker has it. True when it was sent.

    The mail server may have taken it although the worker died before noting so: it is then sent again with the same
    Message-ID, by which mail programs know a copy.
    """
    now = at or timezone.now()
    message = _claim(Message, message_id, lease_seconds=MESSAGE_LEASE_SECONDS, at=now)
    if message is None or _is_given_up(message, MESSAGE_TRIES) or _is_too_late(message, now):
        return False
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.address],
        headers={
            "Message-ID": f"<message-{message.pk}@{urlsplit(settings.BASE_URL).hostname}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        # The words of a mail server repeat the address, so only the kind and the code are kept.
        code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
        _put_back(message, f"{type(error).__name__}{code}", tries=MESSAGE_TRIES)
        logger.warning(
            "Message %s was not sent at try %s: %s%s.", message.pk, message.tries, type(error).__name__, code
        )
        return False
    _finish(message)
    return True


def run(job_id: int, *, at: datetime | None = None) -> bool:
    """Does a job that is due, unless another worker has it. True when it was done; what its function raises rises."""
    now = at or timezone.now()
    kind_name = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    if kind_name is None:
        return False
    kind = registry.job_kind(kind_name)
    job = _claim(Job, job_id, lease_seconds=kind.lease_seconds, at=now)
    if job is None or _is_given_up(job, kind.tries):
        return False
    try:
        kind.do(job.payload)
    except Exception as error:
        _put_back(job, type(error).__name__, tries=kind.tries)
        raise
    _finish(job)
    return True


def _claim(model: type[Row], pk: int, *, lease_seconds: int, at: datetime) -> Row | None:
    """Takes the row for this worker; None when it is not due, finished, or another worker was quicker.

    One conditional UPDATE, so that of two claimers one changes no row, on SQLite and on PostgreSQL.
    """
    claimed = (
        model.objects.filter(pk=pk)
        .due(at)
        .update(status=Status.LEASED, lease_until=at + timedelta(seconds=lease_seconds), tries=F("tries") + 1)
    )
    return model.objects.get(pk=pk) if claimed else None


def _mine(row: Work) -> QuerySet:
    """The row while it is leased to the worker that loaded it: a worker whose lease ran out changes nothing more."""
    return type(row).objects.filter(pk=row.pk, status=Status.LEASED, tries=row.tries)


def _finish(row: Work) -> None:
    done = {"status": Status.DONE, "finished_at": timezone.now(), "lease_until": None, "error": ""}
    if isinstance(row, Message):
        _mine(row).update(**done, **_without_secret(row))
    elif not _mine(row).filter(again=False).update(**done):
        _mine(row).filter(again=True).update(**_READY_AGAIN, due_at=timezone.now())


# A job that was asked for while it was under way begins anew, however the first time ended.
_READY_AGAIN: dict[str, Any] = {
    "status": Status.READY,
    "tries": 0,
    "again": False,
    "lease_until": None,
    "error": "",
}


def _put_back(row: Work, error: str, *, tries: int) -> None:
    """Notes a try that failed: the row waits for the next one, each time longer, or is given up after `tries`."""
    if isinstance(row, Job) and _mine(row).filter(again=True).update(**_READY_AGAIN, due_at=timezone.now()):
        return
    if row.tries >= tries:
        _mine(row).update(
            status=Status.FAILED, finished_at=timezone.now(), lease_until=None, error=error, **_without_secret(row)
        )
        return
    pause = min(FIRST_PAUSE_SECONDS * 4 ** (row.tries - 1), LONGEST_PAUSE_SECONDS)
    _mine(row).update(
        status=Status.READY, due_at=timezone.now() + timedelta(seconds=pause), lease_until=None, error=error
    )


def _is_given_up(row: Work, tries: int) -> bool:
    """Ends work that was claimed more often than it may: each time the worker died in the middle of it."""
    if row.tries <= tries:
        return False
    _put_back(row, "the worker stopped in the middle", tries=tries)
    return True


def _is_too_late(message: Message, now: datetime) -> bool:
    """Gives up a code or link that no longer opens anything: after an outage people get what they asked for last."""
    if not message.sensitive or now - message.created_at < SECRETS_LIVE:
        return False
    _put_back(message, "too old to be of use", tries=0)
    return True


def _without_secret(row: Work) -> dict[str, str]:
    if not isinstance(row, Message) or not (row.sensitive or row.forgets_address):
        return {}
    without_text = {"text": "", "html": ""}
    return {**without_text, "subject": "", "address": f"{row.pk}@{NOWHERE}"} if row.forgets_address else without_text


# --- Look after ----------------------------------------------------------------------------------------------------


def hand_over_what_waits(*, at: datetime | None = None) -> int:
    """Gives the broker what is due and was not taken: lost on the way, put back, or left by a worker that died."""
    now = at or timezone.now()
    handed_over = 0
    for model, task in ((Message, "jadro.outbox.tasks.deliver"), (Job, "jadro.outbox.tasks.run_job")):
        waiting = model.objects.due(now).exclude(
            tries=0, created_at__gt=now - timedelta(seconds=SWEEP_AFTER_SECONDS), due_at__lte=F("created_at")
        )
        for pk in waiting.order_by("due_at").values_list("pk", flat=True)[:SWEEP_ROWS]:
            if not _hand_over(task, pk):
                return handed_over
            handed_over += 1
    return handed_over


def send_again(row: Work) -> Work:
    """Gives what has failed a new set of tries."""
    if isinstance(row, Message) and (row.sensitive or row.forgets_address):
        raise TextGone
    if isinstance(row, Job) and Job.objects.unfinished().filter(kind=row.kind, key=row.key).exists():
        raise AlreadyWaiting
    with transaction.atomic():
        changed = (
            type(row)
            .objects.filter(pk=row.pk, status=Status.FAILED)
            .update(status=Status.READY, due_at=timezone.now(), tries=0, finished_at=None)
        )
        if not changed:
            raise NotFailed
        task = "jadro.outbox.tasks.deliver" if isinstance(row, Message) else "jadro.outbox.tasks.run_job"
        _hand_over_on_commit(task, row.pk)
    row.refresh_from_db()
    return row


def messages_to(person: "User", addresses: Iterable[str]) -> QuerySet[Message]:
    """All that was or is to be sent to an account, or to one of these addresses as long as they were nobody's."""
    return Message.objects.filter(Q(recipient=person) | Q(recipient=None, address__in=list(addresses)))


def take_back(events: Iterable[str]) -> None:
    """Deletes what tells of these facts, sent or not: who wrote or is named in it is no more."""
    Message.objects.filter(event__in=list(events)).delete()


def call_off(events: Iterable[str]) -> None:
    """Deletes what would tell of these facts and is not on its way yet: they hold no more."""
    Message.objects.filter(event__in=list(events), status=Status.READY).delete()


def forget_done_jobs(*, at: datetime | None = None) -> int:
    """Deletes jobs that were done days ago. Messages stay: they keep a person from being told twice."""
    limit = (at or timezone.now()) - timedelta(days=KEEP_DONE_JOBS_DAYS)
    deleted, _by_model = Job.objects.filter(status=Status.DONE, finished_at__lt=limit).delete()
    return deleted
