"""A learner's part of a quiz: its form, and what they answered before."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.template.loader import render_to_string

from jadro.accounts.models import User
from jadro.editions.slots import render_form, slot
from learning.quizzes import queries
from learning.quizzes.models import digest_of
from learning.quizzes.questions import Question, questions_of


@dataclass(frozen=True)
class Form:
    """Where and as what the answers of a quiz are sent. Its request id makes one sending of it count once."""

    lesson_key: UUID
    block_id: UUID
    version: str
    request_id: UUID
    content: dict[str, Any]
    questions: tuple[Question, ...]

    @property
    def wrong(self) -> list[Question]:
        return [question for question in self.questions if question.error]


def order_for(learner: User, lines: list[queries.AttemptLine]) -> str:
    """Names a person's attempt that is to come, so that what is mixed for it stays as it is until then."""
    return f"{learner.pk} {len(lines) + 1}"


@slot("quizzes.quiz")
def quiz(request: HttpRequest, lesson_key: str, block_id: str, asked: str, is_in_text: str) -> str:
    """`asked` is the quiz as JSON; `is_in_text` is "False" on a page that is only this quiz and called like it."""
    content = json.loads(asked)
    about = {"content": content, "is_title_hidden": is_in_text == "False"}
    if not request.user.is_authenticated:
        return render_to_string("quizzes/_sign_in.html", {**about, "way_back": request.path})
    lines = queries.attempts_at(request.user, UUID(lesson_key), UUID(block_id))
    form = Form(
        UUID(lesson_key),
        UUID(block_id),
        digest_of(content),
        uuid4(),
        content,
        tuple(questions_of(content, mixed_for=order_for(request.user, lines))),
    )
    limit = content["attempts"]
    context = {
        **about,
        "form": form,
        "lines": lines,
        "is_passed": any(line.is_passed for line in lines),
        "attempts_left": max(0, limit - len(lines)) if limit else None,
    }
    return render_form(request, "quizzes/_quiz.html", context)
