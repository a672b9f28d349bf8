"""The roles that the register itself needs."""

from django.utils.translation import gettext_lazy as _

from huduma.platform.contributions.role import Role, roles

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
            "institutions.view_appointment",
            "institutions.add_appointment",
            "institutions.change_appointment",
            "audit.view_chainedrecord",
        ),
        national=True,
    )
)
