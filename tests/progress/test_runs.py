"""One course followed in an open run and in cohorts: work is done once; people, dates and results are each run's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from jadro.accounts import services as people
from jadro.accounts.choices import Role
from learning.courses.choices import RunKind
from learning.courses.models import Enrolment, Run
from learning.progress import queries, rebuilding, services
from learning.progress.models import Completion, CourseSummary
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=ZoneInfo("Europe/Skopje"))


def finish(learner, course, *, at=NOW):
    for lesson in learning.lessons_of(course):
        learning.mark(learner, lesson, course, at=at)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def explained(learner, course):
    return queries.explain(learner, course.translation_key, "en")


def open_run(course):
    return Run.objects.get(course_key=course.translation_key, kind=RunKind.OPEN)


def form(course, *, people="", leaving=(), dates=("", "", ""), name="Spring", names=(0, ""), **others):
    """The form of a run as the admin shows it; `names` says how many it has already and the key of the first."""
    opens_on, starts_on, ends_on = dates
    return {
        "course_key": str(course.translation_key),
        "opens_on": opens_on,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "people": people,
        "leaving": list(leaving),
        "names-TOTAL_FORMS": "1",
        "names-INITIAL_FORMS": str(names[0]),
        "names-MIN_NUM_FORMS": "0",
        "names-MAX_NUM_FORMS": "1000",
        "names-0-id": str(names[1]),
        "names-0-language": "en",
        "names-0-name": name,
        **others,
    }


@pytest.fixture
def coordinator(signed_in):
    return signed_in(accounts.user(role=Role.COORDINATOR, language="en"))


def test_three_runs_of_one_course_each_have_their_own_people_and_results():
    course = learning.course(2)
    alone, spring_person, autumn_person = accounts.user(), accounts.user(), accounts.user()
    services.enrol(alone, course.translation_key, at=NOW)
    spring, autumn = learning.cohort(course, spring_person), learning.cohort(course, autumn_person, name="Есен")
    finish(spring_person, course)

    figures = queries.runs_figures([open_run(course), spring, autumn])

    assert [(each.people, each.finished) for each in figures.values()] == [(1, 0), (1, 1), (1, 0)]


def test_work_done_in_one_run_counts_in_the_other_but_finishes_it_only_when_the_learner_says_so():
    course = learning.course(2)
    learner = accounts.user()
    finish(learner, course)

    run = learning.cohort(course, learner)

    explanation = explained(learner, course)
    assert (explanation.done, explanation.required, explanation.is_complete) == (2, 2, False)
    assert explanation.may_finish
    assert explanation.finished_at == NOW
    services.enrol(learner, course.translation_key, at=NOW)
    assert Completion.objects.filter(enrolment__run=run).count() == 1
    assert Completion.objects.count() == 2


@pytest.mark.parametrize("where", ["my learning", "course", "path"])
def test_who_finished_and_is_put_into_a_cohort_still_reads_that_and_when_everywhere(signed_in, where):
    course = learning.course(2)
    learning.path(course, slug="novi")
    learner = accounts.user(language="en")
    finish(learner, course)
    learning.cohort(course, learner)
    address = {"my learning": "/en/my/", "course": course.url, "path": "/en/paths/novi/"}[where]

    page = signed_in(learner).get(address).content.decode()

    said = "Завршено на 24 ноември 2026" if where == "course" else "Finished on 24 November 2026"
    assert said in page


def test_one_mark_counts_in_every_run_a_person_is_in():
    course = learning.course(1)
    learner = accounts.user()
    services.enrol(learner, course.translation_key, at=NOW)
    learning.cohort(course, learner)

    finish(learner, course)

    assert CourseSummary.objects.filter(done_count=1).count() == 2
    assert Completion.objects.count() == 2
    assert rebuilding.rebuild(check=True) == []


def test_the_figures_of_a_run_end_with_its_last_day_and_nothing_is_taken_from_who_goes_on():
    course = learning.course(1)
    in_time, late = accounts.user(), accounts.user()
    run = learning.cohort(course, in_time, late, ends_on=date(2026, 11, 24))
    finish(in_time, course)
    finish(late, course, at=NOW.replace(day=25))

    figures = queries.run_figures(run)

    assert (figures.people, figures.finished, figures.finished_later) == (2, 1, 1)
    assert explained(late, course).is_complete


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        ("2026-11-24", "“Пролет” begins on 1 March 2027. You may read and mark already; all of it counts."),
        ("2027-03-01", "You follow it with “Пролет” until 30 April 2027."),
        ("2027-04-30", "You follow it with “Пролет” until 30 April 2027."),
        (
            "2027-05-01",
            "“Пролет” ended on 30 April 2027. You may go on reading and marking; all of it counts for you.",
        ),
    ],
)
def test_a_person_of_a_cohort_is_told_what_its_dates_mean_today(time_machine, today, sentence):
    course = learning.course(1)
    learner = accounts.user()
    learning.cohort(course, learner, starts_on=date(2027, 3, 1), ends_on=date(2027, 4, 30))
    time_machine.move_to(datetime.fromisoformat(f"{today}T12:00+01:00"))

    assert explained(learner, course).run_sentence == sentence


def test_the_name_of_a_cohort_is_marked_by_the_language_it_is_in(signed_in):
    course = learning.course(1)
    learner = accounts.user()
    learning.cohort(course, learner, name="Пролет <b>2027</b>")

    for address in ("/en/my/", course.url):
        page = signed_in(learner).get(address).content.decode()
        assert '<span lang="mk">Пролет &lt;b&gt;2027&lt;/b&gt;</span>' in page


def test_nobody_joins_before_the_open_run_opens_and_everybody_may_read(signed_in, time_machine):
    course = learning.course(1)
    Run.objects.filter(course_key=course.translation_key).update(opens_on=date(2027, 1, 10))
    learner = accounts.user(language="en")
    address = reverse("my:enrol", args=[course.translation_key])
    time_machine.move_to(datetime(2027, 1, 9, 12, tzinfo=ZoneInfo("Europe/Skopje")))
    client = signed_in(learner)

    refused = client.post(address)
    page = client.get(course.localized.get_url()).content.decode()
    assert client.get(learning.lessons_of(course)[0].url).status_code == 200
    time_machine.move_to(datetime(2027, 1, 10, 12, tzinfo=ZoneInfo("Europe/Skopje")))
    client.post(address)

    assert refused.status_code == 409
    assert "10 January 2027" in refused.content.decode()
    assert address not in page
    assert Enrolment.objects.get().learner == learner


def test_a_coordinator_makes_a_cohort_with_its_people_and_the_log_says_so(coordinator):
    course = learning.course(1)
    first, second = accounts.user("ana@example.org"), accounts.user("blerim@example.org")

    answer = coordinator.post("/admin/run/new/", form(course, people="ana@example.org\nBlerim@example.org"))

    assert answer.status_code == 302, answer.context["form"].errors
    run = Run.objects.get(kind=RunKind.COHORT)
    assert set(run.enrolments.values_list("learner", flat=True)) == {first.pk, second.pk}
    entry = ModelLogEntry.objects.get(action="courses.people_put_in")
    assert sorted(entry.data["people"]) == [first.pk, second.pk]
    assert "blerim@example.org" in coordinator.get(f"/admin/run/edit/{run.pk}/").content.decode()


def test_the_history_of_a_run_names_who_was_put_in_and_taken_out_until_they_erase_their_account(coordinator):
    course = learning.course(1)
    ana, blerim = accounts.user("ana@example.org"), accounts.user("blerim@example.org")
    coordinator.post("/admin/run/new/", form(course, people="ana@example.org blerim@example.org"))
    run = Run.objects.get(kind=RunKind.COHORT)
    leaving = Enrolment.objects.get(learner=blerim).pk
    coordinator.post(f"/admin/run/edit/{run.pk}/", form(course, leaving=[leaving], names=(1, run.names.get().pk)))

    named = coordinator.get(f"/admin/run/history/{run.pk}/").content.decode()
    for person in (ana, blerim):
        people.erase(person, at=NOW)
    nameless = coordinator.get(f"/admin/run/history/{run.pk}/").content.decode()

    assert ": ana@example.org, blerim@example.org" in named
    assert ": blerim@example.org" in named
    assert "ana@example.org" not in nameless
    assert "blerim@example.org" not in nameless


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"people": "nobody@example.org"}, "nobody@example.org"),
        ({"dates": ("", "2027-03-02", "2027-03-01")}, "2027-03-02"),
        ({"name": ""}, "name"),
    ],
)
def test_a_form_with_a_mistake_is_answered_in_words_and_changes_nothing(coordinator, change, words):
    course = learning.course(1)

    answer = coordinator.post("/admin/run/new/", form(course, **change))

    assert words in answer.content.decode()
    assert not Run.objects.filter(kind=RunKind.COHORT).exists()


@pytest.mark.parametrize("typed", ["1 март 2027", "03-01-2027", "31.2.2027"])
def test_a_day_in_a_foreign_form_is_refused_with_the_form_that_is_read(coordinator, typed):
    course = learning.course(1)

    answer = coordinator.post("/admin/run/new/", form(course, dates=("", typed, "")))

    page = answer.content.decode()
    (error,) = answer.context["form"].errors["starts_on"]
    assert "31.12." in error
    assert f'value="{typed}"' in page
    # Otherwise the calendar puts another day in its place before anything is sent.
    assert '"validateOnBlur": false' in page
    assert not Run.objects.filter(kind=RunKind.COHORT).exists()


def test_changing_the_dates_of_one_run_touches_no_row_of_another(coordinator):
    course = learning.course(1)
    learner = accounts.user()
    finish(accounts.user(), course)
    changed, other = learning.cohort(course, learner), learning.cohort(course, learner, name="Есен")
    before = [list(model.objects.exclude(pk=changed.pk).values()) for model in (Run,)]
    rows = [list(model.objects.order_by("pk").values()) for model in (Enrolment, CourseSummary, Completion)]

    answer = coordinator.post(
        f"/admin/run/edit/{changed.pk}/",
        form(course, dates=("", "2027-03-01", "2027-04-01"), names=(1, changed.names.get().pk)),
    )

    assert answer.status_code == 302
    assert Run.objects.get(pk=changed.pk).ends_on == date(2027, 4, 1)
    assert [list(model.objects.exclude(pk=changed.pk).values()) for model in (Run,)] == before
    assert [list(model.objects.order_by("pk").values()) for model in (Enrolment, CourseSummary, Completion)] == rows
    assert other.enrolments.count() == 1


def test_who_is_taken_out_keeps_their_work_and_finds_it_again(coordinator):
    course = learning.course(2)
    learner = accounts.user()
    run = learning.cohort(course, learner)
    finish(learner, course)
    Completion.objects.all().delete()
    enrolment = run.enrolments.get()

    coordinator.post(f"/admin/run/edit/{run.pk}/", form(course, leaving=[enrolment.pk], names=(1, run.names.get().pk)))

    assert not run.enrolments.exists()
    assert explained(learner, course).done == 2
    assert rebuilding.rebuild(check=True) == []


def test_who_has_finished_in_a_run_is_not_taken_out_of_it(coordinator):
    course = learning.course(1)
    learner = accounts.user()
    run = learning.cohort(course, learner)
    finish(learner, course)

    coordinator.post(
        f"/admin/run/edit/{run.pk}/",
        form(course, leaving=[run.enrolments.get().pk], names=(1, run.names.get().pk)),
    )

    assert run.enrolments.exists()
    with pytest.raises(services.HasFinished):
        services.take_out(run.enrolments.get())


@pytest.mark.parametrize("runs", [1, 3])
def test_the_list_of_runs_costs_the_same_queries_with_more_runs(coordinator, django_assert_num_queries, runs):
    course = learning.course(1)
    for _number in range(runs):
        learning.cohort(course, accounts.user())
    coordinator.get("/admin/run/")

    with django_assert_num_queries(16):
        coordinator.get("/admin/run/")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MENTOR, Role.EDITOR])
def test_only_coordinators_see_who_is_in_a_run(signed_in, role):
    person = accounts.user("inside@example.org")
    run = learning.cohort(learning.course(1), person)

    answer = signed_in(accounts.user(role=role)).get(f"/admin/run/edit/{run.pk}/", follow=True)

    assert "inside@example.org" not in answer.content.decode()


def test_a_run_with_people_is_not_deleted_and_one_without_is(signed_in):
    course = learning.course(1)
    full, empty = learning.cohort(course, accounts.user()), learning.cohort(course, name="Есен")
    administrator = accounts.superuser()
    browser = signed_in(administrator)

    answers = [browser.post(f"/admin/run/delete/{run.pk}/") for run in (full, empty)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(Run.objects.filter(kind=RunKind.COHORT)) == [full]
