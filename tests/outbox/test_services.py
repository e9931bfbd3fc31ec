import threading
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from jadro.celery import app
from jadro.outbox import registry, services
from jadro.outbox.choices import Status
from jadro.outbox.models import Job, Message
from tests.factories import outbox as make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


def send(**changes) -> Message:
    return services.send(
        **{
            "address": "ana@example.org",
            "kind": "welcome",
            "event": "welcome:1",
            "subject": "Добредојдовте",
            "text": "Вашата сметка е отворена.",
            "language": "mk",
            **changes,
        }
    )


@pytest.fixture
def handed_over(monkeypatch) -> list[tuple[str, int]]:
    """What the broker was given, in order."""
    given: list[tuple[str, int]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args: given.append((name.rpartition(".")[2], args[0])))
    return given


@pytest.fixture
def broken_queue(monkeypatch):
    def refuse(name, args):
        raise OperationalError("connection refused by 10.0.0.7")

    monkeypatch.setattr(app, "send_task", refuse)


@pytest.fixture
def counting(monkeypatch) -> list[dict]:
    """Registers jobs of kind "count", at most 2 tries; returns the payloads they were called with."""
    calls: list[dict] = []
    monkeypatch.setitem(registry._kinds, "count", registry.JobKind("count", calls.append, 60, 2))
    return calls


@pytest.fixture
def failing(monkeypatch) -> None:
    def fail(payload):
        raise ZeroDivisionError("secret of ana@example.org")

    monkeypatch.setitem(registry._kinds, "fail", registry.JobKind("fail", fail, 60, 2))


# --- Queue ---------------------------------------------------------------------------------------------------------


