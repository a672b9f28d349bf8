"""The editor's form for a page: addresses that a site can really have, and nothing that belongs to another institution."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from huduma.platform.backoffice.hidden import hide
from huduma.platform.delivery.pages import BadPath, check_path
from huduma.systems.websites.addresses import HOME_DEPTH
from huduma.systems.websites.checking.leaves import Path, error_at

from .belonging import foreign_references
from .content import contents_of, findings_of

# First parts of paths that the platform answers itself on every host (huduma/project/site_urls.py), and the languages' prefixes.
TAKEN = {
    "sw",
    "en",
    "static",
    "media",
    "documents",
    "tafuta",
    "search",
    "office",
    "account",
    "kalenda",
    "fomu",
    "maoni-ya-ukurasa",
    "page-feedback",
    "livez",
    "readyz",
    "statusz",
    "metrics",
}


class SitePageForm(WagtailAdminPageForm):
    """Wagtail's form, with our rules for the last part of the address, for what a page may show, and for what may be published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "follows_twin" not in self.fields:
            return
        if self.instance.pk is None or self.instance.twin() is None:
            del self.fields["follows_twin"]  # there is no other language yet
        elif not self.instance.has_unpublished_changes:
            self.initial["follows_twin"] = False  # what was said of what is published is not said of what is written now

    def clean_slug(self) -> str:
        """The slug, when it, or what Wagtail will make of the title, can be a part of an address. Raises ``ValidationError``."""
        given: str = self.cleaned_data["slug"]
        slug = given or slugify(self.cleaned_data.get("title", ""), allow_unicode=True)
        try:
            check_path(f"/{slug}/")
        except BadPath:
            raise ValidationError(_("Write an address that starts with a letter or digit and is shorter.")) from None
        if self.parent_page.depth == HOME_DEPTH and slug in TAKEN:
            raise ValidationError(_("The platform uses this address itself. Choose another."))
        if slug.isdecimal() and len(slug) == 4:
            raise ValidationError(_("Four digits are the address of a year in a list. Choose another."))
        return given

    def _post_clean(self) -> None:
        """Refuse, by field, what a chooser of the office would never have offered: another institution's pictures, documents and pages."""
        super()._post_clean()
        institution: Any = self.instance.institution_id or self.parent_page.specific.institution_id
        for field, records in sorted(foreign_references(self.instance, institution).items()):
            hide(records)
            message = _("This refers to a picture, a document or a page that is not your institution's. Choose it again.")
            self.add_error(field if field in self.fields else None, ValidationError(message, code="foreign"))
        if not getattr(self, "is_deferred_validation", False) and not self.errors:
            self._refuse_findings()

    def _refuse_findings(self) -> None:
        """Refuse to publish and to submit what the checker does not let pass, beside the field and the block. A draft may wait."""
        contents = {content.name: content for content in contents_of(self.instance)}
        refused: dict[str, dict[Path, list[str]]] = {}
        for finding in findings_of(self.instance):
            if finding.is_refused and finding.field in self.fields:
                refused.setdefault(finding.field, {}).setdefault(finding.path, []).append(finding.message)
        for name, messages in refused.items():
            self.add_error(name, error_at(contents[name].block, contents[name].value, messages))

    def save(self, commit: bool = True) -> Any:
        """The page, with what its other language says now where its author says that both say the same."""
        if self.cleaned_data.get("follows_twin") and (twin := self.instance.twin()):
            self.instance.follow(twin)
        return super().save(commit)
