"""Taking in what visitors send, seeing to it, and erasing it."""

import hashlib
import hmac
import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.policy import reach
from huduma.platform.institutions.scoping import of_institution, whole_nation
from huduma.platform.jobs.models import database_now
from huduma.platform.messaging.actions import send
from huduma.systems.websites.models import FormAnswer, FormPage, InstitutionSite
from huduma.systems.websites.models.answer_form import AnswerForm, shown
from huduma.systems.websites.models.form_answer import LONGEST_NOTE, kept_for

MOST_RECEIPTS = 3  # a day to one address: nobody can have the platform flood a stranger
MOST_TOLD = 20  # mails an hour about one form; whoever is told then looks into the list anyway
BATCH = 500
VIEW, CHANGE = "websites.view_formanswer", "websites.change_formanswer"


def receive_answer(*, page: FormPage, form: AnswerForm, sender: str, by: Any) -> FormAnswer:
    """Keep what a visitor sent with a valid ``form`` of ``page``, and owe the mails about it.

    ``sender`` is the network address it came from, which is not kept. What is sent twice within the hour, as by a second tap on a slow
    line, is one answer: the second try gets the first one's.
    """
    now = database_now()
    sending = _sending(page, form.answers(), sender, now)
    with of_institution(page.institution):
        try:
            return _receive(page, form, sending, now, by)
        except IntegrityError:  # the other try was faster
            return FormAnswer.objects.get(sending=sending)  # type: ignore[no-any-return]


@transaction.atomic
def _receive(page: FormPage, form: AnswerForm, sending: str, now: datetime, by: Any) -> FormAnswer:
    answers = form.answers()
    before = FormAnswer.objects.filter(sending=sending).first()
    if before is not None:
        return before  # type: ignore[no-any-return]
    answer = FormAnswer(
        institution=page.institution,
        form=page.translation_key,
        form_title=page.title,
        language=page.language,
        created_at=now,
        answers=answers,
        text="\n".join(filter(None, (shown(a["kind"], a["value"]) for a in answers if a["kind"] != "tick"))),
        consent=page.use_of_answers() if page.needs_consent else "",
        email=form.first("email"),
        phone=form.first("telephone"),
        sending=sending,
        erase_at=now + kept_for(page.kept_months),
    )
    answer.save(force_insert=True)
    record(subject=answer, verb="websites.receive_answer", by=by, data={"form": page.title})
    _send_receipt(answer, page)
    _tell(answer, page)
    return answer


@transaction.atomic
def mark_answered(*, answer: FormAnswer, note: str, by: Any) -> None:
    """Note that ``by`` has seen to ``answer``, and how. Raises ``ValidationError`` when somebody else has, or it was erased."""
    _require(by, answer)
    values = {"status": FormAnswer.Status.ANSWERED, "answered_at": database_now(), "answered_by": by, "note": note.strip()[:LONGEST_NOTE]}
    if not FormAnswer.objects.unanswered().filter(pk=answer.pk).update(**values):
        raise ValidationError(_("Somebody has seen to it already."))
    answer.refresh_from_db()
    record(subject=answer, verb="websites.mark_answered", by=by)


@transaction.atomic
def erase_answer(*, answer: FormAnswer, by: Any) -> None:
    """Erase what was sent before its time: at its sender's wish, or because it is spam. One that is erased stays so."""
    _require(by, answer)
    if FormAnswer.objects.filter(pk=answer.pk).erase(database_now()):
        answer.refresh_from_db()
        record(subject=answer, verb="websites.erase_answer", by=by)


def erase_due(*, by: Any) -> int:
    """Erase everything that was kept for as long as its senders were told; returns how much. Each batch is one transaction."""
    erased = 0
    with whole_nation():
        while count := _erase_batch(by):
            erased += count
    return erased


@transaction.atomic
def _erase_batch(by: Any) -> int:
    due = dict(FormAnswer.objects.due_to_be_erased().order_by("erase_at").values_list("pk", "institution")[:BATCH])
    erased = FormAnswer.objects.filter(pk__in=list(due)).erase(database_now())
    sites = InstitutionSite.objects.select_related("institution").in_bulk(set(due.values()))
    for institution, count in Counter(due.values()).items():
        if institution in sites:
            record(subject=sites[institution], verb="websites.erase_due", by=by, data={"answers": count})
    return erased


def note_export(*, institution: Institution, count: int, by: Any) -> None:
    """Write down that ``by`` has taken ``count`` answers of ``institution`` out of the platform."""
    site = InstitutionSite.objects.filter(pk=institution.pk).first()
    if site is not None:
        record(subject=site, verb="websites.export_answers", by=by, data={"answers": count})


def _sending(page: FormPage, answers: list[dict[str, Any]], sender: str, now: datetime) -> str:
    """The same for the same answers from the same place within one hour; a keyed hash, so it tells neither."""
    said = json.dumps([str(page.translation_key), sender, f"{now:%Y%m%d%H}", [(a["key"], a["value"]) for a in answers]])
    return hmac.new(settings.SECRET_KEY.encode(), f"sending\0{said}".encode(), hashlib.sha256).hexdigest()


def _send_receipt(answer: FormAnswer, page: FormPage) -> None:
    """Nothing of what was written goes with it, for anybody can give anybody's address."""
    if not page.receipt or not answer.email:
        return
    since = answer.created_at - timedelta(days=1)
    with whole_nation():  # a stranger is not to be flooded from many sites either
        lately = FormAnswer.objects.filter(email=answer.email, created_at__gt=since).exclude(pk=answer.pk).count()
    if lately < MOST_RECEIPTS:
        _mail("websites.form_receipt", answer, page, answer.email)


def _tell(answer: FormAnswer, page: FormPage) -> None:
    since = answer.created_at - timedelta(hours=1)
    same = FormAnswer.objects.filter(institution=page.institution_id, form=answer.form, created_at__gt=since)
    if page.told and same.exclude(pk=answer.pk).count() < MOST_TOLD:
        _mail("websites.form_answered", answer, page, page.told)


def _mail(notice: str, answer: FormAnswer, page: FormPage, address: str) -> None:
    office = reverse("answers:inspect", args=[answer.pk], urlconf=settings.ROOT_URLCONF)
    context = {
        "reference": answer.reference,
        "form": page.title,
        "institution": page.institution.name_in(page.language),
        "sent_at": answer.created_at,
        "thanks": page.thanks,
        "office_url": f"{settings.WAGTAILADMIN_BASE_URL}{office}",
    }
    send(
        notice=notice,
        channel="email",
        language=page.language,
        context=context,
        key=f"{notice}:{answer.reference}",
        by=None,
        address=address,
        institution=page.institution,
    )


def _require(by: Any, answer: FormAnswer) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may see to the answers of this institution; ``None``, the platform itself, may."""
    if by is not None and not reach(by, CHANGE).covers(answer.institution_id):
        raise PermissionDenied(_("Your appointment does not allow this."))
