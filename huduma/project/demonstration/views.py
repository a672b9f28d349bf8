"""The demonstration's own page: who you can be here."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from huduma.platform.contributions.role import roles
from huduma.platform.institutions.models import Institution

from .people import PASSWORD, cast


@never_cache
def accounts(request: HttpRequest) -> HttpResponse:
    """The demonstration's accounts with their password and the code that their authenticator app shows now. 404 in earnest."""
    if not settings.DEMONSTRATION:
        raise Http404
    institutions = {i.code: i for i in Institution.objects.filter(code__in={c.institution for c in cast()})}
    people = [
        {
            "name": character.name,
            "role": roles[character.role].label if character.role else "",
            "institution": institutions.get(character.institution),
            "login": character.email,
            "code": character.code_now() if character.role else "",
        }
        for character in cast()
    ]
    return render(request, "project/accounts.html", {"people": people, "password": PASSWORD})
