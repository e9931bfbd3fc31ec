"""The controlled vocabulary: one row for a concept in all languages, its labels and synonyms as child rows.

`Concept` is taggit's tag model, so the tag field, its admin and its queries are taggit's. A tag in one language would
make three of one thing; see docs/decisions.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TagBase

from jadro.base.language import LanguageField, in_language
from jadro.base.latin import slug_of
from resources.choices import Facet, LabelKind


class ConceptQuerySet(models.QuerySet):
    def with_labels(self):
        return self.prefetch_related("labels")


class Concept(ClusterableModel, TagBase):
    """`slug` is the term's id in the vocabulary and never changes; `name` is the preferred label in the site's own
    language, which taggit shows and an editor types to pick the term. The admin's form writes it from the labels."""

    free_tagging = False

    facet = models.CharField(_("facet"), max_length=10, choices=Facet.choices, default=Facet.TOPIC)
    broader = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader term"),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("When to use the term and when not."))

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")

    def __str__(self) -> str:
        return self.name

    def slugify(self, tag: str, i: int | None = None) -> str:
        """taggit asks for a slug where none is given; `i` numbers a second try."""
        return slug_of(tag) + (f"-{i}" if i else "")

    def label(self, language: str | None = None) -> str:
        """The preferred label for a reader. Load with `with_labels()` in lists."""
        row = in_language([row for row in self.labels.all() if row.kind == LabelKind.PREFERRED], language)
        return row.text if row else self.name


class ConceptLabel(models.Model):
    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = LanguageField()
    kind = models.CharField(_("kind"), max_length=10, choices=LabelKind.choices, default=LabelKind.PREFERRED)
    text = models.CharField(_("text"), max_length=150)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=models.Q(kind="preferred"),
                name="concept_one_preferred_label_per_language",
            ),
            models.UniqueConstraint(fields=["concept", "language", "text"], name="concept_label_once"),
        ]

    def __str__(self) -> str:
        return self.text


class GlossaryTerm(ClusterableModel):
    """A word that texts explain in place where they use it first. `name` is the word in the site's own language, by
    which editors find it; the admin's form writes it from the texts."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    concept = models.ForeignKey(
        Concept,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="glossary_terms",
        verbose_name=_("concept"),
        help_text=_("The concept of the vocabulary that it names, if there is one."),
    )

    class Meta:
        verbose_name = _("term of the glossary")
        verbose_name_plural = _("terms of the glossary")

    def __str__(self) -> str:
        return self.name


class GlossaryText(models.Model):
    """A term in one language. Only texts in that language explain it."""

    term = ParentalKey(GlossaryTerm, on_delete=models.CASCADE, related_name="texts")
    language = LanguageField()
    word = models.CharField(_("word"), max_length=80, help_text=_("As it stands in a dictionary, in small letters."))
    forms = models.TextField(
        _("other forms"),
        blank=True,
        help_text=_(
            "One on each line: plural, with the article, and other spellings, as texts use them. "
            "Capital letters make no difference."
        ),
    )
    meaning = models.TextField(
        _("meaning"), max_length=300, help_text=_("One or two sentences that a newcomer understands.")
    )

    class Meta:
        verbose_name = _("text of the term")
        verbose_name_plural = _("texts of the term")
        constraints = [
            models.UniqueConstraint(fields=["term", "language"], name="glossary_text_once_per_language"),
            models.UniqueConstraint(fields=["language", "word"], name="glossary_word_once_per_language"),
        ]

    def __str__(self) -> str:
        return self.word

    @property
    def all_forms(self) -> list[str]:
        return [form for form in (" ".join(line.split()) for line in [self.word, *self.forms.splitlines()]) if form]
