"""Changes of what visitors are served.

Call them inside the transaction of the change that they show: the page, its generation and everything that owes its existence to the
change become visible together or not at all. A transaction that touches several sites takes them in the order of their primary keys.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huduma.platform.audit.actions import record
from huduma.platform.institutions.models import Institution

from .forgetting import raise_generation
from .headers import styles_of
from .models import FormerHost, LiveChrome, LivePage, LiveSite
from .negotiation import is_host
from .pages import RenderedPage

_PAGES_AT_ONCE = 200  # rows in one INSERT: below SQLite's limit of variables, and a few megabytes of HTML


@transaction.atomic
def open_site(*, host: str, institution: Institution | None, by: Any) -> LiveSite:
    """Answer for ``host`` from now on: with the site of ``institution``, or with the portal when that is ``None``.

    Raises ``ValidationError`` when the host is not a host name, or when the host or the institution has a site already.
    """
    site = LiveSite(host=_checked(host), institution=institution)
    site.full_clean()
    _refuse_former(host, site)
    site.save(force_insert=True)
    raise_generation(site)
    record(subject=site, verb="delivery.open_site", by=by, data={"host": host})
    return site


@transaction.atomic
def move_site(*, site: LiveSite, host: str, by: Any) -> None:
    """Serve ``site`` on another host; whoever asks for the old one is sent there. Raises ``ValidationError`` as ``open_site`` does."""
    before = LiveSite.objects.select_for_update().get(pk=site.pk)
    raise_generation(before)
    site.host = _checked(host)
    site.full_clean()
    _refuse_former(host, site)
    site.save(update_fields=["host"])
    FormerHost.objects.filter(host=host).delete()  # it may come back
    if before.host != host and before.institution_id:  # the portal is where the operator says, and nowhere else
        FormerHost.objects.update_or_create(host=before.host, defaults={"site": site})
    record(subject=site, verb="delivery.move_site", by=by, data={"from": before.host, "to": host})


@transaction.atomic
def lead_host(*, site: LiveSite, host: str, by: Any) -> None:
    """Send whoever asks for ``host`` to ``site``, as if it had been there before. Raises ``ValidationError`` as ``open_site`` does."""
    _refuse_former(_checked(host), site)
    if LiveSite.objects.filter(host=host).exists():
        raise ValidationError({"host": _("There is a site at “%(host)s”.") % {"host": host}})
    FormerHost.objects.get_or_create(host=host, site=site)
    record(subject=site, verb="delivery.lead_host", by=by, data={"host": host})


@transaction.atomic
def drop_host(*, site: LiveSite, host: str, by: Any) -> None:
    """Answer no more for ``host``, which led to ``site``; does nothing where it does not."""
    if FormerHost.objects.filter(site=site, host=host).delete()[0]:
        record(subject=site, verb="delivery.drop_host", by=by, data={"host": host})


@transaction.atomic
def put_pages(*, site: LiveSite, pages: Sequence[RenderedPage], gone: Sequence[str] = ()) -> None:
    """Put ``pages`` on ``site``, each over what was at its path, and take away those at the paths ``gone``.

    The next request in any process sees them once the surrounding transaction has committed.
    """
    columns = ("language", "title", "description", "html", "modified_at", "source", "drawn_from")
    rows = [LivePage(site=site, path=page.path, **{column: getattr(page, column) for column in columns}) for page in pages]
    raise_generation(site)
    LivePage.objects.bulk_create(
        rows, batch_size=_PAGES_AT_ONCE, update_conflicts=True, unique_fields=["site", "path"], update_fields=columns
    )
    for start in range(0, len(gone), _PAGES_AT_ONCE):
        LivePage.objects.filter(site=site, path__in=gone[start : start + _PAGES_AT_ONCE]).delete()


@transaction.atomic
def put_chrome(*, site: LiveSite, language: str, head: str, top: str, bottom: str) -> None:
    """Put around every page of ``site`` in ``language``: ``head`` into <head>, ``top`` before and ``bottom`` after the main part.

    All three come from our own templates: a <style> in ``head`` is allowed by its hash in the Content-Security-Policy.
    """
    raise_generation(site)
    values = {"head": head, "top": top, "bottom": bottom}
    LiveChrome.objects.update_or_create(site=site, language=language, defaults=values)
    heads = LiveChrome.objects.filter(site=site).values_list("head", flat=True)
    LiveSite.objects.filter(pk=site.pk).update(styles=styles_of(heads))


@transaction.atomic
def forget(*, site: LiveSite) -> None:
    """Make every process forget what it keeps of ``site``: for a change that its pages show and that no page was put for."""
    raise_generation(site)


@transaction.atomic
def forget_everything() -> None:
    """Make every process forget all it keeps of every site: after a restore, or when a new release draws pages differently."""
    for site in LiveSite.objects.order_by("pk"):
        raise_generation(site)


def _refuse_former(host: str, site: LiveSite) -> None:
    if FormerHost.objects.filter(host=host).exclude(site=site.pk).exists():
        raise ValidationError({"host": _("Visitors of another site still come by “%(host)s”.") % {"host": host}})


def _checked(host: str) -> str:
    if not is_host(host):
        raise ValidationError({"host": _("“%(host)s” is not a host name.") % {"host": host[:100]}})
    return host
