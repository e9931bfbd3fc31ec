"""Nobody can be singled out, whatever filters are put beside each other."""

from datetime import UTC, datetime
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.courses import queries as courses
from learning.progress import services as progress
from learning.quizzes.results import rounded
from learning.statistics import queries
from learning.statistics.disclosure import counting_months
from learning.statistics.periods import Month, Period
from learning.statistics.tallies import tally
from tests.factories import accounts, learning

MONTHS = [Month(2025, 11) + number for number in range(6)]
PERIODS = [Period(first, last) for first, last in product([None, *MONTHS], MONTHS) if first is None or first <= last]
RUNS = (1, 2, 3)
GROUPS = [RUNS, *((run,) for run in RUNS)]


def counted(people: list[tuple[int, Month]], group: tuple[int, ...], period: Period) -> set[int]:
    """Who is counted, by their place in the list of all."""
    known = [each for each in people if each[1] <= period.last]
    counts = counting_months(known)
    return {number for number, each in enumerate(people) if each[0] in group and counts.get(each) in period}


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(RUNS), st.sampled_from(MONTHS)), max_size=70))
def test_any_two_choices_differ_and_meet_in_nobody_or_at_least_five_people(people):
    chosen = [frozenset(counted(people, group, period)) for group in GROUPS for period in PERIODS]

    for one, other in combinations(set(chosen), 2):
        for left in (one, one - other, other - one, one & other):
            assert not 0 < len(left) < 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(RUNS), st.sampled_from(MONTHS)), max_size=70), st.sampled_from(MONTHS))
def test_who_counted_in_a_period_counts_in_it_whatever_comes_later(people, last):
    until_then = [each for each in people if each[1] <= last]

    assert counting_months(until_then).items() <= counting_months(people).items()


def test_two_shown_numbers_leave_at_least_five_possible_differences():
    true_values: dict[int, list[int]] = {}
    for number in range(60):
        true_values.setdefault(rounded(number), []).append(number)
    # The last one is cut off by the range.
    true_values.pop(max(true_values))

    for one, other in product(true_values.values(), repeat=2):
        assert len({a - b for a in one for b in other}) >= 5


def test_no_number_of_one_to_four_people_is_ever_shown():
    assert {rounded(number) for number in range(23)} == {0, 5, 10, 15, 20}


@pytest.mark.long
@pytest.mark.django_db
def test_a_cohort_of_three_is_in_no_figure_of_any_filter():
    course = learning.course(1)
    at = datetime(2026, 3, 5, 12, tzinfo=UTC)
    open_run = [accounts.user() for _ in range(16)]
    for number, person in enumerate(open_run):
        progress.enrol(person, course.translation_key, at=at.replace(month=1 + number % 3))
    cohort = learning.cohort(course)
    for _ in range(3):
        progress.put_into(cohort, accounts.user(), at=at)
    runs = queries.runs_of(course.translation_key)
    assert len(runs) == 2
    assert courses.latest_outline(course.translation_key) is not None

    months = [Month(2026, number) for number in (1, 2, 3, 4)]
    periods = [
        Period(first, last) for first, last in product([None, *months], months) if first is None or first <= last
    ]
    people = {
        (len(group), period): tally(course.translation_key, group, period).people
        for group in (runs, [runs[0]])
        for period in periods
    }

    assert tally(course.translation_key, [runs[1]], periods[0]).people == 0
    for period in periods:
        assert people[2, period] == people[1, period]
    for (one, its), (other, others) in permutations([(period, people[2, period]) for period in periods], 2):
        if all(month in other for month in months if month in one):
            assert not 0 < others - its < 5
    assert sorted(set(people.values())) == [0, 5, 6, 10, 11, 16]


@pytest.mark.django_db
def test_the_months_to_choose_from_do_not_tell_when_somebody_enrolled():
    course = learning.course(1)
    for month in (1, 2, 2, 4, 4):
        progress.enrol(accounts.user(), course.translation_key, at=datetime(2026, month, 5, 12, tzinfo=UTC))

    months = queries.months_of(course.translation_key, until=Month(2026, 6))

    assert months == [Month(2026, 4), Month(2026, 5), Month(2026, 6)]
