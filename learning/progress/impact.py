"""What a change to a course would do to the people in it, said before it is made and counted again after it.

`impacts` asks the same question of the same rows as publication itself does: `live_activities` lists what the
course would ask for, `counting.Asked` counts what everybody has done of it.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from learning.courses import queries as courses
from learning.courses.live import LiveActivity, Planned, live_activities, optional_needed
from learning.courses.models import Activity, Enrolment, OutlineItem
from learning.progress.counting import Asked, Count
from learning.progress.models import ActivityState, Completion, CourseSummary


@dataclass(frozen=True)
class Standings:
    """Where the people of a course stand, each counted once in whatever runs: how many have finished, and the counts of
    the others, by learner."""

    finished: int
    under_way: dict[int, Count]

    @property
    def may_finish(self) -> int:
        """They have done all that is asked, and have not finished yet."""
        return sum(count.is_complete for count in self.under_way.values())

    @property
    def figures(self) -> tuple[int, ...]:
        """What can be compared with what was foretold: people finished, people under way, of these who may finish, and
        what they have done and are asked for, together."""
        counts = self.under_way.values()
        return (
            self.finished,
            len(counts),
            self.may_finish,
            sum(each.done + each.optional_done for each in counts),
            sum(each.required + each.optional_needed for each in counts),
        )


@dataclass(frozen=True)
class Changed:
    """An activity the change is about, and how many of those under way have done it."""

    title: str
    language: str
    done_by: int


@dataclass(frozen=True)
class Impact:
    """What becomes of the people of one course. `closes` says that it could not be followed any more until it is
    published again; nothing is counted anew then."""

    course_key: UUID
    course_title: str
    course_language: str
    before: Standings
    after: Standings
    added: tuple[Changed, ...]
    removed: tuple[Changed, ...]
    now_required: tuple[Changed, ...]
    now_optional: tuple[Changed, ...]
    new_to_finished: int
    closes: bool

    @property
    def losing(self) -> int:
        """How many people under way have done something that would no longer count."""
        return sum(_done(count) < _done(self.before.under_way[who]) for who, count in self.after.under_way.items())

    @property
    def takes_away(self) -> bool:
        return self.losing > 0 or (self.closes and bool(self.before.under_way))

    @property
    def changes(self) -> bool:
        """Whether the course asks for something else afterwards, of anybody."""
        is_other = self.added or self.removed or self.now_required or self.now_optional or self.closes
        return bool(is_other) or self.before.figures != self.after.figures

    @property
    def concerns(self) -> bool:
        """Whether anybody notices it."""
        return self.changes and bool(self.before.finished or self.before.under_way)

    @property
    def seen(self) -> str:
        """Stands for exactly these figures: who confirms them confirms no others."""
        facts = (self.course_key.hex, self.before.figures, self.after.figures, self.new_to_finished, self.closes)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]

    @property
    def sentences(self) -> list[str]:
        return list(self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield self._finished_sentence
        if self.closes:
            if people := len(self.before.under_way):
                yield f"{_under_way_words(people)}."
            yield _("The course closes. Nobody can go on in it until it is published again; what was done is kept.")
            return
        yield self._under_way_sentence
        if self.losing:
            yield ngettext(
                "%(count)s of them has done something that no longer counts. The work is kept and counts again if the "
                "activity comes back.",
                "%(count)s of them have done something that no longer counts. The work is kept and counts again if the "
                "activity comes back.",
                self.losing,
            ) % {"count": self.losing}
        if may_finish := self.after.may_finish - self.before.may_finish:
            yield (
                ngettext(
                    "%(count)s more of them has then done all that is asked for and can finish.",
                    "%(count)s more of them have then done all that is asked for and can finish.",
                    may_finish,
                )
                % {"count": may_finish}
                if may_finish > 0
                else ngettext(
                    "%(count)s of them could finish now and has something to do again.",
                    "%(count)s of them could finish now and have something to do again.",
                    -may_finish,
                )
                % {"count": -may_finish}
            )

    @property
    def _finished_sentence(self) -> str:
        if not self.before.finished:
            return _("Nobody has finished the course yet.")
        kept = ngettext(
            "%(count)s person has finished: nothing of that is lost.",
            "%(count)s people have finished: none of them loses it.",
            self.before.finished,
        ) % {"count": self.before.finished}
        if not self.new_to_finished:
            return kept
        new = ngettext(
            "%(count)s of them sees something new since finishing, and may do it or not.",
            "%(count)s of them see something new since finishing, and may do it or not.",
            self.new_to_finished,
        ) % {"count": self.new_to_finished}
        return f"{kept} {new}"

    @property
    def _under_way_sentence(self) -> str:
        people = len(self.before.under_way)
        if not people:
            return _("Nobody is under way.")
        return pgettext("who: what changes", "%(who)s: %(change)s.") % {
            "who": _under_way_words(people),
            "change": self._change_words,
        }

    @property
    def _change_words(self) -> str:
        one = next(iter(self.after.under_way))
        more = _asked(self.after.under_way[one]) - _asked(self.before.under_way[one])
        if more > 0:
            return ngettext("%(count)s activity more", "%(count)s activities more", more) % {"count": more}
        if more < 0:
            return ngettext("%(count)s activity less", "%(count)s activities less", -more) % {"count": -more}
        return _("as many activities as before")


def _under_way_words(people: int) -> str:
    return ngettext("%(count)s person is under way", "%(count)s people are under way", people) % {"count": people}


def _done(count: Count) -> int:
    return count.done + count.optional_done


def _asked(count: Count) -> int:
    return count.required + count.optional_needed


def impacts(planned: Planned) -> list[Impact]:
    """What a planned change does, course by course; courses it does not change are left out."""
    found = (impact(course_key, planned) for course_key in planned.course_keys())
    return [each for each in found if each is not None and each.changes]


def impact(course_key: UUID, planned: Planned) -> Impact | None:
    """What a planned change does to one course; None before its first publication. The number of queries depends
    neither on the people nor on what they did."""
    latest = courses.latest_outline(course_key)
    if latest is None:
        return None
    now = _listed_now(latest.pk)
    course, live = live_activities(course_key, planned)
    closes = course is None or not live
    ids = _activity_ids(live)
    then = {ids[each.owner_key, each.block_id]: (each.title, each.language, each.is_required) for each in live}
    needed = optional_needed(course, live) if course else 0
    asked = _asked_by(latest.pk, now, latest.optional_needed)
    asked_then = asked if closes else _asked_by(latest.pk, then, needed)
    people = _people(course_key)
    done = _done_by(course_key, now.keys() | then.keys())
    under_way = [learner for learner, outlines in people.items() if not outlines]
    finished = people.keys() - under_way

    def changed(activity_ids: Collection[int]) -> tuple[Changed, ...]:
        return tuple(
            Changed(*(then.get(each) or now[each])[:2], done_by=sum(each in done.get(who, ()) for who in under_way))
            for each in (*then, *(each for each in now if each not in then))
            if each in activity_ids
        )

    return Impact(
        course_key=course_key,
        course_title=course.title if course else latest.title,
        course_language=next(iter(now.values()))[1],
        before=Standings(len(finished), {who: asked.count(done.get(who, set())) for who in under_way}),
        after=Standings(len(finished), {who: asked_then.count(done.get(who, set())) for who in under_way}),
        added=() if closes else changed(then.keys() - now.keys()),
        removed=() if closes else changed(now.keys() - then.keys()),
        now_required=changed(asked_then.required & asked.optional),
        now_optional=changed(asked_then.optional & asked.required),
        new_to_finished=_new_to(finished, people, asked_then.required - asked.required, done),
        closes=closes and bool(now),
    )


def standings_now(course_key: UUID) -> Standings:
    """The same as the summaries say, which publication has written."""
    enrolled = Enrolment.objects.filter(run__course_key=course_key, learner__erased_at=None)
    completions = Completion.objects.filter(enrolment__in=enrolled)
    finished = set(completions.values_list("enrolment__learner", flat=True))
    rows = CourseSummary.objects.filter(enrolment__in=enrolled).values_list(
        "enrolment__learner",
        "outline",
        "done_count",
        "required_count",
        "optional_done_count",
        "optional_needed_count",
    )
    under_way = {learner: Count(*counts) for learner, *counts in rows if learner not in finished}
    return Standings(len(finished), under_way)


def _listed_now(outline_id: int) -> dict[int, tuple[str, str, bool]]:
    rows = OutlineItem.objects.filter(outline=outline_id).in_order()
    return {
        activity: tuple(rest) for activity, *rest in rows.values_list("activity", "title", "language", "is_required")
    }


def _activity_ids(live: list[LiveActivity]) -> dict[tuple[UUID, UUID | None], int]:
    """Rows of activities by what they belong to and block. One that was never published has none yet; nobody has done
    it."""
    rows = Activity.objects.filter(owner_key__in={each.owner_key for each in live})
    known = {(owner, block): pk for pk, owner, block in rows.values_list("pk", "owner_key", "block_id")}
    return {
        (each.owner_key, each.block_id): known.get((each.owner_key, each.block_id), -place)
        for place, each in enumerate(live, start=1)
    }


def _asked_by(outline_id: int, listed: dict[int, tuple[str, str, bool]], optional_needed: int) -> Asked:
    required = frozenset(activity for activity, (_title, _language, is_required) in listed.items() if is_required)
    return Asked(outline_id, required, frozenset(listed) - required, optional_needed)


def _people(course_key: UUID) -> dict[int, set[int]]:
    """Outlines each person has finished the course with, by learner; none for who is under way. Whoever erased their
    account notices nothing any more."""
    people: dict[int, set[int]] = {}
    rows = Enrolment.objects.filter(run__course_key=course_key, learner__erased_at=None).order_by("pk")
    for learner, outline in rows.values_list("learner", "completion__outline"):
        people.setdefault(learner, set()).update({outline} - {None})
    return people


def _done_by(course_key: UUID, activities: Collection[int]) -> dict[int, set[int]]:
    done: dict[int, set[int]] = {}
    people = Enrolment.objects.filter(run__course_key=course_key).values("learner")
    rows = ActivityState.objects.filter(learner__in=people, activity__in=activities, is_done=True)
    for learner, activity in rows.values_list("learner", "activity"):
        done.setdefault(learner, set()).add(activity)
    return done


def _new_to(
    finished: Collection[int], people: dict[int, set[int]], required: Collection[int], done: dict[int, set[int]]
) -> int:
    """How many of those who finished are required something they have not done and did not finish with."""
    outlines = set().union(*(people[who] for who in finished))
    rows = OutlineItem.objects.filter(outline__in=outlines, activity__in=required, is_required=True)
    known: dict[int, set[int]] = {}
    for outline, activity in rows.values_list("outline", "activity"):
        known.setdefault(outline, set()).add(activity)
    return sum(
        bool(set(required) - done.get(who, set()) - set().union(*(known.get(each, set()) for each in people[who])))
        for who in finished
    )
