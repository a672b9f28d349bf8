"""What stands in a call letter and in a letter of offer, and the word in their codes by which anybody sees that they are genuine."""

from collections.abc import Iterator
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from huduma.platform.portal.addresses import portal_url
from huduma.systems.recruitment.letters import Letter, pdf, write
from huduma.systems.recruitment.models import Call, Offer, Stage

from .interviews import Progress, told

_CALL, _OFFER = "recruitment.call_letter", "recruitment.offer_letter"  # salts: the word of one letter is none of the other
_LENGTH = 20  # hexadecimal digits: 80 bits
_OFFERED = "o"  # how the word of a letter of offer begins
_AT_ONCE = 500


def token_of(call: Call) -> str:
    """The word in the code of the letter of ``call``, which nobody can make up."""
    return _signed(_CALL, call.pk)


def offer_token_of(offer: Offer) -> str:
    """The word in the code of the letter of ``offer``."""
    return f"{_OFFERED}{_signed(_OFFER, offer.pk)}"


def call_of(token: str) -> Call | None:
    """The call whose letter has this word in its code; ``None`` when nobody wrote such a letter. Needs a scope that covers it."""
    calls = Call.objects.select_related("centre", "stage__vacancy__institution", "application")
    return calls.filter(pk__in=_keys_in(token, _CALL)).first()


def offer_of(token: str) -> Offer | None:
    """The offer whose letter has this word in its code, as ``call_of``."""
    if not token.startswith(_OFFERED):
        return None
    offers = Offer.objects.select_related("application__vacancy", "institution")
    return offers.filter(pk__in=_keys_in(token.removeprefix(_OFFERED), _OFFER)).first()  # type: ignore[no-any-return]


def _signed(salt: str, pk: int) -> str:
    return f"{pk}-{_signature(salt, pk, settings.SECRET_KEY)}"


def _keys_in(word: str, salt: str) -> list[int]:
    """The primary key in ``word``, signed under the present secret key or one before it (letters are on paper, and outlive a key); none
    where it is not signed."""
    number, _dash, signature = word.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return []
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    genuine = any(constant_time_compare(signature, _signature(salt, int(number), key)) for key in keys)
    return [int(number)] if genuine else []


def _signature(salt: str, pk: int, key: str) -> str:
    return salted_hmac(salt, str(pk), secret=key, algorithm="sha256").hexdigest()[:_LENGTH]


def call_letter(call: Call, language: str) -> Letter:
    """The letter by which the applicant of ``call`` is called, in ``language``."""
    with translation.override(language):
        vacancy = call.stage.vacancy
        return Letter(
            sender=str(vacancy.institution.name),
            heading=_("Call to an interview: %(title)s") % {"title": vacancy.title},
            number=str(vacancy.number),
            dated=f"{localdate():%d/%m/%Y}",
            to=str(call.application.snapshot.get("name", "")),
            paragraphs=(
                _("You are called to an interview for the post named above. What is to be known of it stands below."),
                _("Bring this letter, an identity card and the originals of your certificates. Be there half an hour earlier."),
            ),
            facts=(
                (_("Exam number"), str(call.application.exam_number)),
                (_("Stage"), str(call.stage.get_kind_display())),
                (_("Centre"), f"{call.centre}, {call.centre.address}" if call.centre else "-"),
                (_("Day and time"), told(call.at)),
                (_("Seat"), str(call.seat or "-")),
            ),
            qr=_address(token_of(call)),
            qr_says=_("Whether this letter is genuine:"),
        )


def offer_letter(offer: Offer, language: str) -> Letter:
    """The letter by which a post is offered, in ``language``."""
    with translation.override(language):
        vacancy = offer.application.vacancy
        return Letter(
            sender=str(offer.institution.name),
            heading=_("Offer of a post: %(title)s") % {"title": vacancy.title},
            number=f"{vacancy.number}/{offer.pk}",
            dated=f"{localtime(offer.made_at):%d/%m/%Y}",
            to=str(offer.application.snapshot.get("name", "")),
            paragraphs=(
                _("You are offered the post named above. Answer by the day named below on the portal, where you applied."),
                _("Whoever has not answered by then, or does not report to duty in time, loses the post to the next of the reserve."),
            ),
            facts=(
                (_("Station"), str(offer.station)),
                (_("Salary scale"), str(vacancy.salary_scale)),
                (_("Answer until"), told(offer.answer_by)),
                (_("Report to duty until"), told(offer.report_by)),
                (_("Receipt number"), str(offer.application.number)),
            ),
            qr=_address(offer_token_of(offer)),
            qr_says=_("Whether this letter is genuine:"),
        )


def _address(token: str) -> str:
    return portal_url(reverse("recruitment:verify-letter", args=[token]))


def write_call_letters(stage: Stage, out: IO[bytes], progress: Progress = lambda done, total: None) -> int:
    """Write the letters of all that are called to ``stage`` to ``out`` as one PDF, by exam number, each in Swahili; returns its bytes."""
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        title = f"{stage.vacancy.number} {stage.get_kind_display()}"
    return write(out, (call_letter(call, language) for call in _called(stage, progress)), title, language)


def pack_call_letters(stage: Stage, out: IO[bytes], progress: Progress = lambda done, total: None) -> int:
    """Write the letters of all that are called to ``stage`` to ``out`` as a ZIP of one PDF each, named by exam number; returns how many.

    No letter but the one being drawn is in memory; stored as they are, since the inside of a PDF is packed already.
    """
    count = 0
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for call in _called(stage, progress):
            letter = call_letter(call, settings.LANGUAGE_CODE)
            archive.writestr(f"{str(call.application.exam_number).replace('/', '-')}.pdf", pdf([letter], letter.heading))
            count += 1
    return count


def _called(stage: Stage, progress: Progress) -> Iterator[Call]:
    """Call after call by exam number, with no more than ``_AT_ONCE`` applicants in memory; ``progress`` is told once they are used."""
    calls = Call.objects.filter(stage=stage).order_by("application__exam_number")
    total = calls.count()
    rows = calls.select_related("centre", "application").iterator(chunk_size=_AT_ONCE)
    for done, call in enumerate(rows, start=1):
        call.stage = stage
        yield call
        if done % _AT_ONCE == 0 or done == total:
            progress(done, total)
