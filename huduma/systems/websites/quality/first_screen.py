"""The office's first screen tells whoever looks after the content of a site what waits there."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from huduma.platform.institutions.policy import reach
from huduma.systems.websites.models import InstitutionSite
from huduma.systems.websites.models.overview import with_content_due

from .translation_screens import TEND


class ContentDuePanel(Component):
    name = "content_due"
    template_name = "websites/office/content_due.html"
    order = 20

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The sites that the person looks after, each with what is not as it should be; whoever keeps all sites has the overview."""
        tended = reach(parent_context["request"].user, TEND)
        if not tended or tended.everywhere:
            return {"sites": []}
        sites = with_content_due(InstitutionSite.objects.made().filter(pk__in=tended.institutions)).order_by("pk")
        found = [{"name": site.institution, "due": _due(site)} for site in sites]
        return {"sites": [site for site in found if site["due"]]}


def _due(site: Any) -> list[dict[str, str]]:
    """What waits on ``site``, each said with its number and with the address of its screen."""
    found, looked, links, behind = site.findings, site.reviews_due, site.broken, site.stale
    said = [
        (found, ngettext("%(n)d finding of the checker", "%(n)d findings of the checker", found), reverse("findings:index")),
        (looked, ngettext("%(n)d page to look at", "%(n)d pages to look at", looked), reverse("pages-to-review:index") + "?is_due=true"),
        (links, ngettext("%(n)d broken link", "%(n)d broken links", links), reverse("broken-links:index")),
        (behind, ngettext("%(n)d page behind its other language", "%(n)d pages behind their other language", behind), _behind()),
    ]
    return [{"text": text % {"n": count}, "url": url} for count, text, url in said if count]


def _behind() -> str:
    return reverse("translations:index") + "?standing=stale"
