"""One address for every section of the profile, so that whoever knows its name (a criterion) can lead to it."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huduma.systems.recruitment.forms.sections import SECTIONS

from . import certificates, profiles

_PAGES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "personal": profiles.personal,
    "contact": profiles.contact,
    "residence": profiles.residence,
    "service": profiles.service,
    "documents": certificates.certificates,
}


@never_cache
@login_required
def section(request: HttpRequest, section: str) -> HttpResponse:
    """The page of the section: ``personal``, ``contact``, ``residence``, ``service``, ``documents``, or one of ``forms.sections``."""
    if section in _PAGES:
        return _PAGES[section](request)
    if section not in SECTIONS:
        raise Http404
    return require_safe(profiles.entries)(request, SECTIONS[section])
