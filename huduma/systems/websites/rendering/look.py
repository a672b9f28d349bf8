"""How this release draws, as a fingerprint: when it changes, every site that was drawn before is behind."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

_ROOMS = ("systems/websites", "platform/portal", "project/locale", "project/formats")
_ENDINGS = {".html", ".txt", ".py", ".po"}


@cache
def look() -> str:
    """A fingerprint (32 hexadecimal digits) of all that makes drawn pages what they are besides their content.

    The templates, words and code that draw them, the names of the stylesheets and scripts, and the address at which they are public.
    """
    print_ = hashlib.blake2b(digest_size=16)
    for path in (Path(settings.STATIC_ROOT) / "staticfiles.json", *_sources()):
        if path.exists():
            print_.update(path.read_bytes())
    print_.update(repr((settings.SCHEME, settings.HOST, settings.PUBLIC_PORT, settings.MEDIA_URL)).encode())
    return print_.hexdigest()


def _sources() -> list[Path]:
    house = Path(settings.BASE_DIR) / "huduma"
    found = [path for room in _ROOMS for path in (house / room).rglob("*") if path.suffix in _ENDINGS]
    return sorted(path for path in found if not {"tests", "migrations", "examples"} & set(path.parts))
