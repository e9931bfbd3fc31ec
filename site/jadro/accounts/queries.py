from jadro.accounts.models import User
from jadro.editions.choices import Scope
from jadro.editions.memory import remembered


def opens_admin(user: User) -> bool:
    """Whether to offer a person the admin. Remembered until anybody's roles change."""
    # The rights of a superuser and of a closed account stand in their own row, whose changes are not watched.
    if user.is_superuser or not user.is_active:
        return user.is_superuser and user.is_active
    return remembered(Scope.ROLES, ("opens admin", user.pk), lambda: user.has_perm("wagtailadmin.access_admin"))
