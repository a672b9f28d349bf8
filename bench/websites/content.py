"""``python -m bench.websites.content``: what the peers are filled with, so that all show institutions' news of the same words."""

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huduma.project.settings")


def main() -> None:
    django.setup()
    from huduma.platform.delivery.models import LivePage, LiveSite
    from huduma.platform.institutions.models import Institution
    from huduma.platform.institutions.scoping import whole_nation
    from huduma.systems.websites.models import HomePage, NewsPage, SitePage, source_of

    with whole_nation():
        institutions = list(Institution.objects.order_by("pk"))
        news = dict(NewsPage.objects.live().filter(locale__language_code="sw").values_list("pk", "institution"))
        paths = {source: (host, path) for source, host, path in LivePage.objects.values_list("source", "site__host", "path")}
        first = institutions[0]
        latest = {institution: pk for pk, institution in sorted(news.items())}  # of each institution one, so that all sites are asked for
        home = HomePage.objects.get(institution=first, locale__language_code="sw")
        pages = SitePage.objects.child_of(home).live().specific()
        items = NewsPage.objects.of(first).live().filter(locale__language_code="sw").order_by("pk")
        told = {
            "name": first.name_sw,
            "host": LiveSite.objects.get(institution=first).host,
            "description": home.introduction,
            "sites": [[institution.host, institution.name_sw] for institution in institutions],
            "news": [list(paths[f"websites.page:{pk}"]) for pk in latest.values()],
            "pages": [{"title": page.title, "html": _text(page), "slug": page.slug} for page in pages],
            "posts": [
                {
                    "title": item.title,
                    "slug": item.slug,
                    "date": f"{item.date} 00:00:00",  # a later hour of today would be scheduled, not published
                    "summary": item.summary,
                    "html": _text(item),
                    "path": paths[source_of(item)][1],
                }
                for item in items
            ],
        }
    print(json.dumps(told))


def _text(page: Any) -> str:
    body = getattr(page, "body", "")
    return "".join(str(block.value) for block in body if block.block_type == "paragraph") if body else ""


if __name__ == "__main__":
    main()
