"""A job seeker's saved searches."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from huduma.systems.recruitment.actions.profiles import Unfit
from huduma.systems.recruitment.actions.searches import contact_of, remove_search, save_search
from huduma.systems.recruitment.forms.seekers import ChannelForm, SearchQueryForm, tell_query
from huduma.systems.recruitment.models import SavedSearch

from .profiles import crumbs


@never_cache
@login_required
@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """What the person wants to hear of."""
    mine = SavedSearch.objects.filter(seeker__person=request.user.pk)
    listed = [(search, _told(search.query), search.get_channel_display()) for search in mine]
    return render(request, "recruitment/profile/searches.html", {"searches": listed, "breadcrumbs": crumbs((_("Saved searches"), ""))})


def _told(query: dict[str, str]) -> str:
    return " · ".join(f"{label}: {value}" for label, value in tell_query(query)) or _("Every vacancy")


@never_cache
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """``?q=…&region=…`` as the search form has them: say how to be told of what fits, and save it."""
    query = SearchQueryForm(request.GET)
    if not query.is_valid():
        return render(request, "recruitment/profile/save_search.html", {"query": query, "breadcrumbs": _way()}, status=400)
    form = ChannelForm(request.POST if request.method == "POST" else None, initial={"channel": _usual(request.user)})
    if request.method == "POST" and form.is_valid():
        try:
            save_search(person=request.user, query=query.as_query(), channel=form.cleaned_data["channel"], by=request.user)
        except Unfit as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The search was saved. We tell you of every new vacancy that fits, once."))
            return redirect("recruitment:searches")
    context = {"query": query, "told": _told(query.as_query()), "form": form, "breadcrumbs": _way()}
    return render(request, "recruitment/profile/save_search.html", context, status=400 if form.is_bound else 200)


def _way() -> list[dict[str, str]]:
    return crumbs((_("Saved searches"), reverse("recruitment:searches")), (_("Save this search"), ""))


def _usual(person: Any) -> str:
    return next((str(channel) for channel in ("sms", "email") if contact_of(person, channel)), "sms")


@require_POST
@login_required
def remove(request: HttpRequest, search: int) -> HttpResponse:
    """Forget a search."""
    remove_search(search=get_object_or_404(SavedSearch, pk=search, seeker__person=request.user.pk), by=request.user)
    messages.success(request, _("The search was removed."))
    return redirect("recruitment:searches")
