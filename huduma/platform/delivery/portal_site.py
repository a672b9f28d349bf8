"""The portal's own row among the live sites, on the host that the operator names."""

from typing import Any

from django.apps import apps as installed
from django.conf import settings

from .actions import move_site, open_site
from .models import LiveSite


def settle_portal(apps: Any = installed, **kwargs: Any) -> None:  # `flush` sends the signal without apps
    """After migrating: answer for ``settings.HOST`` as the portal, and no longer for the host that was the portal's before."""
    try:
        apps.get_model("delivery", "LiveSite"), apps.get_model("wagtailcore", "ModelLogEntry")
    except LookupError:  # migrated only so far, or back
        return
    portal = LiveSite.objects.filter(institution=None).first()
    if portal is None:
        open_site(host=settings.HOST, institution=None, by=None)
    elif portal.host != settings.HOST:
        move_site(site=portal, host=settings.HOST, by=None)
