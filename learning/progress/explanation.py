"""The one place that turns what was counted into words. `queries.explain` makes explanations; whoever shows one, on a
page, in a mail or in an export, prints its sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from jadro.base.dates import show_date
from learning.courses import queries as courses
from learning.courses.choices import ActivityKind
from learning.progress.counting import Count
from learning.progress.in_run import InRun

# Above this many activities a ring or bar is too fine to read and shows a segment for each module instead.
MOST_SEGMENTS = 24


@dataclass(frozen=True)
class Mark:
    """That an activity is done: since when, and the receipt of what made it so last."""

    done_at: datetime
    recorded_at: datetime
    receipt_number: str


@dataclass(frozen=True)
class Item:
    """An activity of the latest outline, and where the learner stands with it. `is_new` marks what is required since
    they finished the course, `is_declined` what of that they said is not for them."""

    part: courses.Part
    mark: "Mark | None"
    is_new: bool
    is_declined: bool = False

    @property
    def done_at(self) -> datetime | None:
        return self.mark.done_at if self.mark else None

    @property
    def is_done(self) -> bool:
        return self.mark is not None

    @property
    def state(self) -> str:
        """The key of the mark shown beside it: done, new or todo."""
        if self.is_done:
            return "done"
        return "new" if self.is_new and not self.is_declined else "todo"


@dataclass(frozen=True)
class ModuleProgress:
    module: courses.Module
    items: tuple[Item, ...]

    @property
    def required(self) -> list[Item]:
        return [item for item in self.items if item.part.is_required]

    @property
    def count_sentence(self) -> str:
        if not self.required:
            return optional_words(sum(item.is_done for item in self.items), len(self.items))
        return count_words(sum(item.is_done for item in self.required), len(self.required))


@dataclass(frozen=True)
class Reason:
    """One line of why a figure is what it is. `state` is the key of the mark beside it; lines that `counts` are as many
    as the figure says are done."""

    title: str
    language: str
    state: str
    words: str
    counts: bool


@dataclass(frozen=True)
class Explanation:
    """A learner's progress in a course, with what it is counted from.

    `done` and `required` are counts of required activities, `optional_done` and `optional_needed` of the others, which
    count up to the number that is needed: of the outline they finished, once they finished, else of the latest.
    `outline_number` and `outline_made_at` say which outline that is; `finished` is what it lists, once they finished.
    """

    course_key: UUID
    course_title: str
    modules: tuple[ModuleProgress, ...]
    finished: tuple[courses.Listed, ...]
    marks: Mapping[int, Mark]
    runs: tuple[InRun, ...]
    counted: Count
    outline_number: int
    outline_made_at: datetime
    place_block: UUID | None
    place_lesson: UUID | None

    @property
    def run(self) -> InRun | None:
        """The run whose figures these are: of several, the one joined last."""
        return self.runs[-1] if self.runs else None

    @property
    def enrolled_at(self) -> datetime | None:
        return self.run.enrolled_at if self.run else None

    @property
    def completed_at(self) -> datetime | None:
        return self.run.completed_at if self.run else None

    @property
    def run_sentence(self) -> str:
        return self.run.sentence if self.run else ""

    @property
    def marked_run_sentence(self) -> SafeString | str:
        return self.run.marked_sentence if self.run else ""

    @property
    def finished_at(self) -> datetime | None:
        """Since when the course is finished: in this run, else in an earlier one, for nothing takes that away."""
        return self.completed_at or min((run.completed_at for run in self.runs if run.completed_at), default=None)

    @property
    def was_ever_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def finished_before_sentence(self) -> str:
        """Why a course that is finished shows other figures: those of a run joined later."""
        if self.is_complete or not self.was_ever_finished:
            return ""
        return gettext(
            "You finished this course in an earlier run, and it stays finished. The figures here are those of the run "
            "you are in now."
        )

    @property
    def done(self) -> int:
        return self.counted.done

    @property
    def required(self) -> int:
        return self.counted.required

    @property
    def optional_done(self) -> int:
        return self.counted.optional_done

    @property
    def optional_needed(self) -> int:
        return self.counted.optional_needed

    @cached_property
    def items(self) -> list[Item]:
        return [item for module in self.modules for item in module.items]

    @property
    def is_enrolled(self) -> bool:
        return self.enrolled_at is not None

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None

    @property
    def has_begun(self) -> bool:
        return any(item.is_done for item in self.items) or self.place_lesson is not None

    @cached_property
    def new(self) -> list[Item]:
        """What is required since they finished, and waits for the learner to do or decline it."""
        return [item for item in self.items if item.is_new and not item.is_done and not item.is_declined]

    @cached_property
    def declined(self) -> list[Item]:
        return [item for item in self.items if item.is_new and not item.is_done and item.is_declined]

    @cached_property
    def missing(self) -> list[Item]:
        """Required activities that are not done; after completion only what is new. Optional ones that are needed are
        the learner's to choose: `optional_missing` says how many."""
        if self.is_complete:
            return self.new
        return [item for item in self.items if item.part.is_required and not item.is_done]

    @property
    def optional_missing(self) -> int:
        return self.optional_needed - self.optional_done

    @cached_property
    def next(self) -> Item | None:
        """What to do next: the unfinished lesson where the learner stopped reading, else the first missing activity
        that can be opened, else the first optional one left."""
        optional = [item for item in self.items if not item.is_done and not item.part.is_required]
        left = [item for item in [*self.missing, *optional] if item.part.url]
        stopped = (item for item in left if item.part.page_key == self.place_lesson)
        return next(stopped, left[0] if left else None)

    @property
    def may_finish(self) -> bool:
        """Everything the course asks for now is done, but the last step was an editor's: the learner finishes it
        themselves."""
        return not self.is_complete and self.counted.is_complete

    @property
    def taken_back(self) -> list[Item]:
        """Marks the learner took back after finishing; the course stays finished."""
        if not self.is_complete:
            return []
        return [item for item in self.items if item.part.is_required and not item.is_done and not item.is_new]

    @property
    def next_url(self) -> str:
        """Where to go on: the next lesson, at the block where the learner stopped reading it."""
        if self.next is None:
            return ""
        is_here = self.place_block is not None and self.next.part.page_key == self.place_lesson
        return self.next.part.url + (f"#block-{self.place_block}" if is_here else "")

    @property
    def segments(self) -> list[str]:
        """Letters for ring and bar: d done, n new, h next, . not yet; by module in long courses."""
        if len(self.items) > MOST_SEGMENTS:
            return [self._segment(module.items) for module in self.modules]
        return [self._segment((item,)) for item in self.items]

    def _segment(self, items: tuple[Item, ...]) -> str:
        if all(item.is_done for item in items):
            return "d"
        if any(item in self.new for item in items):
            return "n"
        return "h" if self.next in items else "."

    @property
    def count_sentence(self) -> str:
        if not self.optional_needed:
            return count_words(self.done, self.required)
        optional = optional_words(self.optional_done, self.optional_needed)
        if not self.required:
            return optional
        return pgettext("joins two counts", "%(required)s, %(optional)s") % {
            "required": required_words(self.done, self.required),
            "optional": optional,
        }

    @property
    def new_sentence(self) -> str:
        return ngettext("%(count)s new since you finished", "%(count)s new since you finished", len(self.new)) % {
            "count": len(self.new)
        }

    @property
    def taken_back_sentence(self) -> str:
        count = len(self.taken_back)
        return ngettext(
            "You took %(count)s mark back after finishing. The course stays finished.",
            "You took %(count)s marks back after finishing. The course stays finished.",
            count,
        ) % {"count": count}

    @property
    def rule_sentence(self) -> str:
        if self.optional_needed:
            return gettext(
                "The course is finished when you have done its required activities (%(required)s) and as many of the "
                "optional ones as it needs (%(optional)s) (outline %(number)s)."
            ) % {"required": self.required, "optional": self.optional_needed, "number": self.outline_number}
        return ngettext(
            "The course is finished when you have done its %(count)s required activity (outline %(number)s).",
            "The course is finished when you have done all its %(count)s required activities (outline %(number)s).",
            self.required,
        ) % {"count": self.required, "number": self.outline_number}

    @property
    def version_sentence(self) -> str:
        return gettext("Outline %(number)s was made on %(date)s.") % {
            "number": self.outline_number,
            "date": show_date(self.outline_made_at),
        }

    @cached_property
    def reasons(self) -> list[Reason]:
        """What the figure is counted from, line by line, and what came after it."""
        if not self.is_complete:
            return [*self._required_reasons(), *self._optional_reasons()]
        parts = {item.part.activity_id: item.part for item in self.items}
        lines = []
        for listed in self.finished:
            part = parts.get(listed.activity_id)
            title, language = (part.title, part.language) if part else (listed.title, listed.language)
            mark = self.marks.get(listed.activity_id)
            if not listed.is_required and not self._helped_to_finish(mark):
                continue
            words = gettext("was done when you finished; you took the mark back")
            if mark:
                words = _done_words(mark, part)
            lines.append(Reason(title, language, "done" if mark else "todo", words, counts=listed.is_required))
        lines += [
            Reason(item.part.title, item.part.language, item.state, self._new_words(item), counts=False)
            for item in self.items
            if item.is_new
        ]
        return lines

    def _helped_to_finish(self, mark: Mark | None) -> bool:
        return bool(self.optional_needed and mark and self.completed_at and mark.done_at <= self.completed_at)

    def _required_reasons(self) -> Iterator[Reason]:
        for item in self.items:
            if item.part.is_required:
                words = _done_words(item.mark, item.part) if item.mark else gettext("not done yet")
                yield Reason(item.part.title, item.part.language, item.state, words, counts=item.is_done)

    def _optional_reasons(self) -> Iterator[Reason]:
        """Where some are needed: those done first count."""
        if not self.optional_needed:
            return
        optional = [item for item in self.items if not item.part.is_required]
        done = sorted((item.mark.done_at, place) for place, item in enumerate(optional) if item.mark)
        counting = {place for _done_at, place in done[: self.optional_needed]}
        for place, item in enumerate(optional):
            words = gettext("optional, not done")
            if item.mark:
                words = gettext("done, beyond what is needed")
                if place in counting:
                    words = _done_words(item.mark, item.part)
            yield Reason(item.part.title, item.part.language, item.state, words, counts=place in counting)

    def _new_words(self, item: Item) -> str:
        if item.mark:
            return _done_words(item.mark, item.part)
        return gettext("new since you finished; not for you") if item.is_declined else gettext("new since you finished")

    @property
    def missing_sentence(self) -> str:
        """What is left, by title when it is little."""
        if self.optional_missing == 0:
            return self._required_missing_sentence
        of_choice = ngettext(
            "Left: %(count)s optional activity of your choice.",
            "Left: %(count)s optional activities of your choice.",
            self.optional_missing,
        ) % {"count": self.optional_missing}
        return f"{self._required_missing_sentence} {of_choice}" if self.missing else of_choice

    @property
    def _required_missing_sentence(self) -> str:
        count = len(self.missing)
        if count == 0:
            return gettext("Nothing is left.")
        if count <= 2:
            titles = pgettext("joins two titles", " and ").join(
                pgettext("a title in a sentence", "“%(title)s”") % {"title": item.part.title} for item in self.missing
            )
            return gettext("Left: %(titles)s.") % {"titles": titles}
        return ngettext("Left: %(count)s activity.", "Left: %(count)s activities.", count) % {"count": count}


def _done_words(mark: Mark, part: courses.Part | None) -> str:
    match part and part.kind:
        case ActivityKind.QUIZ:
            words = gettext("passed on %(date)s")
        case ActivityKind.PLAN:
            words = gettext("handed in on %(date)s")
        case _:
            words = gettext("done on %(date)s")
    return words % {"date": show_date(mark.done_at)}


def count_words(done: int, required: int) -> str:
    """The figure everybody sees, such as “7 of 9 finished”."""
    return ngettext("%(done)s of %(required)s finished", "%(done)s of %(required)s finished", required) % {
        "done": done,
        "required": required,
    }


def required_words(done: int, required: int) -> str:
    """The same where optional activities are counted beside them."""
    return ngettext("%(done)s of %(required)s required", "%(done)s of %(required)s required", required) % {
        "done": done,
        "required": required,
    }


def optional_words(done: int, needed: int) -> str:
    return ngettext("%(done)s of %(needed)s optional", "%(done)s of %(needed)s optional", needed) % {
        "done": done,
        "needed": needed,
    }
