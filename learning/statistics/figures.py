"""Figures of a course as they are shown on the page and in exports: rounded, and hidden where people are too few."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from jadro.accounts.models import User
from jadro.corrections import queries as parts
from learning.courses import queries as courses
from learning.courses.choices import ActivityKind
from learning.courses.models import LessonPage, OutlineItem, Run
from learning.quizzes import results
from learning.quizzes.results import FEWEST, rounded
from learning.statistics.choices import Measure, Unit
from learning.statistics.periods import Month, Period
from learning.statistics.tallies import DAY, HOUR, ItemTally, Tally, median, tally


@dataclass(frozen=True)
class Figure:
    """Something that was counted. `value` is None when it may not be told; a number of people is rounded, and 0 then
    stands for fewer than five. `of` is what it is counted out of, rounded too, or None for a length of time."""

    measure: Measure
    value: int | None
    of: int | None = None
    unit: Unit = Unit.PEOPLE

    @property
    def shown(self) -> str:
        """The value alone, as people read it."""
        if self.value is None:
            return "–"
        if self.unit == Unit.DAYS:
            return ngettext("%(number)s day", "%(number)s days", self.value) % {"number": self.value}
        if self.unit == Unit.MINUTES:
            return _length(self.value)
        return str(self.value) if self.value else gettext("under %(fewest)s") % {"fewest": FEWEST}

    def __str__(self) -> str:
        if self.of is None or self.value is None:
            return self.shown
        return gettext("%(value)s of %(of)s") % {"value": self.shown, "of": self.of}


@dataclass(frozen=True)
class Detail:
    """A part of a lesson, or a question of a quiz, with its figure."""

    words: str
    language: str
    figure: Figure


@dataclass(frozen=True)
class ItemFigures:
    """One thing to do, in its place in the outline; titles are those of now where there still are any."""

    item: OutlineItem
    title: str
    language: str
    module_title: str
    module_language: str
    opened: Figure
    done: Figure
    time_between: Figure
    stopped: Figure
    parts: tuple[Detail, ...]
    questions: tuple[Detail, ...]

    @property
    def figures(self) -> list[Figure]:
        return [self.opened, self.done, self.time_between, self.stopped]


@dataclass(frozen=True)
class CourseFigures:
    """`people` is None when too few are counted to say anything; there are no figures then."""

    period: Period
    people: int | None
    outline_number: int | None
    outline_made_at: datetime | None
    figures: tuple[Figure, ...] = ()
    stopped_before: Figure | None = None
    items: tuple[ItemFigures, ...] = ()


def course_figures(
    course_key: UUID, runs: Collection[Run], period: Period, *, language: str, reader: User
) -> CourseFigures:
    """Figures of the people of these runs. A fixed number of queries, whatever is counted; one more for parts of
    lessons, when any is shown."""
    counted = tally(course_key, runs, period)
    outline = counted.outline
    number, made_at = (outline.number, outline.created_at) if outline else (None, None)
    if counted.people < FEWEST:
        return CourseFigures(period, None, number, made_at)
    people = rounded(counted.people)
    return CourseFigures(
        period,
        people,
        number,
        made_at,
        (
            Figure(Measure.ENROLLED, people),
            Figure(Measure.BEGAN, rounded(counted.began), people),
            Figure(Measure.FINISHED, rounded(counted.finished), people),
            Figure(Measure.DAYS_TO_FINISH, _median(counted.days), unit=Unit.DAYS),
        ),
        Figure(Measure.STOPPED, rounded(counted.stopped_before), people),
        tuple(_items(course_key, counted, period, people, language, reader)),
    )


def _items(
    course_key: UUID, counted: Tally, period: Period, people: int, language: str, reader: User
) -> list[ItemFigures]:
    now = courses.contents(course_key, language, reader)
    modules = {module.key: (module.title, module.language) for module in now.modules} if now else {}
    names = {part.activity_id: (part.title, part.language) for part in now.parts} if now else {}
    quizzes = {_quiz(item) for item in counted.listed if item.activity.kind == ActivityKind.QUIZ}
    questions = results.questions_before(quizzes, language, period.last.end) if quizzes else {}
    # Only the last visit is kept, so of a period that is over nobody can say later where people were then.
    reaches_today = period.last >= Month.of(timezone.now())
    words = _words_of_parts(counted, language) if reaches_today else {}
    found = []
    for item in counted.listed:
        its = counted.items[item.activity_id]
        title, title_language = names.get(item.activity_id, (item.title, item.language))
        module_title, module_language = modules.get(item.module_key, (item.module_title, item.language))
        found.append(
            ItemFigures(
                item,
                title,
                title_language,
                module_title,
                module_language,
                Figure(Measure.OPENED, rounded(its.opened), people),
                Figure(Measure.DONE, rounded(its.done), people),
                Figure(Measure.TIME_BETWEEN, _median(its.minutes), unit=Unit.MINUTES),
                Figure(Measure.STOPPED, rounded(its.stopped), people),
                _parts(its, words, language),
                tuple(_question(its, question) for question in questions.get(_quiz(item), ())),
            )
        )
    return found


def _quiz(item: OutlineItem) -> tuple[UUID, UUID | None]:
    """What `results` calls a quiz; nothing is one that has no block."""
    return item.activity.owner_key, item.activity.block_id


def _question(its: ItemTally, question: results.AskedQuestion) -> Detail:
    answered, missed = its.questions.get(question.id, (0, 0))
    is_enough = answered >= FEWEST
    figure = Figure(Measure.MISSED, rounded(missed) if is_enough else None, rounded(answered) if is_enough else None)
    return Detail(question.text, question.language, figure)


def _parts(its: ItemTally, words: dict[UUID, str], language: str) -> tuple[Detail, ...]:
    """In the order of the text. Parts that are gone are left out."""
    opened = rounded(its.opened)
    return tuple(
        Detail(words[block_id], language, Figure(Measure.STOPPED_AT, rounded(its.blocks[block_id]), opened))
        for block_id in words
        if its.blocks[block_id] >= FEWEST
    )


def _words_of_parts(counted: Tally, language: str) -> dict[UUID, str]:
    """How the parts of lessons begin, by id, of those lessons of which a part is to be shown."""
    keys = {
        item.page_key
        for item in counted.listed
        if any(count >= FEWEST for count in counted.items[item.activity_id].blocks.values())
    }
    if not keys:
        return {}
    pages = LessonPage.objects.filter(translation_key__in=keys, locale__language_code=language)
    return {part.block_id: part.beginning for page in pages for part in parts.parts_of(page)}


def _median(counts: Counter[int]) -> int | None:
    return median(counts) if counts.total() >= FEWEST else None


def _length(minutes: int) -> str:
    """Minutes as they were rounded."""
    if minutes < 2 * HOUR:
        return ngettext("%(number)s min.", "%(number)s min.", minutes) % {"number": minutes}
    if minutes < 2 * DAY:
        hours = minutes // HOUR
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    days = minutes // DAY
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
