"""Pictures, written anew: what is stored is what we drew from the pixels, and not one byte of what was sent."""

import io
import struct
import warnings
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "png", "AVIF": "webp"}  # as it comes: the extension it is stored with
_SEVERAL = {"MPO": "JPEG"}  # a JPEG with further pictures behind it, as telephones make them: the first is the photo
_BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error)
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000  # what a good telephone takes, and 160 MB of memory while it is drawn
LONGEST_SIDE = 2560  # pixels; more is shown nowhere, and is scaled down
_QUALITY = 88


def rewrite(content: bytes) -> tuple[bytes, str]:
    """The picture in ``content`` drawn anew, upright and without what was written beside it (place, camera, owner), and its extension.

    Moving pictures are stored as their first image. Raises ``ValidationError`` with ``code`` ``not_a_picture``, ``file_too_large`` or
    ``too_many_pixels``; the pixels are counted before any is decoded.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The picture is larger than %(most)s MB.") % {"most": MAX_BYTES // 1024**2}, code="file_too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound is lower, and refuses
            picture = Image.open(io.BytesIO(content), formats=list(FORMATS))
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    _("The picture has more than %(most)s million pixels. Make it smaller and try again.") % {"most": MAX_PIXELS // 10**6},
                    code="too_many_pixels",
                )
            extension = FORMATS[_SEVERAL.get(str(picture.format), str(picture.format))]
            picture.load()
            return _write(_ready(picture, extension), extension)
    except ValidationError:
        raise
    except _BROKEN:
        raise not_a_picture() from None


def not_a_picture() -> ValidationError:
    """What is said of a file that is no picture of a kind we take, or a broken one."""
    return ValidationError(_("This is not a whole picture. Use JPEG, PNG, WebP, AVIF or GIF."), code="not_a_picture")


def _ready(picture: Image.Image, extension: str) -> Image.Image:
    """Upright, in sRGB, in a mode that the format can hold, and no larger than anybody is shown."""
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16 bits of grey, as scanners write: scaled, for converting alone makes all of it white
        upright = upright.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    transparent = extension != "jpg" and (upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info)
    upright = upright.convert("RGBA" if transparent else "RGB")
    if profile and not transparent:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a profile that cannot be read says nothing about the colours
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            upright = ImageCms.profileToProfile(upright, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or upright
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    return clean


def _write(picture: Image.Image, extension: str) -> tuple[bytes, str]:
    target = io.BytesIO()
    if extension == "jpg":
        picture.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    elif extension == "webp":
        picture.save(target, "WEBP", quality=_QUALITY)
    else:
        picture.save(target, "PNG", optimize=True)
    return target.getvalue(), extension
