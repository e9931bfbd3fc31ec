"""The demo content as a visitor and an editor find it, and what a second load does to it."""

import re
from collections import Counter
from html import unescape
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, ReferenceIndex
from wagtail_localize.models import StringTranslation, Translation

from jadro.aims.models import Aim
from jadro.base.text import mixed_words
from jadro.demo import pages, reading
from jadro.home.models import HomePage, StandardPage
from learning.courses import queries
from learning.courses.choices import ActivityKind
from learning.courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, Outline
from learning.quizzes.models import digest_of
from learning.toolkits.models import ToolkitIndexPage, WorksheetTemplate
from resources.choices import Facet, LabelKind
from resources.models import Concept
from tests.factories import accounts
from tests.factories.quizzes import right_answers

# A word that is explained in place, and its explanation.
EXPLAINED = re.compile(r'<button class="term"[^>]*>(.*?)</button><span class="explained".*?</span>')

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo")]

LANGUAGES = ("mk", "sq", "en")
COURSES = {key: reading.document(f"course_{key}.yaml") for key in ("onboarding", "advocacy")}
LESSONS = {
    lesson["key"]: lesson for course in COURSES.values() for module in course["modules"] for lesson in module["lessons"]
}
QUIZZES = {module["quiz"]["key"]: module["quiz"] for course in COURSES.values() for module in course["modules"]}
LINKS = reading.document("lesson_links.yaml")
LESSON_PAGES = len(LESSONS) + len(QUIZZES) + len(LINKS["capstones"])
SEED = reading.document("seed.yaml")


def page_of(key: str, language: str) -> Page:
    return Page.objects.get(translation_key=pages.lasting_id(key), locale__language_code=language).specific


def lessons_of(course: dict) -> list[str]:
    return [part["key"] for module in course["modules"] for part in [*module["lessons"], module["quiz"]]]


def text_at(client, page: Page, language: str) -> str:
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    html = unescape(answer.content.decode())
    assert f'<html lang="{language}"' in html
    return html


def load_again() -> None:
    call_command("load_demo", "--without-people", verbosity=0)


def rows() -> dict[str, str]:
    """Every row of the applications that hold content, as it is stored."""
    labels = (
        "aims",
        "courses",
        "home",
        "outbox",
        "resources",
        "toolkits",
        "wagtail_localize",
        "wagtailcore",
        "wagtailredirects",
    )
    return {
        model._meta.label: serializers.serialize("json", model._default_manager.order_by("pk"))
        for label in labels
        for model in apps.get_app_config(label).get_models()
    }


# --- Complete in every language --------------------------------------------------------------------------------------


def test_pages_are_the_same_in_every_language():
    keys = {
        language: Counter(
            Page.objects.filter(depth__gt=1, locale__language_code=language, live=True).values_list(
                "translation_key", "content_type__model"
            )
        )
        for language in LANGUAGES
    }

    lessons, modules = LESSON_PAGES, sum(len(course["modules"]) for course in COURSES.values())
    assert keys["mk"] == keys["sq"] == keys["en"]
    assert Counter(model for _key, model in keys["mk"]) == {
        "homepage": 1,
        "standardpage": 5,
        "courseindexpage": 1,
        "coursepage": 2,
        "modulepage": modules,
        "lessonpage": lessons,
        "toolkitindexpage": 1,
        "toolkitpage": 7,
    }


