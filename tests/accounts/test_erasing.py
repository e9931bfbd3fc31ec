"""An erased person is gone from every row; what they did still counts."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail, serializers
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from jadro.accounts import services
from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.outbox import services as outbox
from jadro.outbox.models import Message
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate
from learning.progress import rebuilding
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.progress.models import Completion, CourseSummary, Event
from learning.quizzes import results
from learning.quizzes.models import Answer, Attempt
from tests import sentinels
from tests.factories import accounts, certificates, learning, quizzes
from tests.factories import outbox as waiting

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
# That something was done, when, and by which request, is what statistics and receipts are made of.
STAYS = {
    "request",
    "request without hyphens",
    "receipt",
    "request of an attempt",
    "code of a certificate",
    "code of a certificate as kept",
}


def all_rows() -> str:
    return "\n".join(
        serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
        for model in apps.get_models(include_auto_created=True)
    )


def found(owner: sentinels.Owner) -> set[str]:
    rows = all_rows()
    return {name for name, value in (owner.of_account | owner.secrets).items() if value in rows}


@pytest.fixture
def course():
    return learning.course(2)


@pytest.fixture
def owner(course):
    return sentinels.plant(course)


def figures() -> tuple[object, ...]:
    return (
        list(Event.objects.order_by("pk").values_list("pk", "activity", "kind", "recorded_at")),
        list(Completion.objects.values_list("pk", "completed_at")),
        list(CourseSummary.objects.values_list("done_count", "required_count")),
        list(Attempt.objects.values_list("pk", "number", "right_count")),
        list(Answer.objects.order_by("pk").values_list("pk", "question_id", "is_right", "closeness")),
    )


@pytest.mark.long
def test_nothing_of_an_erased_person_is_left_in_any_row(owner):
    assert found(owner) >= {"e-mail", "first name", "answer to a quiz", "name on a certificate", "subject of a mail"}

    services.erase(owner.person, at=AT)
    outbox.deliver(Message.objects.get(kind="account.erased").pk)

    assert {name for name in found(owner) - STAYS if not name.startswith("a time of theirs")} == set()


@pytest.mark.long
def test_what_an_erased_person_did_still_counts(owner):
    before = figures()

    services.erase(owner.person, at=AT)

    assert figures() == before
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.long
def test_an_erased_account_is_closed_and_has_no_rights(owner):
    services.erase(owner.person, at=AT)

    person = User.objects.get(pk=owner.person.pk)
    assert (person.is_active, person.is_staff, person.is_superuser, person.erased_at) == (False, False, False, AT)
    assert not person.has_usable_password()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert services.roles_of(person) == set()
    assert str(person) == f"избришана сметка {person.pk}"


@pytest.mark.long
def test_an_erased_person_is_signed_out_everywhere(owner, client):
    elsewhere = owner.browser
    assert elsewhere.get("/mk/my/").status_code == 200

    services.erase(owner.person, at=AT)

    assert elsewhere.get("/mk/my/").status_code == 302
    assert client.login(email="zzowner-address@example.org", password="zzowner-password-as-typed") is False


@pytest.mark.long
def test_erasing_again_changes_nothing(owner):
    services.erase(owner.person, at=AT)
    before = all_rows()

    services.erase(owner.person, at=timezone.now())

    assert all_rows() == before


@pytest.mark.long
def test_one_mail_says_goodbye_and_its_row_forgets_it(owner):
    services.erase(owner.person, at=AT)

    (message,) = Message.objects.filter(address="zzowner-address@example.org")
    assert (message.kind, message.recipient, message.language) == ("account.erased", None, "mk")
    outbox.deliver(message.pk)

    (sent,) = mail.outbox
    assert sent.to == ["zzowner-address@example.org"]
    message.refresh_from_db()
    assert (message.subject, message.text, message.html) == ("", "", "")
    assert "zzowner-address" not in all_rows()


@pytest.mark.long
def test_the_goodbye_is_not_sent_to_whoever_has_the_address_next(owner):
    """A row that was sent knows no address, so it can go to nobody a second time."""
    services.erase(owner.person, at=AT)
    message = Message.objects.get(kind="account.erased")
    outbox.deliver(message.pk)

    newcomer = accounts.user("zzowner-address@example.org")
    services.erase(newcomer, at=AT)

    assert Message.objects.filter(kind="account.erased", address="zzowner-address@example.org").count() == 1


@pytest.mark.long
def test_mail_that_waits_is_taken_back(owner):
    waiting.message(recipient=owner.person, address=owner.person.email)

    services.erase(owner.person, at=AT)

    assert set(Message.objects.values_list("kind", flat=True)) == {"account.erased"}


@pytest.mark.long
def test_mail_to_others_stays(owner):
    other = accounts.user()
    message = waiting.message(recipient=other, address=other.email)

    services.erase(owner.person, at=AT)

    assert Message.objects.filter(pk=message.pk).exists()


@pytest.mark.long
def test_only_what_was_typed_in_a_quiz_is_emptied(owner):
    kinds = {str(each["id"]): each["kind"] for each in owner.attempt.quiz.content["questions"]}

    services.erase(owner.person, at=AT)

    given = {kinds[str(each.question_id)]: each.given for each in Answer.objects.filter(attempt=owner.attempt)}
    assert {kind for kind, value in given.items() if value == ""} == {"short_text", "number", "open"}
    assert len(given) == 8


@pytest.mark.long
def test_the_figures_of_a_quiz_are_the_same(course):
    page = quizzes.lesson(course)
    people = [accounts.user() for _ in range(5)]
    for person in people:
        _hand_in(person, page)
    block = Attempt.objects.first().quiz.block_id
    before = results.of_lesson(page.translation_key, [block], "mk")
    assert before[0].people == 5

    services.erase(people[0], at=AT)

    assert results.of_lesson(page.translation_key, [block], "mk") == before


def _hand_in(person, page):
    browser = Client()
    browser.force_login(person)
    browser.post(f"/mk/my/lessons/{page.translation_key}/quizzes/{quizzes.an_id('quiz')}/", quizzes.form(page))


def test_a_certificate_says_that_nobody_knows_whose_it_is(client, course):
    person = accounts.user()
    certificate = certificates.certificate(person, course, shown=Shown.NAMED)
    address = f"/mk/certificates/{certificate}/"
    assert "Ана Ќосева" in client.get(address).content.decode()

    services.erase(person, at=AT)

    page = client.get(address)
    assert page.status_code == 200
    assert "Ана Ќосева" not in page.content.decode()
    assert "ја избриша својата сметка" in page.content.decode()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COORDINATOR])
def test_who_opens_the_admin_gives_that_back_first(role):
    person = accounts.user(role=role)

    with pytest.raises(services.HasPart):
        services.erase(person, at=AT)

    person.refresh_from_db()
    assert person.is_active
    assert not person.erased_at


def test_the_administrator_cannot_vanish():
    with pytest.raises(services.HasPart):
        services.erase(accounts.superuser(), at=AT)


@pytest.mark.long
def test_an_error_in_the_middle_erases_nothing(owner, monkeypatch):
    before = all_rows()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(services, "log", fail)
    with pytest.raises(RuntimeError):
        services.erase(owner.person, at=AT)

    assert all_rows() == before


def test_what_an_open_page_still_sends_from_an_erased_account_enrols_nobody(course):
    person = accounts.user()
    services.erase(person, at=AT)
    (lesson, _other) = learning.lessons_of(course)

    with pytest.raises(progress.Gone):
        progress.record(
            person,
            learning.activity_of(lesson, course),
            course_key=course.translation_key,
            kind=EventKind.DONE,
            request_id=uuid4(),
            language="mk",
            at=AT,
        )

    assert not Event.objects.exists()


def test_the_admin_calls_an_erased_person_by_what_is_left_of_them(course, signed_in):
    by = accounts.user(role=Role.COORDINATOR)
    accounts.second_factor(by)
    person = accounts.user("ana@example.org")
    run = learning.cohort(course, person)
    services.erase(person, at=AT)
    client = signed_in(by)

    for address in ("/admin/users/", f"/admin/users/edit/{person.pk}/", f"/admin/run/edit/{run.pk}/"):
        page = client.get(address).content.decode()
        assert f"избришана сметка {person.pk}" in page
        assert "forgotten.invalid" not in page


@pytest.mark.long
def test_certificates_keep_their_code(owner):
    services.erase(owner.person, at=AT)

    certificate = Certificate.objects.get()
    assert (certificate.name, certificate.code) == ("", owner.of_account["code of a certificate as kept"])


@pytest.mark.long
def test_the_command_erases_and_lists_who_was_erased_or_merged_into_them(owner, capsys):
    merged = accounts.user()
    services.merge(owner.person, merged, by=accounts.user(role=Role.COORDINATOR), at=AT)

    call_command("erase_account", str(owner.person.pk))
    capsys.readouterr()
    call_command("erase_account", "--list")

    assert capsys.readouterr().out.split() == [str(owner.person.pk), str(merged.pk)]
    assert User.objects.get(pk=owner.person.pk).erased_at


def test_the_command_refuses_whom_it_does_not_know_or_may_not_erase():
    for arguments in (["999999"], ["--email", "nobody@example.org"], [str(accounts.user(role=Role.EDITOR).pk)]):
        with pytest.raises(CommandError):
            call_command("erase_account", *arguments)

    assert not User.objects.filter(erased_at__isnull=False).exists()
