"""Sessions in the database, as Django keeps them; read by a query that is compiled once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from huduma.platform.asking.ready import Ready

_SESSIONS = Ready(lambda key: Session.objects.filter(session_key=key), "?")


class SessionStore(db.SessionStore):
    """Django's own, whose sessions it reads and writes: most requests of most people read one."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key or ""
        for session in _SESSIONS.ask(key) if key.isalnum() else ():  # what a browser sends need be none of ours: PostgreSQL takes no NUL
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None
