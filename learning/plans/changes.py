"""What a change of a worksheet does to plans in which it is filled in: told to editors before it is made, and done when
it is published.

Editors see how many plans, never whose nor what they say, and of fewer than five only that there are some.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, ngettext

from learning.plans.choices import Standing
from learning.plans.models import Answer, AnswerVersion, Plan
from learning.plans.services import take
from learning.plans.values import fitting, is_empty, is_same
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Field, Worksheet
from learning.toolkits.models import WorksheetTemplate
from learning.toolkits.queries import Rekeyed

FEWEST = 5


@dataclass(frozen=True)
class Told:
    """What happens to the answers of one field: its label, in the worksheet's language, and a sentence."""

    label: str
    sentence: str


@dataclass(frozen=True)
class Impact:
    title: str
    language: str
    told: tuple[Told, ...]

    @property
    def seen(self) -> str:
        """What was shown, to be compared with what holds when it is confirmed."""
        return str(uuid5(UUID(int=0), repr(self.told)))


def impact_of(template: WorksheetTemplate, draft: WorksheetTemplate | None) -> Impact:
    """What it does to plans that a draft of a template is published, or with None that the template is withdrawn. It
    tells nothing of one that was never published, and of a translation, which has words alone."""
    language = template.locale.language_code
    is_source = WorksheetTemplate.objects.sources().filter(pk=template.pk).exists()
    now = toolkits.published(template.translation_key, language) if is_source else None
    if now is None:
        return Impact(template.title, language, ())
    return impact(now, draft.as_published() if draft else None)


def impact(now: Worksheet, then: Worksheet | None) -> Impact:
    """What it does to plans that a published worksheet becomes another one, or with None is withdrawn. Two queries."""
    fields = {field.block_id: field for field in then.fields} if then else {}
    answers = _answers([field.identity for field in now.fields])
    elsewhere = _asked_elsewhere(now.template_key)
    told = [
        Told(field.label, sentence)
        for field in now.fields
        if (given := answers.get(field.identity))
        for sentence in _sentences(field, fields.get(field.block_id), given, elsewhere)
    ]
    return Impact(now.title, now.language, tuple(told))


def _sentences(now: Field, then: Field | None, answers: list[Answer], elsewhere: frozenset[str]) -> Iterator[str]:
    if then is None:
        words = gettext("It is asked no more. It is answered in %(plans)s; the answers stay in the plans, to be read.")
        if now.identity in elsewhere:
            words = gettext("It is answered in %(plans)s and stays there, in other worksheets that ask it.")
        yield words % {"plans": _plans(answers)}
        return
    if then.identity != now.identity:
        yield gettext("Its key changes. The answers of %(plans)s are carried over.") % {"plans": _plans(answers)}
    if unfit := [each for each in answers if not is_same(fitting(then, each.value), each.value)]:
        words = gettext(
            "In %(plans)s the answer, or a part of it, does not fit any more. It stays beside the field until another "
            "one is written."
        )
        yield words % {"plans": _plans(unfit)}
    if now.is_private and not then.is_private:
        words = gettext("It is no longer private: what %(plans)s say then stands in the joined plan and its files.")
        yield words % {"plans": _plans(answers)}


def _plans(answers: list[Answer]) -> str:
    count = len(answers)
    if count < FEWEST:
        return gettext("fewer than %(fewest)s plans") % {"fewest": FEWEST}
    return ngettext("%(count)s plan", "%(count)s plans", count) % {"count": count}


def _answers(identities: Iterable[str]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in Answer.objects.filter(identity__in=list(identities)).only("identity", "value", "plan_id"):
        if not is_empty(answer.value):
            found.setdefault(answer.identity, []).append(answer)
    return found


def _asked_elsewhere(template_key: UUID) -> frozenset[str]:
    others = WorksheetTemplate.objects.filter(live=True).exclude(translation_key=template_key)
    sheets = toolkits.worksheets(set(others.values_list("translation_key", flat=True)), settings.LANGUAGE_CODE)
    return frozenset(field.identity for sheet in sheets.values() for field in sheet.fields)


@transaction.atomic
def carry_over(rekeyed: Rekeyed) -> int:
    """Lets the answers of fields that got another key follow them, with all their versions, and returns how many did.
    Where a plan has an answer under the new key already, the old one waits beside it for a choice.

    What is answered under an old key after it was published is said to other worksheets that ask it. Safe to repeat."""
    return sum(_carry(old, field, at=rekeyed.at) for old, field in rekeyed.fields)


def _carry(old: str, field: Field, *, at: datetime) -> int:
    # Their plans are held, so that nobody saves under the new key meanwhile.
    plans = Plan.objects.filter(answers__identity=old).order_by("pk").select_for_update(no_key=True, of=("self",))
    held = {each.plan_id: each for each in Answer.objects.filter(identity=field.identity, plan__in=list(plans))}
    answers = Answer.objects.filter(identity=old, saved_at__lte=at).select_related("version").order_by("plan")
    return sum(_carry_one(answer, held.get(answer.plan_id), field) for answer in answers)


def _carry_one(answer: Answer, held: Answer | None, field: Field) -> bool:
    """An answer that was carried once is known by the name its copy was given."""
    name = uuid5(answer.version.request_id, field.identity)
    if AnswerVersion.objects.filter(request_id=name).exists():
        return False
    if held is not None:
        if is_same(held.value, answer.value):
            return False
        last = AnswerVersion.objects.filter(plan=answer.plan_id, identity=field.identity).order_by("-number").first()
        # It was typed over none of the versions under this key.
        _copy(answer.version, field, number=(last.number if last else 0) + 1, standing=Standing.ASIDE, base=0)
        return True
    versions = AnswerVersion.objects.filter(plan=answer.plan_id, identity=answer.identity).order_by("number")
    for version in versions:
        copied = _copy(version, field, number=version.number, standing=version.standing, base=version.base)
        if version.pk == answer.version_id:
            take(copied)
    return True


def _copy(version: AnswerVersion, field: Field, *, number: int, standing: str, base: int) -> AnswerVersion:
    return AnswerVersion.objects.create(
        plan_id=version.plan_id,
        identity=field.identity,
        number=number,
        value=version.value,
        standing=standing,
        base=base,
        restored=version.restored,
        form=version.form,
        turn=version.turn,
        request_id=uuid5(version.request_id, field.identity),
        worksheet_id=version.worksheet_id,
        block_id=version.block_id,
        language=version.language,
        saved_at=version.saved_at,
        saved_by_id=version.saved_by_id,
    )
