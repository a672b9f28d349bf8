"""What a visitor gets, without a server between."""

from huduma.platform.delivery.models import LiveChrome, LivePage
from huduma.platform.delivery.pages import Chrome, assemble


def visit(host: str, path: str = "/") -> str | None:
    """The document at ``path`` on ``host``; ``None`` where there is none."""
    page = LivePage.objects.filter(site__host=host, path=path).select_related("site").first()
    if page is None:
        return None
    chrome = LiveChrome.objects.get(site=page.site, language=page.language)
    return assemble(page.html, path, Chrome(page.site.generation, chrome.head, chrome.top, chrome.bottom))
