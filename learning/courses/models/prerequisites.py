"""What to have finished before a course."""

from collections.abc import Iterator
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm

from learning.courses.models.keys import CourseKeyField


class Prerequisite(models.Model):
    """A course to finish before this one: recommended, or, if it `is_binding`, needed to join.

    Like every fact of a course it is that of its source; the rows of the other languages are copies.
    """

    course = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="prerequisites")
    course_key = CourseKeyField(_("course"))
    is_binding = models.BooleanField(
        _("needed to join"),
        default=False,
        help_text=_("Otherwise it is recommended. Reading is open to everybody either way."),
    )
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("course to finish before")
        verbose_name_plural = _("courses to finish before")
        constraints = [models.UniqueConstraint(fields=["course", "course_key"], name="prerequisite_once")]

    def __str__(self) -> str:
        return str(self.course_key)


class CoursePageForm(WagtailAdminPageForm):
    """Refuses a course that, by way of others, is to be finished before itself. It stands here because Wagtail asks
    the model for its form."""

    def clean(self):
        cleaned = super().clean()
        before = by_course()
        own_key = self.instance.translation_key
        met: set[UUID] = set()
        rows = self.formsets["prerequisites"].forms if "prerequisites" in self.formsets else []
        for form in rows:
            chosen = form.cleaned_data.get("course_key") if form.is_valid() else None
            if chosen is None or form.cleaned_data.get("DELETE"):
                continue
            if own_key == chosen or own_key in all_before(chosen, before):
                form.add_error("course_key", _("This course is itself to be finished before that one."))
            elif chosen in met:
                form.add_error("course_key", _("It stands here already."))
            met.add(chosen)
        return cleaned


def by_course() -> dict[UUID, set[UUID]]:
    before: dict[UUID, set[UUID]] = {}
    rows = Prerequisite.objects.filter(course__alias_of__isnull=True)
    for course_key, its_key in rows.values_list("course__translation_key", "course_key"):
        before.setdefault(course_key, set()).add(its_key)
    return before


def all_before(course_key: UUID, before: dict[UUID, set[UUID]]) -> set[UUID]:
    return set(_walk(course_key, before, set()))


def _walk(course_key: UUID, before: dict[UUID, set[UUID]], met: set[UUID]) -> Iterator[UUID]:
    for key in before.get(course_key, set()) - met:
        met.add(key)
        yield key
        yield from _walk(key, before, met)
