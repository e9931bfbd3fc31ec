"""What is read and done while the site is measured. Works inside an installation, so its models may be imported."""

import itertools
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.core import serializers
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image
from wagtail.models import Page

from bench.clients import Ask, WrongAnswer
from jadro.accounts import services as accounts
from jadro.accounts.choices import Role
from jadro.accounts.models import User
from jadro.aims.models import Aim, AimText
from jadro.home.models import HomePage, StandardPage
from jadro.media.models import CreditedImage
from learning.courses.models import Activity, CourseIndexPage, CoursePage, LessonPage, ModulePage
from learning.progress import services as progress
from learning.progress.choices import EventKind
from learning.progress.models import Event

LANGUAGE = "mk"
CSRF = "a" * 32
# Names the blocks of the long lesson; the same in every run.
NAMESPACE = UUID("0f5c2f8e-6d57-4b4f-9a43-53b7a2c5f6de")
LESSONS_READ_BEFORE = 3


@dataclass(frozen=True)
class Learner:
    email: str
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{self.cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


@dataclass(frozen=True)
class Lesson:
    key: UUID
    path: str
    title: str

    @property
    def plain_path(self) -> str:
        return _without_language(self.path)


@dataclass(frozen=True)
class Content:
    """The pages that are asked for, in one language; paths begin with its code."""

    home: HomePage
    standard: StandardPage
    course: CoursePage
    lessons: list[Lesson]
    learners: list[Learner]

    @property
    def lesson(self) -> Lesson:
        """The long one, which is not among those that are marked."""
        return self.lessons[-1]


def make(learners: int) -> Content:
    with translation.override(LANGUAGE):
        course = CoursePage.objects.filter(locale__language_code=LANGUAGE).order_by("-path")[0]
        _withdraw_quizzes(course)
        _write_long_lesson(course)
        pages = LessonPage.objects.live().descendant_of(course).order_by("path")
        lessons = [Lesson(page.translation_key, page.url, page.title) for page in pages]
        return Content(
            home=HomePage.objects.get(locale__language_code=LANGUAGE),
            standard=StandardPage.objects.filter(locale__language_code=LANGUAGE).order_by("path").first(),
            course=course,
            lessons=lessons,
            learners=[_learner(number, course, lessons) for number in range(1, learners + 1)],
        )


def _withdraw_quizzes(course: CoursePage) -> None:
    """Leaves the pages that are read: what is measured and loaded here is reading and marking."""
    for page in LessonPage.objects.live().descendant_of(course).filter(asks_to_read=False):
        page.unpublish()


def _write_long_lesson(course: CoursePage) -> None:
    """The last lesson of the course gets eleven blocks: headings, text with three links to pages, a picture, a
    quotation, steps, a callout, further reading. The demo's own lessons hold hardly anything but paragraphs."""
    lessons = list(LessonPage.objects.live().descendant_of(course).order_by("path"))
    page, others = lessons[-1], lessons[:3]
    text = " ".join(str(block.value) for block in others[0].body if block.block_type == "paragraph")
    plain_words = " ".join(text.replace("<", " <").split())[:300].split("<")[0] or page.title
    linked = "".join(f'<p>{other.title}: <a linktype="page" id="{other.pk}">{other.title}</a></p>' for other in others)
    further = [_item(f"further-{other.pk}", {"page": other.pk, "url": "", "title": "", "why": ""}) for other in others]
    steps = [_item(f"step-{n}", {"title": other.title, "text": other.summary}) for n, other in enumerate(others)]
    blocks = [
        ("heading", {"text": others[0].title}),
        ("paragraph", text),
        ("picture", {"image": _picture().pk, "alternative": page.title, "is_decorative": False, "caption": page.title}),
        ("paragraph", text + linked),
        ("heading", {"text": others[1].title}),
        ("quotation", {"text": plain_words, "source": page.title, "link": ""}),
        ("steps", {"steps": steps}),
        ("callout", {"kind": "info", "text": f"<p>{page.summary}</p>"}),
        ("paragraph", text),
        ("task", {"text": page.title}),
        ("further_reading", {"links": further}),
    ]
    page.body = [
        {"id": str(uuid.uuid5(NAMESPACE, str(n))), "type": kind, "value": value}
        for n, (kind, value) in enumerate(blocks)
    ]
    page.save_revision().publish()


def _item(name: str, value: dict) -> dict:
    return {"id": str(uuid.uuid5(NAMESPACE, name)), "type": "item", "value": value}


def _picture() -> CreditedImage:
    drawn = ContentFile(b"", name="bench.png")
    Image.effect_noise((1600, 1000), 60).save(drawn, "PNG")
    return CreditedImage.objects.create(title="bench", file=drawn, author="bench")


def _learner(number: int, course: CoursePage, lessons: list[Lesson]) -> Learner:
    """A member who has read the first lessons, with a session as signing in makes it."""
    email = f"bench{number}@example.org"
    user = accounts.create_account(
        email=email, password=None, roles=[Role.MEMBER], language=LANGUAGE, first_name="Bench", last_name=str(number)
    )
    progress.enrol(user, course.translation_key, at=timezone.now())
    for lesson in lessons[:LESSONS_READ_BEFORE]:
        progress.record(
            user,
            Activity.objects.get(owner_key=lesson.key, block_id=None),
            course_key=course.translation_key,
            kind=EventKind.DONE,
            request_id=uuid4(),
            language=LANGUAGE,
            at=timezone.now(),
        )
    return signed_in(user)


def signed_in(user: User) -> Learner:
    client = Client()
    client.force_login(user)
    return Learner(user.email, f"sessionid={client.cookies['sessionid'].value}")


def editor(email: str) -> Learner:
    user = accounts.create_account(email=email, password=None, roles=[Role.EDITOR], language=LANGUAGE)
    # A public machine lets nobody into the admin without a second step.
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    return signed_in(user)


def own_database_session() -> set[int]:
    """The process on this machine that works for this one's connection, where the database has such."""
    return {connection.connection.info.backend_pid} if connection.vendor == "postgresql" else set()


# --- What is asked ---------------------------------------------------------------------------------------------------


def path_of(page: Page) -> str:
    with translation.override(LANGUAGE):
        return page.url


def plain_path_of(page: Page) -> str:
    """Where the plain project, which has one language, keeps the page."""
    return _without_language(path_of(page))


def _without_language(path: str) -> str:
    return path.removeprefix(f"/{LANGUAGE}")


def my_learning() -> str:
    with translation.override(LANGUAGE):
        return reverse("my:learning")


def read(path: str, marker: str, learners: list[Learner] | None = None) -> Iterator[Ask]:
    """One page over and over, by visitors or by one learner after another."""
    if learners is None:
        return itertools.repeat(Ask(path, marker))
    return itertools.cycle([Ask(path, marker, headers=learner.headers) for learner in learners])


def mark(lesson: Lesson, learner: Learner, kind: EventKind, request_id: UUID) -> Ask:
    """What the script on a lesson sends when its button is pressed."""
    with translation.override(LANGUAGE):
        path = reverse("my:mark", args=[lesson.key])
    return Ask(
        path,
        marker='id="mark"',
        method="POST",
        headers={**learner.headers, "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode({"kind": kind, "request_id": str(request_id)}),
    )


def marks(content: Content, sent: list[UUID]) -> Iterator[Ask]:
    """Every learner marks the lessons, then takes the marks back, and so on; notes the request ids."""
    for kind in itertools.cycle([EventKind.DONE, EventKind.UNDONE]):
        for lesson in content.lessons[LESSONS_READ_BEFORE:-1]:
            for learner in content.learners:
                request_id = uuid4()
                sent.append(request_id)
                yield mark(lesson, learner, kind, request_id)


def check_stored(sent: list[UUID], model: type[Model] = Event) -> None:
    """Whether every save that was acknowledged is there."""
    wanted = set(sent)
    stored = sum(request_id in wanted for request_id in model._default_manager.values_list("request_id", flat=True))
    if stored != len(sent):
        raise WrongAnswer(f"{len(sent)} saves were acknowledged, {stored} are stored.")


def publish(page: StandardPage, marker: str) -> Ask:
    """Publishes the page with other words and returns how to ask for it."""
    page.summary = marker
    page.save_revision().publish()
    return Ask(path_of(page), marker)


# --- The same content for plain Wagtail ------------------------------------------------------------------------------

KINDS = (HomePage, StandardPage, CourseIndexPage, CoursePage, ModulePage, LessonPage)
FIELDS = ("headline", "note", "summary", "minutes")


def for_plain_wagtail(content: Content) -> str:
    """The pages of one language with their keys, the pictures and the aims, as JSON."""
    image = CreditedImage.objects.get(title="bench")
    return json.dumps(
        {
            "pages": [_as_plain(page) for page in _tree(content.home)],
            "image": {"pk": image.pk, "path": image.file.path},
            "aims": serializers.serialize("json", [*Aim.objects.all(), *AimText.objects.all()]),
            "users": [learner.email for learner in content.learners],
        }
    )


def _tree(home: HomePage) -> list[Page]:
    """Without toolkits, which the plain project does not have."""
    pages = Page.objects.live().descendant_of(home, inclusive=True).order_by("path").specific()
    return [page for page in pages if isinstance(page, KINDS)]


def _as_plain(page: Page) -> dict:
    kind = next(kind.__name__ for kind in KINDS if isinstance(page, kind))
    fields = {name: getattr(page, name) for name in FIELDS if hasattr(page, name)}
    if hasattr(page, "body"):
        fields["body"] = json.dumps(page.body.get_prep_value())
    return {
        "kind": kind,
        "parent": page.get_parent().pk if kind != "HomePage" else None,
        "fields": {
            "pk": page.pk,
            "title": page.title,
            "slug": page.slug,
            "translation_key": str(page.translation_key),
            "show_in_menus": page.show_in_menus,
            **(fields if kind not in {"ModulePage", "CourseIndexPage"} else {}),
        },
    }
