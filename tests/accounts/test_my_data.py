"""What is kept of somebody, shown to them, taken along by them, and erased by them."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from jadro.accounts import registry
from jadro.accounts.choices import Role
from jadro.accounts.models import User
from learning.progress import queries
from learning.progress import services as progress
from learning.progress.personal import MARKS
from tests import sentinels
from tests.accounts.ways_in import code_for
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGE, TAKE, ERASE = "/mk/my/data/", "/mk/my/data/take/", "/mk/my/data/erase/"


@pytest.fixture
def course():
    return learning.course(2)


@pytest.fixture
def owner(course):
    return sentinels.plant(course)


def taken(response) -> tuple[dict, str]:
    with ZipFile(BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["data.json", "data.html"]
        return json.loads(archive.read("data.json")), archive.read("data.html").decode()


# --- Seen -----------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_page_says_how_much_of_what_is_kept(owner):
    page = owner.browser.get(PAGE).content.decode()

    rows = dict(re.findall(r'scope="row">(.*?)</th>.*?data-l="[^"]*">(\d+)<', page, re.DOTALL))
    numbers = {each.what: str(each.count) for each in registry.numbers(owner.person)}
    assert rows == numbers
    assert len(rows) > 10


def test_the_page_takes_the_same_queries_whatever_is_kept(signed_in, course):
    counts = []
    for number in (1, 3):
        person = accounts.user()
        for _ in range(number):
            for lesson in learning.lessons_of(course):
                progress.keep_place(person, lesson.translation_key, block_id=None, at=AT)
                _mark(person, lesson, course)
        browser = signed_in(person)
        browser.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1]


_mark = partial(learning.mark, at=AT)


# --- Taken along ----------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_file_holds_all_that_is_the_persons_and_no_key_to_the_account(owner):
    response = owner.browser.get(TAKE)
    content, page = taken(response)

    text = json.dumps(content, ensure_ascii=False)
    for name in (
        "e-mail", "first name", "last name", "name on a certificate", "code of a certificate",
        "earlier name on a certificate", "why a name was corrected",
    ):  # fmt: skip
        assert owner.of_account[name] in text, name
        assert owner.of_account[name] in page, name
    for name in (
        "answer to a quiz", "subject of a mail", "text of a mail", "browser", "address on the network", "receipt",
        "the next e-mail", "name of a token",
    ):  # fmt: skip
        assert owner.secrets[name] in text, name
        assert owner.secrets[name] in page, name
    keys = {name for name in owner.secrets if re.search("password|hash|session|second step|spare|seed", name)}
    assert len(keys) > 8
    assert {name for name in keys if owner.secrets[name] in text + page} == set()


@pytest.mark.long
def test_the_file_is_private_and_an_attachment(owner):
    response = owner.browser.get(TAKE)

    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/zip"


@pytest.mark.long
def test_every_model_with_fields_to_take_stands_in_the_file(owner):
    content, _page = taken(owner.browser.get(TAKE))

    assert content["kept"].keys() == {each.name for each in registry.everything() if each.taken}
    empty = {name for name, parts in content["kept"].items() if not any(part["rows"] for part in parts)}
    assert empty == {"accounts.User_user_permissions"}


@pytest.mark.long
def test_every_column_of_the_file_has_a_name(owner):
    for each in registry.everything():
        for row in each.rows(owner.person, "mk"):
            assert set(each.taken) <= row.keys() | {"rule"}, each.name
            assert all(str(each.label(name)) for name in row if name not in each.for_programs)


@pytest.mark.long
@pytest.mark.parametrize("language", ["mk", "sq", "en"])
def test_figures_of_the_file_are_those_of_the_page(owner, course, language):
    with translation.override(language):
        content, page = taken(owner.browser.get(reverse("accounts:take_data")))
        explained = queries.explain(owner.person, course.translation_key, language)

        (figures,) = (part for part in content["kept"]["progress.CourseSummary"])
        (row,) = figures["rows"]
        assert (row["course"], row["sentence"]) == (explained.course_title, explained.count_sentence)
        assert explained.count_sentence in page
        assert explained.count_sentence in owner.browser.get(reverse("my:learning")).content.decode()
        assert f'<html lang="{language}">' in page


@pytest.mark.long
def test_the_page_to_read_needs_nothing_from_elsewhere_and_runs_nothing(owner):
    _content, page = taken(owner.browser.get(TAKE))

    assert not re.search(r"<(?:script|link|img|iframe|object|form)\b", page)
    assert not re.search(r"\b(?:src|href)=\"(?!#)", page)
    assert "default-src 'none'" in page


def test_what_a_person_typed_is_shown_as_text(signed_in):
    person = accounts.user(first_name="<script>alert(1)</script>")

    _content, page = taken(signed_in(person).get(TAKE))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.long
def test_the_file_has_nothing_of_others(owner, signed_in):
    other = accounts.user()

    response = signed_in(other).get(TAKE)
    content, page = taken(response)

    text = json.dumps(content, ensure_ascii=False) + page
    assert {name for name, value in (owner.of_account | owner.secrets).items() if value in text} == set()


def test_the_text_of_a_code_that_waits_is_not_in_the_file(signed_in, client):
    person = accounts.user("ana@example.org")
    client.post("/mk/accounts/login/code/", {"email": "ana@example.org"})
    code = code_for("ana@example.org")

    content, page = taken(signed_in(person).get(TAKE))

    assert code not in json.dumps(content) + page


# --- Erased ---------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_page_before_erasing_says_what_goes_and_what_stays_in_numbers(owner):
    page = owner.browser.get(ERASE).content.decode()

    goes, stays = page.split('id="stays-title"')
    assert "Каде сте застанале со читање" in goes
    assert "(1)" in goes
    assert "без податок кои сте биле" in stays


def test_the_password_erases_signs_out_and_says_so(signed_in):
    person = accounts.user("ana@example.org")
    browser = signed_in(person)

    response = browser.post(ERASE, {"password": accounts.PASSWORD}, follow=True)

    person.refresh_from_db()
    assert person.erased_at
    assert response.redirect_chain == [("/mk/", 302)]
    assert "Вашата сметка е избришана" in response.content.decode()
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("sent", [{}, {"password": ""}, {"password": "wrong"}, {"code": "1234-5678"}])
def test_without_the_right_password_nothing_is_erased(signed_in, sent):
    person = accounts.user()

    response = signed_in(person).post(ERASE, sent)

    person.refresh_from_db()
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert person.is_active
    assert not person.erased_at


def test_guessing_the_password_here_is_slowed(signed_in):
    person = accounts.user()
    browser = signed_in(person)
    for _ in range(5):
        browser.post(ERASE, {"password": "wrong"})

    response = browser.post(ERASE, {"password": accounts.PASSWORD})

    person.refresh_from_db()
    assert response.status_code == 429
    assert not person.erased_at


@pytest.fixture
def without_password(signed_in):
    person = accounts.user("ana@example.org", password=None)
    return person, signed_in(person)


def test_an_account_without_a_password_is_erased_by_a_code(without_password):
    person, browser = without_password
    assert 'name="code"' in browser.get(ERASE).content.decode()

    browser.post(f"{ERASE}code/")
    response = browser.post(ERASE, {"code": code_for("ana@example.org").replace("-", " ")})

    person.refresh_from_db()
    assert response.status_code == 302
    assert person.erased_at


def test_a_code_works_for_fifteen_minutes(without_password, time_machine):
    person, browser = without_password
    time_machine.move_to(AT, tick=False)
    browser.post(f"{ERASE}code/")

    time_machine.shift(timedelta(minutes=16))
    response = browser.post(ERASE, {"code": code_for("ana@example.org")})

    person.refresh_from_db()
    assert response.status_code == 422
    assert not person.erased_at


def test_a_code_may_be_mistyped_twice(without_password):
    person, browser = without_password
    browser.post(f"{ERASE}code/")
    code = code_for("ana@example.org")

    statuses = [browser.post(ERASE, {"code": "0000-0000"}).status_code for _ in range(3)]

    assert statuses == [422, 422, 422]
    assert browser.post(ERASE, {"code": code}).status_code == 422
    person.refresh_from_db()
    assert not person.erased_at


def test_the_code_of_another_person_erases_nobody(without_password, signed_in):
    person, browser = without_password
    other = accounts.user("bo@example.org", password=None)
    signed_in(other).post(f"{ERASE}code/")

    response = browser.post(ERASE, {"code": code_for("bo@example.org")})

    assert response.status_code == 422
    assert not User.objects.filter(erased_at__isnull=False).exists()
    assert person.is_active


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COORDINATOR])
def test_who_opens_the_admin_is_told_who_can_help(signed_in, role):
    person = accounts.user(role=role)
    browser = signed_in(person)

    shown, sent = browser.get(ERASE), browser.post(ERASE, {"password": accounts.PASSWORD})

    assert (shown.status_code, sent.status_code) == (200, 409)
    assert "учествува во работата на мрежата" in shown.content.decode()
    person.refresh_from_db()
    assert not person.erased_at


@pytest.mark.long
def test_five_hundred_marks_are_taken_along_at_once(signed_in):
    """What follows is a bound on queries, not on time: they do not grow with what is kept."""
    course = learning.course(1)
    (lesson,) = learning.lessons_of(course)
    counts = []
    for marks in (2, 40):
        person = accounts.user()
        for _ in range(marks):
            _mark(person, lesson, course)
        browser = signed_in(person)
        browser.get(TAKE)
        with CaptureQueriesContext(connection) as asked:
            browser.get(TAKE)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_mark_is_counted_once_whatever_rows_it_makes():
    person, course = accounts.user(), learning.course(1)
    learning.mark(person, learning.lessons_of(course)[0], course)

    assert {each.count for each in registry.numbers(person) if each.what == str(MARKS)} == {1}
