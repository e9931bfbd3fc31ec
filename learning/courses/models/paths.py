"""An ordered set of courses for somebody: the new members' path is the first."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from jadro.base.language import LanguageField, in_language
from learning.courses.models.keys import CourseKeyField


class LearningPath(ClusterableModel):
    """One row in every language, its words as child rows; it stands at /paths/<slug>/ in each."""

    slug = models.SlugField(
        _("address"), max_length=60, unique=True, help_text=_("The end of its address, the same in every language.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def __str__(self) -> str:
        row = in_language(self.texts.all())
        return row.title if row else self.slug


class LearningPathText(models.Model):
    path = ParentalKey(LearningPath, on_delete=models.CASCADE, related_name="texts")
    language = LanguageField()
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True, max_length=400)

    class Meta:
        verbose_name = _("words of a learning path")
        verbose_name_plural = _("words of learning paths")
        constraints = [models.UniqueConstraint(fields=["path", "language"], name="path_text_once_per_language")]

    def __str__(self) -> str:
        return self.title


class LearningPathStep(models.Model):
    path = ParentalKey(LearningPath, on_delete=models.CASCADE, related_name="steps")
    course_key = CourseKeyField(_("course"))
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("step of a learning path")
        verbose_name_plural = _("steps of learning paths")
        constraints = [models.UniqueConstraint(fields=["path", "course_key"], name="path_step_once")]

    def __str__(self) -> str:
        return str(self.course_key)
