"""``manage.py nginx``: the configuration of an nginx that serves this installation's pages from files."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Q
from django.template import Context, Engine
from django.templatetags.static import static

from huduma.platform.delivery import files, headers
from huduma.platform.delivery.models import LiveSite
from huduma.platform.uploads import documents, serving

_TEMPLATES = settings.BASE_DIR / "ops" / "nginx"
_READERS = 16  # requests to read that are in work at once, two for a thread: who sends stands behind these, and fewer leave threads idle
_AGAIN = 3  # seconds after which a page that had to wait asks again by itself
_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


class Command(BaseCommand):
    help = "Print nginx's configuration for this installation, with the sites as they are now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--listen", default="", help="address and port to listen on (default: 80, or 443 with a certificate)")
        parser.add_argument("--upstream", default=f"127.0.0.1:{settings.PORT}", help="where the web process listens (default: %(default)s)")
        parser.add_argument("--certificate", default="", help="file with the certificate and its chain; without it there is no TLS")
        parser.add_argument("--key", default="", help="file with the certificate's private key")

    def handle(self, *, listen: str, upstream: str, certificate: str, key: str, **options: Any) -> None:
        # A name of one part could be a word that nginx's map takes for its own ("default"); such a site is served by the platform.
        known = LiveSite.objects.filter(Q(host__contains=".") | Q(host=settings.HOST)).order_by("host")
        sites = [{"host": site.host, "seal": files.seal_of(site.styles), "styles": site.styles} for site in known]
        default, *others = [code for code, _ in settings.LANGUAGES]
        context = {
            "upstream": upstream,
            "readers": _READERS,
            "again": _AGAIN,
            "busy": _filled_in("busy.html", {"stylesheet": static("huduma.css")}).replace("\n", ""),
            "listen": listen or ("443 ssl http2" if certificate else "80"),
            "certificate": certificate,
            "key": key,
            "sites": sites,
            "seals": {site["seal"]: site["styles"] for site in sites},
            "language": default,
            "other_languages": others,
            "live": files.links(),
            "static": settings.STATIC_ROOT,
            "brotli": _BROTLI.exists(),
            "page_headers": [headers.REVALIDATE, (headers.CSP, headers.policy("$huduma_styles")), *headers.security()],
        }
        self.stdout.write(_filled_in("huduma.conf", {**context, **_about_uploads()}))


def _about_uploads() -> dict[str, Any]:
    """Where uploads lie and are asked for; an S3 bucket answers for itself."""
    here = isinstance(default_storage, FileSystemStorage)
    context = {
        "media": settings.MEDIA_ROOT,
        "document_extensions": "|".join(documents.TYPES),
        "document_types": list(documents.TYPES.items()),
        "upload_headers": [*serving.headers().items(), ("X-Content-Type-Options", "nosniff")],
    }
    uploads_host = urlsplit(settings.UPLOADS_ORIGIN).hostname or ""
    return {"uploads": _filled_in("uploads.conf", context) if here else "", "uploads_host": uploads_host if here else ""}


def _filled_in(name: str, context: dict[str, Any]) -> str:
    template = Engine().from_string((_TEMPLATES / name).read_text())
    return template.render(Context(context, autoescape=False))
