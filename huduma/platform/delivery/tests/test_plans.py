"""Queries asked by the name of a plan: the same answers, one plan for each connection, and a lost connection is made good."""

import pytest
from django.db import connection, transaction
from django.db.models import CharField, Value

from huduma.platform.asking.plans import Plan, by_name
from huduma.platform.delivery.models import LiveSite
from huduma.platform.delivery.tests.making import site

pytestmark = pytest.mark.usefixtures("transactional_db")

HOST_OF = Plan("test_host_of", ["bigint", "text"], "SELECT host FROM delivery_livesite WHERE id = %s AND host <> %s")


@pytest.fixture
def moha(transactional_db):
    connection.close()  # the plans of the tests before go with it
    return site("moha")


def host_of(pk):
    with connection.cursor() as cursor:
        HOST_OF.ask(cursor, [pk, "100%"])
        return [host for (host,) in cursor.fetchall()]


def by_host(host):
    with by_name():
        return LiveSite.objects.select_related("institution").get(host=host)


PLANNED = int(connection.vendor == "postgresql")  # SQLite has no plans by name: the same is asked, and none may be kept


def plans():
    """How many plans the connection keeps."""
    if not PLANNED:
        return len(getattr(connection.connection, "huduma_plans", ()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


def test_a_plan_finds_what_the_query_finds_and_is_made_anew_on_a_new_connection(moha):
    for _ in range(8):  # PostgreSQL makes a plan for good after five
        assert host_of(moha.pk) == [moha.host]
        assert host_of(0) == []
    connection.close()
    assert host_of(moha.pk) == [moha.host]


def test_what_django_asks_by_name_is_what_it_asks_plainly(moha):
    other = site("moe")
    for _ in range(8):
        assert by_host(moha.host) == moha
        assert by_host(other.host) == other
    with pytest.raises(LiveSite.DoesNotExist):
        by_host("nobody.localhost")
    connection.close()
    assert by_host(moha.host).institution == moha.institution


def test_a_plan_outlives_a_transaction_that_is_taken_back(moha):
    with transaction.atomic():
        by_host(moha.host)
        transaction.set_rollback(True)
    assert by_host(moha.host) == moha


def test_one_plan_serves_a_query_with_other_values_and_none_is_made_where_it_hangs_on_them(moha):
    for host in (moha.host, site("moe").host):
        by_host(host)
    assert plans() == PLANNED
    with by_name():
        assert LiveSite.objects.filter(host__startswith="mo").count() == 2
        assert LiveSite.objects.annotate(said=Value("a%", output_field=CharField())).get(pk=moha.pk).said == "a%"
        assert len(LiveSite.objects.filter(pk__in=range(moha.pk, moha.pk + 5))) == 2
    assert plans() == PLANNED


def test_a_connection_that_is_kept_for_one_request_keeps_no_plan(moha, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    assert by_host(moha.host) == moha
    assert host_of(moha.pk) == [moha.host]
    assert plans() == 0
