"""What visitors are served: hosts, the rendered pages of each, and what surrounds the pages; and how often each is read."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.models.owned import OwnedModel


class LiveSite(models.Model):
    """A host that the platform answers for: the portal's (no institution) or that of one institution's site."""

    institution = models.OneToOneField(
        Institution, verbose_name=_("institution"), null=True, blank=True, on_delete=models.PROTECT, related_name="live_site"
    )
    host = models.CharField(_("host name"), max_length=190, unique=True, help_text=_("Small letters, without a port."))
    generation = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="Rises in the transaction of every change that a visitor of this host could see."
    )
    styles = models.TextField(
        blank=True, editable=False, help_text="The inline styles of its chrome, as sources of a Content-Security-Policy."
    )

    class Meta:
        ordering = ["host"]
        verbose_name = _("live site")
        verbose_name_plural = _("live sites")
        constraints = [models.UniqueConstraint(Coalesce(F("institution"), 0), name="livesite_one_portal")]

    def __str__(self) -> str:
        return self.host


class FormerHost(models.Model):
    """A host at which a site was before it moved: whoever asks for it is sent on."""

    host = models.CharField(_("host name"), max_length=190, unique=True)
    site = models.ForeignKey(LiveSite, on_delete=models.CASCADE, related_name="former_hosts")
    moved_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.host


class LivePage(models.Model):
    """One rendered page at one address. See ``pages.RenderedPage`` for what each column holds."""

    site = models.ForeignKey(LiveSite, on_delete=models.CASCADE, related_name="pages")
    language = models.CharField(max_length=5)
    path = models.CharField(max_length=400)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    html = models.TextField()
    modified_at = models.DateTimeField()
    source = models.CharField(max_length=100, db_index=True, help_text="What it was rendered from, e.g. websites.page:123")
    drawn_from = models.CharField(max_length=32, default="", blank=True, help_text="A fingerprint of that, where it is worth comparing.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="livepage_one_per_path")]

    def __str__(self) -> str:
        return f"{self.site_id}{self.path}"


class LiveChrome(models.Model):
    """What is the same on every page of one site in one language. See ``pages.assemble``."""

    site = models.ForeignKey(LiveSite, on_delete=models.CASCADE, related_name="chromes")
    language = models.CharField(max_length=5)
    head = models.TextField(blank=True, help_text="Stylesheet, theme, script: into the page's slot in <head>.")
    top = models.TextField(blank=True, help_text="Header, menu, alert.")
    bottom = models.TextField(blank=True, help_text="Footer.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "language"], name="livechrome_one_per_language")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.language}"


class SiteViews(OwnedModel):
    """How often the pages of one institution's site were read on one day."""

    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"))

    class Meta(OwnedModel.Meta):
        abstract = False
        verbose_name = _("views of a site")
        verbose_name_plural = _("views of sites")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["institution", "day"], name="siteviews_once_a_day")]
        indexes = [models.Index(fields=["day"], name="siteviews_day")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.day}: {self.views}"


class PageViews(OwnedModel):
    """How often one page was read on one day. After ``view_counts.VIEWS_BY_DAY`` the first day of a month stands for all of that month."""

    source = models.CharField(max_length=100, help_text="As in LivePage: the page may be gone by now.")
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"))

    class Meta(OwnedModel.Meta):
        abstract = False
        verbose_name = _("views of a page")
        verbose_name_plural = _("views of pages")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["institution", "source", "day"], name="pageviews_once_a_day")]
        indexes = [models.Index(fields=["day"], name="pageviews_day")]

    def __str__(self) -> str:
        return f"{self.source} {self.day}: {self.views}"
