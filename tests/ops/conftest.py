"""The things that the addresses outside the admin are about."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from jadro.home.models import StandardPage
from jadro.media.models import CreditedDocument, CreditedImage, Rendition
from learning.progress import reminding
from tests.factories import accounts, certificates, learning, plans, toolkits


@pytest.fixture(scope="module")
def address(django_db_setup, django_db_blocker) -> Iterator[Callable[[str], str]]:
    """`address(name)` is that of a thing that exists. The things are made once and undone with the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        arguments = things()
        yield lambda name: reverse(name, args=arguments.get(name, ()))
        transaction.set_rollback(True)


def things() -> dict[str, tuple[Any, ...]]:
    course = learning.course(1)
    (lesson,) = learning.lessons_of(course)
    closed_page = learning.publish(learning.home().add_child(instance=StandardPage(title="Затворена")))
    closed_shelf = Collection.get_first_root_node().add_child(name="Затворена")
    with_password = {"restriction_type": PageViewRestriction.PASSWORD, "password": "known-to-some"}
    for_page = PageViewRestriction.objects.create(page=closed_page, **with_password)
    for_shelf = CollectionViewRestriction.objects.create(collection=closed_shelf, **with_password)
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    image = CreditedImage.objects.create(title="Слика", file=ImageFile(picture, name="slika.png"))
    # Made by hand, because Wagtail leaves a file open when it makes one.
    smaller = Rendition.objects.create(
        image=image, filter_spec="width-8", file=ImageFile(picture, name="slika.width-8.png"), width=8, height=8
    )
    document = CreditedDocument.objects.create(title="Документ", file=ContentFile(b"text", name="dokument.txt"))
    certificate = certificates.certificate(accounts.user(), course)
    plan = plans.plan(accounts.user())
    toolkit = toolkits.toolkit(toolkits.step("Чекор", toolkits.worksheet()))
    field = plans.asked().fields[0]
    in_plan = (plan.pk, "problem", field.key)
    return {
        "wagtaildocs_serve": (document.pk, document.filename),
        "wagtaildocs_authenticate_with_password": (for_shelf.pk,),
        "media:rendition": (smaller.file.name.removeprefix("images/"),),
        "account_reset_password_from_key": ("1", "no-such-key"),
        "my:enrol": (course.translation_key,),
        "my:choose_new": (course.translation_key, learning.activity_of(lesson, course).pk),
        "paths:path": (learning.path(course).slug,),
        "my:stop_reminders": (reminding.stop_key(accounts.user()),),
        "my:mark": (lesson.translation_key,),
        "my:keep_place": (lesson.translation_key,),
        "quizzes:submit": (lesson.translation_key, UUID(int=1)),
        "quizzes:attempt": (1,),
        "quizzes:assess": (1, UUID(int=1)),
        **dict.fromkeys(
            [f"plans:{name}" for name in ("plan", "head", "archive", "whole", "hand_in_plan", "team", "leave")],
            in_plan[:1],
        ),
        "plans:choose": (course.translation_key,),
        **dict.fromkeys(["plans:submission", "plans:withdraw", "plans:uninvite"], (plan.pk, 1)),
        "plans:export": (plan.pk, "json"),
        "plans:export_map": (*in_plan, "csv"),
        "plans:invitation": ("no-such-key",),
        **dict.fromkeys(["plans:worksheet", "plans:hand_in"], in_plan[:2]),
        **dict.fromkeys(["plans:history", "plans:save_field", "plans:take", "plans:restore", "plans:settle"], in_plan),
        "toolkits:blank": ("problem", "pdf"),
        "toolkits:blanks": (toolkit.translation_key, "pdf"),
        "certificates:certificate": (certificate,),
        "certificates:pdf": (certificate,),
        "certificates:show": (certificate,),
        "certificates:ask": (course.translation_key,),
        "wish_translation": (lesson.translation_key,),
        "corrections:report": (lesson.translation_key,),
        "wagtailcore_authenticate_with_password": (for_page.pk, closed_page.pk),
        "wagtail_serve": ("courses/",),
    }
