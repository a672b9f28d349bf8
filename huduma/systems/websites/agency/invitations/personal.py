"""What invitations keep about a person: those to an address that is theirs."""

from typing import Any

from django.db.models import Q, QuerySet

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.models import EditorInvitation


def export_invitations(person: Any) -> list[dict[str, Any]]:
    """Every invitation of the person that is still kept, oldest first."""
    with whole_nation():
        return [
            {
                "institution": one.institution.code,
                "role": one.role,
                "email": one.email,
                "full_name": one.full_name,
                "invited_at": one.invited_at.isoformat(),
                "accepted_at": one.accepted_at.isoformat() if one.accepted_at else None,
            }
            for one in _of(person).select_related("institution").order_by("pk")
        ]


def erase_invitations(person: Any) -> None:
    """Remove them; who was appointed when, and by whose invitation, the audit trail says without an address."""
    with whole_nation():
        _of(person).delete()


def _of(person: Any) -> QuerySet[Any]:
    emails = set(person.emailaddress_set.filter(verified=True).values_list("email", flat=True))
    return EditorInvitation.objects.filter(Q(accepted_by=person) | Q(email__in=emails))  # type: ignore[no-any-return]
