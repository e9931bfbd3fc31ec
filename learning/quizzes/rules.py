"""Who may see attempts: those who made them, and nobody else."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jadro.accounts.models import User
    from learning.quizzes.models import Attempt


def may_view(user: "User | Any", attempt: "Attempt") -> bool:
    return bool(user.is_authenticated) and attempt.learner_id == user.pk
