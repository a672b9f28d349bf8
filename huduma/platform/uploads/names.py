"""Names for stored files: ours in form, theirs in meaning."""

import hashlib
import re
import unicodedata

_LONGEST = 60  # characters of the given name that are kept


def stored_name(given: str, content: bytes, extension: str) -> str:
    """A name for ``content``: the words of the name it was ``given``, a fingerprint, and the ``extension`` of what it was judged to be.

    The fingerprint makes a name mean one content for ever, so browsers may keep the file. Nothing of the given name but letters a to z,
    digits and hyphens is left: no folder, no second extension, no sign that turns the direction of writing.
    """
    stem = re.split(r"[\\/]", given)[-1].rpartition(".")[0] or given
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-")
    return f"{words or 'faili'}-{hashlib.blake2b(content, digest_size=6).hexdigest()}.{extension}"
