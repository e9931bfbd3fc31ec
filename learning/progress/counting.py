"""The rule of an outline, and what it makes of what was done.

A course is finished when all required activities of its outline are done and `optional_needed` of the others. How an
activity comes to be done (read, passed, accepted) is the business of the app that lets people do it.
"""

from collections.abc import Set
from dataclasses import dataclass

from learning.courses.models import Enrolment, Outline, OutlineItem
from learning.progress.choices import CompletionRule
from learning.progress.models import ActivityState


@dataclass(frozen=True)
class Count:
    """How much of an outline is done. Optional activities count up to the number that is needed, so that no count
    exceeds what it is counted out of."""

    outline_id: int
    done: int
    required: int
    optional_done: int = 0
    optional_needed: int = 0

    @property
    def is_complete(self) -> bool:
        asked = self.required + self.optional_needed
        return 0 < asked == self.done + self.optional_done

    @property
    def rule(self) -> CompletionRule:
        return CompletionRule.WITH_OPTIONAL if self.optional_needed else CompletionRule.ALL_REQUIRED


@dataclass(frozen=True)
class Asked:
    """What an outline asks for, by keys of activities."""

    outline_id: int
    required: frozenset[int]
    optional: frozenset[int]
    optional_needed: int

    def count(self, done: Set[int]) -> Count:
        """Of what somebody has done, anywhere and at any time."""
        return Count(
            self.outline_id,
            len(self.required & done),
            len(self.required),
            min(len(self.optional & done), self.optional_needed),
            self.optional_needed,
        )


def count_all(enrolments: list[Enrolment]) -> dict[int, Count]:
    """Counts by enrolment, over the latest outline of each course; courses without an outline are left out. Three
    queries, whatever the number of people."""
    course_keys = {enrolment.run.course_key for enrolment in enrolments}
    outlines = list(Outline.objects.current().filter(course_key__in=course_keys))
    items: dict[int, dict[bool, set[int]]] = {outline.pk: {True: set(), False: set()} for outline in outlines}
    rows = OutlineItem.objects.filter(outline__in=outlines).values_list("outline_id", "is_required", "activity_id")
    for outline_id, is_required, activity_id in rows:
        items[outline_id][is_required].add(activity_id)
    asked = {
        outline.course_key: Asked(
            outline.pk,
            frozenset(items[outline.pk][True]),
            frozenset(items[outline.pk][False]),
            outline.optional_needed,
        )
        for outline in outlines
    }
    done: dict[int, set[int]] = {}
    states = ActivityState.objects.filter(
        learner__in={enrolment.learner_id for enrolment in enrolments},
        activity__in=set().union(*(each.required | each.optional for each in asked.values())),
        is_done=True,
    ).values_list("learner_id", "activity_id")
    for learner_id, activity_id in states:
        done.setdefault(learner_id, set()).add(activity_id)
    return {
        enrolment.pk: asked[enrolment.run.course_key].count(done.get(enrolment.learner_id, set()))
        for enrolment in enrolments
        if enrolment.run.course_key in asked
    }
