"""Who is told that the proof of a name is gone: on the first screen of the office, and once by mail."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.admin.ui.components import Component

from huduma.platform.backoffice.viewsets import ReachPolicy
from huduma.platform.institutions.models import Appointment
from huduma.platform.messaging.actions import send
from huduma.systems.websites.models import SiteDomain

LOST = "websites.domain_lost"  # the text


def tell_of_loss(domain: SiteDomain) -> None:
    """Owe a mail to each keeper of all websites, and to whoever added the name."""
    keepers = Appointment.objects.in_force().filter(role="websites.agency").select_related("person")
    people = {appointment.person for appointment in keepers} | ({domain.added_by} if domain.added_by else set())
    for person in sorted(people, key=lambda person: person.pk):
        if person.email and person.is_active:
            send(
                notice=LOST,
                channel="email",
                language=person.language,
                context={"domain": domain, "screen": settings.WAGTAILADMIN_BASE_URL + reverse("domains:inspect", args=[domain.pk])},
                key=f"{LOST}:{domain.pk}:{domain.lost_at.isoformat() if domain.lost_at else ''}:{person.pk}",
                by=None,
                to=person,
                institution=domain.institution,
            )


class LostDomainsPanel(Component):
    name = "lost_domains"
    template_name = "websites/office/lost_domains.html"
    order = 11

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The names without proof among those that the person may see."""
        policy = ReachPolicy(SiteDomain)
        domains = policy.instances_user_has_permission_for(parent_context["request"].user, "view")
        return {"domains": domains.lost().select_related("institution")}
