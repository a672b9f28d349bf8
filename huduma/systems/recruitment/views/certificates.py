"""A job seeker's own certificates: list, upload, download, remove."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huduma.platform.uploads.serving import POLICY
from huduma.systems.recruitment.actions.certificates import MOST, add_certificate, remove_certificate
from huduma.systems.recruitment.actions.profiles import Unfit
from huduma.systems.recruitment.codes import DOCUMENTS
from huduma.systems.recruitment.forms.seekers import CertificateForm
from huduma.systems.recruitment.models import SeekerDocument

from .profiles import own_seeker, show_section


@never_cache
@login_required
def certificates(request: HttpRequest) -> HttpResponse:
    """What was uploaded, and the form for one more."""
    form = CertificateForm(request.POST, request.FILES) if request.method == "POST" else CertificateForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            add_certificate(person=request.user, kind=form.cleaned_data["kind"], name=file.name, content=file.read(), by=request.user)
        except Unfit as error:
            form.add_error("file", error)
        else:
            messages.success(request, _("The file was saved."))
            return redirect("recruitment:profile-section", "documents")
    seeker = own_seeker(request)
    listed = list(seeker.documents.shown()) if seeker.pk else []
    items = [{"document": document, "kind": _kind(document)} for document in listed]
    status = 400 if form.is_bound else 200
    return show_section(request, _("Documents"), "documents", status, form=form, items=items, room=len(listed) < MOST)


@never_cache
@login_required
@require_safe
def certificate(request: HttpRequest, certificate: uuid.UUID) -> HttpResponseBase:
    """One's own certificate, to be saved."""
    return as_attachment(_own(request, certificate))


@never_cache
@login_required
def remove(request: HttpRequest, certificate: uuid.UUID) -> HttpResponse:
    """Ask whether it is to go, and take it out of the profile."""
    document = _own(request, certificate)
    if request.method == "POST":
        if remove_certificate(document=document, by=request.user):
            messages.success(request, _("The file was removed."))
        else:
            messages.success(request, _("The file is no longer in your profile. The applications that you sent with it keep it."))
        return redirect("recruitment:profile-section", "documents")
    back = reverse("recruitment:profile-section", args=["documents"])
    return show_section(request, _("Documents"), "remove", heading=_kind(document), line=document.name, section_key="documents", back=back)


def as_attachment(document: SeekerDocument) -> HttpResponseBase:
    """The file as a download that no browser opens in our place, and that nobody keeps on the way. Who may have it, the caller knows."""
    try:
        file = default_storage.open(str(document.file.name))
    except OSError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=document.name)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request: HttpRequest, public_id: uuid.UUID) -> SeekerDocument:
    mine = SeekerDocument.objects.shown().filter(seeker__person=request.user.pk).select_related("seeker__person")
    return get_object_or_404(mine, public_id=public_id)


def _kind(document: SeekerDocument) -> str:
    return str(DOCUMENTS[document.kind]) if document.kind in DOCUMENTS else document.kind
