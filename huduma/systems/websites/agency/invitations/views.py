"""The page that the letter's link leads to. Looking changes nothing: whatever reads mail for people follows links too."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from huduma.platform.accounts import limits
from huduma.platform.accounts.addresses import client_address
from huduma.platform.backoffice.viewsets.forms import show_refusal

from . import actions
from .forms import AcceptForm


@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation; on a click appoint whoever holds it, and lead them to the sign-in."""
    limits.take("invitation", address=client_address(request))
    try:
        found = actions.waiting_invitation(token)
        asks_name = actions.needs_name(found)
        form = AcceptForm(request.POST or None, initial={"full_name": found.full_name}) if asks_name else None
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                actions.accept_invitation(token=token, full_name=form.cleaned_data["full_name"] if form else "", by=None)
            except ValidationError as error:
                if form is None:
                    raise actions.NotOpen(found) from error  # what the office changed in this very moment
                show_refusal(form, error)
            else:
                messages.success(request, gettext("You are welcome. Sign in now: we send a code to your e-mail address."))
                return redirect("account_request_login_code")
    except actions.NotOpen as over:
        return render(
            request, "websites/invitation.html", {"over": str(over)}, status=HTTPStatus.GONE if over.was_there else HTTPStatus.NOT_FOUND
        )
    context = {"invitation": found, "form": form, "institution": found.institution.name_in(get_language() or found.language)}
    return render(
        request, "websites/invitation.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK
    )
