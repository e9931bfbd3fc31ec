"""Certificates as their owner, others and visitors meet them."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from jadro.outbox.models import Message
from learning.certificates import codes, services
from learning.certificates.choices import Shown
from learning.certificates.models import Certificate
from learning.courses.models import CoursePage, LessonPage
from learning.progress import services as progress
from tests.factories import accounts, certificates, learning

pytestmark = pytest.mark.django_db

FORM = {"name": "Ана Ќосева", "shown": "nameless"}


def text(response) -> str:
    return " ".join(response.content.decode().split())


def url(name: str, *arguments, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"certificates:{name}", args=arguments)


def ask_url(course: CoursePage, language: str = "en") -> str:
    return url("ask", course.translation_key, language=language)


# --- Asking --------------------------------------------------------------------------------------------------------


def test_who_finished_a_course_is_offered_a_certificate_on_its_page_and_in_my_learning(signed_in):
    course = learning.course(1)
    learner = accounts.user()
    client = signed_in(learner)
    before = [text(client.get(address)) for address in (course.url, "/mk/my/")]

    certificates.finish(learner, course)

    assert not any(ask_url(course, "mk") in page for page in before)
    for address in (course.url, "/mk/my/"):
        assert f'href="{ask_url(course, "mk")}"' in text(client.get(address))


def test_who_finished_is_offered_it_also_after_being_put_into_a_cohort(signed_in):
    course = learning.course(1)
    learner = accounts.user()
    client = signed_in(learner)
    certificates.finish(learner, course)
    learning.cohort(course, learner)

    for address in (course.url, "/mk/my/"):
        assert f'href="{ask_url(course, "mk")}"' in text(client.get(address))
    assert client.get(ask_url(course)).status_code == 200


@pytest.mark.long
def test_asking_writes_a_certificate_that_keeps_what_the_course_was_finished_by(signed_in):
    course = learning.course(2, 1, title="Застапување")
    learning.translate(course, "sq", title="Avokimi", slug="avokimi")
    learner = accounts.user(first_name="Ана", last_name="Ќосева")
    certificates.finish(learner, course)
    client = signed_in(learner)

    page = text(client.get(ask_url(course)))
    response = client.post(ask_url(course), {"name": " Ана  М. Ќосева ", "shown": "named"})

    assert 'value="Ана Ќосева"' in page
    certificate = Certificate.objects.get()
    assert response["Location"] == f"/en/my/certificates/#{certificate.code}"
    assert certificate.name == "Ана М. Ќосева"
    assert certificate.titles == {"mk": "Застапување", "sq": "Avokimi"}
    assert (certificate.rule, certificate.rule_numbers, certificate.outline_number) == (
        "all-required",
        {"required": 3, "optional": 0},
        1,
    )
    assert certificate.half_hours == 1  # three lessons of 8 minutes
    assert (certificate.completed_at, certificate.language) == (certificates.AT, "en")
    assert certificate.shown == Shown.NAMED


def test_asking_twice_gives_the_first_certificate_again(signed_in):
    course = learning.course(1)
    learner = accounts.user()
    certificates.finish(learner, course)
    client = signed_in(learner)

    answers = [client.post(ask_url(course), {**FORM, "name": name}) for name in ("Ана", "Друга")]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Certificate.objects.get().name == "Ана"
    assert client.get(ask_url(course))["Location"] == answers[0]["Location"]


def test_two_devices_that_ask_at_once_get_one_certificate():
    course = learning.course(1)
    learner = accounts.user()
    certificates.finish(learner, course)

    first, second = (
        services.issue(learner, course.translation_key, name=name, shown=Shown.NAMED, language="mk", at=certificates.AT)
        for name in ("Ана", "Друга")
    )

    assert first == second


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_course_that_is_not_finished_gives_no_certificate_and_says_what_is_missing(signed_in, method):
    course = learning.course(2)
    first, last = learning.lessons_of(course)
    client = signed_in(accounts.user())
    client.post(url("ask", course.translation_key).replace("certificate", "enrol"))
    client.post(f"/mk/my/lessons/{first.translation_key}/mark/", learning.mark_form())

    response = getattr(client, method)(ask_url(course), FORM)

    assert response.status_code == 409
    assert last.title in text(response)
    assert first.title not in text(response)
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("which", ["unknown", "draft"])
def test_a_course_that_cannot_be_opened_is_not_found(signed_in, which):
    key = uuid4() if which == "unknown" else learning.course(1, live=False).translation_key

    assert signed_in(accounts.user()).post(url("ask", key), FORM).status_code == 404


def test_what_others_finished_gives_nobody_else_a_certificate(signed_in):
    course = learning.course(1)
    certificates.certificate(accounts.user(), course)

    response = signed_in(accounts.user()).post(ask_url(course), FORM)

    assert response.status_code == 409
    assert Certificate.objects.count() == 1


@pytest.mark.long
@pytest.mark.parametrize(
    "form",
    [{}, {"name": "", "shown": "named"}, {"name": "Ана"}, {"name": "日本", "shown": "named"}, FORM | {"shown": "all"}],
    ids=["empty", "no name", "no choice", "letters no typeface has", "odd choice"],
)
def test_a_form_that_is_not_whole_is_shown_again_and_writes_nothing(signed_in, form):
    course = learning.course(1)
    learner = accounts.user()
    certificates.finish(learner, course)

    response = signed_in(learner).post(ask_url(course), form)

    assert response.status_code == 422
    assert 'class="note bad errors"' in text(response)
    assert Certificate.objects.count() == 0


@pytest.mark.long
def test_a_course_that_was_withdrawn_since_still_gives_its_certificate(signed_in):
    course = learning.course(1, title="Застапување")
    learner = accounts.user()
    certificates.finish(learner, course)
    CoursePage.objects.get(pk=course.pk).delete()

    signed_in(learner).post(ask_url(course), FORM)

    assert Certificate.objects.get().titles == {"mk": "Застапување"}


# --- The owner's list ----------------------------------------------------------------------------------------------


def test_my_certificates_are_listed_with_a_paper_in_every_language(signed_in):
    learner = accounts.user()
    certificate = certificates.certificate(learner, learning.course(1, title="Застапување"))
    others = certificates.certificate(accounts.user(), learning.course(1, title="Туѓ курс"))

    page = text(signed_in(learner).get("/mk/my/certificates/"))

    assert certificate.spaced_code in page
    assert all(f'href="{url("pdf", certificate, language=code)}"' in page for code in ("mk", "sq", "en"))
    assert others.spaced_code not in page
    assert "Туѓ курс" not in page


@pytest.mark.long
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(signed_in, django_assert_num_queries, count):
    learner = accounts.user()
    for number in range(count):
        certificates.certificate(learner, learning.course(1, title=f"Курс {number}"))
    client = signed_in(learner)
    client.get("/mk/my/certificates/")

    with django_assert_num_queries(4):
        client.get("/mk/my/certificates/")


@pytest.mark.long
@pytest.mark.parametrize("count", [1, 3])
def test_my_learning_reads_all_certificates_at_once(signed_in, django_assert_num_queries, count):
    learner = accounts.user()
    for number in range(count):
        certificates.finish(learner, learning.course(1, title=f"Курс {number}"))
    client = signed_in(learner)
    client.get("/mk/my/")

    with django_assert_num_queries(11) as seen:
        client.get("/mk/my/")
    assert sum("certificates_certificate" in each["sql"] for each in seen) == 1


@pytest.mark.parametrize("door", ["pdf", "show"])
def test_a_certificate_of_somebody_else_is_not_found(signed_in, door):
    certificate = certificates.certificate(accounts.user(), learning.course(1), shown=Shown.NAMED)
    client = signed_in(accounts.user())

    response = client.get(url(door, certificate)) if door == "pdf" else client.post(url(door, certificate))

    assert response.status_code == 404
    certificate.refresh_from_db()
    assert certificate.shown == Shown.NAMED


# --- What is public ------------------------------------------------------------------------------------------------


def test_the_public_address_shows_no_name_unless_its_owner_says_so(client):
    course = learning.course(2, title="Застапување")
    certificate = certificates.certificate(accounts.user("ana@example.org"), course, name="Ана Ќосева")

    page = text(client.get(url("certificate", certificate)))

    assert "Застапување" in page
    assert "Finished on 8 March 2026" in page
    assert "All 2 required activities of the course were done (outline 1)." in page
    assert "valid" in page
    assert "Ќосева" not in page
    assert "ana@example.org" not in page


def test_what_is_public_can_be_changed_at_any_time_and_holds_at_once(client, signed_in):
    learner = accounts.user()
    certificate = certificates.certificate(learner, learning.course(1))
    owner = signed_in(learner)
    address = url("certificate", certificate)

    seen = {}
    for shown in ("named", "hidden", "nameless"):
        owner.post(url("show", certificate), {"shown": shown})
        response = client.get(address)
        seen[shown] = (response.status_code, certificate.name in text(response))

    assert seen == {"named": (200, True), "hidden": (404, False), "nameless": (200, False)}


def test_a_hidden_certificate_answers_as_one_that_never_was(client):
    certificate = certificates.certificate(accounts.user(), learning.course(1), shown=Shown.HIDDEN)
    unknown = codes.spaced(codes.new_code())

    hidden, missing = (client.get(url("certificate", code)) for code in (certificate.spaced_code, unknown))

    assert hidden.status_code == missing.status_code == 404
    assert text(hidden).replace(certificate.spaced_code, "") == text(missing).replace(unknown, "")
    assert hidden.headers["X-Robots-Tag"] == missing.headers["X-Robots-Tag"] == "noindex"


def test_search_engines_and_caches_keep_no_copy(client):
    certificate = certificates.certificate(accounts.user(), learning.course(1))

    response = client.get(url("certificate", certificate))

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in text(response)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("typed", ["{}", " {} ", "cyrillic", "lower", "without hyphens"])
def test_a_code_is_found_however_it_is_typed(client, typed):
    certificate = certificates.certificate(accounts.user(), learning.course(1))
    code = certificate.spaced_code
    cyrillic = code.translate(str.maketrans("ABCEHJKMPSTX", "АВСЕНЈКМРЅТХ"))
    typed = {"cyrillic": cyrillic.lower(), "lower": code.lower(), "without hyphens": certificate.code}.get(
        typed, typed.format(code)
    )

    response = client.get(url("check"), {"code": typed}, follow=True)

    assert response.status_code == 200
    assert certificate.spaced_code in text(response)


@pytest.mark.parametrize("typed", ["", "---", "9" * 41])
def test_what_is_no_code_brings_the_form_again(client, typed):
    response = client.get(url("check"), {"code": typed})

    assert response.status_code == 200
    assert 'name="code"' in text(response)


@pytest.mark.long
def test_who_guesses_codes_is_stopped_and_finds_nothing_any_more(client):
    certificate = certificates.certificate(accounts.user(), learning.course(1))
    answers = [client.get(url("certificate", codes.new_code())).status_code for _try in range(61)]

    assert answers == [404] * 60 + [429]
    assert client.get(url("certificate", certificate)).status_code == 429


@pytest.mark.long
def test_looking_at_what_is_there_counts_for_nothing(client):
    certificate = certificates.certificate(accounts.user(), learning.course(1))

    assert {client.get(url("certificate", certificate)).status_code for _look in range(70)} == {200}


def test_the_public_address_takes_one_query_for_the_certificate(client, django_assert_num_queries):
    certificate = certificates.certificate(accounts.user(), learning.course(1))
    address = url("certificate", certificate)
    client.get(address)

    with django_assert_num_queries(2):
        client.get(address)


# --- It stays ------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_what_editors_change_later_changes_no_word_of_a_certificate(client, signed_in):
    course = learning.course(1, title="Застапување")
    learner = accounts.user()
    certificate = certificates.certificate(learner, course)
    before = text(client.get(url("certificate", certificate, language="mk")))

    module = course.get_children().get().specific
    learning.lesson(module, title="Нова")
    LessonPage.objects.update(minutes=500)
    course.title = "Преименуван"
    learning.publish(course)
    progress.follow_outline(course.translation_key, at=certificates.AT)

    after = text(client.get(url("certificate", certificate, language="mk")))
    article = re.compile(r"<article.*</article>")
    assert article.findall(after) == article.findall(before) != []
    assert "Застапување" in after


def test_scripts_in_a_name_stay_words(client, signed_in):
    learner = accounts.user()
    name = '<script>alert(1)</script>"#eval(1)'
    certificate = certificates.certificate(learner, learning.course(1), name=name, shown=Shown.NAMED)

    pages = [
        text(client.get(url("certificate", certificate))),
        text(signed_in(learner).get(url("mine"))),
        text(signed_in(accounts.superuser()).get("/admin/certificate/")),
    ]

    assert not any("<script>alert" in page for page in pages)
    assert all("&lt;script&gt;alert(1)" in page for page in pages)
    assert Message.objects.count() == 0
