"""Plans with a long history: every worksheet filled in, and four hundred versions of answers. Works in an installation,
so that its models may be imported."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.urls import reverse
from django.utils import timezone, translation

from bench.clients import Ask
from bench.content import LANGUAGE, Learner
from jadro.accounts.models import User
from learning.plans import queries, services
from learning.plans.models import Plan
from learning.plans.services import Given, Origin
from learning.toolkits import queries as toolkits
from learning.toolkits.choices import FieldKind
from learning.toolkits.definitions import Field, Worksheet

VERSIONS = 400
FEWEST_WORKSHEETS = 12


@dataclass(frozen=True)
class LongPlan:
    """Whose it is, and a line of text in each of its worksheets that has one."""

    learner: Learner
    plan: Plan
    lines: list[tuple[Worksheet, Field]]

    @property
    def path(self) -> str:
        with translation.override(LANGUAGE):
            return reverse("plans:plan", args=[self.plan.pk])

    def worksheet_path(self) -> str:
        with translation.override(LANGUAGE):
            return reverse("plans:worksheet", args=[self.plan.pk, self.lines[0][0].key])


def make(learners: list[Learner]) -> list[LongPlan]:
    """One for each, as the services write it."""
    with translation.override(LANGUAGE):
        return [_make(learner) for learner in learners]


def _make(learner: Learner) -> LongPlan:
    person = User.objects.get(email=learner.email)
    plan = services.begin(
        person,
        title=f"Bench {learner.email}",
        municipality="",
        institution=None,
        language=LANGUAGE,
        request_id=uuid4(),
        at=timezone.now(),
    )
    cards = toolkits.toolkits(LANGUAGE, person)
    sheets = list(toolkits.worksheets([key for card in cards for key in card.worksheet_keys], LANGUAGE).values())
    assert len(sheets) >= FEWEST_WORKSHEETS  # noqa: S101  the demo has more
    texts = [
        (sheet, field)
        for sheet in sheets
        for field in sheet.fields
        if field.kind in (FieldKind.SHORT_TEXT, FieldKind.LONG_TEXT)
    ]
    for number, (sheet, field) in zip(range(VERSIONS), itertools.cycle(texts), strict=False):
        answer = plan.answers.filter(identity=field.identity).first()
        typed = Given(
            field.identity, f"{number}: {field.label}", answer.number if answer else 0, block_id=field.block_id
        )
        services.save_answers(plan, [typed], Origin(LANGUAGE, sheet), by=person, at=timezone.now())
    # Each answer once: two who save the same one at the same time would collide, as they should.
    lines = {field.identity: (sheet, field) for sheet, field in texts}
    return LongPlan(learner, plan, list(lines.values()))


def opened(plans: list[LongPlan]) -> Iterator[Ask]:
    return itertools.cycle([Ask(each.path, each.plan.title, headers=each.learner.headers) for each in plans])


def worksheets(plans: list[LongPlan]) -> Iterator[Ask]:
    return itertools.cycle(
        [Ask(each.worksheet_path(), each.plan.title, headers=each.learner.headers) for each in plans]
    )


def saves(plans: list[LongPlan], sent: list[UUID]) -> Iterator[Ask]:
    """What the script on a worksheet sends while somebody types, one answer of one plan after the other; notes the
    request ids."""
    held: dict[tuple[int, str], int] = {
        (each.plan.pk, answer.identity): answer.number
        for each in plans
        for answer in queries.answers_of(each.plan).values()
    }
    form = uuid4()
    for turn in itertools.count(1):
        for place in range(max(len(each.lines) for each in plans)):
            for each in plans:
                sheet, field = each.lines[place % len(each.lines)]
                key = each.plan.pk, field.identity
                its_form = uuid5(form, f"{each.plan.pk} {place}")
                yield _save(each, sheet, field, base=held[key], form=its_form, turn=turn)
                held[key] += 1
                sent.append(uuid5(its_form, f"{turn} {field.key}"))


def _save(each: LongPlan, sheet: Worksheet, field: Field, *, base: int, form: UUID, turn: int) -> Ask:
    with translation.override(LANGUAGE):
        path = reverse("plans:save_field", args=[each.plan.pk, sheet.key, field.key])
    body: dict[str, Any] = {
        "form": form,
        "turn": turn,
        f"f-{field.key}-base": base,
        f"f-{field.key}": f"{turn}: {field.label}",
    }
    return Ask(
        path,
        marker='"number"',
        method="POST",
        headers={**each.learner.headers, "Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(body),
    )
