from learning.courses.models.enrolment import Enrolment, Run, RunName
from learning.courses.models.outline import Activity, Outline, OutlineItem
from learning.courses.models.pages import CourseConcept, CourseIndexPage, CoursePage, LessonPage, ModulePage
from learning.courses.models.paths import LearningPath, LearningPathStep, LearningPathText
from learning.courses.models.prerequisites import Prerequisite

__all__ = [
    "Activity",
    "CourseConcept",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LearningPath",
    "LearningPathStep",
    "LearningPathText",
    "LessonPage",
    "ModulePage",
    "Outline",
    "OutlineItem",
    "Prerequisite",
    "Run",
    "RunName",
]
