"""What recruitment keeps about a person, as it is handed out to them."""

from typing import Any

from cryptography.fernet import InvalidToken

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.models import Application, Seeker
from huduma.systems.recruitment.models.nin import decrypt


def _of(person: Any) -> Seeker | None:
    return Seeker.objects.select_related("region", "employer").filter(person=person, erased_at__isnull=True).first()


def export_profile(person: Any) -> list[dict[str, Any]]:
    """The profile as it stands, with the national id number in full: it is the person's own."""
    seeker = _of(person)
    if seeker is None:
        return []
    return [
        {
            "full_name": seeker.full_name,
            "sex": seeker.sex,
            "nin": _nin(seeker),
            "nin_confirmed_at": seeker.nin_checked_at.isoformat() if seeker.nin_checked_at else None,
            "region": seeker.region.code if seeker.region else None,
            "district": seeker.district,
            "ward": seeker.ward,
            "employer": seeker.employer.code if seeker.employer else None,
            "profile": seeker.profile,
            "created_at": seeker.created_at.isoformat(),
            "changed_at": seeker.changed_at.isoformat(),
            "last_active_at": seeker.active_at.isoformat(),
        }
    ]


def _nin(seeker: Seeker) -> str | None:
    try:
        return decrypt(seeker.nin_encrypted) if seeker.nin_encrypted else None
    except InvalidToken:  # of a secret key that the operator has let go: it is there, and nobody can read it
        return None


def export_certificates(person: Any) -> list[dict[str, Any]]:
    """The certificates, those too that only applications still name. The files are downloaded from the profile."""
    seeker = _of(person)
    return [
        {
            "public_id": str(document.public_id),
            "kind": document.kind,
            "name": document.name,
            "bytes": document.size,
            "sha256": document.digest,
            "uploaded_at": document.uploaded_at.isoformat(),
            "removed_at": document.removed_at.isoformat() if document.removed_at else None,
        }
        for document in (seeker.documents.order_by("pk") if seeker else ())
    ]


def export_applications(person: Any) -> list[dict[str, Any]]:
    """Every application with what was sent, what the criteria made of it, every step and every offer, as far as it is kept."""
    with whole_nation():
        mine = Application.objects.of(person).select_related("vacancy", "institution", "version", "region")
        return [_application(application) for application in mine.prefetch_related("events", "calls__centre", "calls__stage", "offers")]


def _application(application: Application) -> dict[str, Any]:
    appeal, version = getattr(application, "appeal", None), application.version
    return {
        "number": application.number,
        "vacancy": application.vacancy.number,
        "institution": application.institution.code,
        "state": application.state,
        "submitted_at": application.submitted_at.isoformat() if application.submitted_at else None,
        "erased_at": application.erased_at.isoformat() if application.erased_at else None,  # what was sent, found and said
        "criteria_version": version.number if version else None,
        "judged_on": version.judged_on.isoformat() if version else None,  # the day by which age and experience are counted
        "sent": application.snapshot,
        "findings": application.findings,
        "exam_number": application.exam_number,
        "mark": str(application.mark) if application.mark is not None else None,
        "rank": application.rank,
        "steps": [
            {"verb": step.verb, "state": step.after, "at": step.at.isoformat(), "reason_sw": step.reason_sw, "reason_en": step.reason_en}
            for step in application.events.all()
        ],
        "calls": [
            {"stage": call.stage.kind, "at": call.at.isoformat(), "centre": call.centre.name if call.centre else None}
            for call in application.calls.all()
        ],
        "appeal": {"text": appeal.text, "made_at": appeal.made_at.isoformat(), "outcome": appeal.outcome} if appeal else None,
        "offers": [
            {"station": offer.station, "state": offer.state, "made_at": offer.made_at.isoformat()} for offer in application.offers.all()
        ],
    }


def export_alerts(person: Any) -> list[dict[str, Any]]:
    """The saved searches, and the vacancies that the person was told of."""
    seeker = _of(person)
    if seeker is None:
        return []
    with whole_nation():
        searches = [
            {"search": search.query, "channel": search.channel, "saved_at": search.created_at.isoformat()}
            for search in seeker.searches.order_by("pk")
        ]
        told = [
            {"vacancy": alert.vacancy.number, "told_at": alert.at.isoformat()}
            for alert in seeker.alerts.select_related("vacancy").order_by("pk")
        ]
    return [*searches, *told]
