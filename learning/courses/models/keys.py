from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language


class CourseKeyField(models.UUIDField):
    """The translation key of a course. Its form field offers the courses by title."""

    def formfield(self, **kwargs: Any) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(
            choices=lambda: [("", "—"), *course_choices()],
            coerce=UUID,
            empty_value=None,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )


def course_choices() -> list[tuple[str, str]]:
    """Courses to choose from, by key, each by its title in the language of whoever chooses, or its own."""
    titles: dict[UUID, str] = {}
    rows = apps.get_model("courses", "CoursePage").objects.filter(alias_of__isnull=True).order_by("path")
    for key, title, language in rows.values_list("translation_key", "draft_title", "locale__language_code"):
        if language == get_language() or key not in titles:
            titles[key] = title
    return [(str(key), title) for key, title in titles.items()]
