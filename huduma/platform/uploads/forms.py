"""Wagtail's forms for pictures and documents, which ask ``pictures`` and ``documents`` before anything is stored.

Named in the settings as the base of every form by which the office takes a file: one at a time, many at once, from a chooser, in exchange
for an older one.
"""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import FileField
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from . import documents, pictures
from .names import stored_name


class _JudgedFile:
    """What both forms share: the file is let in whole and right, or nothing of it is kept."""

    def _file_as_sent(self: Any) -> Any:
        return self.cleaned_data.get("file") if "file" in self.changed_data else None

    def _clean_form(self: Any) -> None:
        super()._clean_form()  # type: ignore[misc]
        # Wagtail would store a file, as it came, whose other fields are wrong, to ask for those again. Here it is to be chosen again.
        if self._file_as_sent() and self.errors and "file" not in self.errors:
            said = " ".join(str(message) for messages in self.errors.values() for message in messages)
            self.add_error("file", _("Choose the file again when this is mended: %(errors)s") % {"errors": said})


class PictureField(WagtailImageField):
    """Draws what it is given anew, where Wagtail's would open a picture before it knows how large that is."""

    def to_python(self, data: Any) -> Any:
        """The picture to be stored. Raises ``ValidationError`` as ``pictures.rewrite`` does."""
        sent = FileField.to_python(self, data)
        if sent is None:
            return None
        sent.seek(0)
        content, extension = pictures.rewrite(sent.read(pictures.MAX_BYTES + 1))
        return SimpleUploadedFile(stored_name(sent.name or "", content, extension), content)


class PictureForm(_JudgedFile, BaseImageForm):  # type: ignore[misc]
    """A picture is written anew, under a name of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wagtails = self.fields.get("file")
        if wagtails:
            self.fields["file"] = PictureField(label=wagtails.label, required=wagtails.required, widget=wagtails.widget)


class DocumentForm(_JudgedFile, BaseDocumentForm):  # type: ignore[misc]
    """A document is kept as it came, under a name of ours."""

    def clean_file(self) -> Any:
        """The document to be stored. Raises ``ValidationError`` as ``documents.judge`` does."""
        sent = self._file_as_sent()
        if not sent:
            return self.cleaned_data["file"]
        sent.seek(0)
        content = sent.read(documents.MAX_BYTES + 1)
        return SimpleUploadedFile(stored_name(sent.name, content, documents.judge(content, sent.name)), content)
