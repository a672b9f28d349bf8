"""Queries that are compiled once: the same records as Django's own, for whatever value, with what was joined and annotated."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from huduma.platform.asking.ready import Ready
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.tests.making import site
from huduma.platform.institutions.models import Institution

pytestmark = pytest.mark.django_db


def sites(host):
    return LiveSite.objects.filter(host=host).select_related("institution").annotate(said=Concat(F("host"), Value("!")))


READY = Ready(sites, "?")
YOUNGER = Ready(lambda pk: Institution.objects.filter(pk__gt=pk).order_by("-pk"), -1)


@pytest.mark.parametrize("host", ["moha.localhost", settings.HOST])
def test_it_finds_what_django_finds(host):
    site("moha")  # the portal, which no institution owns, is there already
    for _ in range(8):  # PostgreSQL makes a plan for good after five
        [found] = READY.ask(host)
        own = sites(host).get()
        assert found == own
        assert without_state(found) == without_state(own)
        with CaptureQueriesContext(connection) as asked:
            assert found.institution == own.institution
        assert not asked.captured_queries, "it came with the site"
        assert READY.ask("nobody.localhost") == []
        assert READY.ask("100%' OR '1'='1") == []


def without_state(record):
    return {name: value for name, value in vars(record).items() if name != "_state"}


def test_a_record_can_be_saved():
    made = site("moha")
    [found] = READY.ask(made.host)
    found.styles = "--kipya: 1"
    found.save(force_update=True)
    assert LiveSite.objects.get(pk=made.pk).styles == "--kipya: 1"


def test_each_value_has_its_own_answer_in_the_order_asked_for():
    keys = [site(code).institution.pk for code in ("aaa", "bbb", "ccc")]
    for pk in keys:
        assert YOUNGER.ask(pk) == list(Institution.objects.filter(pk__gt=pk).order_by("-pk"))
    assert len(YOUNGER.ask(keys[0])) == 2


def test_it_is_one_query():
    site("moha")
    READY.ask("moha.localhost")
    with CaptureQueriesContext(connection) as asked:
        READY.ask("moha.localhost")
    assert len(asked.captured_queries) == 1
