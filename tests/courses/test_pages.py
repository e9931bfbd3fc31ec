"""Courses as pages: identity of blocks, addresses, and what a reader meets when a page moves, waits or is withdrawn."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from jadro.home.models import TranslationWish
from learning.courses.models import CoursePage, LessonPage
from resources.models import Concept, ConceptLabel
from tests.factories import accounts, learning
from tests.factories.learning import publish_translation, translate

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().split())


def block_ids(page) -> list[str]:
    return [block["id"] for block in page.body.raw_data]


def test_a_lesson_has_more_than_ten_kinds_of_blocks_each_with_help():
    kinds = LessonPage._meta.get_field("body").stream_block.child_blocks

    assert len(kinds) >= 10
    assert all(str(block.meta.help_text) for block in kinds.values())


@pytest.mark.long
def test_block_ids_stay_through_editing_reordering_translating_and_restoring():
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]
    before = block_ids(lesson)
    old_revision = lesson.save_revision()

    lesson.body[0].value["text"] = "Изменето"
    blocks = list(lesson.body.raw_data)
    lesson.body = lesson._meta.get_field("body").stream_block.to_python([blocks[1], blocks[0], blocks[2]])
    lesson = learning.publish(lesson)
    assert block_ids(lesson) == [before[1], before[0], before[2]]

    translated = translate(lesson, "sq")
    assert block_ids(translated) == block_ids(lesson)

    old_revision.publish()
    assert block_ids(LessonPage.objects.get(pk=lesson.pk)) == before


@pytest.mark.long
def test_titles_become_latin_addresses_and_equal_titles_get_a_number():
    course = learning.course(1, title="Ќе гласаме за џезот")
    module = course.get_children().get().specific

    first, second = (learning.lesson(module, title="Ѓорче Петров") for _ in range(2))

    assert course.slug == "kje-glasame-za-dzhezot"
    assert (first.slug, second.slug) == ("gjorche-petrov", "gjorche-petrov-2")


def test_a_module_is_a_place_on_the_page_of_its_course(client):
    course = learning.course(1)
    module = course.get_children().get().specific

    response = client.get(module.url)

    assert response.status_code == 302
    assert response["Location"] == f"{course.url}#{module.anchor}"
    assert f'id="{module.anchor}"' in text(client.get(course.url))


@pytest.mark.long
def test_renaming_and_moving_lead_from_every_old_address_to_the_new_one_in_one_step(client):
    course = learning.course(2, 1)
    lesson = learning.lessons_of(course)[0]
    translated = translate(lesson, "sq", title="Mësimi", slug="mesimi")
    old = [lesson.url, translated.url]

    for slug in ("vtoro-ime", "treto-ime"):
        lesson.slug = slug
        lesson = learning.publish(lesson)
        old.append(lesson.url)
    lesson.move(course.get_children().last(), pos="last-child")
    lesson = LessonPage.objects.get(pk=lesson.pk)

    for address in [old[0], *old[2:]]:
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, lesson.url)
    assert client.get(old[1]).status_code == 200


@pytest.mark.long
def test_a_course_names_the_languages_it_is_written_in_and_no_other(client):
    course = learning.course(1, everywhere=True)
    translate(course, "sq")

    facts = text(client.get(course.url)).partition('class="languages">')[2].partition("</li>")[0]

    assert re.findall('lang="(..)"', facts) == ["mk", "sq"]


def test_a_lesson_leads_to_its_course_in_a_narrow_window_too(client):
    course = learning.course(1)

    page = text(client.get(learning.lessons_of(course)[0].url))

    path = page.partition('class="crumbs narrow"')[2].partition("</nav>")[0]
    assert f'href="{course.url}"' in path


def test_the_address_of_a_lesson_in_a_draft_course_does_not_exist(client):
    course = learning.course(1, live=False)
    lesson = learning.lessons_of(course)[0]

    assert client.get(lesson.url).status_code == 404


def test_a_lesson_that_never_was_public_does_not_exist(client):
    course = learning.course(1)
    draft = learning.lesson(course.get_children().get().specific, title="Тајна", live=False)

    response = client.get(draft.url)

    assert response.status_code == 404
    assert "Тајна" not in text(response)


@pytest.mark.long
@pytest.mark.parametrize("what", ["lesson", "course"])
def test_a_withdrawn_page_says_since_when_and_comes_back_with_its_work(client, signed_in, what):
    course = learning.course(2)
    lesson = learning.lessons_of(course)[0]
    learner = signed_in(accounts.user())
    learner.post(reverse("my:mark", args=[lesson.translation_key]), learning.mark_form())
    page = lesson if what == "lesson" else course
    page.unpublish(log_action=True, user=accounts.superuser())

    response = client.get(lesson.url)
    assert response.status_code == 410
    assert page.title in text(response)
    refused = learner.post(reverse("my:mark", args=[lesson.translation_key]), learning.mark_form())
    assert refused.status_code == 410
    assert page.title in text(refused)

    learning.publish(type(page).objects.get(pk=page.pk))
    assert client.get(lesson.url).status_code == 200
    assert 'name="kind" value="undone"' in text(learner.get(lesson.url))


def test_a_lesson_that_is_not_translated_shows_its_source_with_a_notice_and_the_right_language(client):
    course = learning.course(1, everywhere=True)
    lesson = learning.lessons_of(course)[0]

    response = client.get("/sq/courses/zastapuvanje/modul-1/lekcija-1-1/")

    page = text(response)
    assert response.status_code == 200
    assert '<html lang="sq"' in page
    assert '<h1 lang="mk"' in page
    assert 'class="note swap' in page
    assert lesson.title in page
    assert page.count('rel="alternate"') == 2  # the source alone, and as the default


@pytest.mark.long
def test_titles_around_a_lesson_are_in_their_own_languages(client, signed_in):
    course = learning.course(1, everywhere=True)
    lesson = translate(learning.lessons_of(course)[0], "sq", title="Mësimi i parë", slug="mesimi-i-pare")
    module = lesson.get_parent()
    learner = signed_in(accounts.user())
    named = f'lang="mk">{course.title}</a>'

    page, of_course = text(client.get(lesson.url)), text(client.get(lesson.get_parent().get_parent().url))
    answer = learner.post(
        f"/sq/my/lessons/{lesson.translation_key}/mark/", learning.mark_form(), headers={"HX-Request": "true"}
    )

    assert page.count(named) == 2  # the path and the head of the outline
    assert page.count(course.title) == page.count(f'lang="mk">{course.title}<') == 3  # and on paper
    assert page.count(f'<span lang="mk">{module.title}</span>') == 3  # above the title and in both outlines
    assert '<span lang="sq">Mësimi i parë</span>' in page
    assert f'lang="mk">{course.get_parent().title}</a></li>' in of_course
    assert named in text(answer)


@pytest.mark.long
def test_a_translated_lesson_has_no_notice_and_is_told_to_search_engines(client):
    course = learning.course(1)
    lesson = learning.lessons_of(course)[0]
    translated = translate(lesson, "sq", title="Mësimi i parë", slug="mesimi-i-pare")

    page = text(client.get(translated.url))

    assert "Mësimi i parë" in page
    assert 'class="note swap' not in page
    assert '<h1 lang="sq"' in page
    assert f'hreflang="mk" href="http://testserver{lesson.url}"' in page
    assert f'hreflang="sq" href="http://testserver{translated.url}"' in page
    assert f'hreflang="x-default" href="http://testserver{lesson.url}"' in page


def test_a_copy_that_was_converted_but_not_translated_still_says_so(client):
    course = learning.course(1, everywhere=True)
    lesson = learning.lessons_of(course)[0]
    source, _made = TranslationSource.update_or_create_from_instance(LessonPage.objects.get(pk=lesson.pk))
    target = Locale.objects.get(language_code="sq")
    publish_translation(Translation.objects.create(source=source, target_locale=target))

    page = text(client.get(lesson.get_translation(target).url))

    assert 'class="note swap' in page
    assert '<h1 lang="mk"' in page


def test_one_press_counts_a_wish_for_a_translation_once(signed_in):
    course = learning.course(1, everywhere=True)
    lesson = learning.lessons_of(course)[0]
    client = signed_in(accounts.user())
    url = f"/sq/wishes/{lesson.translation_key}/"

    for _ in range(2):
        assert client.post(url).status_code == 302

    assert TranslationWish.objects.values_list("page_key", "language").get() == (lesson.translation_key, "sq")


def test_the_language_switch_stays_on_the_page(client):
    course = learning.course(1, everywhere=True)

    page = text(client.get(learning.lessons_of(course)[0].url))

    for code in ("mk", "sq", "en"):
        assert f'href="/{code}/courses/zastapuvanje/modul-1/lekcija-1-1/"' in page


def test_the_section_has_the_same_address_in_every_language(client):
    learning.course(1, everywhere=True)

    assert [client.get(f"/{code}/courses/").status_code for code in ("mk", "sq", "en")] == [200, 200, 200]


def test_a_published_page_stands_in_every_language_at_once():
    course = learning.course(1)
    added = learning.lesson(course.get_children().get().specific, title="Нова")

    codes = Page.objects.filter(translation_key=added.translation_key).values_list("locale__language_code", flat=True)
    assert sorted(codes) == ["en", "mk", "sq"]


def test_tags_are_concepts_shown_in_the_readers_language(client):
    concept = Concept.objects.create(name="застапување", slug="advocacy")
    ConceptLabel.objects.create(concept=concept, language="mk", text="застапување")
    ConceptLabel.objects.create(concept=concept, language="sq", text="avokim")
    course = learning.course(1)
    course.concepts.add(concept)
    course = learning.publish(course)
    sq = course.get_translation(Locale.objects.get(language_code="sq"))

    assert "avokim" in text(client.get(sq.url))
    assert CoursePage.objects.get(pk=course.pk).concepts.get() == concept


@pytest.mark.long
def test_a_scheduled_lesson_is_public_in_no_language_before_its_time(client, time_machine):
    course = learning.course(1, everywhere=True)
    lesson = learning.lesson(course.get_children().get().specific, title="Закажана", live=False)
    lesson.go_live_at = timezone.now() + timedelta(minutes=5)
    learning.publish(lesson)

    assert list(Page.objects.filter(translation_key=lesson.translation_key, live=True)) == []

    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    call_command("publish_scheduled")

    assert Page.objects.filter(translation_key=lesson.translation_key, live=True).count() == 3
    assert client.get(LessonPage.objects.get(pk=lesson.pk).url).status_code == 200


@pytest.mark.long
def test_length_and_weight_are_equal_in_every_language_after_any_publication():
    course = learning.course(1, everywhere=True)
    lesson = learning.lessons_of(course)[0]
    translated = translate(lesson, "sq")
    lesson.minutes = 55
    learning.publish(lesson)
    learning.publish(type(translated).objects.get(pk=translated.pk))

    assert set(LessonPage.objects.values_list("minutes", flat=True)) == {55}


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 мин."), (59, "59 мин."), (60, "1 ч."), (78, "1 ч. 20 мин."), (118, "2 ч.")]
)
def test_the_length_of_a_course_is_told_in_hours_and_minutes(minutes, words):
    assert render_to_string("courses/_duration.html", {"minutes": minutes}).strip() == words
