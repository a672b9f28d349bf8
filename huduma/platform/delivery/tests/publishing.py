"""One transaction that changes a whole site, and can be made to stand still at the worst moments."""

import threading

from django.conf import settings
from django.db import transaction

from huduma.platform.delivery import actions
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.tests.making import page


def publish(host: str, version: int, stop: str = "") -> None:
    """Put ``version`` on the pages ``/`` and ``/b/`` of ``host`` and into their chrome.

    ``stop="raised"`` waits for ever after the generation was raised and before the commit, ``"committed"`` right after the commit.
    """
    text = f"toleo {version}."
    with transaction.atomic():
        site = LiveSite.objects.get(host=host)
        actions.put_pages(site=site, pages=[page("/", text), page("/b/", text)])
        actions.put_chrome(site=site, language="sw", head="", top=text, bottom="")
        _stop_here("raised", stop)
    _stop_here("committed", stop)


def _stop_here(place: str, stop: str) -> None:
    if place == stop:
        (settings.STATE / "stopped").write_text(place)
        threading.Event().wait()
