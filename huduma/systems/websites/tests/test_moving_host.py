"""The agency moves a site to another host name: it is served there at once, and the old host leads there."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huduma.platform.delivery.models import FormerHost, LiveSite
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.search.models import SearchEntry
from huduma.systems.websites.models import SiteDomain
from tests.peers.worlds import made_once

from .factories import make_institution_with_site, publish_news
from .officers import officer
from .visitor import ask, visit

pytestmark = pytest.mark.django_db
OLD, NEW = "nemc.localhost", "mazingira.go.tz"


@made_once
def nation():
    """An institution with two names of its own, and two others that have hosts which it cannot have."""
    sync_groups()
    made = {code: make_institution_with_site(code) for code in ("nemc", "tra")}
    made["nida"] = make_institution_with_site("nida", host="zamani.localhost")
    own(made["nemc"], NEW, "nemc.go.tz")
    own(made["nida"], "nida.go.tz")
    return made


@pytest.fixture
def nemc(nation):
    return nation["nemc"]


@pytest.fixture
def keeper(nemc):
    return officer("keeper", nemc, "websites.agency")


def own(institution, *names):
    """Let the names be proven, as ``test_domains`` shows that it is done."""
    with whole_nation():
        for name in names:
            SiteDomain.objects.create(institution=institution, name=name, proven_at=timezone.now())


def move(client, institution, host):
    return client.post(reverse("all-websites:move", args=[institution.pk]), {"host": host})


def test_the_site_is_at_its_new_host_and_the_old_one_leads_there(nemc, keeper):
    publish_news(nemc, "Mto")
    for path in ("/", "/habari/mto/"):
        assert visit(OLD, path)
    assert move(keeper, nemc, f" {NEW.upper()}. ").status_code == 302
    nemc.refresh_from_db()
    assert nemc.host == NEW
    assert f'<link rel="canonical" href="http://{NEW}:8000/habari/mto/">' in visit(NEW, "/habari/mto/")
    assert SearchEntry.objects.get(listing="websites.news").url == f"http://{NEW}:8000/habari/mto/"
    for path in ("/", "/habari/mto/", "/habari/mto", "/hakuna/"):
        answer = ask(OLD, path)
        assert (answer.status, answer.headers["Location"]) == (301, f"http://{NEW}:8000{path}"), path
    for path in ("/en/news/?page=2&q=maji%20safi", "/tafuta/?q=mto", "/picha%20ya%20mto/"):
        answer = Client().get(path, headers={"host": f"{OLD}:8000"})
        assert (answer.status_code, answer["Location"]) == (301, f"http://{NEW}:8000{path}"), path
    assert "mazingira.go.tz" in keeper.get(reverse("all-websites:inspect", args=[nemc.pk])).text


def test_a_form_sent_to_the_old_host_is_sent_again(nemc, keeper):
    move(keeper, nemc, NEW)
    answer = Client().post("/habari/", {"jina": "x"}, headers={"host": f"{OLD}:8000"})
    assert (answer.status_code, answer["Location"]) == (308, f"http://{NEW}:8000/habari/")


def test_old_hosts_lead_to_where_the_site_is_now_and_may_come_back(nemc, keeper):
    move(keeper, nemc, NEW)
    move(keeper, nemc, "nemc.go.tz")
    assert ask(OLD).headers["Location"] == ask(NEW).headers["Location"] == "http://nemc.go.tz:8000/"
    move(keeper, nemc, OLD)
    assert visit(OLD)
    assert ask("nemc.go.tz").headers["Location"] == f"http://{OLD}:8000/"
    assert not FormerHost.objects.filter(host=OLD).exists()


def test_an_unknown_host_is_still_told_so(nemc, keeper):
    move(keeper, nemc, NEW)
    assert ask("hakuna.go.tz").status == 421
    assert ask("x" * 300).status == 421


def test_a_kept_page_asks_nothing_of_the_database(nemc, keeper, django_assert_num_queries):
    """Old hosts are looked up only where there is no site."""
    move(keeper, nemc, NEW)
    visit(NEW)
    with django_assert_num_queries(1) as asked:
        visit(NEW)
    assert "former" not in asked.captured_queries[0]["sql"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "complaint"),
    [
        ("", ""),
        ("nemc", "not a host name"),
        ("https://nemc.go.tz", "not a host name"),
        ("nemc.go.tz/habari", "not a host name"),
        ("-nemc.go.tz", "not a host name"),
        ("nemc_1.go.tz", "not a host name"),
        ("10.0.0.1", "not a host name"),
        (f"{'x' * 64}.go.tz", "not a host name"),
        (OLD, "already"),
        ("localhost", "not a host name"),
        ("www.localhost", "keeps this host"),
        ("office.localhost", "keeps this host"),
        ("tra.localhost", "Another institution has this host"),
        ("zamani.localhost", "still come by this host"),
        ("afya.go.tz", "Nobody has proven"),
        ("nida.go.tz", "Another institution has this host"),
    ],
)
def test_what_is_no_host_for_a_site_is_refused_in_the_form(nation, nemc, keeper, host, complaint):
    assert move(keeper, nation["nida"], "nida.go.tz").status_code == 302
    answer = move(keeper, nemc, host)
    assert complaint in str(answer.context["form"].errors["host"])
    assert LiveSite.objects.get(institution=nemc).host == OLD
    assert Institution.objects.get(pk=nemc.pk).host == OLD


def test_only_who_may_moves_it(nemc):
    moderator = officer("moderator", nemc, "websites.moderator")
    manager = officer("manager", nemc, "institutions.manager")
    for client in (moderator, manager):
        assert move(client, nemc, NEW).status_code == 404
    assert visit(OLD)
