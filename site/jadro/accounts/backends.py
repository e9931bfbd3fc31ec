from allauth.account.auth_backends import AuthenticationBackend

from jadro.accounts.models import User
from jadro.base.prepared import Prepared

_COLUMNS = [field.attname for field in User._meta.concrete_fields]
_people = Prepared(lambda pk: User.objects.filter(pk=pk).values_list(*_COLUMNS))


class Backend(AuthenticationBackend):
    """allauth's, which reads the person of a session by a prepared query, because every page of theirs asks."""

    def get_user(self, user_id: int) -> User | None:
        rows = _people(pk=int(user_id))
        user = User.from_db("default", _COLUMNS, rows[0]) if rows else None
        return user if user is not None and self.user_can_authenticate(user) else None
