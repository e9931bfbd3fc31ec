from datetime import date, datetime

from django.db import transaction
from wagtail.log_actions import log

from jadro.accounts.models import User
from learning.courses.models import CoursePage
from learning.statistics.models import ChangeNote


@transaction.atomic
def note_change(course: CoursePage, *, text: str, made_on: date, by: User, at: datetime) -> ChangeNote:
    """Notes what was changed in a course. The same words for the same day are one note."""
    note, is_new = ChangeNote.objects.get_or_create(
        course_key=course.translation_key, made_on=made_on, text=text, defaults={"by": by, "at": at}
    )
    if is_new:
        log(course, "statistics.change_noted", user=by, data={"note": str(note)})
    return note


@transaction.atomic
def remove_note(course: CoursePage, note: ChangeNote, *, by: User) -> None:
    log(course, "statistics.note_removed", user=by, data={"note": str(note)})
    note.delete()
