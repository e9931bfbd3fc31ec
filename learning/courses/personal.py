"""What is kept of people who follow courses. Two accounts' enrolments are united with what was done in them, by the
ledger."""

from django.utils.translation import gettext_lazy as _

from jadro.accounts.models import User
from jadro.accounts.registry import Erasure, Kept, Merging, Row, register
from learning.courses import queries
from learning.courses.models import Enrolment


def _read(person: User, language: str) -> list[Row]:
    enrolments = list(
        Enrolment.objects.filter(learner=person).select_related("run").prefetch_related("run__names").order_by("pk")
    )
    titles = queries.titles_of_courses({each.run.course_key for each in enrolments})
    return [
        {
            "course": titles.get(each.run.course_key, ""),
            "run": str(each.run),
            "enrolled_at": each.enrolled_at,
        }
        for each in enrolments
    ]


register(
    Kept(
        Enrolment,
        "learner",
        _("Courses you follow"),
        Erasure.KEEP,
        Merging.UNITE,
        _("How many people follow a course is counted; who you were is not."),
        taken=("enrolled_at",),
        left=("run",),
        labels={"course": _("course"), "run": _("run of a course")},
        read=_read,
    )
)
