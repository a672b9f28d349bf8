"""Keeping what the public reads of a vacancy in step with it."""

from django.db import transaction

from huduma.platform.delivery import actions as delivery
from huduma.platform.delivery.models import LiveSite
from huduma.platform.search import actions as search
from huduma.systems.recruitment.models import Vacancy
from huduma.systems.recruitment.models.vacancy import LISTING, PUBLIC


@transaction.atomic
def announce(*, vacancy: Vacancy) -> None:
    """Show ``vacancy`` as it stands now wherever the public reads of it: its page, search, feeds, sitemap.

    To be called in the transaction of every change that the public sees: publishing, extending, closing, each later state, withdrawing.
    It holds nothing of its own, so it writes no audit entry: the action that changes does.
    """
    if vacancy.state in PUBLIC:
        search.index(listing=LISTING, record=vacancy)
    else:
        search.forget(listing=LISTING, record=vacancy)
    delivery.forget(site=LiveSite.objects.get(institution=None))
