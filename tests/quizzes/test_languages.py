"""A quiz has one set of rules in all its languages: those of the original, from its publication on."""

import pytest
from django.urls import reverse
from django.utils import translation

from learning.courses.models import LessonPage
from learning.quizzes.models import Attempt
from tests.factories import accounts, learning, quizzes

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def page():
    _course, made = quizzes.course_with(quizzes.quiz_block())
    learning.translate(made, "en", title="Check")
    return made


def publish_with(page: LessonPage, **changes) -> None:
    page = LessonPage.objects.get(pk=page.pk)
    block = dict(page.body.raw_data[0])
    block["value"] = {**block["value"], **changes}
    page.body = [block]
    learning.publish(page)


def in_english(page: LessonPage) -> LessonPage:
    return LessonPage.objects.get(translation_key=page.translation_key, locale__language_code="en")


def options_of(page: LessonPage) -> list[dict]:
    return page.body.raw_data[0]["value"]["questions"][0]["value"]["options"]


def hand_in(client, page: LessonPage, language: str):
    with translation.override(language):
        address = reverse("quizzes:submit", args=[page.translation_key, quizzes.an_id("quiz")])
    return client.post(address, quizzes.wrong(page))


def test_a_limit_of_attempts_holds_in_a_translation_that_was_published_before(signed_in, page):
    learner = accounts.user(language="en")
    client = signed_in(learner)
    publish_with(page, attempts=1)
    hand_in(client, LessonPage.objects.get(pk=page.pk), "mk")

    shown = client.get(in_english(page).url)
    refused = hand_in(client, in_english(page), "en")

    assert "quiz-form" not in shown.content.decode()
    assert refused.status_code == 409
    assert Attempt.objects.filter(learner=learner).count() == 1


def test_what_is_right_is_what_the_original_says_now_in_every_language(page):
    question = page.body.raw_data[0]["value"]["questions"][0]
    first, second, *others = options_of(page)
    turned = [
        {**option, "value": {**option["value"], "is_right": not option["value"]["is_right"]}}
        for option in (first, second)
    ]

    publish_with(page, questions=[{**question, "value": {**question["value"], "options": [*turned, *others]}}])

    rights = [option["value"]["is_right"] for option in options_of(in_english(page))[:2]]
    assert rights == [option["value"]["is_right"] for option in turned]


def test_the_words_of_a_translation_stay_its_own(page):
    before = in_english(page).body.raw_data[0]["value"]

    publish_with(page, attempts=3, title="Сосема друг наслов")

    after = in_english(page).body.raw_data[0]["value"]
    assert (after["title"], after["attempts"]) == (before["title"], 3)
