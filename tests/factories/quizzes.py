"""Quizzes as editors write them, and the forms learners send."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from playwright.sync_api import Page as Tab
from wagtail.models import Page

from learning.courses.models import Activity, CoursePage, LessonPage
from learning.courses.queries import quiz_activity, quizzes_of
from learning.quizzes.models import AskedQuiz, digest_of
from learning.quizzes.questions import PREFIX, Matching, questions_of
from tests.factories import learning

NAMESPACE = UUID("0d7d9d5a-64a1-4a07-9d2c-6b1f0d3d5c11")


def an_id(name: str) -> str:
    """The same id for the same name, so that tests can speak of questions and options."""
    return str(uuid5(NAMESPACE, name))


def item(name: str, value: Any) -> dict[str, Any]:
    return {"id": an_id(name), "type": "item", "value": value}


def option(name: str, *, is_right: bool = False, feedback: str = "") -> dict[str, Any]:
    return item(name, {"text": name, "is_right": is_right, "feedback": feedback})


def question(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"id": an_id(name), "type": kind, "value": {"text": name, "explanation": f"Затоа: {name}", **fields}}


def single(name: str = "Кој одлучува?", right: str = "Советот", wrong: str = "Никој") -> dict[str, Any]:
    options = [option(right, is_right=True), option(wrong, feedback="Некој секогаш одлучува.")]
    return question("single", name, options=options)


def every_kind() -> list[dict[str, Any]]:
    return [
        single(),
        question(
            "multiple",
            "Што е јавно?",
            options=[option("Записник", is_right=True), option("Буџет", is_right=True), option("Шепот")],
        ),
        question("true_false", "Буџетот е јавен.", is_true=True, feedback_true="Да.", feedback_false="Јавен е."),
        question(
            "matching",
            "Поврзете.",
            pairs=[
                item("pair 1", {"left": "Совет", "right": "гласа"}),
                item("pair 2", {"left": "Градоначалник", "right": "предлага"}),
                item("pair 3", {"left": "Граѓани", "right": "бараат"}),
            ],
        ),
        question("ordering", "Подредете.", sequence=[item(f"step {n}", f"Чекор {n}") for n in (1, 2, 3)]),
        question("short_text", "Како се вика?", accepted="застапување\nadvocacy"),
        question("number", "Колку проценти?", number="12.5", tolerance="0.5", unit="%"),
        question("open", "Што би побарале?", model="Јасно барање со рок."),
    ]


def quiz_block(questions: list[dict[str, Any]] | None = None, name: str = "quiz", **settings: Any) -> dict[str, Any]:
    value = {"title": "Проверка", "questions": questions or [single()], **settings}
    return {"id": an_id(name), "type": "quiz", "value": value}


def lesson(
    course: CoursePage, *blocks: dict[str, Any], asks_to_read: bool = False, title: str = "Проверка"
) -> LessonPage:
    """A published lesson with quizzes in the first module of the course; one of its own when none is given."""
    module = course.get_children().first().specific
    page = LessonPage(title=title, live=False, asks_to_read=asks_to_read, body=list(blocks) or [quiz_block()])
    return learning.publish(module.add_child(instance=page))


def course_with(*blocks: dict[str, Any], lessons: int = 0) -> tuple[CoursePage, LessonPage]:
    """A course with one module, this many lessons to read and a page with these quizzes."""
    course = learning.course(lessons)
    page = lesson(course, *blocks)
    return course, page


def activity(quiz: AskedQuiz, course: CoursePage) -> Activity:
    found = quiz_activity(quiz.lesson_key, quiz.block_id, course.translation_key)
    assert found is not None
    return found


def change(page: LessonPage, *blocks: dict[str, Any]) -> LessonPage:
    page.body = list(blocks)
    return learning.publish(page)


def asked(page: Page, name: str = "quiz") -> dict[str, Any]:
    return dict(quizzes_of(page.specific))[an_id(name)]


def right_answers(content: dict[str, Any]) -> dict[str, Any]:
    """What a form sends that answers everything rightly."""
    sent: dict[str, Any] = {}
    for each in questions_of(content):
        match each.kind:
            case "single" | "multiple":
                sent[each.name] = [option["id"] for option in each.content["options"] if option["is_right"]]
            case "true_false":
                sent[each.name] = "true" if each.content["is_true"] else "false"
            case "matching":
                assert isinstance(each, Matching)
                for row, pair in zip(each.rows, each.pairs, strict=True):
                    sent[row.name] = next(choice.value for choice in row.choices if choice.text == pair["right"])
            case "ordering":
                for place, step in enumerate(each.content["items"], start=1):
                    sent[f"{each.name}-{step['id']}"] = str(place)
            case "short_text":
                sent[each.name] = each.content["accepted"][0]
            case "number":
                sent[each.name] = each.content["number"]
            case "open":
                sent[each.name] = "Барам отворена расправа."
    return sent


def form(page: Page, answers: dict[str, Any] | None = None, *, name: str = "quiz", request_id=None) -> dict[str, Any]:
    """What the form of a quiz sends: the right answers, but for those given by field."""
    content = asked(page, name)
    return {
        "request_id": str(request_id or uuid4()),
        "version": digest_of(content),
        **right_answers(content),
        **(answers or {}),
    }


def field(name: str) -> str:
    """Name of the field of a question."""
    return PREFIX + an_id(name)


def wrong(page: Page, *, question_name: str = "Кој одлучува?", option_name: str = "Никој", **fields) -> dict[str, Any]:
    return form(page, {field(question_name): an_id(option_name)}, **fields)


def fill_in(tab: Tab, form: dict[str, Any]) -> None:
    """Puts into the form of a quiz, in a browser, what `form` sends."""
    for name, value in form.items():
        control = tab.locator(f'.quiz-form [name="{name}"]')
        kind = control.first.get_attribute("type") or control.first.evaluate("element => element.tagName")
        for each in value if isinstance(value, list) else [value]:
            if kind in ("radio", "checkbox"):
                tab.locator(f'.quiz-form [name="{name}"][value="{each}"]').check()
            elif kind == "SELECT":
                control.select_option(each)
            elif kind != "hidden":
                control.fill(each)
