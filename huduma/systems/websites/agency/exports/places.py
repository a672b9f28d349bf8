"""Where everything of a site is in its archive, and so where a link in a page of the archive leads."""

import posixpath
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from huduma.platform.delivery.models import LivePage, LiveSite
from huduma.platform.institutions.models import Institution, Workspace
from huduma.platform.portal.addresses import origin
from huduma.systems.websites.addresses import old_address
from huduma.systems.websites.models import OldAddress

from .archive import Archive

MEDIA, STATIC = "media/", "static/"  # folders of the archive


class Link(NamedTuple):
    """Where a link leads: to a ``file`` of the archive, or out of it to the ``address`` of something that is not there."""

    file: str
    address: str


class Places:
    """The places of one site. ``media`` and ``static`` are the names, in their storages, of the files that something led to."""

    def __init__(self, site: LiveSite, institution: Institution, archive: Archive) -> None:
        self.institution = institution
        self.pages = set(LivePage.objects.filter(site=site).values_list("path", flat=True))
        self.media: set[str] = set()
        self.static: set[str] = set()
        self._site, self._archive = site, archive
        self._origin = origin(site.host)
        self._media_base = urljoin(f"{self._origin}/", default_storage.url("x").removesuffix("x"))
        self._static_base = urljoin(f"{self._origin}/", settings.STATIC_URL)
        self._own = own_files(institution)
        self._known: dict[str, str | None] = {}  # addresses on the site that are no page's

    def link(self, address: str, at: str) -> Link:
        """Where ``address`` leads from the page with the path ``at``."""
        try:
            whole = urljoin(f"{self._origin}{quote(at)}", address)
        except ValueError:  # nothing that a browser could follow
            return Link("", address)
        for base, folder, met in ((self._media_base, MEDIA, self.media), (self._static_base, STATIC, self.static)):
            if whole.startswith(base):
                name = unquote(urlsplit(whole.removeprefix(base)).path)
                if ".." in name or (folder == MEDIA and name not in self._own):
                    return Link("", whole)
                met.add(name)
                return Link(folder + name, "")
        if whole != self._origin and not whole.startswith(f"{self._origin}/"):
            return Link("", whole)
        return Link(self._on_site(whole) or "", whole)

    def picture_or_document(self, file: str) -> str:
        """Where the file ``file`` of the storage is in the archive; it is there from now on. Empty where it is another institution's."""
        if file not in self._own:
            return ""
        self.media.add(file)
        return MEDIA + file

    def everything(self) -> None:
        """Put all files of the institution into the archive, shown on a page or not."""
        self.media |= own_files(self.institution, with_nation=False)

    def _on_site(self, whole: str) -> str | None:
        """The file for an address on the site's own host; ``None`` when only a server can answer it."""
        parts = urlsplit(whole)
        path = unquote(parts.path) or "/"
        for candidate in (path, f"{path}/"):
            if candidate in self.pages:
                return page_file(candidate)
        if whole not in self._known:
            self._known[whole] = self._elsewhere(path, parts.query)
        return self._known[whole]

    def _elsewhere(self, path: str, query: str) -> str | None:
        if "." in path.rpartition("/")[2] and self._keep_answer(path):
            return path.lstrip("/")
        there = OldAddress.objects.leads_to(self.institution.pk, old_address(path, query))
        return self.link(there, "/").file if there and there != path else None

    def _keep_answer(self, path: str) -> bool:
        """Put into the archive what the site answers at ``path``, such as an event's calendar; whether it answers anything."""
        name = path.lstrip("/")
        if name in self._archive.digests:
            return True
        request = HttpRequest()
        request.method, request.path, request.path_info = "GET", path, path
        request.META = {"HTTP_HOST": urlsplit(self._origin).netloc, "REQUEST_METHOD": "GET"}
        request.live_site = self._site  # type: ignore[attr-defined]
        try:
            view, args, kwargs = resolve(path, urlconf=settings.SITE_URLCONF)
            answer = view(request, *args, **kwargs)
        except (Resolver404, Http404):
            return False
        if answer.status_code != 200 or answer.streaming:
            return False
        self._archive.put(name, answer.content)
        return True


def page_file(path: str) -> str:
    """The file of the page with ``path``: ``habari/mto/index.html``."""
    return f"{path.lstrip('/')}index.html"


def relative(file: str, to: str) -> str:
    """The address of the file ``to`` from a page in ``file``."""
    return quote(posixpath.relpath(to, posixpath.dirname(file)))


def own_files(institution: Institution, *, with_nation: bool = True) -> set[str]:
    """The names of the files that pages of ``institution`` may show: its own and, ``with_nation``, those that are nobody's alone."""
    own = Workspace.objects.get(institution=institution).collection.path
    others = tuple(Workspace.objects.exclude(institution=institution).values_list("collection__path", flat=True))
    paths = Collection.objects.values_list("pk", "path")
    wanted = [pk for pk, path in paths if (not path.startswith(others) if with_nation else path.startswith(own))]
    within = Q(collection__in=wanted)
    image, document = get_image_model(), get_document_model()
    files = set(image.objects.filter(within).values_list("file", flat=True))
    files.update(document.objects.filter(within).values_list("file", flat=True))
    if with_nation:
        renditions = image.get_rendition_model().objects.filter(image__collection__in=wanted)
        files.update(renditions.values_list("file", flat=True))
        files.update({institution.logo.name} if institution.logo else set())
    return files
