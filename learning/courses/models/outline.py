"""What a course asks for: activities, and the numbered, append-only outlines that list them.

No row here points at a page row: pages are copied, moved, translated and deleted, what people did stays.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField
from learning.courses.choices import ActivityKind


class Activity(models.Model):
    """One thing that can be done and counted, the same in all languages.

    `owner_key` is the translation_key of the page that holds it, `block_id` the id of its block there or None for the
    page as a whole. A copied lesson has a new translation_key and so activities of its own. A worksheet is an activity
    by itself, with the key of its template: it is done once, in whichever lessons it stands.
    """

    owner_key = models.UUIDField(_("key of the page"))
    block_id = models.UUIDField(_("block"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ActivityKind.choices)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_key", "block_id"],
                condition=models.Q(block_id__isnull=False),
                name="activity_once_per_block",
            ),
            models.UniqueConstraint(
                fields=["owner_key"], condition=models.Q(block_id__isnull=True), name="activity_once_per_page"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner_key}{f' {self.block_id}' if self.block_id else ''}"


class OutlineQuerySet(models.QuerySet):
    def current(self):
        """The latest outline of each course. They are made one after the other, so the last one made has the highest
        number."""
        latest = Outline.objects.order_by().values("course_key").annotate(latest=models.Max("pk")).values("latest")
        return self.filter(pk__in=latest)


class Outline(models.Model):
    """One published version of what a course asks for: all its required items, and `optional_needed` of the others,
    never more than there are. `course_key` is the course page's translation_key."""

    course_key = models.UUIDField(_("key of the course"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title of the course"), max_length=255)
    created_at = models.DateTimeField(_("made at"))
    optional_needed = models.PositiveSmallIntegerField(_("optional activities that are needed"), default=0)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        constraints = [models.UniqueConstraint(fields=["course_key", "number"], name="outline_number_once_per_course")]

    def __str__(self) -> str:
        return f"{self.course_key} {self.number}"


class OutlineItemQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("position")


class OutlineItem(models.Model):
    """An activity in its place. `page_key` is the page where a learner meets it, which need not own it: a recording
    keeps its own key and stands in a lesson.

    `title` and `module_title` are those of the source, in `language`, when the outline was made, so that an old outline
    can be read after its pages are gone.
    """

    outline = models.ForeignKey(Outline, on_delete=models.CASCADE, related_name="items")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="outline_items")
    position = models.PositiveIntegerField(_("position"))
    is_required = models.BooleanField(_("required"), default=True)
    page_key = models.UUIDField(_("key of the page it stands on"))
    module_key = models.UUIDField(_("key of the module"))
    module_title = models.CharField(_("module"), max_length=255)
    title = models.CharField(_("title"), max_length=255)
    language = LanguageField(help_text=_("Language of the titles."))

    objects = OutlineItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of an outline")
        verbose_name_plural = _("items of an outline")
        constraints = [
            models.UniqueConstraint(fields=["outline", "activity"], name="outline_item_once"),
            models.UniqueConstraint(fields=["outline", "position"], name="outline_position_once"),
        ]

    def __str__(self) -> str:
        return self.title