def test_every_page_is_translated_and_none_only_stands_in():
    translations = Translation.objects.select_related("source")

    sources = [*Page.objects.filter(depth__gt=1, locale__language_code="mk"), *WorksheetTemplate.objects.sources()]
    assert translations.count() == 2 * len(sources)
    assert [str(each) for each in translations if len(set(each.get_progress())) > 1] == []
    assert not StringTranslation.objects.filter(has_error=True).exists()
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert not Page.objects.filter(has_unpublished_changes=True).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_the_association_are_on_its_pages(client, language):
    about = text_at(client, page_of("about", language), language)
    vision = text_at(client, page_of("vision", language), language)
    aims = text_at(client, page_of("aims", language), language)

    assert SEED["intro"][language] in about
    assert SEED["vision"][language] in vision
    assert SEED["mission"][language] in vision
    for aim in [*SEED["specific_aims"], *SEED["main_aims"]]:
        assert aims.count(aim[language]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_front_page_leads_to_courses_and_to_the_association(client, language):
    html = text_at(client, HomePage.objects.get(locale__language_code=language), language)

    for key in ("courses", "about", "vision", "course-onboarding", "course-advocacy"):
        assert f'href="{page_of(key, language).get_url()}"' in html
    for aim in SEED["specific_aims"]:
        assert aim[language] in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_can_be_read_whole(client, language):
    for key, lesson in LESSONS.items():
        html = text_at(client, page_of(key, language), language)

        assert f'<h1 lang="{language}">{lesson["title"][language]}</h1>' in html
        assert lesson["summary"][language] in html
        read = EXPLAINED.sub(r"\1", html)
        for block in lesson["body"]:
            assert block[language] in read, block["id"]


def test_lessons_explain_the_terms_of_the_glossary_in_every_language(client):
    explained = {
        language: {key for key in LESSONS if EXPLAINED.search(text_at(client, page_of(key, language), language))}
        for language in LANGUAGES
    }

    assert all(len(keys) >= 10 for keys in explained.values()), explained


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quiz_asks_all_its_questions_and_is_passed_with_the_right_answers(client, language):
    client.force_login(accounts.user())
    for key, quiz in QUIZZES.items():
        page = page_of(key, language)
        html = text_at(client, page, language)
        for question in quiz["questions"]:
            assert question["text"][language] in html, question["key"]

        with translation.override(language):
            address = reverse("quizzes:submit", args=[page.translation_key, pages.lasting_id(key)])
        ((_block, asked),) = queries.quizzes_of(page)
        answers = {"request_id": str(uuid4()), "version": digest_of(asked), **right_answers(asked)}
        explained = unescape(client.get(client.post(address, answers)["Location"]).content.decode())

        for question in quiz["questions"]:
            assert question["explanation"][language] in explained, question["key"]
    assert {each["type"] for quiz in QUIZZES.values() for each in quiz["questions"]} == {
        "single",
        "multiple",
        "matching",
        "ordering",
        "short_text",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_are_latin_words_of_the_pages_own_language(language):
    words = {
        "mk": ("vizija-i-misija", "koi-sme-nie"),
        "sq": ("vizioni-dhe-misioni", "kush-jemi-ne"),
        "en": ("vision-and-mission", "who-we-are"),
    }

    assert page_of("courses", language).get_url() == f"/{language}/courses/"
    assert (page_of("vision", language).slug, page_of("onb-m1l1", language).slug) == words[language]


def test_addresses_nobody_ever_saw_have_no_redirect():
    assert list(Redirect.objects.values_list("old_path", flat=True)) == []


def test_blocks_have_the_same_lasting_ids_in_every_language():
    for key, lesson in LESSONS.items():
        names = [*(block["id"] for block in lesson["body"]), *([f"{key}-worksheet"] if key in LINKS["lessons"] else [])]
        ids = [str(pages.lasting_id(name)) for name in names]

        assert all([block.id for block in page_of(key, language).body] == ids for language in LANGUAGES)


def test_no_word_of_the_demo_mixes_alphabets():
    texts = [path.read_text(encoding="utf-8") for path in reading.DATA.iterdir()]

    assert [word for text in texts for word in mixed_words(text)] == []
    assert "транспрентност" not in str(SEED)  # the misprint of the first text


def test_editor_goes_on_from_a_translation():
    course = page_of("course-advocacy", "sq")
    concepts = set(course.concepts.names())
    translation = Translation.objects.get(source__object_id=course.translation_key, target_locale__language_code="sq")
    title = StringTranslation.objects.get(
        context__object_id=course.translation_key, context__path="title", locale=course.locale
    )
    title.data = "Avokimi"
    title.save()

    translation.save_target(publish=False)
    page_of("course-advocacy", "sq").get_latest_revision().publish()

    changed = page_of("course-advocacy", "sq")
    assert (changed.title, changed.slug) == ("Avokimi", course.slug)
    assert set(changed.concepts.names()) == concepts
    assert [block.id for block in changed.body] == [block.id for block in course.body]


def test_change_of_the_original_waits_in_the_translation():
    lesson = page_of("onb-m1l1", "mk")
    translation = Translation.objects.get(source__object_id=lesson.translation_key, target_locale__language_code="en")
    strings, _translated = translation.get_progress()
    lesson.summary = "Сменето."
    lesson.save_revision().publish()

    translation.source.update_from_db()

    assert translation.get_progress() == (strings, strings - 1)
    assert page_of("onb-m1l1", "en").summary == LESSONS["onb-m1l1"]["summary"]["en"]


# --- What pages carry ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_which_aims_it_serves(client, language):
    for page in Page.objects.filter(depth__gt=1, locale__language_code=language).specific():
        assert page.aims.exists(), page
    page = page_of("onb-m1l1", language)
    shorts = reading.document("aims.yaml")

    html = text_at(client, page, language)

    assert {aim.code for aim in page.aims.all()} == set(COURSES["onboarding"]["seed_aims"])
    for code in COURSES["onboarding"]["seed_aims"]:
        assert f"{code} · {shorts[code][language]}" in html


def test_aims_stand_in_the_order_of_the_seed():
    codes = [aim["code"] for aim in [*SEED["specific_aims"], *SEED["main_aims"]]]

    assert [aim.code for aim in Aim.objects.in_order()] == codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_courses_carry_concepts_shown_in_the_readers_language(client, language):
    for key, course in COURSES.items():
        page = page_of(f"course-{key}", language)
        wanted = [*course["tags"], *course["audience"]]

        html = text_at(client, page, language)

        assert set(page.concepts.values_list("slug", flat=True)) == set(wanted)
        for concept in Concept.objects.filter(slug__in=wanted).with_labels():
            assert concept.label(language) in html


def test_vocabulary_is_whole():
    table = {row["id"]: row for row in reading.table("vocabulary.tsv")}
    concepts = Concept.objects.select_related("broader").with_labels()

    assert {concept.slug for concept in concepts} == set(table)
    for concept in concepts:
        row = table[concept.slug]
        assert (concept.facet, concept.broader.slug if concept.broader else "") == (Facet(row["facet"]), row["broader"])
        for language in LANGUAGES:
            synonyms = {
                label.text
                for label in concept.labels.all()
                if (label.language, label.kind) == (language, LabelKind.SYNONYM)
            }
            assert concept.label(language) == row[f"pref_{language}"]
            assert synonyms == set(filter(None, row[f"syn_{language}"].split(";")))


@pytest.mark.parametrize("key", COURSES)
def test_course_has_one_outline_with_its_lessons_in_order(key):
    outline = Outline.objects.get(course_key=pages.lasting_id(f"course-{key}"))

    its = outline.items.in_order().exclude(activity__kind__in=[ActivityKind.WORKSHEET, ActivityKind.PLAN])
    read = list(its.values_list("activity__owner_key", flat=True))

    assert outline.number == 1
    assert read == [pages.lasting_id(lesson) for lesson in lessons_of(COURSES[key])]


def test_lessons_lead_into_their_worksheets_and_the_last_page_into_the_plan():
    outline = Outline.objects.get(course_key=pages.lasting_id("course-advocacy"))
    linked = dict.fromkeys(f"{link['toolkit']}-{link['step']}" for link in LINKS["lessons"].values())

    asked = outline.items.in_order().filter(activity__kind=ActivityKind.WORKSHEET)
    *_others, last = outline.items.in_order()

    assert list(asked.values_list("activity__owner_key", flat=True)) == [
        pages.lasting_id(f"worksheet-{name}") for name in linked
    ]
    assert (last.activity.kind, last.page_key) == (ActivityKind.PLAN, pages.lasting_id("adv-capstone"))
    assert not any(item.is_required for item in [*asked, last])


def test_legal_note_stands_in_the_introduction():
    (block,) = page_of("course-advocacy", "sq").body

    assert (block.block_type, block.value["kind"]) == ("callout", "check")
    assert COURSES["advocacy"]["legal_note"]["sq"] in str(block.value["text"])


def test_minutes_are_those_of_the_lesson():
    lessons = LessonPage.objects.filter(asks_to_read=True)
    minutes = {lesson.translation_key: lesson.minutes for lesson in lessons}

    assert minutes == {pages.lasting_id(key): lesson["minutes"] for key, lesson in LESSONS.items()}


def test_menu_has_the_courses_the_toolkits_and_the_association():
    menu = Page.objects.filter(locale__language_code="mk", show_in_menus=True).order_by("path")

    assert [page.specific_class for page in menu] == [CourseIndexPage, ToolkitIndexPage, StandardPage]


def test_indexes_know_the_pages():
    courses, home = page_of("courses", "mk"), HomePage.objects.get(locale__language_code="mk")

    assert home.pk in [int(reference.object_id) for reference in ReferenceIndex.get_references_to(courses)]
    assert page_of("onb-m1l2", "mk") in LessonPage.objects.search("Визија").get_queryset()


# --- Loaded again ----------------------------------------------------------------------------------------------------


def test_second_load_changes_no_row():
    before = rows()

    load_again()

    assert rows() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_changed_by_an_editor_stays_as_it_is(language):
    lesson = page_of("onb-m1l1", language)
    lesson.title = "Changed"
    lesson.body = [("heading", {"text": "Mine"})]
    lesson.save_revision().publish()

    load_again()

    changed = page_of("onb-m1l1", language)
    assert (changed.title, [block.block_type for block in changed.body]) == ("Changed", ["heading"])


def test_front_page_emptied_by_an_editor_stays_empty():
    home = HomePage.objects.get(locale__language_code="mk")
    home.body = []
    home.save_revision().publish()

    load_again()

    assert not HomePage.objects.get(locale__language_code="mk").body


def test_unpublished_and_moved_pages_stay_where_the_editor_put_them():
    lesson, module = page_of("onb-m1l1", "mk"), page_of("onb-m2", "mk")
    page_of("onb-m1l2", "mk").unpublish()
    lesson.move(module, pos="last-child")

    load_again()

    assert page_of("onb-m1l1", "mk").get_parent().specific == module
    assert page_of("onb-m1l2", "mk").live is False
    assert LessonPage.objects.count() == 3 * LESSON_PAGES


def test_deleted_lesson_comes_back_as_the_same_lesson():
    for language in LANGUAGES:
        page_of("onb-m1l1", language).delete()

    load_again()

    again = page_of("onb-m1l1", "sq")
    assert (again.live, again.title) == (True, LESSONS["onb-m1l1"]["title"]["sq"])
    assert again.get_parent().specific == page_of("onb-m1", "sq")
    assert ModulePage.objects.count() == 3 * sum(len(course["modules"]) for course in COURSES.values())


def test_concept_and_aim_changed_by_an_editor_stay_as_they_are():
    concept, aim = Concept.objects.get(slug="advocacy"), Aim.objects.get(code="S1")
    concept.labels.filter(language="mk", kind=LabelKind.PREFERRED).update(text="сменето")
    aim.texts.filter(language="mk").update(short="сменето")

    load_again()

    assert concept.labels.get(language="mk", kind=LabelKind.PREFERRED).text == "сменето"
    assert aim.texts.get(language="mk").short == "сменето"
    assert CoursePage.objects.count() == 3 * len(COURSES)
