"""A person's own account: what it holds, who is signed in with it, what was agreed to, and how to leave."""

import io
import json
import zipfile

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huduma.platform.contributions.personal_data import personal_data

from . import actions
from .consents import PURPOSES
from .forms import DescribeForm
from .models import Consent, Person

PAGES = [
    ("accounts:describe", _("Name and language"), _("How we call you, and in which language we write to you")),
    ("account_email", _("E-mail addresses"), _("Where we write to you, and what you sign in with")),
    ("account_change_phone", _("Phone number"), _("Where we send codes, and what you sign in with")),
    ("account_change_password", _("Password"), _("Choose a new one")),
    ("mfa_index", _("Second step of sign-in"), _("An app on your phone, passkeys, recovery codes")),
    ("usersessions_list", _("Where I am signed in"), _("See them and sign them out")),
    ("accounts:consents", _("What I agreed to"), _("Read it again, or change your mind")),
    ("accounts:my_data", _("My data"), _("See what is kept about you, and take it with you")),
    ("accounts:close", _("Close my account"), _("Remove everything that is yours")),
]


class SignedInRequest(HttpRequest):
    """What a view behind ``login_required`` is given."""

    user: Person


sensitive = reauthentication_required(app="allauth.account")


@never_cache
@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """Everything a person can do with their account, on one page."""
    pages = [{"url": reverse(view), "label": label, "note": note} for view, label, note in PAGES]
    return render(request, "accounts/home.html", {"pages": pages})


@never_cache
@login_required
def describe(request: SignedInRequest) -> HttpResponse:
    """Change the name and the language."""
    person = request.user
    form = DescribeForm(request.POST or None, initial={"full_name": person.full_name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        actions.describe(person=person, by=person, **form.cleaned_data)
        messages.success(request, gettext("Your details were saved."))
        return redirect(translate_url(reverse("accounts:home"), person.language))
    return render(request, "accounts/describe.html", {"form": form})


@require_POST
@login_required
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign one device out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        logout(request)
        return redirect("account_login")
    actions.end_session(session=session, by=request.user)
    messages.success(request, gettext("That device was signed out."))
    return redirect("usersessions_list")


@never_cache
@login_required
def consents(request: SignedInRequest) -> HttpResponse:
    """What the person agreed to, with a way to change their mind."""
    if request.method == "POST":
        _change_consent(request)
        return redirect("accounts:consents")
    given = {consent.purpose: consent for consent in Consent.objects.filter(person=request.user).in_force()}
    return render(request, "accounts/consents.html", {"purposes": [(purpose, given.get(key)) for key, purpose in PURPOSES.items()]})


def _change_consent(request: SignedInRequest) -> None:
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        raise Http404
    try:
        if request.POST.get("agree") == "yes":
            actions.give_consent(person=request.user, purpose=purpose, language=get_language() or "sw", by=request.user)
        else:
            actions.withdraw_consent(person=request.user, purpose=purpose, by=request.user)
    except actions.NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, gettext("Your choice was saved."))


def consent_text(request: HttpRequest, purpose: str) -> HttpResponse:
    """The text in force for one purpose, for everyone to read before they agree."""
    if purpose not in PURPOSES:
        raise Http404
    wanted = PURPOSES[purpose]
    return render(request, "accounts/consent_text.html", {"purpose": wanted, "text": wanted.template(get_language() or "sw")})


@never_cache
@login_required
@sensitive
def my_data(request: SignedInRequest) -> HttpResponse:
    """Hand a person everything that the platform keeps about them: a ZIP with one JSON file for each kind of record."""
    kinds = [(kind, kind.export(request.user)) for kind in personal_data]
    if request.method != "POST":
        return render(request, "accounts/my_data.html", {"kinds": [(kind.label, len(records)) for kind, records in kinds]})
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, records in kinds:
            archive.writestr(f"{kind.key}.json", json.dumps(records, ensure_ascii=False, indent=2))
    name = f"huduma-{timezone.localdate():%Y-%m-%d}.zip"
    return HttpResponse(
        folder.getvalue(), content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@never_cache
@login_required
@sensitive
def close(request: SignedInRequest) -> HttpResponse:
    """Close the account for good."""
    if request.method == "POST":
        try:
            actions.erase(person=request.user, by=request.user)
        except actions.NotAllowed as refused:
            messages.error(request, str(refused))
            return redirect("accounts:home")
        logout(request, show_message=False)
        return render(request, "accounts/closed.html")
    return render(request, "accounts/close.html")
