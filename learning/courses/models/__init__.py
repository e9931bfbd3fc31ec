from learning.courses.models.enrolment import Enrolment, Run, RunName
from learning.courses.models.outline import Activity, Outline, OutlineItem
from learning.courses.models.pages import CourseConcept, CourseIndexPage, CoursePage, LessonPage, ModulePage

__all__ = [
    "Activity",
    "CourseConcept",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "ModulePage",
    "Outline",
    "OutlineItem",
    "Run",
    "RunName",
]
