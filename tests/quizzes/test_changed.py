"""A quiz that editors change after people answered it: what was answered stays readable and stays as it was judged.

An option taken out, a question of another kind, a corrected right answer, and an older version brought back.
"""

import pytest
from django.urls import reverse
from django.utils import translation

from learning.courses.models import LessonPage
from learning.progress import queries as progress
from learning.quizzes.models import Answer, AskedQuiz, Attempt
from tests.factories import accounts
from tests.factories import quizzes as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    return accounts.user(language="en")


@pytest.fixture
def client(signed_in, learner):
    return signed_in(learner)


def hand_in(client, page, **answers):
    with translation.override("en"):
        address = reverse("quizzes:submit", args=[page.translation_key, factory.an_id("quiz")])
    return client.post(address, factory.form(page, **answers))["Location"]


def text(response) -> str:
    return " ".join(response.content.decode().split())


CHANGES = {
    "the option that was chosen is taken out": factory.single(right="Градоначалникот"),
    "the question is of another kind": factory.question("true_false", "Кој одлучува?", is_true=False),
    "what is right is corrected": factory.single(right="Никој", wrong="Советот"),
    "the question is another one": factory.single("Каде се одлучува?", right="Во собрание", wrong="Дома"),
}


@pytest.mark.long
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_passed_stays_passed_and_reads_as_it_was_asked(client, learner, change):
    course, page = factory.course_with()
    location = hand_in(client, page)

    factory.change(page, factory.quiz_block([change]))

    shown = text(client.get(location))
    assert "Кој одлучува?" in shown
    assert "Советот" in shown
    assert Attempt.objects.get().is_passed
    explained = progress.explain(learner, course.translation_key, "en")
    assert explained.is_complete
    assert explained.done == explained.required == 1


@pytest.mark.long
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_next_attempt_is_judged_by_what_is_asked_now(client, learner, change):
    _course, page = factory.course_with()
    first = hand_in(client, page)
    page = factory.change(page, factory.quiz_block([change]))

    second = hand_in(client, page)

    assert [attempt.is_passed for attempt in Attempt.objects.order_by("number")] == [True, True]
    assert client.get(first).status_code == client.get(second).status_code == 200


@pytest.mark.long
def test_of_five_versions_the_second_brought_back_keeps_all_answers_and_the_identity_of_its_question(client):
    _course, page = factory.course_with()
    versions, places = [], []
    for number in range(1, 6):
        page = factory.change(page, factory.quiz_block([factory.single(right=f"Одговор {number}")]))
        versions.append(page.latest_revision)
        places.append(hand_in(client, page))

    versions[1].publish()

    page = LessonPage.objects.get(pk=page.pk)
    again = hand_in(client, page)
    for number, place in enumerate(places, start=1):
        assert f"Одговор {number}" in text(client.get(place))
    assert "Одговор 2" in text(client.get(again))
    assert set(Answer.objects.values_list("question_id", flat=True).distinct()) == {
        Answer.objects.earliest("pk").question_id
    }
    # What is asked again is no new version: the first of the course, and the five.
    assert AskedQuiz.objects.count() == 6
    assert Attempt.objects.count() == 6
    assert page.revisions.count() >= 6
