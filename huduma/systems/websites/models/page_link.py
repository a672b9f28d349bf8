"""The links of published pages, and what became of where they lead."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models.owned import OwnedManager, OwnedModel, OwnedQuerySet
from huduma.platform.jobs.models import database_now
from huduma.systems.websites.checking.findings import spot_label

from .page import SitePage

LONGEST_ADDRESS = 2000
ASKED_EVERY = timedelta(hours=20)  # once a day, at whatever hour the round comes by

# Why there was no answer (gateways.outside).
PROBLEMS = {
    "gone": _("the page is gone or not published"),
    "no-document": _("the document is no longer there"),
    "no-page": _("there is nothing at this address"),
    "no-such-host": _("there is no such website"),
    "not-public": _("an address that only some network inside reaches"),
    "refused": _("the website does not answer"),
    "too-slow": _("the website takes too long"),
    "no-trust": _("the website’s certificate is not good"),
    "malformed": _("this is no address"),
    "too-many-redirects": _("the website sends people in circles"),
    "garbled": _("the website answers what no browser understands"),
}


def digest_of(address: str) -> str:
    """By what an address is found: it may be long."""
    return blake2b(address.encode(), digest_size=16).hexdigest()


class PageLinkQuerySet(OwnedQuerySet):
    def broken(self) -> "PageLinkQuerySet":
        """Those that lead nowhere, beyond the doubt of one bad day."""
        return self.filter(broken_since__isnull=False, page__live=True)

    def to_ask(self) -> "PageLinkQuerySet":
        """Those that lead outside and were not asked for a day."""
        due = Q(checked_at__isnull=True) | Q(checked_at__lte=database_now() - ASKED_EVERY)
        return self.filter(due, is_inside=False)

    def judge(self, said: str, is_failure: bool, now: datetime, *, is_certain: bool = False) -> None:
        """Write down for these links what was answered at ``now``.

        A failure counts when it is ``is_certain``, or when it was seen before, on another day.
        """
        if not is_failure:
            self.update(checked_at=now, answer=said, failing_since=None, broken_since=None)
            return
        morning = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        self.filter(failing_since=None).update(failing_since=now)
        confirmed = self.filter(broken_since=None) if is_certain else self.filter(broken_since=None, failing_since__lt=morning)
        confirmed.update(broken_since=models.F("failing_since"))
        self.update(checked_at=now, answer=said)


class PageLink(OwnedModel):
    """One address to which a page links, however often. ``address`` is ``page:7``, ``document:7`` or what the editor wrote."""

    page = models.ForeignKey(SitePage, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=100, help_text="As checking.findings.spot_label() understands it.")
    text = models.CharField(_("words of the link"), max_length=300, blank=True)
    address = models.CharField(_("leads to"), max_length=LONGEST_ADDRESS)
    digest = models.CharField(max_length=32, db_index=True, help_text="digest_of(address)")
    is_inside = models.BooleanField(_("on the sites of the nation"))
    host = models.CharField(max_length=255, blank=True)
    checked_at = models.DateTimeField(_("last looked at"), null=True)
    answer = models.CharField(max_length=30, blank=True, help_text="A status, or one of PROBLEMS.")
    failing_since = models.DateTimeField(null=True)
    broken_since = models.DateTimeField(_("broken since"), null=True, db_index=True)

    wagtail_reference_index_ignore = True  # that a page links somewhere, Wagtail knows from the page itself
    objects: ClassVar[Any] = OwnedManager.from_queryset(PageLinkQuerySet)()

    every: ClassVar[Any] = models.Manager()  # with which Django takes links away with their page, whoever deletes it

    class Meta:
        base_manager_name = "every"
        verbose_name = _("link of a page")
        verbose_name_plural = _("links of pages")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="page_link_once")]

    def __str__(self) -> str:
        return self.address

    @property
    def place_label(self) -> str:
        """Where on the page it stands, for people."""
        kind: Any = self.page.specific_class
        try:
            field = kind._meta.get_field(self.place.partition(":")[0])
        except FieldDoesNotExist:  # of an earlier release
            return self.place
        return spot_label(self.place, str(field.verbose_name), getattr(field, "stream_block", None))

    place_label.fget.short_description = _("where on the page")  # type: ignore[attr-defined]  # the heading of a column

    @property
    def answer_label(self) -> str:
        """What was answered, for people."""
        if self.answer in PROBLEMS:
            return str(PROBLEMS[self.answer])
        return str(_("the website says: %(status)s") % {"status": self.answer}) if self.answer else ""

    answer_label.fget.short_description = _("answer")  # type: ignore[attr-defined]  # the heading of a column


def keep_links(institution: int, found: Iterable[PageLink], pages: Sequence[int] | None = None) -> None:
    """Let the links ``found`` be those of ``pages``, keeping what is known of them.

    ``pages`` are primary keys; left out, all pages of the institution.
    """
    kept = PageLink.objects.filter(institution=institution)
    if pages is not None:
        kept = kept.filter(page__in=pages)
    known = {(link.page_id, link.digest): link for link in kept}
    new, changed, wanted = [], [], set()
    for link in found:
        key = (link.page_id, link.digest)
        if key in wanted:
            continue
        wanted.add(key)
        before = known.get(key)
        if before is None:
            new.append(link)
        elif (before.place, before.text, before.is_inside) != (link.place, link.text, link.is_inside):
            before.place, before.text, before.is_inside = link.place, link.text, link.is_inside
            changed.append(before)
    gone = [link.pk for key, link in known.items() if key not in wanted]
    for start in range(0, len(gone), 500):
        PageLink.objects.filter(pk__in=gone[start : start + 500]).delete()
    PageLink.objects.bulk_create(new, batch_size=80)
    PageLink.objects.bulk_update(changed, ["place", "text", "is_inside"], batch_size=80)
