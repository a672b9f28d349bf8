"""Host names that no institution's site can have, however they come: from a file, from a form, from a code."""

from urllib.parse import urlsplit

from django.conf import settings

# First labels, below the portal's own host, that the platform, or whoever runs its servers, uses or will want to use.
LABELS = {
    *("www", "office", "admin", "account", "accounts", "login", "api", "static", "media", "files", "documents", "uploads", "cdn"),
    *("mail", "smtp", "imap", "mx", "ns", "ns1", "ns2", "dns", "ftp", "vpn", "sms", "ussd", "stream", "live", "status", "metrics", "test"),
}


def is_reserved(host: str) -> bool:
    """Whether the platform keeps ``host``, in small letters, for itself."""
    return host in own_hosts() or (host.endswith(f".{settings.HOST}") and host.partition(".")[0] in LABELS)


def own_hosts() -> set[str]:
    """The hosts that the platform answers for itself."""
    return {settings.HOST, urlsplit(settings.UPLOADS_ORIGIN).hostname or settings.HOST}
