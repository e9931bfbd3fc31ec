"""Who may see and write a plan: the people of its team, and nobody else, whatever their role."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jadro.accounts.models import User
    from learning.plans.models import Plan


def is_of_team(user: "User | Any", plan: "Plan") -> bool:
    return bool(user.is_authenticated) and plan.members.filter(person=user.pk, left_at=None).exists()


def may_write(user: "User | Any", plan: "Plan") -> bool:
    """An archived plan is read only until it is taken out again."""
    return plan.archived_at is None and is_of_team(user, plan)
