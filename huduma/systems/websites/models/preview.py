"""The preview beside the editor carries Wagtail's own checker (axe), which looks at the page as it would be drawn."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.userbar import Userbar
from wagtail.models import Page


def with_checker(html: str, page: Page, request: HttpRequest) -> str:
    """``html`` with the checker in it, in the editor's side panel; anywhere else as it is, for visitors never get it."""
    if not getattr(request, "in_preview_panel", False):
        return html
    bar: Any = Userbar(object=page).render_html({"request": request})
    return html.replace("</body>", f"{bar}</body>", 1)
