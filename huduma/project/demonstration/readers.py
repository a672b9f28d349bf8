"""What readers leave on two sites of the demonstration: two months of visits, votes, and a few words. All of it is made up."""

import random
from datetime import timedelta

from django.utils import timezone

from huduma.platform.delivery.models import LivePage
from huduma.platform.delivery.view_counts import View, add_views
from huduma.systems.websites.models import StandardPage
from huduma.systems.websites.visitors.actions import comment, vote

SITES = {"moha": 60, "bariadi-tc": 25}  # views of a first page on an ordinary day, about
DAYS = 62
COMMENTS = ("Namba ya simu ya ofisi haipatikani.", "Naomba muandike saa za kazi za siku ya Jumamosi.")


def leave() -> None:
    """Let visitors have been there."""
    for code, busy in SITES.items():
        chance = random.Random(code)  # noqa: S311  the same nation each time
        pages = LivePage.objects.filter(site__institution__code=code).order_by("path").values_list("site__host", "path")
        likings = {page: busy if page[1] in ("/", "/en/") else busy * chance.random() ** 3 for page in pages}
        today = timezone.localdate()
        for day in (today - timedelta(days=number) for number in range(DAYS)):
            rush = (0.5 if day.weekday() > 4 else 1.0) * chance.uniform(0.7, 1.3)
            add_views({View(day, *page): number for page, liking in likings.items() if (number := round(liking * rush))})
        for page in StandardPage.objects.filter(institution__code=code).select_related("institution"):
            for helpful in (True, True, True, False):
                vote(page=page, helpful=helpful)
            for text in COMMENTS if page.path_on_site().startswith("/kuhusu") else ():
                comment(page=page, text=text)
