"""A course of sixty activities, six of them quizzes, and what is asked of it. Works inside an installation, so its
models may be imported."""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.urls import reverse
from django.utils import translation

from bench import content
from bench.clients import Ask
from bench.content import CSRF, LANGUAGE, NAMESPACE, Learner
from learning.courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from learning.quizzes.models import AskedQuiz, Attempt
from learning.quizzes.questions import Question, questions_of
from learning.quizzes.results import rounded

MODULES, LESSONS_EACH = 6, 9
ACTIVITIES = MODULES * (LESSONS_EACH + 1)


def make() -> CoursePage:
    """In each module first a page that is only a quiz, then lessons to read."""
    section = CourseIndexPage.objects.get(locale__language_code=LANGUAGE)
    course = section.add_child(instance=CoursePage(title="Застапување од почеток до крај", live=False))
    for number in range(1, MODULES + 1):
        module = course.add_child(instance=ModulePage(title=f"Модул {number}"))
        _publish(module, f"Проверка {number}", [_paragraph(f"{number}.0"), _quiz(number)], asks_to_read=False)
        for lesson in range(1, LESSONS_EACH + 1):
            _publish(module, f"Лекција {number}.{lesson}", [_paragraph(f"{number}.{lesson}")])
    course.save_revision().publish()
    return CoursePage.objects.get(pk=course.pk)


def _publish(module: ModulePage, title: str, body: list[dict], *, asks_to_read: bool = True) -> None:
    page = LessonPage(title=title, minutes=8, live=False, body=body, asks_to_read=asks_to_read)
    module.add_child(instance=page).save_revision().publish()


def _paragraph(name: str) -> dict:
    return _block("paragraph", name, "<p>За буџетот на општината одлучува советот, на јавна седница.</p>" * 5)


def _quiz(number: int) -> dict:
    questions = [_single(f"{number}.{place}") for place in (1, 2, 3)]
    short = {"text": "Како се вика тоа?", "explanation": "Од глаголот.", "accepted": "застапување\nadvocacy"}
    questions.append(_block("short_text", str(number), short))
    return _block("quiz", str(number), {"title": f"Проверка {number}", "questions": questions, "pass_percent": 60})


def _single(name: str) -> dict:
    options = [
        _block("item", f"{name} {text}", {"text": text, "is_right": text == "Советот", "feedback": ""})
        for text in ("Советот", "Градоначалникот", "Владата", "Никој")
    ]
    question = {"text": f"Кој одлучува за буџетот? ({name})", "explanation": "По закон.", "options": options}
    return _block("single", name, question)


def _block(kind: str, name: str, value: Any) -> dict:
    return {"id": str(uuid5(NAMESPACE, f"{kind} {name}")), "type": kind, "value": value}


def quizzes(course: CoursePage) -> list[AskedQuiz]:
    """As they were published, in their order."""
    lessons = LessonPage.objects.descendant_of(course).order_by("path").values_list("translation_key", flat=True)
    asked = {quiz.lesson_key: quiz for quiz in AskedQuiz.objects.filter(lesson_key__in=lessons)}
    return [asked[key] for key in lessons if key in asked]


def given(question: Question, *, is_right: bool) -> str:
    """What somebody sends as their answer."""
    if question.kind == "short_text":
        return question.content["accepted"][0] if is_right else "друго"
    return next(option["id"] for option in question.content["options"] if option["is_right"] == is_right)


# --- What is asked ---------------------------------------------------------------------------------------------------


def quiz_pages(course: CoursePage, learners: list[Learner]) -> Iterator[Ask]:
    """Every learner opens the pages with a quiz, one after the other."""
    pages = LessonPage.objects.descendant_of(course).filter(asks_to_read=False).order_by("path")
    with translation.override(LANGUAGE):
        urls = [page.url for page in pages]
    asks = [Ask(url, 'name="request_id"', headers=learner.headers) for url in urls for learner in learners]
    return itertools.cycle(asks)


def answers(course: CoursePage, learners: list[Learner], sent: list[UUID]) -> Iterator[Ask]:
    """Every learner answers every quiz rightly, and so on; notes the request ids."""
    with translation.override(LANGUAGE):
        forms = [(reverse("quizzes:submit", args=[quiz.lesson_key, quiz.block_id]), quiz) for quiz in quizzes(course)]
        attempt = reverse("quizzes:attempt", args=[1]).removesuffix("1/")
    for path, quiz in itertools.cycle(forms):
        sheet = {question.name: given(question, is_right=True) for question in questions_of(quiz.content)}
        for learner in learners:
            request_id = uuid4()
            sent.append(request_id)
            fields = {"csrfmiddlewaretoken": CSRF, "request_id": request_id, "version": quiz.digest, **sheet}
            headers = {"Cookie": learner.headers["Cookie"], "Content-Type": "application/x-www-form-urlencoded"}
            yield Ask(path, "", 302, "POST", headers, urlencode(fields), leads_to=attempt)


def check_stored(sent: list[UUID]) -> None:
    """Whether every answer that was acknowledged is there, and counts in the course."""
    content.check_stored(sent, Attempt)
    content.check_stored(sent)


def statistics(course: CoursePage, editor: Learner, learners: int) -> Iterator[Ask]:
    with translation.override(LANGUAGE):
        path = reverse("statistics:course", args=[course.translation_key])
    return content.read(path, f'<td class="statistics-figure">{rounded(learners)}</td>', [editor])
