"""Whether a form that was sent came from a person who read it. Whoever is doubted is asked once more; nothing they wrote is lost.

Why it is done so, and what it does not do, is in docs/decisions/0008-forms.md.
"""

import re
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest

from huduma.platform.delivery.negotiation import host_of
from huduma.systems.websites.models.answer_form import AnswerForm
from huduma.systems.websites.rendering.form_mark import is_fresh_mark, is_page_mark

TRAP = "homepage"  # a field that people do not see
MOST_LINKS = 2  # in what is sent without being asked again
_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)


class Doubt(Enum):
    """Why a form is not taken in at once."""

    ELSEWHERE = auto()  # another website had it sent
    TRAPPED = auto()
    UNMARKED = auto()  # by somebody who never saw the page
    LINKS = auto()


def doubt_of(request: HttpRequest, form: AnswerForm, key: UUID) -> Doubt | None:
    """Why ``form``, valid and sent with ``request`` to the form page with ``key``, is doubted; ``None`` where it is not."""
    if comes_from_elsewhere(request):
        return Doubt.ELSEWHERE
    if request.POST.get(TRAP):
        return Doubt.TRAPPED
    mark = request.POST.get("mark", "")
    if is_fresh_mark(mark, key):
        return None
    if not is_page_mark(mark, key):
        return Doubt.UNMARKED
    return Doubt.LINKS if links_in(form.answers()) > MOST_LINKS else None


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another website had this sent. One that says nothing is believed: nobody's rights are used here."""
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        return told != "same-origin"
    source = request.headers.get("origin") or request.headers.get("referer")
    return source is not None and _host(source) != host_of(request.get_host())


def _host(address: str) -> str:
    try:
        return host_of(urlsplit(address).netloc.rpartition("@")[2])
    except ValueError:
        return ""


def links_in(answers: list[dict[str, Any]]) -> int:
    """How many links there are in what somebody wrote."""
    return sum(len(_LINK.findall(answer["value"])) for answer in answers if answer["kind"] in {"line", "lines"})
