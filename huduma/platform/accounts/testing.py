"""For the tests of every room: signing in without walking the way in, which has tests of its own."""

import time
from typing import Any

from allauth.account.internal.flows import login
from django.test import Client

from .models import Person


class ProvenClient(Client):
    """A test client whose ``force_login`` signs in as somebody who has also proved the second factor."""

    def force_login(self, user: Person, backend: str | None = None) -> None:
        """Sign ``user`` in with both factors."""
        super().force_login(user, backend)
        self.prove(user)

    def prove(self, person: Person, **record: Any) -> None:
        """Note in the session that the second factor was proved just now, or ``at`` another instant (seconds since the epoch)."""
        session = self.session
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp", **record}]
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
        session.save()
