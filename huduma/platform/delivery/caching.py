"""Marking a view whose answer is the same for everyone."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])


def same_for_everyone(query: Sequence[str] = ()) -> Callable[[View], View]:
    """Let the page cache keep the view's answers, by host, path and the query keys named in ``query``; other keys are ignored.

    On an institution's host an answer is forgotten when anything of that site changes, on the portal's when anything of any site does.
    An answer that sets a cookie, reads the session, or is not a 200 is never kept.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.same_for_everyone = tuple(sorted(query))  # type: ignore[attr-defined]
            return response

        return marked  # type: ignore[return-value]

    return decorate
