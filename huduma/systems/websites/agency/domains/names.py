"""Which names an institution can add as its own."""

import ipaddress

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huduma.platform.delivery.models import FormerHost, LiveSite
from huduma.platform.delivery.negotiation import is_host
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.reserved import own_hosts
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.models import SiteDomain
from huduma.systems.websites.models.domain import LONGEST_NAME


def normalised(written: str) -> str:
    """The domain name that somebody has ``written``, as the DNS has it: small letters, other than a to z by IDNA (RFC 5891, UTS 46).

    So two ways to write one name are one name, and one that only looks like another is not. Raises ``ValidationError``.
    """
    name = written.strip().rstrip(".")
    if "*" in name:
        raise _refused(_("Write each name by itself: a name with * stands for many."))
    if _is_address(name):
        raise _refused(_("This is the number of a machine. Write the name of a domain, such as afya.go.tz."))
    try:
        name = idna.encode(name, uts46=True, std3_rules=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise _not_a_name(written) from None
    last = name.rpartition(".")[2]
    if "." not in name or not is_host(name) or len(name) > LONGEST_NAME or last.isdecimal():
        raise _not_a_name(written)
    return name


def check_free(name: str, institution: Institution) -> None:
    """Raise ``ValidationError`` unless ``institution`` can add ``name``, which is normalised."""
    if name in own_hosts() or name.endswith(f".{settings.HOST}"):
        raise _refused(_("Names that end in %(host)s are the platform’s own; the agency gives them.") % {"host": settings.HOST})
    if is_used_by_another(name, institution):
        raise _refused(_("Another institution has this host."))


def is_used_by_another(name: str, institution: Institution) -> bool:
    """Whether another institution than ``institution`` has its site at ``name``, had it there before, or has proven that it is its own."""
    with whole_nation():
        return (
            Institution.objects.exclude(pk=institution.pk).filter(host=name).exists()
            or LiveSite.objects.exclude(institution=institution).filter(host=name).exists()
            or FormerHost.objects.exclude(site__institution=institution).filter(host=name).exists()
            or SiteDomain.objects.exclude(institution=institution).filter(name=name, proven_at__isnull=False).exists()
        )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _not_a_name(written: str) -> ValidationError:
    return _refused(
        _("“%(name)s” is not a domain name. Write one such as afya.go.tz, without https:// and without a path.") % {"name": written[:100]}
    )


def _refused(why: str) -> ValidationError:
    return ValidationError({"name": why})
