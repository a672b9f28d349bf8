"""Reading a whole application, with name and certificates: allowed to those without a conflict, and always written down."""

from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.systems.recruitment.models import Application, SeekerDocument
from huduma.systems.recruitment.states import Refused

from .interests import declared_by, has_applied
from .longlist import require_sifter


@transaction.atomic
def note_reading(*, application: Application, by: Any) -> None:
    """Write down that ``by`` reads ``application`` with its name. Raises ``Refused`` unless ``by`` has declared to have no conflict.

    Before that nobody opens an application by its address, which is that of the applicant without a name.
    """
    require_sifter(application.vacancy, by)
    interest = declared_by(vacancy=application.vacancy_id, officer=by)
    if interest is None or interest.conflicted:
        raise Refused(_("Declare first whether you know an applicant of this vacancy, or gain by the outcome."))
    if has_applied(vacancy=application.vacancy_id, officer=by):
        raise Refused(_("You have applied for this vacancy yourself: others sift it."))
    record(subject=application, verb="recruitment.read_application", by=by, data={"vacancy": application.vacancy_id})


@transaction.atomic
def fetch_document(*, application: Application, document: str, by: Any) -> tuple[str, File]:
    """The name and the content of a certificate that ``application`` names. Raises ``FileNotFoundError`` when it names none such."""
    note_reading(application=application, by=by)
    named = {str(one.get("public_id")) for one in application.snapshot.get("documents") or []}
    found = SeekerDocument.objects.filter(public_id=document, seeker=application.seeker_id).first() if document in named else None
    if found is None:
        raise FileNotFoundError(document)
    opened = found.file.open("rb")
    record(subject=application, verb="recruitment.fetch_document", by=by, data={"document": document, "digest": found.digest})
    return found.name, opened