def test_send_hands_the_message_over_when_the_transaction_commits(handed_over, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = send()
        assert handed_over == []

    assert handed_over == [("deliver", message.pk)]


def test_send_twice_for_one_event_queues_one_message(handed_over, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = send()
        second = send(text="Другиот текст не се чита.")

    assert second == first
    assert Message.objects.count() == 1
    assert handed_over == [("deliver", first.pk)]


def test_one_event_reaches_two_people():
    send(address="ana@example.org")
    send(address="besa@example.org")

    assert Message.objects.count() == 2


def test_the_database_refuses_a_second_message_for_one_event():
    make.message(event="welcome:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        make.message(event="welcome:1")


@pytest.mark.django_db(transaction=True)
def test_rollback_sends_nothing(handed_over):
    def fail_after_sending():
        with transaction.atomic():
            send()
            services.queue_job("publish_scheduled")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_sending()

    assert handed_over == []
    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_a_subject_in_two_lines_becomes_one():
    assert send(subject="Вашиот код\n").subject == "Вашиот код"


def test_a_job_asked_for_twice_waits_once(counting, handed_over, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = services.queue_job("count", key="7", payload={"page": 7})
        second = services.queue_job("count", key="7", payload={"page": 7})

    assert first == second
    assert handed_over == [("run_job", first.pk)]


def test_a_job_that_was_done_can_be_asked_for_again(counting):
    first = services.queue_job("count", key="7")
    services.run(first.pk)

    assert services.queue_job("count", key="7") != first


def test_a_job_asked_for_while_under_way_runs_once_more(monkeypatch):
    calls = []

    def ask_again(payload):
        calls.append(payload)
        if len(calls) == 1:
            services.queue_job("echo", key="7")
            services.queue_job("echo", key="7")

    monkeypatch.setitem(registry._kinds, "echo", registry.JobKind("echo", ask_again, 60, 1))
    job = services.queue_job("echo", key="7")

    services.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.tries, job.again) == (Status.READY, 0, False)

    services.run(job.pk)
    job.refresh_from_db()
    assert (job.status, Job.objects.count(), len(calls)) == (Status.DONE, 1, 2)


def test_a_job_for_later_is_not_handed_over_and_not_done_before(
    counting, handed_over, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = services.queue_job("count", at=NOW + timedelta(hours=1))

    assert handed_over == []
    assert services.run(job.pk, at=NOW) is False
    assert services.run(job.pk, at=NOW + timedelta(hours=1)) is True


def test_a_job_of_an_unknown_kind_is_refused_at_once():
    with pytest.raises(LookupError, match="'nonsense'"):
        services.queue_job("nonsense")


def test_two_functions_for_one_kind_are_refused(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", {})
    registry.job("once")(lambda payload: None)

    def another(payload):
        pass

    with pytest.raises(ValueError, match="'once'"):
        registry.job("once")(another)


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_breaks_no_save_and_loses_nothing(broken_queue, monkeypatch, caplog):
    with transaction.atomic():
        message = send()
    assert services.hand_over_what_waits(at=timezone.now() + timedelta(minutes=1)) == 0

    given = []
    monkeypatch.setattr(app, "send_task", lambda name, args: given.append(args[0]))
    assert services.hand_over_what_waits(at=timezone.now() + timedelta(minutes=1)) == 1
    assert given == [message.pk]
    assert "10.0.0.7" not in caplog.text
    assert "ana@example.org" not in caplog.text


# --- Do ------------------------------------------------------------------------------------------------------------


def test_deliver_sends_in_the_language_and_under_a_name_that_stays():
    message = make.message(html="<p>Вашата сметка е отворена.</p>")

    assert services.deliver(message.pk) is True

    sent = mail.outbox[0]
    assert sent.to == ["ana@example.org"]
    assert sent.extra_headers["Message-ID"] == f"<message-{message.pk}@127.0.0.1>"
    assert sent.extra_headers["Content-Language"] == "mk"
    assert sent.alternatives[0].mimetype == "text/html"
    message.refresh_from_db()
    assert (message.status, message.tries, message.error) == (Status.DONE, 1, "")


def test_deliver_twice_sends_once():
    message = make.message()

    assert [services.deliver(message.pk), services.deliver(message.pk)] == [True, False]
    assert len(mail.outbox) == 1


def test_deliver_of_a_row_that_is_gone_does_nothing():
    assert services.deliver(404) is False
    assert services.run(404) is False


def test_a_sensitive_text_is_deleted_once_sent():
    code = make.message(event="code:1", text="Кодот е 123456.", html="<p>123456</p>", sensitive=True)
    plain = make.message(event="welcome:1")

    services.deliver(code.pk)
    services.deliver(plain.pk)

    assert "123456" in mail.outbox[0].body
    code.refresh_from_db()
    plain.refresh_from_db()
    assert (code.text, code.html) == ("", "")
    assert plain.text == "Вашата сметка е отворена."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SMTPServerDisconnected("connection lost to ana@example.org"), "SMTPServerDisconnected"),
        (SMTPRecipientsRefused({"ana@example.org": (550, b"no such user")}), "SMTPRecipientsRefused"),
        (ConnectionRefusedError(), "ConnectionRefusedError"),
    ],
)
def test_a_mail_server_that_is_down_delays_mail(error, words, monkeypatch, caplog):
    def refuse(self):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    message = make.message()

    assert services.deliver(message.pk) is False

    message.refresh_from_db()
    assert (message.status, message.error) == (Status.READY, words)
    assert message.due_at > timezone.now() + timedelta(seconds=services.FIRST_PAUSE_SECONDS - 5)
    assert "ana@example.org" not in caplog.text


def test_pauses_grow_and_the_last_try_fails_for_all_to_see(monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    message = make.message()
    pauses = []

    for _try in range(services.MESSAGE_TRIES):
        services.deliver(message.pk, at=message.due_at)
        message.refresh_from_db()
        pauses.append(round((message.due_at - timezone.now()).total_seconds(), -1))

    assert pauses[:4] == [30, 120, 480, 1920]
    assert pauses[7] == services.LONGEST_PAUSE_SECONDS
    assert (message.status, message.tries) == (Status.FAILED, services.MESSAGE_TRIES)


def test_a_code_that_opens_nothing_any_more_is_not_sent_after_an_outage():
    message = make.message(sensitive=True)

    assert services.deliver(message.pk, at=message.created_at + services.SECRETS_LIVE) is False

    message.refresh_from_db()
    assert mail.outbox == []
    assert (message.status, message.text) == (Status.FAILED, "")


def test_a_periodic_job_that_failed_is_tried_again_when_it_is_asked_for_next(failing):
    job = make.job("fail", due_at=timezone.now() + timedelta(hours=2))

    assert services.queue_job("fail", key=job.key).pk == job.pk

    job.refresh_from_db()
    assert job.due_at <= timezone.now()


def test_a_job_asked_for_again_while_its_last_try_fails_begins_anew(failing):
    job = make.job("fail", tries=1)
    Job.objects.filter(pk=job.pk).update(again=True)

    with pytest.raises(ZeroDivisionError):
        services.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.tries, job.again) == (Status.READY, 0, False)


def test_a_job_that_fails_rises_is_noted_and_tried_again(failing):
    job = make.job("fail")

    with pytest.raises(ZeroDivisionError):
        services.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.tries, job.error) == (Status.READY, 1, "ZeroDivisionError")

    assert services.run(job.pk) is False  # not due yet
    with pytest.raises(ZeroDivisionError):
        services.run(job.pk, at=job.due_at)
    job.refresh_from_db()
    assert job.status == Status.FAILED


def test_a_lease_keeps_others_away_until_it_runs_out(counting):
    job = make.job("count")
    services._claim(Job, job.pk, lease_seconds=60, at=NOW.replace(year=2030))

    assert services.run(job.pk, at=NOW.replace(year=2030, second=59)) is False
    assert services.run(job.pk, at=NOW.replace(year=2030, minute=2)) is True
    assert len(counting) == 1


def test_a_worker_whose_lease_ran_out_changes_nothing_more(counting):
    job = make.job("count")
    later = timezone.now()
    slow = services._claim(Job, job.pk, lease_seconds=1, at=later)
    quick = services._claim(Job, job.pk, lease_seconds=60, at=later + timedelta(seconds=2))

    assert slow is not None
    assert quick is not None
    services._put_back(slow, "too late", tries=1)
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.LEASED, "")

    services._finish(quick)
    job.refresh_from_db()
    assert job.status == Status.DONE


