"""Each kind of question by itself: what it reads from a form, what it calls right, what it never tells."""

import json

import pytest
from django.http import QueryDict

from jadro.base.text import mixed_words
from learning.courses.choices import QuestionKind
from learning.courses.models import LessonPage
from learning.quizzes.questions import KINDS, NeverOffered, questions_of, read_sheet
from tests.factories import quizzes as factory


def content_of(*questions, **settings):
    field = LessonPage._meta.get_field("body")
    return field.to_python([factory.quiz_block(list(questions), **settings)])[0].value.asked("mk")


EVERYTHING = content_of(*factory.every_kind())


def sent(answers) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def sheet(answers, content=EVERYTHING):
    return read_sheet(content, sent(answers), mixed_for="1 1")


def judged(question_name: str, answers):
    its = next(each for each in questions_of(EVERYTHING) if each.id == factory.an_id(question_name))
    return its.is_right(its.read(sent(answers)))


def test_every_kind_that_editors_can_choose_can_be_asked():
    assert set(KINDS) == set(QuestionKind) == {each["kind"] for each in EVERYTHING["questions"]}


def test_a_sheet_answered_rightly_is_right_in_all_that_can_be_right():
    read = sheet(factory.right_answers(EVERYTHING))

    assert read.is_whole
    assert [each.is_right(read.given[each.id]) for each in read.questions] == [True] * 7 + [None]


@pytest.mark.parametrize("index", range(8))
def test_a_question_left_out_says_so_and_keeps_the_rest(index):
    name = EVERYTHING["questions"][index]["id"]
    answers = {key: value for key, value in factory.right_answers(EVERYTHING).items() if name not in key}

    read = sheet(answers)

    assert [each.id for each in read.wrong] == [name]
    assert len(read.given) == 7


def test_several_answers_are_right_only_when_exactly_the_right_ones_are_ticked():
    name, record, budget, whisper = (factory.an_id(each) for each in ("Што е јавно?", "Записник", "Буџет", "Шепот"))

    def ticked(*ids):
        return judged("Што е јавно?", {f"q-{name}": list(ids)})

    assert ticked(record, budget)
    assert not ticked(record)
    assert not ticked(record, budget, whisper)


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("12,5", True),
        ("12.5", True),
        (" 13 ", True),
        ("12", True),
        ("13,01", False),
        ("-12.5", False),
        ("12.500", True),
        ("0012,5", True),
    ],
)
def test_a_number_is_right_within_its_tolerance(typed, is_right):
    assert judged("Колку проценти?", {factory.field("Колку проценти?"): typed}) is is_right


@pytest.mark.parametrize("typed", ["дванаесет", "1,2,3", "NaN", "Infinity", "1e", "12 %"])
def test_what_is_no_number_is_said_beside_the_question(typed):
    answers = {**factory.right_answers(EVERYTHING), factory.field("Колку проценти?"): typed}

    assert [each.kind for each in sheet(answers).wrong] == ["number"]


@pytest.mark.parametrize("typed", ["застапување", "Zastapuvanje", "ЗАСТАПУВАЊЕ ", "zastapuvane", "Advocacy"])
def test_a_few_words_are_right_however_they_are_typed(typed):
    assert judged("Како се вика?", {factory.field("Како се вика?"): typed})


@pytest.mark.parametrize("typed", ["застапник", "лобирање", "застапување на култура"])
def test_other_words_are_not(typed):
    assert not judged("Како се вика?", {factory.field("Како се вика?"): typed})


def test_an_order_is_right_only_as_a_whole():
    name = factory.field("Подредете.")
    steps = [factory.an_id(f"step {n}") for n in (1, 2, 3)]

    def put(*places):
        return {f"{name}-{step}": place for step, place in zip(steps, places, strict=True)}

    assert judged("Подредете.", put("1", "2", "3"))
    assert not judged("Подредете.", put("2", "1", "3"))


def test_a_place_given_twice_is_said_beside_the_question():
    name = factory.field("Подредете.")
    answers = factory.right_answers(EVERYTHING) | {f"{name}-{factory.an_id('step 2')}": "1"}

    assert [each.kind for each in sheet(answers).wrong] == ["ordering"]


@pytest.mark.parametrize(
    "answers",
    [
        {factory.field("Кој одлучува?"): "someone-else"},
        {factory.field("Кој одлучува?"): factory.an_id("Буџет")},
        {factory.field("Што е јавно?"): [factory.an_id("Записник"), "x"]},
        {factory.field("Буџетот е јавен."): "maybe"},
        {f"{factory.field('Поврзете.')}-{factory.an_id('pair 1')}": factory.an_id("pair 1")},
        {f"{factory.field('Подредете.')}-{factory.an_id('step 1')}": "7"},
        {factory.field("Прашање што го нема"): "1"},
    ],
)
def test_what_was_never_offered_is_taken_by_no_question(answers):
    with pytest.raises(NeverOffered):
        sheet(factory.right_answers(EVERYTHING) | answers)


def test_what_there_is_to_choose_stands_in_another_order_for_each_attempt_and_the_same_within_one():
    content = content_of(
        factory.question("single", "Многу", options=[factory.option(f"о{n}", is_right=n == 1) for n in range(9)])
    )

    def order(name):
        (question,) = questions_of(content, mixed_for=name)
        return [choice.text for choice in question.choices]

    assert order("1 1") == order("1 1") != order("1 2") != order("2 1")
    assert sorted(order("1 1")) == sorted(order("2 1"))


def test_an_editor_may_keep_the_order_of_answers():
    options = [factory.option(f"о{n}", is_right=n == 1) for n in range(9)]
    content = content_of(factory.question("single", "Многу", options=options), is_shuffled=False)

    (question,) = questions_of(content, mixed_for="1 1")

    assert [choice.text for choice in question.choices] == [f"о{n}" for n in range(9)]


def test_nothing_a_form_holds_tells_what_is_right():
    for question in questions_of(EVERYTHING, mixed_for="1 1"):
        if question.kind == "matching":
            left = {row.name.rpartition(f"{question.name}-")[2] for row in question.rows}
            right = {choice.value for row in question.rows for choice in row.choices}
            assert not left & right


def test_what_is_asked_survives_as_json():
    assert json.loads(json.dumps(EVERYTHING)) == EVERYTHING
    assert not mixed_words(json.dumps(EVERYTHING, ensure_ascii=False))
