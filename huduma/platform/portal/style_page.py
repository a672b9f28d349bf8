"""The living style page: every component of the public look, in both languages, in the colours that one wants to try."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from huduma.platform.institutions.models import Institution
from huduma.platform.portal import examples
from huduma.platform.portal.themes import PALETTES, theme_css

SWATCHES = ["primary", "primary-deep", "primary-tint", "accent", "sand", "night"]


def components(request: HttpRequest) -> HttpResponse:
    """``/components/`` and ``/en/components/``; ``?primary=#rrggbb&accent=#rrggbb`` tries a theme, 400 for what is no colour."""
    national = dict(zip(("primary", "accent"), PALETTES["national"], strict=True))
    tried = {name: request.GET[name] for name in national if name in request.GET}
    form = examples.ThemeForm({**national, **tried})
    colours = form.cleaned_data if form.is_valid() else national
    context = {
        "site": {"name": _("Public services"), "short_name": "Huduma", "home_url": "/", "theme_css": theme_css(**colours)},
        "menu": [
            {"label": _("Home"), "url": "/"},
            {"label": _("Components"), "url": request.path, "current": True},
            {"label": _("News"), "url": "#media_list"},
            {"label": _("Contact"), "url": "#contact"},
        ],
        "canonical": request.build_absolute_uri(request.path),
        "theme_form": form,
        "swatches": SWATCHES,
        "palettes": [
            {"label": label, "query": urlencode({"primary": PALETTES[kind][0], "accent": PALETTES[kind][1]})}
            for kind, label in [("national", _("The nation")), *Institution.Kind.choices]
        ],
        "examples": examples.rendered(request),
        "footer": {"contact": examples.CONTACT, "links": examples.LINKS, "national_links": examples.LINKS},
    }
    return render(request, "portal/components.html", context, status=200 if form.is_valid() else 400)


urlpatterns = [path("components/", components, name="components")]
