"""Templates of worksheets, which editors write, and their published versions, which plans hold on to."""

import hashlib
import json
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from jadro.base.language import LanguageField
from jadro.base.previews import PreviewedAsReader
from learning.toolkits.choices import NO_KEYS, WITH_ROWS, DoneWhen
from learning.toolkits.definitions import Worksheet, read_field
from learning.toolkits.fields import FieldsBlock

is_template_key = RegexValidator(
    r"^[a-z][a-z0-9-]*$", _("Small Latin letters, digits and hyphens alone, beginning with a letter.")
)


class WorksheetTemplateQuerySet(models.QuerySet):
    def sources(self):
        """Each template once, in the language it was written in: the first row of its translations."""
        first = WorksheetTemplate.objects.order_by().values("translation_key").annotate(first=models.Min("pk"))
        return self.filter(pk__in=first.values("first"))


class WorksheetTemplate(
    PreviewedAsReader,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """What a worksheet asks. Its rows in other languages are translations, made by wagtail-localize; `translation_key`
    is what plans know it by. It shows nowhere by itself: the step of a toolkit or a lesson picks it."""

    key = models.CharField(
        _("key"),
        max_length=60,
        validators=[is_template_key],
        help_text=_(
            "Stands in the address of the worksheet and in files, the same in every language; it stays for good."
        ),
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("As members read it."))
    instruction = models.TextField(
        _("instruction"), blank=True, max_length=600, help_text=_("What to do here, in one or two sentences.")
    )
    example_note = models.TextField(
        _("about the examples"),
        blank=True,
        max_length=500,
        help_text=_("Stands with every filled example: whose it is, or that it is invented."),
    )
    fields = StreamField(
        FieldsBlock(),
        verbose_name=_("fields"),
        help_text=_("In the order in which they are filled in. An answer stays with its field when you move it."),
    )
    done_when = models.CharField(
        _("it is done"),
        max_length=10,
        choices=DoneWhen.choices,
        default=DoneWhen.FILLED,
        help_text=_("For courses in which it counts. Without a required field, one that is filled in is enough."),
    )

    # Wagtail finds the way back from a revision or a workflow by these.
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="worksheet_template")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="worksheet_template",
        for_concrete_model=False,
    )

    preview_modes = PreviewableMixin.DEFAULT_PREVIEW_MODES

    panels = [
        FieldPanel("title"),
        FieldPanel("instruction"),
        FieldPanel("fields"),
        FieldPanel("example_note"),
        FieldPanel("done_when"),
        FieldPanel("key"),
    ]
    override_translatable_fields = [
        SynchronizedField("key", overridable=False),
        SynchronizedField("done_when", overridable=False),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    objects = WorksheetTemplateQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("worksheet template")
        verbose_name_plural = _("worksheet templates")
        # Those that Wagtail gives to drafts and locks too, so that migrations can hand them to a role.
        default_permissions = ("add", "change", "delete", "view", "publish", "lock", "unlock")
        # A draft may have none yet.
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "key"],
                condition=~models.Q(key=""),
                name="worksheet_key_once_per_language",
                violation_error_message=_("There is a worksheet with this key already."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self):
        return self._revisions

    def content(self) -> dict[str, Any]:
        """All that is asked, for JSON, as `WorksheetVersion` keeps it."""
        return {
            "key": self.key,
            "title": self.title,
            "instruction": self.instruction,
            "example_note": self.example_note,
            "done_when": self.done_when,
            "fields": [{"id": field.id, "kind": field.block_type, **field.value.content()} for field in self.fields],
        }

    def as_published(self) -> Worksheet:
        """What it would ask, drafts too, if it were published now."""
        language = self.locale.language_code
        version = WorksheetVersion(
            template_key=self.translation_key, language=language, number=0, content=self.content()
        )
        return version.read()

    def clean(self) -> None:
        super().clean()
        taken = WorksheetTemplate.objects.filter(key=self.key).exclude(translation_key=self.translation_key)
        if self.key and taken.exists():
            raise ValidationError({"key": _("Another worksheet template has this key. Write another one.")})
        if self.key in NO_KEYS:
            raise ValidationError({"key": _("This word stands in other addresses already. Write another one.")})
        self._refuse_clashes()

    def _refuse_clashes(self) -> None:
        """One answer cannot be of two kinds."""
        others = WorksheetTemplate.objects.exclude(translation_key=self.translation_key)
        shapes = {
            key: (shape, other.title)
            for other in others.order_by("-pk")
            for key, shape in _shapes(other.fields).items()
        }
        for key, shape in _shapes(self.fields).items():
            if key in shapes and shapes[key][0] != shape:
                clash = _(
                    "The shared key “%(key)s” takes another kind of answer, or other columns, in “%(title)s”. Make "
                    "them equal, or write another key."
                ) % {"key": key, "title": shapes[key][1]}
                raise ValidationError({"fields": clash})

    def get_preview_template(self, request, mode_name):
        return "toolkits/worksheet_preview.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "worksheet": self.as_published()}


def _shapes(fields: Any) -> dict[str, Any]:
    """By shared key, what an answer looks like. Read from the stored form."""
    shapes = {}
    for field in fields.raw_data:
        if key := field["value"].get("shared_key"):
            columns = field["value"].get("columns") if field["type"] in WITH_ROWS else None
            shapes[key] = (
                field["type"],
                bool(field["value"].get("is_private")),
                [(column["value"]["key"], column["value"]["kind"]) for column in columns or []],
            )
    return shapes


class WorksheetVersionQuerySet(models.QuerySet):
    def current(self):
        """The latest of each template and language."""
        latest = (
            WorksheetVersion.objects.order_by().values("template_key", "language").annotate(latest=models.Max("pk"))
        )
        return self.filter(pk__in=latest.values("latest"))


class WorksheetVersion(models.Model):
    """A template as it was published in one language. Never changed and never deleted: answers that were given to it
    are read with its words. `number` counts the versions of a template in a language from 1."""

    template_key = models.UUIDField(_("key of the template"))
    language = LanguageField(help_text=_("Language of its words."))
    number = models.PositiveIntegerField(_("number"))
    digest = models.CharField(_("digest"), max_length=64)
    content = models.JSONField(_("content"))
    published_at = models.DateTimeField(_("published at"))

    objects = WorksheetVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("published version of a worksheet")
        verbose_name_plural = _("published versions of worksheets")
        constraints = [
            models.UniqueConstraint(fields=["template_key", "language", "number"], name="worksheet_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.content['title']} {self.language} {self.number}"

    def read(self) -> Worksheet:
        content = self.content
        return Worksheet(
            template_key=self.template_key,
            version_id=self.pk,
            number=self.number,
            language=self.language,
            key=content["key"],
            title=content["title"],
            instruction=content["instruction"],
            example_note=content["example_note"],
            # Versions from before there was a choice do not say.
            done_when=DoneWhen(content.get("done_when", DoneWhen.FILLED)),
            fields=tuple(read_field(content["key"], field, self.language) for field in content["fields"]),
        )


def digest_of(content: dict[str, Any]) -> str:
    """Another one as soon as a word is another."""
    words = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()
