"""Who must prove a second factor, and whether this session has."""

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.http import HttpRequest

PROOF_HOLDS_SECONDS = 12 * 3600  # a working day; then officers prove it again
LATELY_SECONDS = 5 * 60


def is_proven(request: HttpRequest) -> bool:
    """Whether this session has proved a second factor (app, passkey or recovery code) within the last working day."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" and time.time() - record["at"] < PROOF_HOLDS_SECONDS for record in records)


def proven_lately(request: HttpRequest) -> bool:
    """Whether the person has signed in or proved themselves within the last minutes, with the second factor where there is one."""
    records = get_authentication_records(request, request.user)
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        records = [record for record in records if record["method"] == "mfa"]
    return bool(records) and time.time() - records[-1]["at"] < LATELY_SECONDS


def on_added(*, request: HttpRequest, user: object, authenticator: Authenticator, **kwargs: object) -> None:
    """A factor that was just set up in this session was just shown to work in it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and request.user == user:
        record_authentication(request, request.user, "mfa", id=authenticator.pk, type=authenticator.type)


def on_removed(*, request: HttpRequest, user: object, authenticator: Authenticator, **kwargs: object) -> None:
    """What was proved with a factor that is gone no longer counts, in no session: it may have been stolen."""
    records = request.session.get("account_authentication_methods", [])
    request.session["account_authentication_methods"] = [r for r in records if r.get("type") != authenticator.type]
    end_other_sessions(request, user)
