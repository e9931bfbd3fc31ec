"""What a hand-in freezes, and how it is read again.

    {"title": …, "institution": code or "",
     "worksheets": [{"template_key", "key", "title", "language", "version_id", "number",
                     "answers": [{"identity", "block_id", "number", "value"}]}]}

The words that were asked are those of the published worksheet, which is never changed; so they are not repeated here.
An answer that nobody gave has number 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learning.plans.models import Answer, Plan, Submission
from learning.plans.values import Words, in_words, is_same
from learning.toolkits import queries as toolkits
from learning.toolkits.definitions import Field, Worksheet


def frozen(plan: Plan, worksheets: Iterable[Worksheet], answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {
        "title": plan.title,
        "institution": plan.institution.code if plan.institution else "",
        "worksheets": [
            {
                "template_key": str(sheet.template_key),
                "key": sheet.key,
                "title": sheet.title,
                "language": sheet.language,
                "version_id": sheet.version_id,
                "number": sheet.number,
                "answers": [_frozen_answer(field, answers.get(field.identity)) for field in sheet.fields],
            }
            for sheet in worksheets
        ],
    }


def _frozen_answer(field: Field, answer: Answer | None) -> dict[str, Any]:
    return {
        "identity": field.identity,
        "block_id": str(field.block_id),
        "number": answer.number if answer else 0,
        "value": answer.value if answer else "",
    }


@dataclass(frozen=True)
class HandedAnswer:
    field: Field
    words: Words
    number: int
    is_changed: bool


@dataclass(frozen=True)
class HandedSheet:
    worksheet: Worksheet
    answers: tuple[HandedAnswer, ...]


def read(submission: Submission) -> list[HandedSheet]:
    """A hand-in under the words that were asked then, and what the plan says otherwise since. Two queries."""
    sheets = submission.content["worksheets"]
    asked = toolkits.versions({sheet["version_id"] for sheet in sheets})
    now = dict(submission.plan.answers.values_list("identity", "value"))
    found = []
    for sheet in sheets:
        worksheet = asked[sheet["version_id"]]
        fields = {field.block_id: field for field in worksheet.fields}
        found.append(
            HandedSheet(
                worksheet,
                tuple(
                    HandedAnswer(
                        fields[UUID(each["block_id"])],
                        in_words(fields[UUID(each["block_id"])], each["value"]),
                        each["number"],
                        not is_same(now.get(each["identity"], ""), each["value"]),
                    )
                    for each in sheet["answers"]
                ),
            )
        )
    return found


def is_changed(submission: Submission, answers: Mapping[str, Answer], template_key: UUID) -> bool:
    """Whether the plan says something else by now to this worksheet than what was handed in."""
    return any(
        not is_same(answers[each["identity"]].value if each["identity"] in answers else "", each["value"])
        for sheet in submission.content["worksheets"]
        if sheet["template_key"] == str(template_key)
        for each in sheet["answers"]
    )
