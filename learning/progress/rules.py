"""Who may do what in the ledger."""

from typing import TYPE_CHECKING, Any

from jadro.base.permission import rule
from learning.courses.models import Activity

if TYPE_CHECKING:
    from jadro.accounts.models import User


@rule("record", Activity)
def may_record(user: "User | Any", activity: Activity) -> bool:
    """Everybody with an account may learn; a person records only for themselves, which the view sees to."""
    return bool(user.is_authenticated)
