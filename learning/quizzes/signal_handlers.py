"""Wagtail's door: what a lesson asks is kept when it is published."""

from django.utils import timezone
from wagtail.signals import page_published

from learning.courses.models import LessonPage
from learning.quizzes import services


def connect() -> None:
    page_published.connect(keep_what_is_asked, sender=LessonPage, dispatch_uid="quizzes-published")


def keep_what_is_asked(sender, instance: LessonPage, **kwargs) -> None:
    services.keep_what_is_asked(instance, at=timezone.now())
