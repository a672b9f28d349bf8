"""What the register keeps about a person: their appointments."""

from typing import Any

from .models import Appointment
from .scoping import whole_nation


def export_appointments(person: Any) -> list[dict[str, Any]]:
    """For whom the person has acted, as what and from when until when, oldest first."""
    with whole_nation():
        return [
            {
                "institution": appointment.institution.code,
                "institution_name": str(appointment.institution),
                "role": appointment.role,
                "from": appointment.from_date.isoformat(),
                "until": appointment.until_date.isoformat() if appointment.until_date else None,
                "appointed_at": appointment.appointed_at.isoformat(),
                "ended_at": appointment.ended_at.isoformat() if appointment.ended_at else None,
            }
            for appointment in Appointment.objects.filter(person=person).select_related("institution").order_by("pk")
        ]
