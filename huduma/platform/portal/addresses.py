"""Whole addresses, as they stand in feeds, sitemaps and search results."""

from django.conf import settings


def origin(host: str) -> str:
    """Scheme, host and port as the visitor types them: ``https://afya.go.tz``."""
    usual = {"http": "80", "https": "443"}[settings.SCHEME]
    return f"{settings.SCHEME}://{host}" + ("" if usual == settings.PUBLIC_PORT else f":{settings.PUBLIC_PORT}")


def portal_url(path: str = "/") -> str:
    """The whole address of ``path`` on the portal."""
    return origin(settings.HOST) + path
