from uuid import UUID

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from learning.courses.models.prerequisites import all_before, by_course


class LearningPathForm(WagtailAdminModelForm):
    """Refuses a path that leads back to itself: to a course that stands in it already, or to one that is to be finished
    before a course that comes earlier."""

    def clean(self):
        cleaned = super().clean()
        before = by_course()
        earlier: list[UUID] = []
        forms = [form for form in self.formsets["steps"].forms if form.is_valid() and _names_a_course(form)]
        for form in sorted(forms, key=lambda form: form.cleaned_data.get("ORDER") or 0):
            course_key = form.cleaned_data["course_key"]
            if course_key in earlier:
                form.add_error("course_key", _("This course stands in the path already; it would lead back to itself."))
            elif any(course_key in all_before(each, before) for each in earlier):
                form.add_error("course_key", _("A course above is to be finished after this one. Move this one up."))
            earlier.append(course_key)
        return cleaned


def _names_a_course(form) -> bool:
    return bool(form.cleaned_data.get("course_key")) and not form.cleaned_data.get("DELETE")
