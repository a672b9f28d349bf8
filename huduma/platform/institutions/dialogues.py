"""Finding an institution and its contacts by phone: USSD, SMS and the simulator."""

from collections.abc import Generator, Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huduma.platform.contributions.dialogue import Ask, Caller, Choose, Finish
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.institution import InstitutionQuerySet

BY_NAME = "name"
MOST_OFFERED = 12  # institutions in one choice; more are first asked for by their letter
MOST_FOUND = 20  # of a search by name

Find = Generator[Ask | Choose, str, Finish]


def find(caller: Caller) -> Find:
    """By kind, then region or letter, or by part of the name: the institution's contacts."""
    there_are = set(Institution.objects.active().order_by().values_list("kind", flat=True).distinct())
    kinds = [(kind.value, kind.plural) for kind in Institution.Kind if kind in there_are]
    way = yield Choose(_("Find an institution"), ((BY_NAME, _("By name")), *kinds))
    if way == BY_NAME:
        found = yield from _by_name()
    elif way == Institution.Kind.LOCAL_AUTHORITY:
        found = yield from _by_region()
    else:
        found = yield from _by_letter(Institution.objects.active().filter(kind=way))
    code = yield Choose(_("Choose an institution"), tuple((institution.code, label(institution)) for institution in found))
    return Finish(contacts(next(institution for institution in found if institution.code == code)))


def label(institution: Institution) -> str:
    """How an institution stands in a choice: its abbreviation, where it has one, and its name in the active language."""
    short = institution.short_name_en if get_language() == "en" else institution.short_name_sw
    return f"{short}: {institution.name}" if short and short != institution.name else institution.name


def contacts(institution: Institution) -> str:
    """The contacts that the register has, one a line, in the active language."""
    lines = [
        institution.name,
        _("Phone: %(phone)s") % {"phone": institution.phone} if institution.phone else "",
        _("E-mail: %(email)s") % {"email": institution.email} if institution.email else "",
        _("Address: %(address)s") % {"address": institution.physical_address or institution.postal_address}
        if institution.physical_address or institution.postal_address
        else "",
        _("Website: %(host)s") % {"host": institution.host},
    ]
    return "\n".join(line for line in lines if line)


def _by_name() -> Generator[Ask | Choose, str, list[Institution]]:
    question = _("Write part of the institution's name.")
    while True:
        typed = yield Ask(question)
        found = _sorted(Institution.objects.active().named(typed))[:MOST_FOUND]
        if found:
            return found
        question = _("No institution has that name. Write another part of it.")


def _by_region() -> Generator[Ask | Choose, str, list[Institution]]:
    authorities = Institution.objects.active().filter(kind=Institution.Kind.LOCAL_AUTHORITY)
    regions = _sorted(Institution.objects.filter(pk__in=authorities.values("region")))
    if not regions:
        return (yield from _by_letter(authorities))
    region = yield Choose(_("Which region?"), tuple((str(region.pk), region.name) for region in regions))
    return _sorted(authorities.filter(region=int(region)))


def _by_letter(institutions: InstitutionQuerySet) -> Generator[Ask | Choose, str, list[Institution]]:
    found = _sorted(institutions)
    if len(found) <= MOST_OFFERED:
        return found
    letters = sorted({label(institution)[:1].upper() for institution in found})
    letter = yield Choose(_("Which letter does it begin with?"), tuple((letter, letter) for letter in letters))
    return [institution for institution in found if label(institution)[:1].upper() == letter]


def _sorted(institutions: Iterable[Institution]) -> list[Institution]:
    return sorted(institutions, key=lambda institution: label(institution).casefold().split(":"))  # TRA before TRAA
