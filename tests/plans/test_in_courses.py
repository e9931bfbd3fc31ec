"""Worksheets and plans in lessons: what is filled in and handed in counts in courses, once, for all in the team."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learning.courses.choices import ActivityKind
from learning.courses.models import Activity, Enrolment, OutlineItem
from learning.courses.queries import latest_outline
from learning.plans import services, teams
from learning.plans.models import CoursePlan
from learning.progress import queries as progress
from learning.progress import rebuilding
from learning.progress import services as record
from tests.factories import accounts, learning, plans, toolkits
from tests.factories.plans import sheet, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return accounts.user()


@pytest.fixture
def browser(signed_in, member):
    return signed_in(member)


@pytest.fixture
def worksheet():
    return toolkits.worksheet(toolkits.line("goal", label="Што сакате", is_required=True), toolkits.text("why"))


@pytest.fixture
def course(worksheet):
    page = learning.course(2)
    learning.ask_worksheet(learning.lessons_of(page)[0], worksheet)
    return page


@pytest.fixture
def plan(member):
    return plans.plan(member)


def asked_for(course) -> list[tuple[str, bool]]:
    items = OutlineItem.objects.filter(outline=latest_outline(course.translation_key)).in_order()
    return list(items.values_list("activity__kind", "is_required"))


def fill(browser, plan, key="problem", **values):
    page = browser.get(sheet(plan, key))
    answer = browser.post(sheet(plan, key), typed(page, **(values or {"f__goal": "Дом за култура"})))
    assert answer.status_code == 302
    return answer


def figure(person, course) -> tuple[int, int]:
    explained = progress.explain(person, course.translation_key, "mk")
    return explained.done, explained.required


def enrol(person, course):
    record.enrol(person, course.translation_key, at=timezone.now())


def open_lesson(browser, course, number=0) -> BeautifulSoup:
    answer = browser.get(learning.lessons_of(course)[number].get_url())
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


# --- What a course asks for ------------------------------------------------------------------------------------------


def test_a_worksheet_in_a_lesson_is_asked_for_beside_reading_it(course):
    assert asked_for(course) == [("read", True), ("worksheet", True), ("read", True)]


def test_a_worksheet_that_is_offered_only_is_optional(worksheet):
    page = learning.course(1)
    learning.ask_worksheet(learning.lessons_of(page)[0], worksheet, is_required=False)

    assert asked_for(page) == [("read", True), ("worksheet", False)]


def test_a_worksheet_in_two_lessons_is_one_thing_to_do_and_needed_if_one_of_them_needs_it(worksheet):
    page = learning.course(2)
    first, second = learning.lessons_of(page)
    learning.ask_worksheet(first, worksheet, is_required=False)
    learning.ask_worksheet(second, worksheet)

    assert asked_for(page) == [("read", True), ("worksheet", True), ("read", True)]


@pytest.mark.parametrize("withdraw", ["unpublish", "delete"])
def test_a_worksheet_is_asked_for_while_it_is_published(django_capture_on_commit_callbacks, withdraw):
    draft = toolkits.worksheet(live=False)
    page = learning.course(1)
    learning.ask_worksheet(learning.lessons_of(page)[0], draft)
    assert asked_for(page) == [("read", True)]

    toolkits.publish_worksheet(draft)
    assert asked_for(page) == [("read", True), ("worksheet", True)]

    draft.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        getattr(draft, withdraw)()
    assert asked_for(page) == [("read", True)]


def test_a_page_that_is_only_a_worksheet_is_called_by_its_own_title(browser, worksheet):
    page = learning.course(1)
    lesson = learning.ask_worksheet(learning.lessons_of(page)[0], worksheet)
    lesson.asks_to_read = False
    learning.publish(lesson)

    assert asked_for(page) == [("worksheet", True)]
    row = BeautifulSoup(browser.get(page.get_url()).content, "html.parser").select_one("a.item")
    assert row.select_one(".title").get_text() == "Лекција 1.1"
    assert "Работен лист" in row.get_text()


# --- When it is done -------------------------------------------------------------------------------------------------


def test_filling_in_what_is_required_counts_in_the_course(browser, member, course, plan):
    enrol(member, course)
    fill(browser, plan, f__why="Затоа")
    assert figure(member, course) == (0, 3)

    fill(browser, plan)

    assert figure(member, course) == (1, 3)
    assert rebuilding.rebuild(check=True) == []


def test_it_counts_for_everybody_in_the_team_and_enrols_nobody(browser, member, course):
    mate, other = accounts.user(), accounts.user()
    plan = plans.plan(member, mate)
    enrol(mate, course)
    enrol(other, course)

    fill(browser, plan)

    assert figure(mate, course) == (1, 3)
    assert figure(other, course) == (0, 3)
    assert not Enrolment.objects.filter(learner=member).exists()


def test_what_was_filled_in_before_joining_counts_from_the_first_day(browser, member, course, plan):
    fill(browser, plan)

    enrol(member, course)

    assert figure(member, course) == (1, 3)


def test_what_was_filled_in_before_any_course_asked_for_it_counts(browser, member, worksheet, plan):
    fill(browser, plan)
    page = learning.course(1)
    enrol(member, page)

    learning.ask_worksheet(learning.lessons_of(page)[0], worksheet)

    assert figure(member, page) == (1, 2)


def test_it_stays_done_when_the_answer_is_emptied_and_is_recorded_once(browser, member, course, plan):
    enrol(member, course)
    fill(browser, plan)
    fill(browser, plan, f__goal="")
    fill(browser, plan, f__goal="Друго")

    assert figure(member, course) == (1, 3)
    assert len(progress.last_saved(member, "mk")) == 1


def test_the_last_thing_missing_finishes_the_course(browser, member, worksheet, plan):
    page = learning.course(1)
    lesson = learning.lessons_of(page)[0]
    learning.ask_worksheet(lesson, worksheet)
    learning.mark(member, lesson, page)

    fill(browser, plan)

    assert progress.explain(member, page.translation_key, "mk").is_complete


def test_a_worksheet_that_is_done_when_handed_in_is_not_done_when_filled_in(browser, member):
    template = toolkits.worksheet(toolkits.line("goal", is_required=True), done_when="handed_in")
    page, plan = learning.course(1), plans.plan(member)
    learning.ask_worksheet(learning.lessons_of(page)[0], template)
    enrol(member, page)
    fill(browser, plan)
    assert figure(member, page) == (0, 2)

    address = reverse("plans:hand_in", args=[plan.pk, "problem"])
    sent = {"request_id": str(browser.get(address).context["form"]["request_id"].value())}
    assert browser.post(address, sent).status_code == 302

    assert figure(member, page) == (1, 2)


def test_taking_a_shared_answer_fills_in_a_worksheet_nobody_typed_in(browser, member, plan):
    goal = toolkits.line("goal", is_required=True, shared_key="goal")
    toolkits.worksheet(goal, key="first", title="Прв")
    second = toolkits.worksheet(
        toolkits.field(toolkits.FieldKind.SHORT_TEXT, "aim", is_required=True, shared_key="goal"),
        key="second",
        title="Втор",
    )
    page = learning.course(1)
    learning.ask_worksheet(learning.lessons_of(page)[0], second)
    enrol(member, page)
    fill(browser, plan, "first")
    assert figure(member, page) == (0, 2)

    browser.post(reverse("plans:take", args=[plan.pk, "second", "aim"]))

    assert figure(member, page) == (1, 2)


# --- The plan of a course --------------------------------------------------------------------------------------------


def choose(browser, course, plan, worksheet_key="problem"):
    return browser.post(
        reverse("plans:choose", args=[course.translation_key]), {"plan": plan.pk, "worksheet": worksheet_key}
    )


def test_a_lesson_asks_in_which_plan_and_then_leads_into_it(browser, course, plan):
    other = plans.plan(accounts.user(), title="Туѓ план")
    page = open_lesson(browser, course)
    offered = [button.get_text() for button in page.select("button[name=plan]")]
    assert offered == [plan.title]
    assert other.title not in page.get_text()

    answer = choose(browser, course, plan)

    assert answer.url == sheet(plan)
    page = open_lesson(browser, course)
    assert page.select_one(f'a[href="{sheet(plan)}"]') is not None
    assert "0 од 2 полиња" in page.get_text()


def test_a_plan_begun_from_a_lesson_is_that_of_its_course(browser, member, course):
    (link,) = (a["href"] for a in open_lesson(browser, course).select("a") if "plans/new" in a["href"])
    form = browser.get(link).context["form"]

    answer = browser.post(link, {"title": "Дом", "request_id": str(form["request_id"].value())})

    plan = CoursePlan.objects.get(person=member, course_key=course.translation_key).plan
    assert answer.url == sheet(plan)


def test_a_visitor_is_led_to_sign_in(client, course):
    page = open_lesson(client, course)

    assert page.select_one('.sheet a[href*="login"]') is not None
    assert page.select("button[name=plan]") == []


def test_somebody_elses_plan_cannot_be_chosen(browser, member, course):
    theirs = plans.plan(accounts.user())

    assert choose(browser, course, theirs).status_code == 404
    assert choose(browser, learning.course(1, title="Скица", live=False), plans.plan(member)).status_code == 404
    assert not CoursePlan.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"plan": "x"}, {"plan": 10**30}, {"plan": 1, "worksheet": "не е клуч"}])
def test_what_no_form_sends_chooses_nothing(browser, course, sent):
    answer = browser.post(reverse("plans:choose", args=[course.translation_key]), sent)

    assert answer.status_code == 404
    assert not CoursePlan.objects.exists()


def test_a_plan_that_was_put_away_or_left_is_asked_for_again(browser, member, course):
    mate = accounts.user()
    plan = plans.plan(member, mate)
    choose(browser, course, plan)
    services.archive(plan, by=member, at=timezone.now())
    assert open_lesson(browser, course).select_one(f'a[href="{sheet(plan)}"]') is None

    services.take_out(plan, by=member)
    assert open_lesson(browser, course).select_one(f'a[href="{sheet(plan)}"]') is not None

    teams.leave(plan, by=member, at=timezone.now())
    assert plan.title not in open_lesson(browser, course).get_text()


def test_the_worksheet_leads_back_to_its_lesson(browser, course, plan):
    page = BeautifulSoup(browser.get(sheet(plan)).content, "html.parser")

    assert page.select_one(f'a[href="{learning.lessons_of(course)[0].get_url()}"]') is not None


def hand_in_whole(browser, plan):
    address = reverse("plans:hand_in_plan", args=[plan.pk])
    sent = {"request_id": str(browser.get(address).context["form"]["request_id"].value())}
    assert browser.post(address, sent).status_code == 302


def test_handing_in_the_whole_plan_is_done_in_the_course_it_was_chosen_for(browser, member, worksheet):
    toolkits.toolkit(toolkits.step("Прв", worksheet), is_joined_plan=True)
    mate = accounts.user()
    plan, page, elsewhere = plans.plan(member, mate), learning.course(1), learning.course(1, title="Друг")
    for each in (page, elsewhere):
        learning.ask_plan(learning.lessons_of(each)[0])
        enrol(member, each)
        enrol(mate, each)
    choose(browser, page, plan, "")
    fill(browser, plan)

    hand_in_whole(browser, plan)

    assert figure(member, page) == (1, 2)
    assert figure(member, elsewhere) == (0, 2)
    # The other of the team did not say that it is the plan of their course.
    assert figure(mate, page) == (0, 2)
    services.choose(plan, page.translation_key, language="mk", by=mate, at=timezone.now())
    assert figure(mate, page) == (1, 2)


def test_the_lesson_of_the_plan_shows_what_is_filled_in_already(browser, worksheet, plan):
    toolkits.toolkit(toolkits.step("Прв", worksheet), is_joined_plan=True)
    page = learning.course(1)
    learning.ask_plan(learning.lessons_of(page)[0])
    choose(browser, page, plan, "")
    fill(browser, plan)

    shown = open_lesson(browser, page)

    assert "1 од 2 полиња" in shown.get_text()
    assert shown.select_one(f'a[href="{reverse("plans:hand_in_plan", args=[plan.pk])}"]') is not None


def test_a_lesson_with_a_worksheet_costs_the_same_however_long_the_history(
    browser, member, course, plan, django_assert_num_queries
):
    choose(browser, course, plan)
    open_lesson(browser, course)
    with CaptureQueriesContext(connection) as before:
        open_lesson(browser, course)
    # What was captured is gone with the next request.
    count = len(before)
    for text in "абвг":
        fill(browser, plan, f__goal=text)
    open_lesson(browser, course)

    with django_assert_num_queries(count):
        open_lesson(browser, course)


def test_the_activity_of_a_worksheet_belongs_to_the_worksheet(course, worksheet):
    activity = Activity.objects.get(kind=ActivityKind.WORKSHEET)

    assert (activity.owner_key, activity.block_id) == (worksheet.translation_key, None)
