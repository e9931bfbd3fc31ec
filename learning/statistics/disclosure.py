"""Why no figure tells about a group of fewer than five people, and none can be computed from others.

People are counted in batches. A batch is made of the people of one run who enrolled in the same month or, while they
are fewer than five, in the months after it: it closes with the month in which it holds five. Whoever is in no closed
batch is in no figure, also not in that of everybody. What can be chosen, a run or all of them and a period of whole
months, is a set of closed batches. So whatever is added up, subtracted or intersected, what is left is a set of batches
too: nobody, or at least five people. A batch never changes once its month is over, whatever happens afterwards.

Inside such a group a number could still say something of each of its people, when it is nought or all, or be narrowed
down by comparing periods. So numbers of people are shown to the nearest five, with everything under five as one. Two
shown numbers leave at least five possibilities for the difference of the true ones.

`tests/statistics/test_disclosure.py` tries all pairs.
"""

from collections import Counter
from collections.abc import Iterable

from learning.quizzes.results import FEWEST
from learning.statistics.periods import Month


def counting_months(joined: Iterable[tuple[int, Month]]) -> dict[tuple[int, Month], Month]:
    """By run and month of enrolment the month from which those people count; those who do not count yet are left out.
    `joined` names run and month of everybody who ever enrolled, or did until a month of interest."""
    people = Counter(joined)
    counts: dict[tuple[int, Month], Month] = {}
    waiting: list[tuple[int, Month]] = []
    for run_id, month in sorted(people):
        if waiting and waiting[0][0] != run_id:
            waiting = []
        waiting.append((run_id, month))
        if sum(people[each] for each in waiting) >= FEWEST:
            counts.update(dict.fromkeys(waiting, month))
            waiting = []
    return counts
