"""A job seeker's own profile: what is there, what is missing, and a page for each section."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huduma.platform.accounts import limits
from huduma.platform.accounts.addresses import client_address
from huduma.platform.asking.ready import Ready
from huduma.systems.recruitment.actions import identity, profiles
from huduma.systems.recruitment.criteria.criterion import day
from huduma.systems.recruitment.forms.sections import SECTIONS, Section
from huduma.systems.recruitment.forms.seekers import NinForm, ResidenceForm, ServiceForm, region_name
from huduma.systems.recruitment.gateways import NoAnswer, Unreachable
from huduma.systems.recruitment.gateways.simulator import INVENTED
from huduma.systems.recruitment.models import SavedSearch, Seeker


def own_seeker(request: HttpRequest) -> Seeker:
    """The profile of whoever asks; an empty one, not stored, where they have none yet."""
    person: Any = request.user
    standing = next(iter(_OWN.ask(person.pk)), None)
    if standing is None:
        return Seeker(person=person, full_name=person.full_name)
    standing.person = person
    return standing


_OWN = Ready(lambda person: Seeker.objects.select_related("region", "employer").filter(person=person), -1)
_SEARCHES = Ready(lambda seeker: SavedSearch.objects.filter(seeker=seeker).only("pk"), -1)  # few: to count them is to read them


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page below the profile; the last one is the page itself."""
    way = [(_("Home"), reverse("portal:home")), (_("My job profile"), reverse("recruitment:profile")), *more]
    return [{"label": label, "url": url} for label, url in way[:-1]] + [{"label": way[-1][0], "url": ""}]


@never_cache
@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Everything in the profile at a glance, with what is missing marked."""
    seeker = own_seeker(request)
    parts = [_personal(seeker), _contact(request), _residence(seeker), *(_list(seeker, section) for section in SECTIONS.values())]
    parts += [_certificates(seeker), _service(seeker)]
    missing = [part for part in parts if part["missing"]]
    searches = len(_SEARCHES.ask(seeker.pk)) if seeker.pk else 0
    context = {"parts": parts, "missing": missing, "seeker": seeker, "searches": searches, "breadcrumbs": crumbs()}
    return render(request, "recruitment/profile/overview.html", context)


def _part(key: str, label: Any, note: str, missing: bool, url: str = "") -> dict[str, Any]:
    return {"label": label, "note": note, "missing": missing, "url": url or reverse("recruitment:profile-section", args=[key])}


def _personal(seeker: Seeker) -> dict[str, Any]:
    note = seeker.full_name if seeker.is_identified else _("Confirm who you are by your national id number")
    return _part("personal", _("Personal details"), note, not seeker.is_identified)


def _contact(request: HttpRequest) -> dict[str, Any]:
    person: Any = request.user
    known = [contact for contact in (person.phone if person.phone_verified else "", person.email) if contact]
    return _part("contact", _("Contact"), " · ".join(known), not known)


def _residence(seeker: Seeker) -> dict[str, Any]:
    places = [region_name(seeker.region) if seeker.region else "", seeker.district, seeker.ward]
    return _part("residence", _("Residence"), " · ".join(filter(None, places)) or _("Where you live"), not all(places))


def _list(seeker: Seeker, section: Section) -> dict[str, Any]:
    entries = profiles.entries_of(seeker, section.key)
    told = " · ".join(section.tell(entry)[0] for entry in entries[:3]) + (" …" if len(entries) > 3 else "")
    return _part(section.key, section.label, told or str(section.note), len(entries) < section.least)


def _certificates(seeker: Seeker) -> dict[str, Any]:
    count = len(seeker.as_profile()["documents"]) if seeker.pk else 0
    note = _("Files: %(count)s") % {"count": count} if count else _("Certificates and letters, as PDF or picture")
    return _part("documents", _("Documents"), note, not count)


def _service(seeker: Seeker) -> dict[str, Any]:
    return _part("service", _("Public service"), str(seeker.employer or _("I do not work in a public institution")), False)


def show_section(request: HttpRequest, label: Any, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of one section of the profile."""
    context |= {"label": label, "breadcrumbs": crumbs((str(label), ""))}
    return render(request, f"recruitment/profile/{template}.html", context, status=status)


def saved(request: HttpRequest, section: str = "") -> HttpResponse:
    """Say that it was saved, and go on to the section, or to the overview."""
    messages.success(request, _("Your profile was saved."))
    return redirect("recruitment:profile-section", section) if section else redirect("recruitment:profile")


@never_cache
@login_required
def personal(request: HttpRequest) -> HttpResponse:
    """Who the person is, by their national id number; once confirmed, it stays."""
    seeker, status = own_seeker(request), 200
    form = NinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not seeker.is_identified:
        status = _confirm(request, form)
        if not status:
            messages.success(request, _("Your national id was confirmed."))
            return redirect("recruitment:profile-section", "personal")
    born = day(seeker.profile.get("born"))
    return show_section(request, _("Personal details"), "personal", status, seeker=seeker, form=form, born=born, invented=_invented())


def _invented() -> SafeString:
    """The numbers that a demonstration can try, where the simulator answers."""
    people = INVENTED.items() if settings.DEMONSTRATION and not settings.NIN_URL else ()
    return format_html_join("", "<p>{}<br>{}</p>", ((nin, citizen.name) for nin, citizen in people))


