"""What editors write: the section of courses, course > module > lesson."""

from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from jadro.base.blocks import TEXT_BLOCKS
from jadro.base.inline import RowsPanel
from jadro.base.pages import TEXT_HELP, BasePage
from jadro.editions.choices import Scope
from learning.courses.blocks import LessonBody, counted_in
from learning.courses.models.prerequisites import CoursePageForm
from learning.courses.reading_time import MinutesPanel
from resources.models import Concept


def whole_course() -> HelpPanel:
    """The list of a course's modules and lessons, with what is done to them."""
    return HelpPanel(heading=_("Modules and lessons"), icon="list-ol", template="courses/admin/outline.html")


def readers() -> HelpPanel:
    """Who sees the page, and what publishing its draft would do to the people in the course."""
    return HelpPanel(heading=_("Who sees this"), icon="group", template="progress/admin/readers.html")


class CourseIndexPage(BasePage):
    """The section of courses. Its address is the same in every language, /mk/courses/ and /sq/courses/."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.CoursePage"]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("slug", overridable=False),
    ]

    class Meta:
        verbose_name = _("section of courses")
        verbose_name_plural = _("sections of courses")

    def full_clean(self, *args, **kwargs):
        self.slug = "courses"
        super().full_clean(*args, **kwargs)


class CourseConcept(ItemBase):
    """A concept of the vocabulary on a course."""

    tag = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="course_uses", verbose_name=_("concept"))
    content_object = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="concept_uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="course_concept_once")]


class CoursePage(BasePage):
    base_form_class = CoursePageForm
    shows_up_in = Scope.LEARNING
    body = StreamField(
        TEXT_BLOCKS,
        verbose_name=_("introduction"),
        blank=True,
        help_text=_("What a person leaves with and what to know before starting. The list of modules makes itself."),
    )
    concepts = ClusterTaggableManager(
        through=CourseConcept,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Terms of the vocabulary: topics, and for whom the course is."),
    )
    optional_needed = models.PositiveSmallIntegerField(
        _("optional lessons that are needed"),
        default=0,
        help_text=_(
            "The course is finished when all required lessons are done and this many of the others. With 0 the others "
            "are only offered."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        readers(),
        whole_course(),
        FieldPanel("optional_needed"),
        RowsPanel(
            "prerequisites",
            [
                FieldPanel("course_key", help_text=_("It is shown with how far the reader is in it.")),
                FieldPanel("is_binding"),
            ],
            heading=_("To finish before"),
            label=_("course"),
            help_text=_("In the order in which they are to be finished."),
        ),
        FieldPanel("body"),
        FieldPanel("concepts"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ModulePage"]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class ModulePage(BasePage):
    shows_up_in = Scope.LEARNING
    is_part_of_another = True
    # Nobody ever sees a module alone; the preview of its course shows it.
    preview_modes = []

    content_panels = [*BasePage.content_panels, readers(), whole_course()]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @property
    def anchor(self) -> str:
        """Name of the module's place on the page of its course, equal in all languages."""
        return f"module-{self.translation_key.hex[:8]}"

    def serve(self, request, *args, withdrawn: bool = False, **kwargs):
        """A module is a part of its course's page and has no page of its own."""
        if withdrawn:
            return super().serve(request, *args, withdrawn=True, **kwargs)
        return redirect(f"{self.get_parent().get_url(request)}#{self.anchor}")


class LessonPage(BasePage):
    shows_up_in = Scope.LEARNING
    explains_terms = True  # of the glossary, see resources
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, help_text=_("How long a person needs to read it and do its task.")
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("A course is finished when all its required lessons are done.")
    )
    asks_to_read = models.BooleanField(
        _("reading counts"),
        default=True,
        help_text=_("Untick it for a page that is only a quiz, a worksheet or the plan: that is then all it asks for."),
    )
    body = StreamField(LessonBody(), verbose_name=_("text"), blank=True, help_text=TEXT_HELP)

    content_panels = [
        *BasePage.content_panels,
        readers(),
        MinutesPanel("minutes"),
        FieldPanel("is_required"),
        FieldPanel("asks_to_read"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def clean(self) -> None:
        super().clean()
        if not self.asks_to_read and not counted_in(self.body):
            nothing = _(
                "There is no quiz, worksheet or plan in the text, so the page would ask for nothing. Add one, or let "
                "reading count."
            )
            raise ValidationError({"asks_to_read": nothing})
