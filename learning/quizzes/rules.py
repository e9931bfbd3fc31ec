"""Who may see attempts: those who made them, and nobody else."""

from typing import TYPE_CHECKING, Any

from jadro.base.permission import rule
from learning.quizzes.models import Attempt

if TYPE_CHECKING:
    from jadro.accounts.models import User


@rule("view", Attempt)
def may_view(user: "User | Any", attempt: Attempt) -> bool:
    return bool(user.is_authenticated) and attempt.learner_id == user.pk
