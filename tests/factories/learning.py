"""Courses as an editor leaves them: published, in Macedonian, standing in every language."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.test import TestCase
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from jadro.accounts.models import User
from jadro.home.models import HomePage
from jadro.home.services import stand_in_every_language
from learning.courses.choices import RunKind
from learning.courses.models import (
    CourseIndexPage,
    CoursePage,
    LearningPath,
    LearningPathStep,
    LearningPathText,
    LessonPage,
    ModulePage,
    Run,
    RunName,
)
from learning.courses.queries import reading_activity
from learning.progress import services as progress
from learning.progress.choices import EventKind


def publish(page: Page) -> Page:
    """Publishes, and does what Wagtail does when the editor's transaction has ended, such as making redirects."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    return page.specific_class.objects.get(pk=page.pk)


def front_and_section() -> None:
    """What every test finds in its database: the front page that a migration made and the section of courses, published
    so that they stand in every language."""
    front = publish(home())
    publish(front.add_child(instance=CourseIndexPage(title="Курсеви", show_in_menus=True)))


def nothing_written() -> None:
    """Takes them away again, as on a machine where nobody has written anything yet."""
    section().get_translations(inclusive=True).delete()
    front = home()
    front.get_translations().delete()
    front.revisions.all().delete()
    HomePage.objects.filter(pk=front.pk).update(latest_revision=None, live_revision=None)


def home() -> HomePage:
    """The front page of the first language."""
    return HomePage.objects.get(locale=Locale.get_default())


def section() -> CourseIndexPage:
    return CourseIndexPage.objects.get(locale=Locale.get_default())


def course(
    *lessons_in_modules: int, title: str = "Застапување", live: bool = True, everywhere: bool = False
) -> CoursePage:
    """A course with a module for each number, which says how many lessons it has. Without numbers: one of two. With
    `everywhere` its parts stand in the other languages too, which takes a second."""
    page = section().add_child(instance=CoursePage(title=title, live=False))
    for number, lessons in enumerate(lessons_in_modules or (2,), start=1):
        its_module = page.add_child(instance=ModulePage(title=f"Модул {number}"))
        for place in range(1, lessons + 1):
            its_module.add_child(instance=new_lesson(f"Лекција {number}.{place}"))
    if not live:
        return page
    page = publish(page)
    if everywhere:
        for part in page.get_descendants().order_by("path"):
            stand_in_every_language(part.specific)
    return page


def cohort(page: CoursePage, *people: User, name: str = "Пролет", **dates: date) -> Run:
    """A cohort of the course with these people, as a coordinator makes it."""
    run = Run.objects.create(course_key=page.translation_key, kind=RunKind.COHORT, **dates)
    RunName.objects.create(run=run, language="mk", name=name)
    for person in people:
        progress.put_into(run, person, at=timezone.now())
    return run


def path(*courses: CoursePage, slug: str = "novi", title: str = "Патека") -> LearningPath:
    made = LearningPath.objects.create(slug=slug)
    LearningPathText.objects.create(path=made, language="mk", title=title)
    for place, page in enumerate(courses):
        LearningPathStep.objects.create(path=made, course_key=page.translation_key, sort_order=place)
    return made


def ask_for_optional(page: CoursePage, number: int) -> CoursePage:
    """Says how many optional lessons the course needs, as an editor does."""
    page = CoursePage.objects.get(pk=page.pk)
    page.optional_needed = number
    return publish(page)


def module(parent: CoursePage, *, title: str = "Модул") -> ModulePage:
    return publish(parent.add_child(instance=ModulePage(title=title, live=False)))


def lesson(parent: ModulePage, *, title: str = "Лекција", live: bool = True, is_required: bool = True) -> LessonPage:
    page = parent.add_child(instance=new_lesson(title, live=False, is_required=is_required))
    return publish(page) if live else page


def new_lesson(title: str, **fields) -> LessonPage:
    live = fields.get("live", True)
    return LessonPage(
        title=title,
        first_published_at=timezone.now() if live else None,
        minutes=8,
        body=[("heading", {"text": "Прво"}), ("paragraph", "<p>Текст.</p>"), ("task", {"text": "Напишете."})],
        **fields,
    )


def lessons_of(page: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(page).order_by("path"))


def activity_of(page: LessonPage, its_course: CoursePage):
    return reading_activity(page.translation_key, its_course.translation_key)


def mark(
    learner: User,
    lesson: LessonPage,
    its_course: CoursePage,
    *,
    kind: EventKind = EventKind.DONE,
    at: datetime | None = None,
) -> progress.Recorded:
    """A person says that they have read a lesson, now or at another moment."""
    return progress.record(
        learner,
        activity_of(lesson, its_course),
        course_key=its_course.translation_key,
        kind=kind,
        request_id=uuid4(),
        language="mk",
        at=at or timezone.now(),
    )


def mark_form(*, kind: str = "done", request_id=None) -> dict[str, str]:
    """What the form on a lesson sends."""
    return {"kind": kind, "request_id": str(request_id or uuid4())}


def publish_translation(translation: Translation) -> None:
    """wagtail-localize publishes when the transaction has ended."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)


def translate(page: Any, code: str, **words: str) -> Any:
    """Translates a page or a snippet as the editor of translations does: every segment, then publishes."""
    source, _made = TranslationSource.update_or_create_from_instance(type(page).objects.get(pk=page.pk))
    target = Locale.objects.get(language_code=code)
    translation = Translation.objects.create(source=source, target_locale=target)
    for segment in source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=target,
            context=segment.context,
            data=words.get(segment.context.path, f"{code}-{segment.pk}"),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
    publish_translation(translation)
    return translation.get_target_instance()


def ask_worksheet(page: LessonPage, template: Any, *, is_required: bool = True) -> LessonPage:
    """Puts a worksheet at the end of a lesson, as an editor does."""
    return _add(page, "worksheet", {"worksheet": template.pk, "text": "", "is_required": is_required})


def ask_plan(page: LessonPage) -> LessonPage:
    """Puts the whole plan at the end of a lesson."""
    return _add(page, "plan", {"title": "Вашиот план", "text": "", "is_required": True})


def _add(page: LessonPage, block_type: str, value: dict[str, Any]) -> LessonPage:
    page = LessonPage.objects.get(pk=page.pk)
    page.body = [*page.body.raw_data, {"id": str(uuid4()), "type": block_type, "value": value}]
    return publish(page)
