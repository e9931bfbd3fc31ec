"""Two accounts of one person become one: the union of what was done, nothing twice, no right more than before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import serializers
from wagtail.models import ModelLogEntry

from jadro.accounts import services
from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.home.models import TranslationWish
from jadro.outbox.models import Message
from learning.certificates import services as issuing
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate
from learning.courses.models import CoursePage, Enrolment
from learning.progress import queries, rebuilding
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.progress.models import ActivityState, Completion, CourseSummary, Event, ReadingPlace
from learning.quizzes.models import Answer, Attempt
from tests import sentinels
from tests.factories import accounts, certificates, learning, quizzes

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = AT + timedelta(days=2)


@pytest.fixture
def by() -> User:
    return accounts.user(role=Role.COORDINATOR)


@pytest.fixture
def course() -> CoursePage:
    return learning.course(3)


@pytest.fixture
def both() -> tuple[User, User]:
    return accounts.user("stays@example.org"), accounts.user("goes@example.org")


@pytest.fixture
def mark(course) -> Callable[..., Event]:
    def mark(person: User, number: int, *, kind: EventKind = EventKind.DONE, at: datetime = AT) -> Event:
        return progress.record(
            person,
            learning.activity_of(learning.lessons_of(course)[number], course),
            course_key=course.translation_key,
            kind=kind,
            request_id=uuid4(),
            language="mk",
            at=at,
        ).event

    return mark


def all_rows() -> str:
    return "\n".join(serializers.serialize("json", model._base_manager.all()) for model in apps.get_models())


def done_by(person: User) -> dict[int, datetime | None]:
    return dict(ActivityState.objects.filter(learner=person, is_done=True).values_list("activity", "done_at"))


def test_what_either_did_is_done_since_the_earlier_time(both, by, mark):
    stays, goes = both
    first = mark(goes, 0, at=AT)
    mark(stays, 0, at=LATER)
    second = mark(stays, 1, at=AT)
    third = mark(goes, 2, at=LATER)

    services.merge(stays, goes, by=by, at=LATER)

    assert done_by(stays) == {first.activity_id: AT, second.activity_id: AT, third.activity_id: LATER}
    assert Event.objects.filter(learner=stays).count() == 4
    assert rebuilding.rebuild(check=True) == []


def test_events_keep_number_time_and_receipt(both, by, mark):
    stays, goes = both
    mark(goes, 0)
    mark(stays, 1)
    before = list(Event.objects.order_by("pk").values_list("pk", "request_id", "recorded_at", "activity", "kind"))

    services.merge(stays, goes, by=by, at=LATER)

    after = Event.objects.filter(learner=stays).order_by("pk")
    assert list(after.values_list("pk", "request_id", "recorded_at", "activity", "kind")) == before


@pytest.mark.parametrize("who_took_back", [0, 1])
def test_a_mark_taken_back_in_one_account_does_not_take_back_the_others(both, by, mark, who_took_back):
    other, taker = both[1 - who_took_back], both[who_took_back]
    event = mark(other, 0, at=AT)
    mark(taker, 0, at=LATER)
    mark(taker, 0, kind=EventKind.UNDONE, at=LATER)

    services.merge(*both, by=by, at=LATER)

    assert done_by(both[0]) == {event.activity_id: AT}
    assert rebuilding.rebuild(check=True) == []


def test_a_mark_that_one_account_took_back_and_made_again_holds_since_the_others(both, by, mark):
    other, taker = both
    event = mark(other, 0, at=AT)
    mark(taker, 0, at=AT + timedelta(hours=1))
    mark(taker, 0, kind=EventKind.UNDONE, at=AT + timedelta(hours=2))
    mark(taker, 0, at=LATER)

    services.merge(*both, by=by, at=LATER)

    assert done_by(other) == {event.activity_id: AT}
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.parametrize("earlier", ["stays", "goes"])
def test_the_lesson_shows_the_receipt_of_the_earlier_mark(both, by, course, mark, signed_in, earlier):
    stays, goes = both
    first = mark(stays if earlier == "stays" else goes, 0, at=AT)
    second = mark(goes if earlier == "stays" else stays, 0, at=LATER)

    services.merge(stays, goes, by=by, at=LATER)

    page = signed_in(stays).get(learning.lessons_of(course)[0].url).content.decode()
    assert first.receipt_number in page
    assert second.receipt_number not in page


def test_a_place_that_is_kept_after_the_merging_is_not_left_with_nobody(both, by, course):
    stays, goes = both
    services.merge(stays, goes, by=by, at=LATER)

    with pytest.raises(progress.Gone):
        progress.keep_place(goes, learning.lessons_of(course)[0].translation_key, block_id=None, at=LATER)

    assert not ReadingPlace.objects.exists()


def test_what_was_taken_back_in_both_stays_taken_back(both, by, mark):
    for person in both:
        mark(person, 0)
        mark(person, 0, kind=EventKind.UNDONE)

    services.merge(*both, by=by, at=LATER)

    assert done_by(both[0]) == {}
    assert rebuilding.rebuild(check=True) == []


def test_an_enrolment_in_the_same_run_is_one_since_the_earlier_day(both, by, course, mark):
    stays, goes = both
    mark(goes, 0, at=AT)
    mark(stays, 1, at=LATER)

    services.merge(stays, goes, by=by, at=LATER)

    (enrolment,) = Enrolment.objects.all()
    assert (enrolment.learner, enrolment.enrolled_at) == (stays, AT)
    summary = CourseSummary.objects.get()
    assert (summary.done_count, summary.required_count) == (2, 3)
    assert queries.explain(stays, course.translation_key, "mk").done == 2


def test_enrolments_in_different_runs_both_stay(both, by, course, mark):
    stays, goes = both
    mark(stays, 0)
    cohort = learning.cohort(course, goes)

    services.merge(stays, goes, by=by, at=LATER)

    assert set(Enrolment.objects.values_list("learner", "run__kind")) == {(stays.pk, "open"), (stays.pk, cohort.kind)}
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.parametrize("earlier", ["stays", "goes"])
def test_of_two_completions_the_earlier_is_kept(both, by, course, earlier):
    stays, goes = both
    certificates.finish(stays if earlier == "stays" else goes, course, at=AT)
    certificates.finish(goes if earlier == "stays" else stays, course, at=LATER)

    services.merge(stays, goes, by=by, at=LATER)

    completion = Completion.objects.get()
    assert (completion.completed_at, completion.enrolment.learner) == (AT, stays)
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.long
def test_a_completion_of_the_other_account_is_kept(both, by, course, mark):
    stays, goes = both
    mark(stays, 0)
    certificates.finish(goes, course, at=AT)

    services.merge(stays, goes, by=by, at=LATER)

    assert Completion.objects.get().enrolment.learner == stays
    assert queries.explain(stays, course.translation_key, "mk").is_complete


def test_halves_of_a_course_make_a_whole_that_its_learner_finishes(both, by, course, mark):
    """Merging is no work of the learner, so it finishes no course; the next thing they do there does."""
    stays, goes = both
    mark(stays, 0)
    mark(stays, 1)
    mark(goes, 2)

    services.merge(stays, goes, by=by, at=LATER)
    assert not Completion.objects.exists()
    progress.enrol(stays, course.translation_key, at=LATER)

    assert Completion.objects.get().done_count == 3


@pytest.mark.parametrize("with_own", [True, False])
def test_every_certificate_that_was_given_out_stays_valid(both, by, course, client, with_own):
    stays, goes = both
    theirs = certificates.certificate(goes, course, at=AT)
    if with_own:
        certificates.certificate(stays, course, at=LATER)
    else:
        certificates.finish(stays, course, at=LATER)

    services.merge(stays, goes, by=by, at=LATER)

    assert set(Certificate.objects.values_list("learner", flat=True)) == {stays.pk}
    assert Certificate.objects.count() == 1 + with_own
    assert client.get(f"/mk/certificates/{theirs}/").status_code == 200
    # Asking once more gives the one there is.
    issuing.issue(stays, course.translation_key, name="Ана", shown=Shown.HIDDEN, language="mk", at=LATER)
    assert Certificate.objects.count() == 1 + with_own


@pytest.mark.long
def test_attempts_are_numbered_anew_in_the_order_they_were_handed_in(both, by, signed_in, time_machine):
    stays, goes = both
    _course, page = quizzes.course_with()
    address = f"/mk/my/lessons/{page.translation_key}/quizzes/{quizzes.an_id('quiz')}/"
    for minute, person in enumerate([stays, goes, stays, goes]):
        time_machine.move_to(AT + timedelta(minutes=minute), tick=False)
        signed_in(person).post(address, quizzes.wrong(page) if minute < 3 else quizzes.form(page))
    assert Answer.objects.count() == 4

    services.merge(stays, goes, by=by, at=LATER)

    attempts = Attempt.objects.filter(learner=stays).order_by("number")
    assert [each.number for each in attempts] == [1, 2, 3, 4]
    assert [each.submitted_at.minute for each in attempts] == [0, 1, 2, 3]
    assert Answer.objects.count() == 4
    assert Completion.objects.get().enrolment.learner == stays


def test_reading_goes_on_where_it_stopped_last(both, by, course):
    stays, goes = both
    first, second, _third = learning.lessons_of(course)
    last = uuid4()
    progress.keep_place(stays, first.translation_key, block_id=uuid4(), at=AT)
    progress.keep_place(goes, first.translation_key, block_id=last, at=LATER)
    progress.keep_place(goes, second.translation_key, block_id=None, at=AT)

    services.merge(stays, goes, by=by, at=LATER)

    places = dict(ReadingPlace.objects.filter(learner=stays).values_list("lesson_key", "block_id"))
    assert places == {first.translation_key: last, second.translation_key: None}


def test_what_both_wished_for_is_wished_once(both, by, course):
    for person in both:
        TranslationWish.objects.create(page_key=course.translation_key, language="sq", wished_by=person, wished_at=AT)

    services.merge(*both, by=by, at=LATER)

    assert list(TranslationWish.objects.values_list("wished_by", flat=True)) == [both[0].pk]


@pytest.mark.long
def test_the_merged_account_is_empty_closed_and_says_where_it_went(by, course):
    goes = sentinels.plant(course).person
    stays = accounts.user("stays@example.org")

    services.merge(stays, goes, by=by, at=LATER)

    goes.refresh_from_db()
    assert (goes.is_active, goes.merged_into, goes.erased_at) == (False, stays, None)
    assert not goes.has_usable_password()
    assert services.roles_of(goes) == set()
    owned = {
        model._meta.label: model._default_manager.filter(**{field.name: goes}).count()
        for model in map(apps.get_model, sentinels.PLANTED)
        for field in model._meta.local_fields
        if field.related_model is User and model._meta.label != "wagtailcore.ModelLogEntry"
    }
    assert {label for label, count in owned.items() if count} == set()
    assert rebuilding.rebuild(check=True) == []


def test_who_signed_in_with_the_merged_account_no_longer_does(both, by, signed_in, client):
    browser = signed_in(both[1])
    assert browser.get("/mk/my/").status_code == 200

    services.merge(*both, by=by, at=LATER)

    assert browser.get("/mk/my/").status_code == 302
    assert client.login(email="goes@example.org", password=accounts.PASSWORD) is False
    assert client.login(email="stays@example.org", password=accounts.PASSWORD) is True


def test_merging_gives_no_right(both, by):
    stays, goes = both
    services.grant_role(goes, Role.EDITOR, by=by)
    services.grant_role(stays, Role.MEMBER, by=by)

    services.merge(stays, goes, by=by, at=LATER)

    stays = User.objects.get(pk=stays.pk)
    assert services.roles_of(stays) == {Role.MEMBER}
    assert not stays.has_perm("wagtailadmin.access_admin")


@pytest.mark.long
@pytest.mark.parametrize("who", ["member", "editor", "themselves", "equal", "administrator", "one with themselves"])
def test_who_may_not_merge_changes_nothing(both, by, mark, who):
    stays, goes = both
    mark(goes, 0)
    actor = by
    match who:
        case "member" | "editor":
            actor = accounts.user(role=Role(who))
        case "themselves":
            stays = by
        case "equal":
            goes = accounts.user(role=Role.COORDINATOR)
        case "administrator":
            actor, goes = accounts.superuser(), accounts.superuser()
        case "one with themselves":
            goes = stays
    before = all_rows()

    with pytest.raises(services.MayNotMerge):
        services.merge(stays, goes, by=actor, at=LATER)

    assert all_rows() == before


@pytest.mark.long
def test_merging_again_changes_nothing(both, by, mark):
    mark(both[1], 0)
    services.merge(*both, by=by, at=LATER)
    before = all_rows()

    services.merge(*both, by=by, at=LATER)

    assert all_rows() == before


def test_what_was_merged_is_not_merged_elsewhere_or_back(both, by):
    services.merge(*both, by=by, at=LATER)

    for stays, goes in ((both[1], both[0]), (accounts.user(), both[1])):
        with pytest.raises(services.Emptied):
            services.merge(stays, goes, by=by, at=LATER)


def test_three_accounts_become_one_after_the_other(both, by, mark):
    third = accounts.user()
    mark(third, 2)
    mark(both[1], 1)
    mark(both[0], 0)

    services.merge(both[1], third, by=by, at=LATER)
    services.merge(both[0], both[1], by=by, at=LATER)

    third.refresh_from_db()
    assert third.merged_into == both[0]
    assert len(done_by(both[0])) == 3
    assert rebuilding.rebuild(check=True) == []


@pytest.mark.long
@pytest.mark.parametrize("where", ["learning.progress.rebuilding.rebuild_person", "jadro.accounts.services.log"])
def test_half_a_merge_never_stays(both, by, course, mark, monkeypatch, where):
    certificates.finish(both[1], course)
    mark(both[0], 0)
    before = all_rows()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(where, fail)
    with pytest.raises(RuntimeError):
        services.merge(*both, by=by, at=LATER)

    assert all_rows() == before


def test_both_addresses_are_told_and_neither_learns_the_other(both, by):
    services.merge(*both, by=by, at=LATER)

    told = {message.address: message for message in Message.objects.filter(kind="account.merged")}
    assert told.keys() == {"stays@example.org", "goes@example.org"}
    assert "goes@" not in told["stays@example.org"].text
    assert "stays@" not in told["goes@example.org"].text
    assert told["goes@example.org"].forgets_address


def test_the_log_of_both_says_who_did_it(both, by):
    services.merge(*both, by=by, at=LATER)

    entries = ModelLogEntry.objects.filter(action__startswith="accounts.merged")
    assert set(entries.values_list("action", "object_id", "user")) == {
        ("accounts.merged", str(both[0].pk), by.pk),
        ("accounts.merged_into", str(both[1].pk), by.pk),
    }


@pytest.mark.long
def test_erasing_who_was_merged_leaves_nothing_of_either(by, course):
    owner = sentinels.plant(course)
    stays = accounts.user("stays@example.org")
    services.merge(stays, owner.person, by=by, at=LATER)

    services.erase(stays, at=LATER)
    Message.objects.all().delete()

    rows = all_rows()
    left = {name for name, value in owner.of_account.items() if value in rows and not name.startswith("a time")}
    assert left <= {"code of a certificate as kept", "code of a certificate"}
    assert owner.secrets["answer to a quiz"] not in rows
