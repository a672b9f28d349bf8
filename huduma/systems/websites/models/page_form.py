"""The editor's form for a page: addresses that a site can really have, and nothing that belongs to another institution."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from huduma.platform.delivery.pages import BadPath, check_path
from huduma.systems.websites.addresses import HOME_DEPTH

from .belonging import foreign_references

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
    """Wagtail's form, with our rules for the last part of the address and for what a page may show."""

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
        for field in sorted(foreign_references(self.instance, institution)):
            message = _("This refers to a picture, a document or a page that is not your institution's. Choose it again.")
            self.add_error(field if field in self.fields else None, ValidationError(message, code="foreign"))
