"""Which host names a site can be moved to."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huduma.platform.delivery.models import FormerHost, LiveSite
from huduma.platform.delivery.negotiation import is_host
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.reserved import is_reserved
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.models import SiteDomain


def check_host(host: str, institution: Institution) -> None:
    """Raise ``ValidationError`` unless the site of ``institution`` can move to ``host``."""
    if problem := _problem(host, institution):
        raise ValidationError({"host": problem})


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
