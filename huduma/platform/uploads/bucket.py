"""Uploads in an S3-compatible bucket, which answers for itself: under addresses that do not expire, with the rules that our own have."""

from typing import Any

from storages.backends.s3 import S3Storage

from .serving import FOREVER, kind_of


class Bucket(S3Storage):
    """Addresses are written into pages that are kept for years, so they carry no signature; the bucket's policy lets everyone read
    ``images``, ``original_images`` and ``documents``, and nothing else.
    """

    def get_default_settings(self) -> dict[str, Any]:
        """The library's, with ours in their place."""
        return {**super().get_default_settings(), "querystring_auth": False, "file_overwrite": False, "default_acl": None}

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """What the bucket sends with the file ``name``: kept for ever, and saved rather than shown unless it is a picture."""
        _media_type, inline = kind_of(name)
        parameters = {**super().get_object_parameters(name), "CacheControl": FOREVER}
        return parameters if inline else {**parameters, "ContentDisposition": "attachment"}
