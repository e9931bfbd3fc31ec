"""The demo content loaded where editors have begun to write: what they made stays, what is missing comes beside it."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase
from wagtail.models import Page

from jadro.demo import courses, pages
from jadro.home.models import StandardPage
from learning.courses.models import CourseIndexPage, CoursePage
from tests.factories import learning

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("begun_by_editors")]

LANGUAGES = ("mk", "sq", "en")


@pytest.fixture(scope="module")
def begun_by_editors(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A section of courses, and a page whose address is that of a translation of the demo."""
    with django_db_blocker.unblock(), transaction.atomic():
        learning.nothing_written()
        learning.publish(learning.home().add_child(instance=CourseIndexPage(title="Наши курсеви")))
        learning.publish(learning.home().add_child(instance=StandardPage(title="Друго", slug="per-rrjetin")))
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("load_demo", "--without-people", verbosity=0)
        yield
        transaction.set_rollback(True)
        cache.clear()


def test_demo_courses_stand_in_the_section_that_an_editor_made():
    section = learning.section()

    assert section.title == "Наши курсеви"
    assert CoursePage.objects.child_of(section).count() == len(courses.COURSES)
    assert CourseIndexPage.objects.count() == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_front_page_of_the_demo_leads_to_that_section(client, language):
    html = client.get(f"/{language}/").content.decode()

    assert html.count(f'href="/{language}/courses/"') >= 2  # in the menu and in the text


def test_no_two_pages_share_an_address(client):
    addresses = Counter(Page.objects.filter(depth__gt=1).values_list("url_path", flat=True))
    mine = client.get("/sq/per-rrjetin/").content.decode()
    about = Page.objects.get(translation_key=pages.lasting_id("about"), locale__language_code="sq")

    assert [path for path, pages_there in addresses.items() if pages_there > 1] == []
    assert "Друго" in mine
    assert client.get(about.get_url()).status_code == 200
    assert (about.title, about.slug) == ("Për rrjetin", "per-rrjetin-2")


def test_second_load_adds_nothing():
    before = Page.objects.count()

    call_command("load_demo", "--without-people", verbosity=0)

    assert Page.objects.count() == before
