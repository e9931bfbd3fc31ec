"""A reader says what is wrong and where; the editors have it, and who wrote it is told once when it is solved."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from jadro.accounts.choices import Role
from jadro.corrections.choices import State
from jadro.corrections.models import Report
from jadro.outbox.models import Message
from learning.courses.models import LessonPage
from tests.factories import accounts, corrections, learning
from tests.factories.corrections import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    return learning.lessons_of(learning.course(1))[0]


@pytest.fixture
def editor(signed_in) -> Client:
    return signed_in(accounts.user("editor@example.org", role=Role.EDITOR))


def address(lesson: LessonPage, language: str = "mk") -> str:
    return f"/{language}/corrections/{lesson.translation_key}/"


def paragraph(lesson: LessonPage) -> UUID:
    return UUID(next(block.id for block in lesson.body if block.block_type == "paragraph"))


def form(**fields) -> dict[str, str]:
    return {"words": "Законот е сменет.", "block": "", "request_id": str(uuid4())} | fields


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


# --- Readers ---------------------------------------------------------------------------------------------------------


def test_a_lesson_leads_from_each_of_its_blocks_to_the_form_about_it(client, lesson):
    links = soup(client.get(lesson.url)).select("details.reporting a")

    assert [link["href"] for link in links] == [
        *(f"{address(lesson)}?block={block.id}" for block in lesson.body),
        address(lesson),
    ]
    assert [link.get_text() for link in links][:3] == ["Прво", "Текст.", "Задача"]


def test_a_visitor_reports_a_block_and_comes_back_to_it(client, lesson):
    block = paragraph(lesson)
    asked = client.get(f"{address(lesson)}?block={block}")
    assert soup(asked).select_one("blockquote").get_text() == "Текст."
    sent = {field["name"]: field.get("value", "") for field in soup(asked).select("main form input[name]")}

    answer = client.post(address(lesson), sent | {"words": "Законот е сменет."})

    assert answer.headers["Location"] == f"{lesson.url}#block-{block}"
    assert "Ви благодариме." in client.get(lesson.url).content.decode()
    report = Report.objects.get()
    assert (report.page_key, report.block_id, report.language) == (lesson.translation_key, block, "mk")
    assert (report.quote, report.words, report.reported_by, report.state) == (
        "Текст.",
        "Законот е сменет.",
        None,
        State.OPEN,
    )


def test_the_same_form_sent_twice_is_one_report(client, lesson):
    sent = form()

    for _time in range(2):
        assert client.post(address(lesson), sent).status_code == 302

    assert Report.objects.count() == 1


@pytest.mark.parametrize("block", ["4c314ffd-b7ac-44bc-bd3e-c3dab7e5e0fb", "no-block"])
def test_a_block_that_is_not_there_makes_it_a_report_about_the_page(client, lesson, block):
    shown = client.get(address(lesson), {"block": block})
    assert soup(shown).select("blockquote, [name=block][value]") == []

    client.post(address(lesson), form(block=block))

    report = Report.objects.get()
    assert (report.block_id, report.quote) == (None, "")


@pytest.mark.parametrize("wrong", [{"words": ""}, {"words": "а" * 2001}, {"request_id": "x"}])
def test_what_is_not_complete_is_said_and_nothing_is_kept(client, lesson, wrong):
    answer = client.post(address(lesson), form(**wrong))

    assert answer.status_code == 422
    assert soup(answer).select(".errors")
    assert Report.objects.count() == 0


def test_words_are_not_lost_when_too_many_reports_come_at_once(client, lesson, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"report_mistake": "1/10m/ip"}
    client.post(address(lesson), form())

    answer = client.post(address(lesson), form(words="Втора грешка."))

    assert answer.status_code == 429
    assert soup(answer).select_one("textarea").get_text().strip() == "Втора грешка."
    assert Report.objects.count() == 1


def test_a_page_that_a_reader_cannot_open_cannot_be_reported_on(client, signed_in, lesson):
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type=PageViewRestriction.LOGIN)

    assert client.get(address(lesson)).status_code == 404
    assert client.post(address(lesson), form()).status_code == 404
    assert signed_in(accounts.user()).get(address(lesson)).status_code == 200
    assert Report.objects.count() == 0


@pytest.mark.parametrize("part", ["module", "course", "nothing"])
def test_what_is_withdrawn_or_has_no_text_or_does_not_exist_cannot_be_reported_on(client, lesson, part):
    module = lesson.get_parent().specific
    if part == "course":
        module.get_parent().specific.unpublish()
    key = {"module": module.translation_key, "course": lesson.translation_key, "nothing": uuid4()}[part]

    assert client.get(f"/mk/corrections/{key}/").status_code == 404


def test_what_is_to_be_checked_says_where_to_report_a_change(client, lesson):
    lesson.body = [
        ("callout", {"kind": "check", "text": "Се проверува."}),
        ("callout", {"kind": "info", "text": "Добро е да се знае."}),
    ]
    lesson = learning.publish(lesson)

    links = soup(client.get(lesson.url)).select(".prose .note a")

    assert [link["href"] for link in links] == [f"{address(lesson)}?block={lesson.body[0].id}"]


@pytest.mark.long
def test_the_form_speaks_the_language_of_its_address(client):
    (lesson,) = learning.lessons_of(learning.course(1, everywhere=True))

    words = {code: soup(client.get(address(lesson, code))).h1.get_text() for code in ("mk", "sq", "en")}

    assert words == {"mk": "Пријавете грешка", "sq": "Raportoni një gabim", "en": "Report a mistake"}


# --- Editors ---------------------------------------------------------------------------------------------------------


def edit(report: Report) -> str:
    return reverse("wagtailsnippets_corrections_report:edit", args=[report.pk])


def test_open_reports_stand_on_the_front_page_of_editors_the_oldest_first(editor, signed_in, lesson):
    new = corrections.report(lesson, words="Нова.", at=AT)
    old = corrections.report(lesson, words="Стара.", at=AT - timedelta(days=1))
    solved = corrections.report(lesson, words="Решена.")
    Report.objects.filter(pk=solved.pk).update(state=State.SOLVED, solved_at=AT)

    links = soup(editor.get(reverse("wagtailadmin_home"))).select("#mistakes-section .work li a")

    assert [link["href"] for link in links] == [edit(old), edit(new)]
    coordinator = signed_in(accounts.user("co@example.org", role=Role.COORDINATOR))
    assert "mistakes" not in coordinator.get(reverse("wagtailadmin_home")).content.decode()


def test_a_report_shows_the_passage_as_it_stood_and_leads_to_its_block_in_the_page(editor, lesson):
    block = paragraph(lesson)
    report = corrections.report(lesson, block_id=block)
    lesson.body = [("paragraph", "<p>Поправено.</p>")]
    learning.publish(lesson)

    shown = soup(editor.get(edit(report)))

    assert shown.select_one("main blockquote").get_text() == "Текст."
    edit_page = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert shown.select(f'main a[href="{edit_page}#block-{block}-section"]')


@pytest.mark.long
def test_a_report_about_a_copy_leads_to_the_text_it_was_copied_from(editor):
    (lesson,) = learning.lessons_of(learning.course(1, everywhere=True))
    copy = lesson.get_translations().get(locale__language_code="sq").specific
    report = corrections.report(copy)

    shown = soup(editor.get(edit(report)))

    assert shown.select(f'main a[href="{reverse("wagtailadmin_pages:edit", args=[lesson.pk])}"]')


def test_a_report_outlives_its_page(editor, lesson):
    report = corrections.report(lesson)
    lesson.delete()

    assert "Страницата веќе ја нема." in editor.get(edit(report)).content.decode()


def test_who_reported_is_told_once_in_their_language_when_it_is_solved(editor, lesson):
    person = accounts.user("agim@example.org", role=Role.MEMBER, language="sq")
    report = corrections.report(lesson, words="Gabim & tjetër.", by=person)

    for answer in ("U ndreq.", "U ndreq me të vërtetë."):
        editor.post(edit(report), {"answer": answer, "is_solved": "on"})

    report.refresh_from_db()
    assert (report.state, report.answer, report.solved_by.email) == (
        State.SOLVED,
        "U ndreq me të vërtetë.",
        "editor@example.org",
    )
    mail = Message.objects.get(address="agim@example.org")
    assert mail.subject == f"Gabimi që raportuat në „{lesson.title}“"
    assert "Gabim & tjetër." in mail.text
    assert "U ndreq." in mail.text
    assert f"{settings.BASE_URL.rstrip('/')}{lesson.url}" in mail.text


def test_an_answer_alone_solves_nothing_and_a_solved_report_can_be_opened_again(editor, lesson):
    person = accounts.user("ana@example.org", role=Role.MEMBER)
    report = corrections.report(lesson, by=person)

    editor.post(edit(report), {"answer": "Ќе видиме."})
    report.refresh_from_db()
    assert (report.state, report.answer) == (State.OPEN, "Ќе видиме.")
    assert not Message.objects.filter(address=person.email).exists()

    editor.post(edit(report), {"answer": "Готово.", "is_solved": "on"})
    editor.post(edit(report), {"answer": "Сепак не."})
    report.refresh_from_db()
    assert (report.state, report.solved_at, report.solved_by) == (State.OPEN, None, None)


def test_a_visitors_report_is_solved_without_a_mail(editor, lesson):
    report = corrections.report(lesson)

    editor.post(edit(report), {"answer": "Готово.", "is_solved": "on"})

    report.refresh_from_db()
    assert report.state == State.SOLVED
    assert Message.objects.count() == 0


def test_a_report_stays_without_its_writer_when_the_account_is_deleted(lesson):
    person = accounts.user("ana@example.org", role=Role.MEMBER)
    report = corrections.report(lesson, by=person)

    person.delete()

    report.refresh_from_db()
    assert (report.reported_by, report.words) == (None, "Тука има грешка.")


def test_the_list_of_reports_takes_no_more_queries_for_more(editor, lesson, django_assert_num_queries):
    index = reverse("wagtailsnippets_corrections_report:list")
    corrections.report(lesson)
    editor.get(index)
    with django_assert_num_queries(14) as with_one:
        editor.get(index)
    for _more in range(2):
        corrections.report(lesson)

    with django_assert_num_queries(len(with_one)):
        response = editor.get(index)

    assert len(soup(response).select("table.listing tbody tr")) == 3
