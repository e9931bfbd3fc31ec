"""Numbers of plans for the whole network, as they are shown on the page and in exports.

There is nothing to choose, so no two choices can be compared. A number is shown to the nearest five, with everything
under five as one, as those of people are. Somebody can begin many plans, so a number also needs five people who began
what is counted; else it could be one person who is told about.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext

from jadro.base.alphabet import sort_key
from jadro.places.models import Municipality, Region
from learning.plans.choices import Stage
from learning.plans.network import Traits, all_plans
from learning.quizzes.results import FEWEST, rounded
from learning.statistics.choices import OfPlans
from learning.statistics.periods import Month
from learning.toolkits import queries as toolkits
from learning.toolkits.queries import TaggedToolkit
from resources.choices import Facet
from resources.models import Concept

Name = TypeVar("Name")


@dataclass(frozen=True)
class Row:
    """A group of plans; `count` is rounded, and 0 stands for what is too little to say."""

    words: str
    count: int

    @property
    def shown(self) -> str:
        return str(self.count) if self.count else gettext("under %(fewest)s") % {"fewest": FEWEST}


@dataclass(frozen=True)
class Table:
    of: OfPlans
    rows: tuple[Row, ...]


def tables() -> list[Table]:
    """A fixed number of queries, whatever is counted."""
    cards = toolkits.tagged()
    plans = list(all_plans(cards))
    return [
        Table(OfPlans.ALL, (Row(gettext("All plans"), told(plans)),)),
        Table(OfPlans.STAGE, tuple(_by_stage(plans))),
        Table(OfPlans.REGION, tuple(_by_region(plans))),
        Table(OfPlans.TOPIC, tuple(_by_topic(plans, cards))),
        Table(OfPlans.MONTH, tuple(_by_month(plans))),
    ]


def told(plans: Collection[Traits]) -> int:
    """How many they are, as it may be shown."""
    return rounded(len(plans)) if len({each.begun_by for each in plans}) >= FEWEST else 0


def _by_stage(plans: Iterable[Traits]) -> list[Row]:
    groups = _grouped(plans, lambda plan: [plan.stage])
    return [Row(str(stage.label), told(groups[stage])) for stage in Stage]


def _by_region(plans: Iterable[Traits]) -> list[Row]:
    region_of = dict(Municipality.objects.values_list("code", "region"))
    groups = _grouped(plans, lambda plan: [region_of.get(plan.municipality)])
    regions = sorted(
        ((str(region), region.pk) for region in Region.objects.prefetch_related("names")),
        key=lambda named: sort_key(named[0]),
    )
    none_said = (gettext("no municipality said"), None)
    return [Row(words, told(groups[pk])) for words, pk in (*regions, none_said)]


def _by_topic(plans: Iterable[Traits], cards: Iterable[TaggedToolkit]) -> list[Row]:
    """Every tag that a toolkit has, so that what is missing says nothing."""
    concepts_of = {card.key: card.concepts for card in cards}
    groups = _grouped(plans, lambda plan: {pk for key in plan.toolkits for pk in concepts_of.get(key, ())})
    used = {pk for concepts in concepts_of.values() for pk in concepts}
    topics = Concept.objects.with_labels().filter(pk__in=used).exclude(facet=Facet.AUDIENCE)
    rows = [Row(topic.label(), told(groups[topic.pk])) for topic in topics]
    return sorted(rows, key=lambda row: (-row.count, sort_key(row.words)))


def _by_month(plans: Iterable[Traits]) -> list[Row]:
    groups = _grouped(plans, lambda plan: [Month.of(plan.begun_at)])
    return [Row(month.words, told(groups[month])) for month in sorted(groups) if told(groups[month])]


def _grouped(plans: Iterable[Traits], names: Callable[[Traits], Iterable[Name]]) -> dict[Name, list[Traits]]:
    found: dict[Name, list[Traits]] = defaultdict(list)
    for plan in plans:
        for name in names(plan):
            found[name].append(plan)
    return found
