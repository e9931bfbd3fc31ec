"""Attempts at quizzes, each with the questions as they were asked. Only this app imports these models."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jadro.base.language import LanguageField
from learning.quizzes.choices import Closeness


def digest_of(asked: dict[str, Any]) -> str:
    """The name of a quiz as it is asked: another one as soon as a word or a right answer is another."""
    words = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


class AskedQuiz(models.Model):
    """A quiz as it was published in one language. Never changed: an edited quiz is a new row.

    `content` is what `learning.courses.quiz_blocks.QuizValue.asked` gives; it holds the right answers.
    """

    lesson_key = models.UUIDField(_("key of the lesson"))
    block_id = models.UUIDField(_("block"))
    digest = models.CharField(_("digest"), max_length=64)
    language = LanguageField(help_text=_("Language of its texts."))
    content = models.JSONField(_("content"))
    published_at = models.DateTimeField(_("first published at"))

    class Meta:
        verbose_name = _("quiz as it was asked")
        verbose_name_plural = _("quizzes as they were asked")
        constraints = [
            models.UniqueConstraint(fields=["lesson_key", "block_id", "digest"], name="asked_quiz_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.block_id} {self.digest[:8]}"


class Attempt(models.Model):
    """A quiz handed in once, and how it was judged then. `number` counts a person's attempts at one quiz from 1.

    Counts are of the questions that have a right answer; `needed_count` of them had to be right to pass.
    """

    request_id = models.UUIDField(_("request"), unique=True)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey("courses.Activity", on_delete=models.PROTECT, related_name="+")
    quiz = models.ForeignKey(AskedQuiz, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("number"))
    submitted_at = models.DateTimeField(_("handed in at"))
    right_count = models.PositiveIntegerField(_("right"))
    counted_count = models.PositiveIntegerField(_("counted"))
    needed_count = models.PositiveIntegerField(_("needed"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                condition=models.Q(right_count__lte=models.F("counted_count"))
                & models.Q(needed_count__lte=models.F("counted_count")),
                name="attempt_counts_within_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity_id} {self.number}"

    @property
    def is_passed(self) -> bool:
        return self.right_count >= self.needed_count


class Answer(models.Model):
    """What was answered to one question. `given` has the shape that the kind of question reads (`questions`);
    `is_right` is None for an open task, of which the learner says for themselves how close it came."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question_id = models.UUIDField(_("question"))
    given = models.JSONField(_("given"))
    is_right = models.BooleanField(_("right"), null=True)
    closeness = models.CharField(_("closeness"), max_length=8, choices=Closeness.choices, blank=True, default="")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["attempt", "question_id"], name="answer_once_per_question")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id}"
