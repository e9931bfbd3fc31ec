"""The doors to the ledger, as a browser uses them: what counts, what is refused, and in which words."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageViewRestriction

from learning.courses.models import Enrolment, LessonPage
from learning.progress.models import ActivityState, Completion, Event, ReadingPlace
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


def mark_url(lesson, language="mk"):
    with translation.override(language):
        return reverse("my:mark", args=[lesson.translation_key])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_marking_a_lesson_redirects_to_its_receipt(signed_in):
    course = learning.course(2)
    lesson = learning.lessons_of(course)[0]
    client = signed_in(accounts.user(language="en"))

    response = client.post(mark_url(lesson), learning.mark_form())

    assert response.status_code == 302
    assert response["Location"] == f"{lesson.url}#mark"
    page = text(client.get(lesson.url))
    assert Event.objects.get().receipt_number in page
    assert 'name="kind" value="undone"' in page


def test_a_receipt_says_what_is_left_until_nothing_is(signed_in):
    course = learning.course(2)
    first, last = learning.lessons_of(course)
    client = signed_in(accounts.user(language="en"))

    one_left = text(client.post(mark_url(first), learning.mark_form(), headers={"HX-Request": "true"}))
    none_left = text(client.post(mark_url(last), learning.mark_form(), headers={"HX-Request": "true"}))

    assert f"„{last.title}“" in receipt_of(one_left)
    assert last.title not in receipt_of(none_left)


def receipt_of(page: str) -> str:
    return page.partition('class="receipt"')[2].partition("</div>")[0]


def test_a_script_gets_the_receipt_as_a_fragment(signed_in):
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]
    client = signed_in(accounts.user())

    response = client.post(mark_url(lesson), learning.mark_form(), headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert "<html" not in text(response)
    assert Event.objects.get().receipt_number in text(response)


def test_the_form_sent_twice_counts_once_and_is_answered_alike(signed_in):
    course = learning.course(2)
    lesson = learning.lessons_of(course)[0]
    client = signed_in(accounts.user())
    form = learning.mark_form()

    answers = [client.post(mark_url(lesson), form) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"{lesson.url}#mark"] * 2
    assert Event.objects.count() == 1


def test_a_used_form_for_another_lesson_is_refused_in_words(signed_in):
    course = learning.course(2)
    first, second = learning.lessons_of(course)
    client = signed_in(accounts.user())
    form = learning.mark_form()
    client.post(mark_url(first), form)

    response = client.post(mark_url(second), form)

    assert response.status_code == 409
    assert second.title in text(response)
    assert Event.objects.count() == 1


@pytest.mark.long
@pytest.mark.parametrize(
    "form",
    [{}, {"kind": "done"}, {"kind": "done", "request_id": "7"}, {"kind": "finished", "request_id": str(uuid4())}],
    ids=["empty", "no id", "odd id", "odd kind"],
)
def test_a_form_that_is_not_whole_is_refused_and_changes_nothing(signed_in, form):
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]

    response = signed_in(accounts.user()).post(mark_url(lesson), form)

    assert response.status_code == 400
    assert Event.objects.count() == Enrolment.objects.count() == 0


def test_owner_and_state_in_the_form_are_ignored(signed_in):
    course = learning.course(2)
    lesson = learning.lessons_of(course)[0]
    learner, other = accounts.user(), accounts.user()

    signed_in(learner).post(mark_url(lesson), learning.mark_form() | {"learner": other.pk, "is_done": "0"})

    assert ActivityState.objects.get().learner == learner
    assert Completion.objects.count() == 0


def test_a_visitor_is_sent_to_sign_in_and_nothing_is_recorded(client):
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]

    response = client.post(mark_url(lesson), learning.mark_form())

    assert response.status_code == 302
    assert response["Location"] == f"/mk/accounts/login/?next={lesson.url}"
    assert 'class="note wait"' in text(client.get(response["Location"]))
    assert Event.objects.count() == 0


@pytest.mark.long
@pytest.mark.parametrize("which", ["unknown", "draft lesson", "draft course", "not of a course"])
def test_marking_what_cannot_be_opened_is_not_found_and_changes_nothing(signed_in, which):
    course = learning.course(1)
    if which == "unknown":
        url = reverse("my:mark", args=[uuid4()])
    elif which == "draft lesson":
        url = mark_url(learning.lesson(course.get_children().get().specific, title="Нацрт", live=False))
    elif which == "draft course":
        url = mark_url(learning.lessons_of(learning.course(1, title="Нацрт", live=False))[0])
    else:
        url = reverse("my:mark", args=[course.translation_key])

    response = signed_in(accounts.user()).post(url, learning.mark_form())

    assert response.status_code == 404
    assert "<h1" in text(response)
    assert Event.objects.count() == 0


def test_reading_alone_never_completes(signed_in):
    course = learning.course(1)
    client = signed_in(accounts.user())

    for _ in range(3):
        client.get(learning.lessons_of(course)[0].url)

    assert Event.objects.count() == ActivityState.objects.count() == Enrolment.objects.count() == 0


def test_an_own_mark_can_be_taken_back(signed_in):
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]
    client = signed_in(accounts.user())
    client.post(mark_url(lesson), learning.mark_form())

    client.post(mark_url(lesson), learning.mark_form(kind="undone"))

    assert ActivityState.objects.get().is_done is False
    assert 'name="kind" value="done"' in text(client.get(lesson.url))


def test_taking_back_what_was_never_marked_is_refused_and_writes_nothing(signed_in):
    lesson = learning.lessons_of(learning.course(1))[0]

    response = signed_in(accounts.user()).post(mark_url(lesson), learning.mark_form(kind="undone"))

    assert response.status_code == 409
    assert Event.objects.count() == Enrolment.objects.count() == 0


def test_a_script_of_somebody_signed_out_is_told_where_to_sign_in_and_the_message_waits_there(client):
    lesson = learning.lessons_of(learning.course(1))[0]

    response = client.post(mark_url(lesson), learning.mark_form(), headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert response["HX-Redirect"] == f"/mk/accounts/login/?next={lesson.url}"
    assert 'class="note wait"' in text(client.get(response["HX-Redirect"]))


def test_the_same_form_after_the_lesson_was_withdrawn_is_answered_like_the_first_time(signed_in):
    lesson = learning.lessons_of(learning.course(2))[0]
    client, form = signed_in(accounts.user()), learning.mark_form()
    first = client.post(mark_url(lesson), form)
    lesson.unpublish()

    assert client.post(mark_url(lesson), form)["Location"] == first["Location"]
    assert Event.objects.count() == 1


def test_a_course_that_is_withdrawn_stays_in_my_learning_with_what_was_done(signed_in):
    course = learning.course(2)
    client = signed_in(accounts.user())
    client.post(mark_url(learning.lessons_of(course)[0]), learning.mark_form())
    course.unpublish()

    page = text(client.get("/en/my/"))

    assert course.title in page
    assert "1 of 2 finished" in page
    assert "not offered at the moment" in page


def test_a_course_behind_a_sign_in_is_named_to_nobody_else(client, signed_in):
    course = learning.course(1, title="Само за членови")
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)

    assert "Само за членови" not in text(client.get("/mk/courses/"))
    assert "Само за членови" in text(signed_in(accounts.user()).get("/mk/courses/"))


def test_starting_a_course_enrols_once_and_opens_its_first_lesson(signed_in):
    course = learning.course(2)
    client = signed_in(accounts.user())
    url = reverse("my:enrol", args=[course.translation_key])

    answers = [client.post(url) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [learning.lessons_of(course)[0].url] * 2
    assert Enrolment.objects.count() == 1


@pytest.mark.long
def test_the_place_where_reading_stopped_is_kept_and_opened_again_in_another_language(signed_in):
    course = learning.course(2, everywhere=True)
    lesson = learning.lessons_of(course)[0]
    block = lesson.body[1].id
    client = signed_in(accounts.user())
    client.post(reverse("my:enrol", args=[course.translation_key]))

    kept = client.post(reverse("my:keep_place", args=[lesson.translation_key]), {"block": block})

    assert kept.status_code == 204
    assert str(ReadingPlace.objects.get().block_id) == block
    home = text(client.get("/sq/"))
    assert f'href="/sq/courses/zastapuvanje/modul-1/lekcija-1-1/#block-{block}"' in home


def test_an_odd_place_is_refused(signed_in):
    lesson = learning.lessons_of(learning.course(1))[0]

    response = signed_in(accounts.user()).post(
        reverse("my:keep_place", args=[lesson.translation_key]), {"block": "here"}
    )

    assert response.status_code == 400
    assert ReadingPlace.objects.count() == 0


@pytest.mark.parametrize("name", ["my:enrol", "my:mark", "my:keep_place"])
def test_reading_an_address_that_writes_changes_nothing(signed_in, name):
    course = learning.course(1)

    response = signed_in(accounts.user()).get(reverse(name, args=[course.translation_key]))

    assert response.status_code == 405
    assert "<h1" in text(response)


@pytest.mark.long
def test_my_learning_shows_what_to_do_next_and_what_is_offered(signed_in):
    course, other = learning.course(2), learning.course(1, title="Друг курс")
    client = signed_in(accounts.user())
    client.post(mark_url(learning.lessons_of(course)[0]), learning.mark_form())

    page = text(client.get("/en/my/"))

    assert "1 of 2 finished" in page
    assert learning.lessons_of(course)[1].title in page
    assert other.title in page


def test_my_learning_of_a_newcomer_says_what_will_be_there(signed_in):
    learning.course(1)
    assert "Your courses will stand here" in text(signed_in(accounts.user()).get("/en/my/"))


def test_nobody_sees_somebody_elses_progress(signed_in):
    course = learning.course(2)
    signed_in(accounts.user()).post(mark_url(learning.lessons_of(course)[0]), learning.mark_form())

    stranger = signed_in(accounts.user())

    assert "1 of 2" not in text(stranger.get(course.url))
    assert Event.objects.get().receipt_number not in text(stranger.get(learning.lessons_of(course)[0].url))


@pytest.mark.long
def test_a_new_lesson_reaches_a_member_without_a_restart(signed_in):
    course = learning.course(1)
    client = signed_in(accounts.user())
    client.get(course.url)

    added = learning.lesson(course.get_children().get().specific, title="Сосема нова")

    assert "Сосема нова" in text(client.get(course.url))
    assert client.get(LessonPage.objects.get(pk=added.pk).url).status_code == 200


# --- Queries: none of them grows with the course or the person's history -------------------------------------------

# When nothing was published since: session, person, stamps, enrolment with completion, marks, reading place. A visitor
# costs the stamps alone. Two of a mark are the savepoint that stands for its transaction in a test. Right after a
# publication pages cost what is read anew, once for everybody.
QUERIES = {"home": 1, "course": 6, "lesson": 6, "my learning": 10, "mark": 10}
AFTER_PUBLISHING = {"home": 12, "lesson": 19}


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_lesson_costs_the_same_queries_in_a_longer_course(signed_in, django_assert_num_queries, lessons):
    course = learning.course(lessons)
    client = signed_in(accounts.user())
    for lesson in learning.lessons_of(course):
        client.post(mark_url(lesson), learning.mark_form())
    url = learning.lessons_of(course)[0].url
    client.get(url)

    with django_assert_num_queries(QUERIES["lesson"]):
        client.get(url)


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_course_costs_the_same_queries_in_a_longer_course(signed_in, django_assert_num_queries, lessons):
    course = learning.course(lessons + 1)  # not finished: a certificate is one more
    client = signed_in(accounts.user())
    client.post(mark_url(learning.lessons_of(course)[0]), learning.mark_form())
    client.get(course.url)

    with django_assert_num_queries(QUERIES["course"]):
        client.get(course.url)


@pytest.mark.long
@pytest.mark.parametrize("courses", [1, 3])
def test_my_learning_costs_the_same_queries_with_more_courses(signed_in, django_assert_num_queries, courses):
    client = signed_in(accounts.user())
    for number in range(courses):
        course = learning.course(2, title=f"Курс {number}")
        client.post(mark_url(learning.lessons_of(course)[0]), learning.mark_form())
    client.get("/mk/my/")

    with django_assert_num_queries(QUERIES["my learning"]):
        client.get("/mk/my/")


@pytest.mark.long
@pytest.mark.parametrize("courses", [1, 3])
def test_the_front_page_costs_the_same_queries_with_more_courses(client, django_assert_num_queries, courses):
    for number in range(courses):
        learning.course(2, title=f"Курс {number}")
    client.get("/mk/")

    with django_assert_num_queries(QUERIES["home"]):
        client.get("/mk/")


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_mark_costs_the_same_queries_in_a_longer_course(signed_in, django_assert_num_queries, lessons):
    course = learning.course(lessons + 2)
    first, _unread, *others = learning.lessons_of(course)
    client = signed_in(accounts.user())
    for lesson in others:
        client.post(mark_url(lesson), learning.mark_form())
    client.post(mark_url(first), learning.mark_form())
    client.post(mark_url(first), learning.mark_form(kind="undone"))

    with django_assert_num_queries(QUERIES["mark"]):
        client.post(mark_url(first), learning.mark_form())


@pytest.mark.long
@pytest.mark.parametrize("lessons", [1, 3])
def test_a_page_costs_the_same_queries_right_after_a_publication(signed_in, client, django_assert_num_queries, lessons):
    course = learning.course(lessons)
    for number in range(lessons):
        learning.course(2, title=f"Курс {number}")
    lesson = learning.lessons_of(course)[0]
    member = signed_in(accounts.user())
    for reader, url in ((member, lesson.url), (client, "/mk/")):
        reader.get(url)
    learning.publish(course)

    with django_assert_num_queries(AFTER_PUBLISHING["lesson"]):
        member.get(lesson.url)
    learning.publish(course)
    with django_assert_num_queries(AFTER_PUBLISHING["home"]):
        client.get("/mk/")
