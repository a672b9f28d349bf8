"""``python -m bench.websites.searching``: how long a search for common words takes, over all sites and over one."""

import json
import os
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huduma.project.settings")
WORDS = ("wananchi", "maji", "siku za kazi", "shule")
TIMES, SHOWN = 7, 20


def main() -> None:
    django.setup()
    from django.core.paginator import Paginator

    from huduma.platform.delivery.models import LivePage
    from huduma.platform.institutions.models import Institution
    from huduma.platform.search.models import SearchEntry

    institution = Institution.objects.order_by("pk").first()

    def shown(word: str, **narrowed: Any) -> tuple[int, int]:
        """As the search page asks: how many there are, and the first of them."""
        found = SearchEntry.objects.search(word, language="sw", **narrowed).select_related("institution")
        paginator = Paginator(found, SHOWN)
        return len(paginator.page(1)), paginator.count

    print(
        json.dumps(
            {
                "pages": LivePage.objects.count(),
                "entries": SearchEntry.objects.count(),
                "words": {word: shown(word)[1] for word in WORDS},
                "all": {word: _milliseconds(lambda w=word: shown(w)) for word in WORDS},
                "one": {word: _milliseconds(lambda w=word: shown(w, institution=institution)) for word in WORDS},
            }
        )
    )


def _milliseconds(search: Callable[[], Any]) -> float:
    """The median of some searches, in milliseconds."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        search()
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[len(took) // 2]


if __name__ == "__main__":
    main()
