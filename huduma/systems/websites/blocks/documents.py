"""Documents to download, and what belongs to those of tenders and publications."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(blocks.StructBlock):
    """A document under a name that says what it is."""

    document = DocumentChooserBlock(label=_("document"))
    title = blocks.CharBlock(label=_("name"), max_length=200, required=False, help_text=_("Where empty, the document’s own."))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "websites/blocks/document.html"


class DocumentListBlock(blocks.ListBlock):
    """Documents below each other in a page's text."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(DocumentBlock(), min_num=1, **kwargs)

    class Meta:
        icon = "doc-full"
        label = _("Documents")
        template = "websites/blocks/documents.html"


class DocumentsBlock(blocks.StreamBlock):
    """Nothing but documents."""

    document = DocumentBlock()

    class Meta:
        template = "websites/blocks/documents.html"


class AddendumBlock(blocks.StructBlock):
    """What was changed in a tender after it was published."""

    date = blocks.DateBlock(label=_("date"))
    text = blocks.TextBlock(label=_("what changed"), max_length=1000)
    document = DocumentChooserBlock(label=_("document"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Addendum")
        template = "websites/blocks/addendum.html"


class AddendaBlock(blocks.StreamBlock):
    """Nothing but addenda."""

    addendum = AddendumBlock()


class VersionBlock(blocks.StructBlock):
    """One version of a publication."""

    label = blocks.CharBlock(label=_("version"), max_length=80, help_text=_("Such as “Swahili”, “2026” or “Second edition”."))
    date = blocks.DateBlock(label=_("date"))
    document = DocumentChooserBlock(label=_("document"))

    class Meta:
        icon = "doc-full"
        label = _("Version")
        template = "websites/blocks/version.html"


class VersionsBlock(blocks.StreamBlock):
    """Nothing but versions."""

    version = VersionBlock()
