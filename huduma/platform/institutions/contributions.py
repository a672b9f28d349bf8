"""The roles that the register itself needs, and the figures that it gives."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.figure import Figure, figures
from huduma.platform.contributions.personal_data import PersonalData, personal_data
from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.institution import PLURALS
from huduma.platform.institutions.personal import export_appointments

# Who acted for an institution, and when, is on public record: it is handed out, and stays.
personal_data.add(PersonalData("institutions.appointments", _("Your appointments"), export_appointments))
roles.add(
    Role(
        key="institutions.manager",
        label=_("Manager of the institution"),
        permissions=(
            "institutions.view_institution",
            "institutions.describe_institution",
            "institutions.view_appointment",
            "institutions.add_appointment",
            "institutions.change_appointment",
            "audit.view_chainedrecord",
        ),
    )
)
roles.add(
    Role(
        key="institutions.registrar",
        label=_("Registrar"),
        permissions=(
            "institutions.view_institution",
            "institutions.add_institution",
            "institutions.change_institution",
            "institutions.describe_institution",
            "institutions.rehost_institution",
            "institutions.view_appointment",
            "institutions.add_appointment",
            "institutions.change_appointment",
            "accounts.change_person",
            "audit.view_chainedrecord",
        ),
        national=True,
    )
)


def _count(kind: Institution.Kind) -> int:
    return Institution.objects.active().filter(kind=kind).count()


_unit = _("institutions")
figures.add(
    Figure(
        key="institutions.active",
        label=_("Public institutions"),
        definition=_("Institutions of every kind that are active on the register."),
        unit=_unit,
        count=lambda: Institution.objects.active().count(),
    )
)
for _kind in Institution.Kind:
    figures.add(
        Figure(
            key=f"institutions.{_kind.value}",
            label=PLURALS[_kind],
            definition=_("Institutions of this kind that are active on the register."),
            unit=_unit,
            count=partial(_count, _kind),
        )
    )
