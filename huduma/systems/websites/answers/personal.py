"""What forms keep about a person: those that were sent with an address or a number that the person has proved to be theirs."""

from typing import Any

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import database_now
from huduma.systems.websites.models import FormAnswer
from huduma.systems.websites.models.form_answer import FormAnswerQuerySet


def export_answers(person: Any) -> list[dict[str, Any]]:
    """Every form that was sent with a contact of the person, oldest first, for as long as it is kept."""
    with whole_nation():
        return [
            {
                "number": answer.reference,
                "institution": answer.institution.code,
                "form": answer.form_title,
                "sent_at": answer.created_at.isoformat(),
                "agreed_to": answer.consent,
                "answers": [{"question": label, "answer": said} for _key, label, said in answer.items()],
                "status": answer.status,
                "kept_until": answer.erase_at.isoformat(),
            }
            for answer in _of(person).select_related("institution").order_by("pk")
        ]


def erase_answers(person: Any) -> None:
    """Leave of them no more than that something was sent."""
    with whole_nation():
        _of(person).erase(database_now())


def _of(person: Any) -> FormAnswerQuerySet:
    proved = dict(person.emailaddress_set.values_list("email", "verified"))
    emails = {email for email, verified in {person.email: True, **proved}.items() if email and verified}
    phones = [person.phone] if person.phone and person.phone_verified else []
    return FormAnswer.objects.from_contacts(sorted(emails), phones)  # type: ignore[no-any-return]
