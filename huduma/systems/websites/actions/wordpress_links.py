"""What the body of one item has to know of the rest of the website that it was part of."""

from collections.abc import Mapping
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from huduma.systems.websites.addresses import old_address
from huduma.systems.websites.rendering.richtext import SCHEMES
from huduma.systems.websites.wordpress.reader import Item

from .wordpress_media import Library


class OldWebsite:
    """The rest of the website of ``item`` (``wordpress.body.Website``).

    ``number_at`` says which item had an old address, ``pages`` which page of ours an item has become, ``news_at`` which list of news stands
    for an address that listed items. ``is_pending`` tells afterwards that a link leads to an item that is still to come.
    """

    def __init__(
        self,
        item: Item,
        hosts: set[str],
        library: Library,
        number_at: Mapping[str, int],
        pages: Mapping[int, int],
        news_at: Mapping[str, int],
        losses: list[str],
    ) -> None:
        self._item, self._hosts, self._library, self._losses = item, hosts, library, losses
        self._number_at, self._pages, self._news_at = number_at, pages, news_at
        self.is_pending = False

    def address_of(self, number: str) -> str:
        return self._library.address_of(number)

    def picture(self, address: str, number: str) -> tuple[int, str] | None:
        whole = urljoin(self._item.link, address) if address else ""
        found = self._library.find(whole, number)
        if found and found.is_picture:
            return found.pk, found.alt
        self._losses.append(_("A picture that could not be had is left out: %(address)s.") % {"address": (whole or number)[:300]})
        return None

    def link(self, address: str) -> dict[str, str]:
        if address.startswith("#"):
            return {}
        try:
            whole = urljoin(self._item.link, address)
            parts = urlsplit(whole)
        except ValueError:
            return {}
        if parts.scheme not in SCHEMES:
            return {}
        if (parts.hostname or "") not in self._hosts:
            return {"href": whole}
        return self._own(whole, old_address(unquote(parts.path), parts.query))

    def _own(self, whole: str, address: str) -> dict[str, str]:
        """The link to something on the website itself."""
        number = self._number_at.get(address)
        if number is not None:
            if pk := self._pages.get(number):
                return {"linktype": "page", "id": str(pk)}
            self.is_pending = True
            return {"href": address if "?" in address else f"{address}/"}
        if news := self._news_at.get(address):
            return {"linktype": "page", "id": str(news)}
        file = self._library.find(whole)
        if file:
            return {"href": file.url} if file.is_picture else {"linktype": "document", "id": str(file.pk)}
        self._losses.append(_("A link still leads to the earlier website: %(address)s.") % {"address": whole[:300]})
        return {"href": whole}