def _confirm(request: HttpRequest, form: NinForm) -> int:
    """Ask the authority; 0 when it confirmed, else the status of the answer, with what is wrong in ``form``."""
    if not form.is_valid():
        return 400
    taken = limits.take("nin", account=str(request.user.pk), address=client_address(request))
    try:
        identity.confirm_nin(person=request.user, by=request.user, **form.cleaned_data)
    except profiles.Unfit as error:
        form.add_error("nin", error)
        return 400
    except Unreachable:
        form.add_error(
            None, _("The national id service cannot be reached now. Nothing was checked and nothing was saved. Try again later.")
        )
    except NoAnswer:
        said = _("The national id service was asked and gave no answer, so we do not know whether the number is right. Nothing was saved.")
        form.add_error(None, f"{said} {_('Try again later.')}")
    else:
        taken.give_back()
        return 0
    taken.give_back()  # it was not the person's fault
    return 503


@never_cache
@login_required
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How the person is reached: what the account says, and where it is changed."""
    person: Any = request.user
    items = [
        {"label": _("Phone"), "value": person.phone if person.phone_verified else "", "change_url": reverse("account_change_phone")},
        {"label": _("E-mail"), "value": person.email or "", "change_url": reverse("account_email")},
    ]
    return show_section(request, _("Contact"), "contact", items=items)


@never_cache
@login_required
def residence(request: HttpRequest) -> HttpResponse:
    """Where the person lives."""
    seeker = own_seeker(request)
    initial = {"region": seeker.region.code if seeker.region else "", "district": seeker.district, "ward": seeker.ward}
    form = ResidenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        profiles.set_residence(person=request.user, by=request.user, **form.cleaned_data)
        return saved(request)
    return _form_page(request, _("Residence"), form, _("Interviews are held as near to it as can be."))


@never_cache
@login_required
def service(request: HttpRequest) -> HttpResponse:
    """Whether the person serves in the public service already."""
    seeker = own_seeker(request)
    form = ServiceForm(request.POST if request.method == "POST" else None, initial=_service_of(seeker))
    if request.method == "POST" and form.is_valid():
        profiles.set_employer(person=request.user, employer=form.cleaned_data["employer"], by=request.user)
        return saved(request)
    return _form_page(request, _("Public service"), form, _("Who serves already applies with the knowledge of their employer."))


def _service_of(seeker: Seeker) -> dict[str, Any]:
    return {"serves": bool(seeker.employer), "employer": seeker.employer.code if seeker.employer else ""}


def _form_page(request: HttpRequest, label: Any, form: Form, note: Any, **context: Any) -> HttpResponse:
    status = 400 if form.is_bound and not form.is_valid() else 200
    return show_section(request, label, "form", status, form=form, note=note, **context)


def entries(request: HttpRequest, section: Section) -> HttpResponse:
    """The entries of one section."""
    seeker = own_seeker(request)
    listed = [(profiles.mark_of(entry), *section.tell(entry)) for entry in profiles.entries_of(seeker, section.key)]
    return show_section(
        request,
        section.label,
        "entries",
        section=section,
        entries=listed,
        room=len(listed) < profiles.MOST[section.key],
        lacking=max(0, section.least - len(listed)),
    )


@never_cache
@login_required
def entry(request: HttpRequest, section: str, mark: str = "") -> HttpResponse:
    """Add an entry, or change the one with this mark."""
    kind = _known(section)
    standing = _entry(request, kind, mark) if mark else None
    if mark and standing is None:
        return _gone(request, section)
    form = kind.form(request.POST if request.method == "POST" else None, entry=standing)
    if request.method == "POST" and form.is_valid():
        try:
            profiles.put_entry(person=request.user, section=section, entry=form.as_entry(), replaces=mark, by=request.user)
        except profiles.Unfit as error:
            form.add_error(None, error)
        except profiles.Gone:
            return _gone(request, section)
        else:
            return saved(request, section)
    return _form_page(request, kind.label, form, kind.note, section=kind, mark=mark)


@never_cache
@login_required
def remove_entry(request: HttpRequest, section: str, mark: str) -> HttpResponse:
    """Ask whether the entry is to go, and remove it."""
    kind = _known(section)
    standing = _entry(request, kind, mark)
    if standing is None:
        return _gone(request, section)
    if request.method == "POST":
        try:
            profiles.remove_entry(person=request.user, section=section, mark=mark, by=request.user)
        except profiles.Gone:
            return _gone(request, section)
        return saved(request, section)
    heading, line = kind.tell(standing)
    return show_section(request, kind.label, "remove", heading=heading, line=line, section_key=section)


def _known(section: str) -> Section:
    if section not in SECTIONS:
        raise Http404
    return SECTIONS[section]


def _entry(request: HttpRequest, section: Section, mark: str) -> dict[str, Any] | None:
    try:
        return profiles.find_entry(own_seeker(request), section.key, mark)
    except profiles.Gone:
        return None


def _gone(request: HttpRequest, section: str) -> HttpResponse:
    messages.warning(request, _("This entry was changed or removed meanwhile. Look again."))
    return redirect("recruitment:profile-section", section)
