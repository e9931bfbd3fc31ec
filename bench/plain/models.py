"""Pages with the fields and blocks of the site's, on Wagtail's own page."""

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

from jadro.base.blocks import TEXT_BLOCKS
from jadro.home.blocks import HomeBody, StandardBody
from learning.courses.blocks import TaskBlock


class HomePage(Page):
    headline = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = StreamField(HomeBody(), blank=True)

    def courses(self) -> models.QuerySet:
        return CoursePage.objects.live().order_by("path")[:3]


class StandardPage(Page):
    summary = models.TextField(blank=True)
    body = StreamField(StandardBody(), blank=True)


class CourseIndexPage(Page):
    pass


class CoursePage(Page):
    summary = models.TextField(blank=True)
    body = StreamField(TEXT_BLOCKS, blank=True)

    def modules(self) -> models.QuerySet:
        return self.get_children().live()

    def facts(self) -> dict:
        lessons = LessonPage.objects.live().descendant_of(self)
        return lessons.aggregate(minutes=models.Sum("minutes"), number=models.Count("pk"))


class ModulePage(Page):
    pass


class LessonPage(Page):
    summary = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    # Without quizzes: they choose among pages of the site's own kinds, and nobody's answers are measured beside it.
    body = StreamField([*TEXT_BLOCKS, ("task", TaskBlock())], blank=True)

    def course(self) -> Page:
        return self.get_parent().get_parent()

    def following(self) -> Page | None:
        return self.get_next_siblings().live().first()

    def previous(self) -> Page | None:
        return self.get_prev_siblings().live().first()
