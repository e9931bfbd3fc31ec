from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from jadro.base.prepared import Prepared

_kept = Prepared(
    lambda session_key: Session.objects.filter(session_key=session_key).values_list("session_data", "expire_date")
)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read by a prepared query, because every page of somebody signed in asks."""

    def load(self) -> dict[str, Any]:
        rows = _kept(session_key=self.session_key)
        if not rows or rows[0][1] <= timezone.now():
            self._session_key = None
            return {}
        return self.decode(rows[0][0])