def test_a_job_that_kills_its_worker_each_time_is_given_up(counting):
    job = make.job("count", status=Status.LEASED, tries=2, lease_until=NOW)

    assert services.run(job.pk) is False

    job.refresh_from_db()
    assert (job.status, job.error, counting) == (Status.FAILED, "the worker stopped in the middle", [])


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_row():
    message = make.message()
    together = threading.Barrier(6)
    claimed = []

    def claim():
        try:
            together.wait(timeout=10)
            claimed.append(services._claim(Message, message.pk, lease_seconds=60, at=timezone.now()))
        finally:
            connection.close()

    workers = [threading.Thread(target=claim) for _number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [row for row in claimed if row] == [message]
    assert len(claimed) == 6


# --- Look after ----------------------------------------------------------------------------------------------------


def test_the_sweep_hands_over_what_is_due_and_nothing_else(handed_over, counting):
    now = timezone.now()
    old = now - timedelta(minutes=5)
    lost = make.message(event="lost", created_at=old, due_at=old)
    put_back = make.message(event="put-back", tries=1, due_at=old)
    make.message(event="new")
    make.message(event="later", created_at=old, due_at=now + timedelta(minutes=5))
    make.message(event="sent", created_at=old, due_at=old, status=Status.DONE)
    make.message(event="failed", created_at=old, due_at=old, status=Status.FAILED)
    left = make.job("count", key="left", status=Status.LEASED, tries=1, lease_until=old)
    make.job("count", key="under way", status=Status.LEASED, tries=1, lease_until=now + timedelta(minutes=1))

    assert services.hand_over_what_waits() == 3

    assert sorted(handed_over) == sorted([("deliver", lost.pk), ("deliver", put_back.pk), ("run_job", left.pk)])


def test_failed_work_can_be_sent_again(handed_over, django_capture_on_commit_callbacks):
    message = make.message(status=Status.FAILED, tries=10)

    with django_capture_on_commit_callbacks(execute=True):
        services.send_again(message)

    assert (message.status, message.tries) == (Status.READY, 0)
    assert handed_over == [("deliver", message.pk)]


@pytest.mark.parametrize("status", [Status.READY, Status.LEASED, Status.DONE])
def test_only_failed_work_can_be_sent_again(status):
    with pytest.raises(services.NotFailed):
        services.send_again(make.message(status=status))


def test_a_code_cannot_be_sent_again():
    with pytest.raises(services.TextGone):
        services.send_again(make.message(status=Status.FAILED, sensitive=True))


def test_a_job_that_waits_already_cannot_be_sent_again(counting):
    failed = make.job("count", key="7", status=Status.FAILED)
    make.job("count", key="7")

    with pytest.raises(services.AlreadyWaiting):
        services.send_again(failed)


def test_done_jobs_are_forgotten_and_nothing_else():
    old = timezone.now() - timedelta(days=services.KEEP_DONE_JOBS_DAYS, minutes=1)
    make.job(key="old", status=Status.DONE, finished_at=old)
    kept = [
        make.job(key="new", status=Status.DONE, finished_at=timezone.now()),
        make.job(key="failed", status=Status.FAILED, finished_at=old),
        make.job(key="waiting", due_at=old),
    ]

    assert services.forget_done_jobs() == 1
    assert list(Job.objects.order_by("pk")) == kept
