"""Which host names a site can be moved to, and which a new one can have, whichever way they come."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huduma.platform.delivery.models import FormerHost, LiveSite
from huduma.platform.delivery.negotiation import is_host
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.register_file import Row
from huduma.platform.institutions.reserved import is_reserved
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.models import SiteDomain


def check_host(host: str, institution: Institution) -> None:
    """Raise ``ValidationError`` unless the site of ``institution`` can move to ``host``."""
    if problem := _problem(host, institution):
        raise ValidationError({"host": problem})


def refused_hosts(rows: Sequence[Row]) -> list[tuple[Row, str, str]]:
    """Those of ``rows``, lines of a register, whose host their institution's site cannot have, with the field and why.

    Whoever imports a register speaks for the nation, but not for whoever holds a name: a site that is there moves by the same rules as on
    the agency's screen. A new institution brings its host with it, unless visitors of another come by that name.
    """
    wanted = [row for row in rows if row.host]
    known = {i.code: i for i in Institution.objects.filter(code__in=[row.code for row in wanted])}
    with_site = set(LiveSite.objects.filter(institution__in=known.values()).values_list("institution", flat=True))
    moved = [row for row in wanted if row.code in known and known[row.code].host != row.host]
    moving = {row.code: row for row in moved if known[row.code].pk in with_site}
    found = [(row, "host", why) for row in moving.values() if (why := _problem(row.host, known[row.code]))]
    others = [row for row in wanted if row.code not in moving]
    owners = _owners(row.host for row in others)
    for row in others:
        own = known[row.code].pk if row.code in known else None
        if owners.get(row.host, own) != own:
            found.append((row, "host", _("Visitors of another institution come by this host.")))
    return found


def _owners(hosts: Iterable[str]) -> dict[str, int]:
    """The institutions (primary keys) whose sites had one of ``hosts`` before, or which have proven that it is their own."""
    wanted = set(hosts)
    with whole_nation():
        proven = SiteDomain.objects.filter(name__in=wanted, proven_at__isnull=False).values_list("name", "institution")
        former = FormerHost.objects.filter(host__in=wanted).values_list("host", "site__institution")
        return {**dict(former), **dict(proven)}


def _problem(host: str, institution: Institution) -> str:
    last = host.rpartition(".")[2]
    if not is_host(host) or "." not in host or last.isdecimal() or any(len(label) > 63 for label in host.split(".")):
        return _("“%(host)s” is not a host name. Write one such as afya.go.tz, without https:// and without a path.") % {"host": host[:100]}
    if host == institution.host:
        return _("The site is at this host already.")
    if is_reserved(host):
        return _("The platform keeps this host for itself.")
    others = Institution.objects.exclude(pk=institution.pk).filter(host=host).exists()
    if others or LiveSite.objects.exclude(institution=institution).filter(host=host).exists():
        return _("Another institution has this host.")
    if FormerHost.objects.exclude(site__institution=institution).filter(host=host).exists():
        return _("Visitors of another institution still come by this host, where its site was before.")
    if not host.endswith(f".{settings.HOST}") and not _is_its_own(host, institution):
        return _("Nobody has proven that the institution has this name. Add it under “Domain names” first.")
    return ""


def _is_its_own(host: str, institution: Institution) -> bool:
    """Whether ``institution`` has proven that the name is its own, or had its site there before names were to be proven."""
    with whole_nation():
        domain = SiteDomain.objects.filter(institution=institution, name=host).first()
    return domain.is_proven if domain else FormerHost.objects.filter(site__institution=institution, host=host).exists()
