"""What may be counted of all plans together: nothing they say, and nothing of private fields."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from learning.plans.choices import MUNICIPALITY, Stage
from learning.plans.models import Answer, Membership, Plan, Submission
from learning.plans.values import is_empty, is_filled
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Field, Worksheet
from learning.toolkits.queries import TaggedToolkit


@dataclass(frozen=True)
class Traits:
    """A plan without its words. `begun_by` is whoever came into its team first; `municipality` the code of the one it
    is for, or empty; `toolkits` are the keys of those in whose worksheets something stands that was written there."""

    begun_at: datetime
    begun_by: int
    municipality: str
    stage: Stage
    toolkits: frozenset[UUID]


def all_plans(cards: Collection[TaggedToolkit]) -> Iterator[Traits]:
    """The archived ones too, by what these toolkits ask. A fixed number of queries."""
    worksheets = toolkits.worksheets([key for card in cards for key in card.worksheet_keys], settings.LANGUAGE_CODE)
    fields = {field.identity: field for sheet in worksheets.values() for field in sheet.fields}
    open_ones = {identity for identity, field in fields.items() if not field.is_private}
    if MUNICIPALITY not in fields:  # it is asked when a plan is begun, whatever worksheets there are
        open_ones.add(MUNICIPALITY)
    asked = _asked(cards, worksheets, open_ones)
    found_in = {key: card.key for card in cards for key in card.worksheet_keys}

    municipality: dict[int, str] = {}
    filled: dict[int, int] = defaultdict(int)
    written: dict[int, set[UUID]] = defaultdict(set)
    answers = Answer.objects.filter(identity__in=open_ones)
    for plan, identity, value, template_key in answers.values_list(
        "plan", "identity", "value", "version__worksheet__template_key"
    ).iterator():
        if is_empty(value):
            continue
        if identity == MUNICIPALITY:
            municipality[plan] = str(value)
        if identity in asked:
            filled[plan] += is_filled(asked[identity], value)
        if template_key in found_in:
            written[plan].add(found_in[template_key])

    handed_in = set(
        Submission.objects.filter(template_key=None, withdrawn_at=None).values_list("plan", flat=True).distinct()
    )
    first_of = dict(Membership.objects.order_by("-joined_at", "-pk").values_list("plan", "person"))
    for plan, begun_at in Plan.objects.order_by("pk").values_list("pk", "begun_at"):
        yield Traits(
            begun_at,
            first_of[plan],
            municipality.get(plan, ""),
            Stage.HANDED_IN if plan in handed_in else _stage(filled[plan], len(asked)),
            frozenset(written[plan]),
        )


def _asked(
    cards: Collection[TaggedToolkit], worksheets: dict[UUID, Worksheet], open_ones: Collection[str]
) -> dict[str, Field]:
    """What a whole plan has to answer: the required fields of the worksheets that join it, else of all of them."""
    joining = [key for card in cards if card.is_joined_plan for key in card.worksheet_keys]
    its = [worksheets[key] for key in joining or worksheets if key in worksheets]
    required = [field for sheet in its for field in sheet.fields if field.is_required]
    return {field.identity: field for field in required if field.identity in open_ones}


def _stage(filled: int, total: int) -> Stage:
    if not total or 2 * filled < total:
        return Stage.BEGUN
    return Stage.FILLED if filled == total else Stage.HALF
