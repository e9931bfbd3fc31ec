"""Quizzes as a browser meets them: asked in the lesson, handed in once, explained afterwards, seen by nobody else."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from learning.courses.models import Enrolment
from learning.progress import queries as progress
from learning.progress.models import Completion, Event
from learning.quizzes.models import Answer, AskedQuiz, Attempt
from tests.factories import accounts, learning
from tests.factories import quizzes as factory

pytestmark = pytest.mark.django_db


def url(page, name="quiz", language="mk"):
    with translation.override(language):
        return reverse("quizzes:submit", args=[page.translation_key, factory.an_id(name)])


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def learner():
    return accounts.user(language="en")


@pytest.fixture
def client(signed_in, learner):
    return signed_in(learner)


# --- Asked -----------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_lesson_asks_its_questions_and_tells_no_answer(client):
    _course, page = factory.course_with(factory.quiz_block(factory.every_kind()))

    html = text(client.get(page.url))

    for name in ("Кој одлучува?", "Што е јавно?", "Советот", "Никој", "Градоначалник", "Чекор 2", "%"):
        assert name in html
    for secret in ("Затоа:", "застапување</", "12.5", "Јасно барање", "Некој секогаш одлучува", "is_right", "Јавен е."):
        assert secret not in html
    # Not even in the values of what can be chosen: no pair is called the same on both sides.
    assert not re.search(rf'<option value="{factory.an_id("pair 1")}"', html)


@pytest.mark.long
def test_a_visitor_is_told_how_to_answer(client):
    _course, page = factory.course_with()
    client.logout()

    html = text(client.get(page.url))

    assert "Најавете се" in html or "Најава" in html
    assert "<form" not in html.partition('class="quiz"')[2].partition("</section>")[0]


# --- Handed in -------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_answers_lead_to_what_was_right_and_why(client, learner):
    course, page = factory.course_with(factory.quiz_block(factory.every_kind()))

    response = client.post(url(page), factory.wrong(page))

    attempt = Attempt.objects.get()
    assert response["Location"] == reverse("quizzes:attempt", args=[attempt.pk]).replace("/en/", "/mk/")
    assert (attempt.right_count, attempt.counted_count, attempt.needed_count) == (6, 7, 5)
    html = text(client.get(response["Location"]))
    assert "Затоа: Кој одлучува?" in html
    assert "Некој секогаш одлучува." in html
    assert "Советот" in html
    assert "Јасно барање со рок." in html
    assert progress.explain(learner, course.translation_key, "en").done == 1


@pytest.mark.long
def test_passing_counts_in_the_course_once_and_finishes_it(client, learner):
    _course, page = factory.course_with()

    client.post(url(page), factory.form(page))
    client.post(url(page), factory.form(page))

    assert Attempt.objects.count() == 2
    assert Completion.objects.get().enrolment.learner == learner


@pytest.mark.long
def test_failing_counts_nothing_but_enrols(client, learner):
    _course, page = factory.course_with()

    client.post(url(page), factory.wrong(page))

    assert not Event.objects.exists()
    assert Enrolment.objects.get().learner == learner


def test_a_later_attempt_takes_nothing_away(client, learner):
    course, page = factory.course_with()

    client.post(url(page), factory.form(page))
    client.post(url(page), factory.wrong(page))

    assert progress.explain(learner, course.translation_key, "en").is_complete
    assert "You have passed this quiz." in text(client.get(page.url.replace("/mk/", "/en/")))


@pytest.mark.long
@pytest.mark.parametrize("times", [2, 3])
def test_the_form_sent_again_is_one_attempt_and_answered_alike(client, times):
    _course, page = factory.course_with()
    form = factory.form(page)

    answers = [client.post(url(page), form) for _time in range(times)]

    assert {answer["Location"] for answer in answers} == {answers[0]["Location"]}
    assert Attempt.objects.count() == 1
    assert Answer.objects.count() == 1


@pytest.mark.long
def test_an_id_used_by_somebody_else_is_refused_and_saves_nothing(client, signed_in):
    _course, page = factory.course_with()
    form = factory.form(page)
    signed_in(accounts.user()).post(url(page), form)

    response = client.post(url(page), form)

    assert response.status_code == 409
    assert Attempt.objects.count() == 1


def test_what_is_missing_is_said_with_all_that_was_answered_still_there(client):
    _course, page = factory.course_with(factory.quiz_block(factory.every_kind()))
    form = factory.form(page, {factory.field("Колку проценти?"): "многу"})
    del form[factory.field("Кој одлучува?")]

    response = client.post(url(page), form)

    html = text(response)
    assert response.status_code == 422
    assert html.count('class="error"') == 2
    assert 'value="многу"' in html
    assert "Барам отворена расправа.</textarea>" in html
    assert re.search(rf'value="{factory.an_id("Записник")}" checked', html)
    assert not Attempt.objects.exists()


@pytest.mark.long
def test_what_was_never_offered_is_refused_and_saves_nothing(client):
    _course, page = factory.course_with()

    response = client.post(url(page), factory.form(page, {factory.field("Кој одлучува?"): str(uuid4())}))

    assert response.status_code == 422
    assert not Attempt.objects.exists()


def test_a_form_without_its_id_is_refused_and_saves_nothing(client):
    _course, page = factory.course_with()
    form = factory.form(page)
    del form["request_id"]

    assert client.post(url(page), form).status_code == 400
    assert not Attempt.objects.exists()


@pytest.mark.long
def test_an_attempt_past_the_limit_is_refused_with_the_last_result_and_whom_to_ask(client):
    _course, page = factory.course_with(factory.quiz_block(attempts=1))
    client.post(url(page), factory.wrong(page))

    response = client.post(url(page), factory.form(page))

    kept = Attempt.objects.get()
    report = reverse("corrections:report", args=[page.translation_key])
    assert response.status_code == 409
    for shown in (text(response), text(client.get(page.get_url()))):
        assert "quiz-form" not in shown
        assert reverse("quizzes:attempt", args=[kept.pk]) in shown
        assert f'href="{report}?block={kept.quiz.block_id}"' in shown


@pytest.mark.long
def test_signed_out_in_the_middle_one_is_asked_to_sign_in_and_nothing_is_saved(client):
    _course, page = factory.course_with()
    form = factory.form(page)
    client.logout()

    response = client.post(url(page), form)

    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]
    assert not Attempt.objects.exists()


# --- Edited meanwhile --------------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_edited_question_changes_no_earlier_result(client):
    _course, page = factory.course_with()
    location = client.post(url(page), factory.form(page))["Location"]
    before = text(client.get(location))

    factory.change(page, factory.quiz_block([factory.single(right="Градоначалникот")]))

    assert Attempt.objects.get().right_count == 1
    after = text(client.get(location))
    assert "Советот" in after
    assert "Градоначалникот" not in after
    assert before.count("right") == after.count("right")


@pytest.mark.long
def test_a_form_opened_before_an_edit_is_judged_by_what_it_asked(client):
    _course, page = factory.course_with()
    form = factory.form(page)
    factory.change(page, factory.quiz_block([factory.single("Ново прашање", right="Ново", wrong="Старо")]))

    response = client.post(url(page), form)

    assert response.status_code == 302
    assert Attempt.objects.get().right_count == 1
    assert "Кој одлучува?" in text(client.get(response["Location"]))


@pytest.mark.long
def test_a_quiz_taken_out_of_the_lesson_refuses_kindly_and_shows_what_was_answered(client):
    course, page = factory.course_with(lessons=1)
    form = factory.form(page)
    factory.change(page, factory.quiz_block(name="another"))

    response = client.post(url(page), form)

    assert response.status_code == 409
    assert re.search(rf'value="{factory.an_id("Советот")}" checked', text(response))
    assert not Attempt.objects.exists()
    assert course.live


@pytest.mark.long
def test_what_is_published_is_kept_once_however_often_it_is_published():
    _course, page = factory.course_with()

    learning.publish(page)
    learning.publish(page)

    assert AskedQuiz.objects.filter(lesson_key=page.translation_key).count() == 1


# --- Seen afterwards -------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_right_answers_are_shown_only_when_they_are_due(client):
    _course, page = factory.course_with(factory.quiz_block(show_answers="at_end"))

    failed = client.post(url(page), factory.wrong(page))["Location"]
    not_due = text(client.get(failed))
    client.post(url(page), factory.form(page))
    due = text(client.get(failed))

    assert "Советот" not in not_due
    assert "Затоа:" not in not_due
    assert "Советот" in due
    assert "Затоа:" in due


def test_all_attempts_are_found_later(client):
    _course, page = factory.course_with()
    first = client.post(url(page), factory.wrong(page))["Location"]
    second = client.post(url(page), factory.form(page))["Location"]

    html = text(client.get(second))

    assert f'href="{first}"' in html
    assert client.get(first).status_code == 200


@pytest.mark.long
@pytest.mark.parametrize("who", ["another", "coordinator", "mentor", "editor"])
def test_nobody_else_finds_an_attempt(client, signed_in, who):
    _course, page = factory.course_with()
    location = client.post(url(page), factory.form(page))["Location"]
    other = signed_in(accounts.user(role=None if who == "another" else who))

    assert other.get(location).status_code == 404


def test_how_close_an_open_task_came_is_for_the_learner_to_say(client, signed_in):
    _course, page = factory.course_with(factory.quiz_block(factory.every_kind()))
    location = client.post(url(page), factory.form(page))["Location"]
    assess = f"{location}answers/{factory.an_id('Што би побарале?')}/"

    foreign = signed_in(accounts.user()).post(assess, {"closeness": "close"})
    nothing = client.post(assess, {"closeness": "perfect"})
    not_open = client.post(f"{location}answers/{factory.an_id('Кој одлучува?')}/", {"closeness": "close"})
    said = client.post(assess, {"closeness": "partly"})

    assert (foreign.status_code, nothing.status_code, not_open.status_code, said.status_code) == (404, 302, 404, 302)
    assert Answer.objects.get(question_id=factory.an_id("Што би побарале?")).closeness == "partly"
    assert 'value="partly" checked' in text(client.get(location))


# --- In every language -----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_attempt_counts_in_every_language(client, learner):
    course, page = factory.course_with()
    client.post(url(page), factory.form(page))

    albanian = text(client.get(page.url.replace("/mk/", "/sq/")))

    assert progress.explain(learner, course.translation_key, "sq").is_complete
    assert reverse("quizzes:attempt", args=[Attempt.objects.get().pk]).split("/", 2)[2] in albanian


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("attempts", [1, 4])
def test_a_lesson_with_a_quiz_costs_the_same_queries_however_often_it_was_tried(
    client, attempts, django_assert_num_queries
):
    _course, page = factory.course_with()
    for _time in range(attempts):
        client.post(url(page), factory.wrong(page))
    client.get(page.url)

    with django_assert_num_queries(7):
        client.get(page.url)


@pytest.mark.long
@pytest.mark.parametrize("attempts", [1, 4])
def test_an_answer_costs_the_same_queries_however_often_it_was_tried(client, attempts, django_assert_num_queries):
    _course, page = factory.course_with(factory.quiz_block(factory.every_kind()), lessons=attempts)
    for _time in range(attempts):
        client.post(url(page), factory.form(page))

    # Four of them are savepoints; in production one of these is the beginning of the transaction.
    with django_assert_num_queries(18):
        client.post(url(page), factory.form(page))


def test_the_last_attempt_sent_again_is_answered_alike(client):
    _course, page = factory.course_with(factory.quiz_block(attempts=1))
    form = factory.form(page)

    first, again = client.post(url(page), form), client.post(url(page), form)

    assert again["Location"] == first["Location"]
    assert Attempt.objects.count() == 1


@pytest.mark.long
@pytest.mark.parametrize("changed", ["withdrawn", "private"])
def test_a_lesson_that_closes_takes_no_more_answers(client, changed):
    _course, page = factory.course_with()
    client.post(url(page), factory.form(page))
    if changed == "withdrawn":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)

    response = client.post(url(page), factory.form(page))

    assert response.status_code in (404, 410)
    assert Attempt.objects.count() == 1
