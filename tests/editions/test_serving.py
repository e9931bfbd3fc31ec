"""Pages are rendered once and served to many; nobody gets what is another's, and nobody gets what is old."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction, ReferenceIndex, Site

from jadro.accounts.choices import Role
from jadro.aims.choices import Kind
from jadro.aims.models import Aim, AimText
from jadro.editions import services, stamps
from jadro.editions.choices import CONTENT, Scope
from jadro.editions.models import Edition
from jadro.home.models import HomePage, StandardPage
from learning.courses.models import LessonPage
from tests.factories import accounts, learning

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().split())


def standard_page(title: str = "За нас", **fields) -> StandardPage:
    home = HomePage.objects.filter(locale__language_code="mk").get()
    return learning.publish(home.add_child(instance=StandardPage(title=title, show_in_menus=True, **fields)))


def mark(client, lesson) -> None:
    client.post(reverse("my:mark", args=[lesson.translation_key]), learning.mark_form())


# --- Visitors ------------------------------------------------------------------------------------------------------


def test_visitors_get_the_same_bytes_and_a_browser_that_has_them_gets_none(client):
    url = learning.course(1).url

    first, second = client.get(url), client.get(url)
    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert again.status_code == 304
    assert again.content == b""


def test_a_page_kept_for_visitors_says_so_to_proxies(client):
    url = learning.course(1).url

    for _ in range(2):
        response = client.get(url)

        assert response["Cache-Control"] == "no-cache"
        assert {"Cookie", "Save-Data", "Accept-Encoding"} <= {each.strip() for each in response["Vary"].split(",")}
        assert "Content-Security-Policy" in response
        assert not response.cookies


def test_a_page_for_visitors_holds_no_token(client):
    course = learning.course(1)

    for url in ("/mk/", course.url, learning.lessons_of(course)[0].url):
        assert "csrfmiddlewaretoken" not in text(client.get(url))


def test_every_look_is_kept_apart(client):
    url = learning.course(1).url
    plain = client.get(url)
    saving = client.get(url, headers={"save-data": "on"})
    client.cookies["theme"] = "dark"
    dark = client.get(url)

    assert "data-saving" not in text(plain)
    assert "data-saving" in text(saving)
    assert 'data-theme="dark"' in text(dark)
    assert 'data-theme="dark"' not in text(plain)


def test_a_page_asked_for_with_a_question_is_not_kept(client):
    url = learning.course(1).url

    assert 'value="/mk/courses/zastapuvanje/?x=1"' in text(client.get(f"{url}?x=1"))
    assert 'value="/mk/courses/zastapuvanje/"' in text(client.get(url))


def test_a_message_reaches_the_visitor_it_is_for_and_nobody_else(client):
    lesson = learning.lessons_of(learning.course(1))[0]
    client.get(lesson.url)

    mark(client, lesson)  # signed out: the answer is a message
    told, other = client.get(lesson.url), client.get(lesson.url)

    assert "messages" in text(told)
    assert 'class="messages"' not in text(other)


# --- Who is signed in ----------------------------------------------------------------------------------------------


def test_readers_of_one_rendered_page_each_see_their_own(signed_in):
    course = learning.course(2)
    first, _second = learning.lessons_of(course)
    reader, other = signed_in(accounts.user()), signed_in(accounts.user())
    for client in (reader, other):
        client.get(first.url)

    mark(reader, first)

    assert "1 од 2" in text(reader.get(first.url))
    assert "0 од 2" in text(other.get(first.url))
    assert "receipt" not in text(other.get(first.url))


def test_a_rendered_page_gives_each_reader_a_token_that_works(signed_in):
    lesson = learning.lessons_of(learning.course(1))[0]
    signed_in(accounts.user()).get(lesson.url)
    client = signed_in(accounts.user(), enforce_csrf_checks=True)
    page = text(client.get(lesson.url))
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    response = client.post(
        reverse("my:mark", args=[lesson.translation_key]), {**learning.mark_form(), "csrfmiddlewaretoken": token}
    )

    assert response.status_code == 302
    assert response["Location"].endswith("#mark")


def test_what_is_shown_to_somebody_signed_in_stays_in_no_cache(signed_in):
    url = learning.course(1).url
    client = signed_in(accounts.user())

    for _ in range(2):
        assert "no-store" in client.get(url)["Cache-Control"]


def test_only_who_edits_is_offered_the_admin_and_the_offer_follows_the_role_at_once(signed_in):
    learning.home()
    person = accounts.user()
    client = signed_in(person)
    editor = signed_in(accounts.user(role=Role.EDITOR))

    assert "/admin/" in text(editor.get("/mk/"))
    assert "/admin/" not in text(client.get("/mk/"))

    person.groups.add(Group.objects.get(name=Role.EDITOR))
    assert "/admin/" in text(client.get("/mk/"))


def test_the_dates_of_a_rendered_page_are_in_the_sites_time_whoever_read_it_first(signed_in):
    course = learning.course(1)
    published = datetime(2026, 3, 8, 23, 30, tzinfo=ZoneInfo("Europe/Skopje"))
    type(course).objects.filter(pk=course.pk).update(last_published_at=published)
    far_away = accounts.user()
    far_away.time_zone = "Asia/Tokyo"
    far_away.save()

    assert "8 март 2026" in text(signed_in(far_away).get(course.url))
    assert "8 март 2026" in text(signed_in(accounts.user()).get(course.url))


# --- Private pages -------------------------------------------------------------------------------------------------


def test_a_page_made_private_is_gone_at_once_for_whom_it_is_not(client, signed_in):
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]
    member = signed_in(accounts.user())
    for reader in (client, member):
        assert reader.get(lesson.url).status_code == 200

    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(lesson.url).status_code == 302
    assert client.get(course.url).status_code == 302
    assert course.title not in text(client.get("/mk/courses/"))
    assert member.get(lesson.url).status_code == 200
    assert course.title in text(member.get("/mk/courses/"))


def test_a_list_rendered_for_those_who_may_see_more_is_not_shown_to_others(signed_in):
    course = learning.course(1, title="Само за менторите")
    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name=Role.MENTOR))
    mentor, member = signed_in(accounts.user(role=Role.MENTOR)), signed_in(accounts.user(role=Role.MEMBER))

    assert course.title in text(mentor.get("/mk/courses/"))
    assert course.title not in text(member.get("/mk/courses/"))
    assert course.title in text(mentor.get("/mk/courses/"))


# --- What is old ---------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_publication_shows_at_once_to_everybody(client, signed_in):
    course = learning.course(1)
    member = signed_in(accounts.user())
    for reader in (client, member):
        reader.get(course.url)

    course.title = "Сосема друг наслов"
    learning.publish(course)

    for reader in (client, member):
        assert "Сосема друг наслов" in text(reader.get(course.url))
        assert "Сосема друг наслов" in text(reader.get("/mk/courses/"))


def test_a_draft_shows_to_nobody(client):
    course = learning.course(1)
    client.get(course.url)

    course.title = "Нацрт"
    course.save_revision()

    assert "Нацрт" not in text(client.get(course.url))


def test_a_withdrawn_page_is_gone_at_once_with_what_stands_below_it(client):
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]
    client.get(lesson.url)

    course.unpublish()

    assert client.get(lesson.url).status_code == 410
    assert course.title not in text(client.get("/mk/courses/"))


def test_a_deleted_page_is_gone_at_once(client):
    page = standard_page()
    client.get(page.url)

    page.delete()

    assert client.get(page.url).status_code == 404


def test_a_new_page_of_the_menu_stands_on_pages_rendered_before(client):
    learning.home()
    client.get("/mk/")

    standard_page("Нова страница")

    assert "Нова страница" in text(client.get("/mk/"))


def test_a_changed_aim_shows_at_once(client):
    page = standard_page()
    aim = Aim.objects.create(code="S1", kind=Kind.SPECIFIC)
    words = AimText.objects.create(aim=aim, language="mk", short="Стара кратка цел", text="Цел")
    page.aims.add(aim)
    page = learning.publish(page)
    assert "Стара кратка цел" in text(client.get(page.url))

    words.short = "Нова кратка цел"
    words.save()

    assert "Нова кратка цел" in text(client.get(page.url))


def test_a_changed_host_of_the_site_forgets_every_page(client):
    url = learning.course(1).url
    client.get(url)
    with stamps.reading():
        before = stamps.version(*CONTENT)

    Site.objects.get().save()

    with stamps.reading():
        assert stamps.version(*CONTENT) != before


def test_what_a_request_changes_itself_is_seen_by_that_request(signed_in, settings):
    learning.course(1)
    with stamps.reading():
        assert stamps.version(Scope.SITE) is not None
        stamps.touch(Scope.SITE)
        assert stamps.version(Scope.SITE) is None


# --- Editions ------------------------------------------------------------------------------------------------------


def linking_to(page) -> LessonPage:
    lesson = learning.lessons_of(learning.course(1, title="Курс со врска"))[0]
    lesson.body = [
        ("paragraph", f'<p>Видете <a linktype="page" id="{page.pk}">тука</a>.</p>'),
        ("further_reading", {"links": [{"page": page, "url": "", "title": "", "why": ""}]}),
    ]
    lesson = learning.publish(lesson)
    ReferenceIndex.create_or_update_for_object(lesson)
    return lesson


def test_a_published_text_is_rendered_once_and_served_from_its_edition(client):
    lesson = learning.lessons_of(learning.course(1))[0]
    services.make_missing()

    Edition.objects.filter(page=lesson.pk).update(text=["<p>Од изданието.</p>"])
    stamps.touch(Scope.LEARNING)

    assert "Од изданието." in text(client.get(lesson.url))


def test_publishing_drops_the_old_edition_and_the_worker_makes_the_next(client):
    lesson = learning.lessons_of(learning.course(1))[0]
    assert services.make_missing() > 0
    lesson.body = [("paragraph", "<p>Сосема нов текст.</p>")]
    learning.publish(lesson)

    assert not Edition.objects.filter(page=lesson.pk).exists()
    assert "Сосема нов текст." in text(client.get(lesson.url))

    services.make_missing()
    assert "Сосема нов текст." in Edition.objects.get(page=lesson.pk).text[0]


def test_an_edition_of_an_older_version_of_the_platform_is_not_shown(client):
    lesson = learning.lessons_of(learning.course(1))[0]
    services.make_missing()

    Edition.objects.filter(page=lesson.pk).update(text=["<p>Од стара верзија.</p>"], made_with="older")
    stamps.touch(Scope.LEARNING)

    assert "Од стара верзија." not in text(client.get(lesson.url))


@pytest.mark.long
@pytest.mark.parametrize("change", ["rename", "move", "withdraw", "delete"])
def test_links_in_other_texts_follow_the_page_they_lead_to(client, change):
    learning.home()
    above, target = standard_page("Горе"), standard_page("Цел")
    lesson = linking_to(target)
    services.make_missing()
    assert f'href="{target.url}"' in text(client.get(lesson.url))

    if change == "rename":
        target.slug, target.title = "nova-cel", "Нова цел"
        learning.publish(target)
    elif change == "move":
        target.move(above, pos="last-child")
    elif change == "withdraw":
        target.unpublish()
    else:
        target.delete()

    page = text(client.get(lesson.url))
    if change == "withdraw":
        # The words of the paragraph still lead there, where the reader is told; a list names only what opens.
        assert page.count('href="/mk/cel/"') == 1
        return
    assert 'href="/mk/cel/"' not in page
    if change == "rename":
        assert 'href="/mk/nova-cel/"' in page
        assert "Нова цел" in page
    if change == "move":
        assert 'href="/mk/gore/cel/"' in page


@pytest.mark.long
def test_links_follow_a_page_when_one_above_it_is_renamed(client):
    learning.home()
    above = standard_page("Горе")
    target = learning.publish(above.add_child(instance=StandardPage(title="Цел")))
    lesson = linking_to(target)
    services.make_missing()

    above.slug = "sosema-gore"
    learning.publish(above)

    assert 'href="/mk/sosema-gore/cel/"' in text(client.get(lesson.url))


def test_a_text_in_another_language_has_an_edition_of_its_own(client):
    course = learning.course(1, everywhere=True)
    lesson = learning.lessons_of(course)[0]
    other = lesson.get_translations().get(locale__language_code="sq")
    services.make_missing()

    assert "Обидете се" in text(client.get(lesson.url))
    assert "Обидете се" not in Edition.objects.get(page=other.pk).text[0]
