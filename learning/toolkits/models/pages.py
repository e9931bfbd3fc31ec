"""The section of toolkits and their pages."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from jadro.base.pages import TEXT_HELP, BasePage
from jadro.editions.choices import Scope
from learning.toolkits.blocks import ToolkitBody
from resources.models import Concept


class ToolkitIndexPage(BasePage):
    """The section of toolkits. Its address is the same in every language, /mk/toolkits/ and /sq/toolkits/."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["toolkits.ToolkitPage"]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("slug", overridable=False),
    ]

    class Meta:
        verbose_name = _("section of toolkits")
        verbose_name_plural = _("sections of toolkits")

    def full_clean(self, *args, **kwargs):
        self.slug = "toolkits"
        super().full_clean(*args, **kwargs)


class ToolkitConcept(ItemBase):
    """A concept of the vocabulary on a toolkit."""

    tag = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="toolkit_uses", verbose_name=_("concept"))
    content_object = ParentalKey("toolkits.ToolkitPage", on_delete=models.CASCADE, related_name="concept_uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="toolkit_concept_once")]


class ToolkitPage(BasePage):
    """Steps that lead a group from a question to something it can use, with worksheets to fill in on the way.

    `is_joined_plan` marks the one whose worksheets gather what the others hold: the plan itself.
    """

    shows_up_in = Scope.LEARNING
    explains_terms = True  # of the glossary, see resources
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, help_text=_("How long a group needs for all its steps.")
    )
    purpose = models.TextField(
        _("purpose"), blank=True, max_length=800, help_text=_("What a group has in hand at the end, and what for.")
    )
    people = models.TextField(
        _("people needed"), blank=True, max_length=400, help_text=_("How many, and who should not be missing.")
    )
    licence = models.CharField(
        _("licence"), max_length=60, blank=True, default="CC BY-SA 4.0", help_text=_("Under which others may use it.")
    )
    is_joined_plan = models.BooleanField(
        _("joins the plan"),
        default=False,
        help_text=_("Its worksheets bring together what the other toolkits ask. One toolkit at most is marked so."),
    )
    concepts = ClusterTaggableManager(
        through=ToolkitConcept,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Terms of the vocabulary: topics, and for whom the toolkit is."),
    )
    body = StreamField(ToolkitBody(), verbose_name=_("steps"), blank=True, help_text=TEXT_HELP)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("purpose"),
        FieldPanel("minutes"),
        FieldPanel("people"),
        FieldPanel("body"),
        FieldPanel("licence"),
        FieldPanel("is_joined_plan"),
        FieldPanel("concepts"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("licence", overridable=False),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("purpose"), index.SearchField("body")]
    parent_page_types = ["toolkits.ToolkitIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("toolkit")
        verbose_name_plural = _("toolkits")

    def clean(self) -> None:
        super().clean()
        others = ToolkitPage.objects.filter(is_joined_plan=True).exclude(translation_key=self.translation_key)
        if self.is_joined_plan and (other := others.first()) is not None:
            taken = _("“%(title)s” joins the plan already. Take the mark off there first.") % {"title": other.title}
            raise ValidationError({"is_joined_plan": taken})
