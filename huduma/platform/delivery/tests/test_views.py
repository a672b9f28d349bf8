"""Views that are the same for everyone are kept like pages; nothing of anybody's own ever is."""

import pytest
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client

from huduma.platform.delivery import actions
from huduma.platform.delivery.headers import source_of
from huduma.platform.delivery.tests import views
from huduma.platform.delivery.tests.making import Visitor, page, site
from huduma.platform.delivery.wsgi import Delivery

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = settings.SITE_URLCONF = "huduma.platform.delivery.tests.urls"
    settings.PUBLIC_PORT = "8000"
    views.runs.clear()


@pytest.fixture
def moha(transactional_db):
    made = site("moha")
    actions.put_pages(site=made, pages=[page("/", "Moha")])
    return made


@pytest.fixture
def delivery():
    return Delivery(get_wsgi_application())


@pytest.fixture
def visitor(moha, delivery):
    return Visitor(delivery, "moha.localhost:8000")


def test_the_second_visitor_gets_what_the_first_one_got(visitor):
    first, second = visitor.ask("/titles/"), visitor.ask("/titles/", accept_encoding="br")
    assert first.text == "sw nobody  [Moha]"
    assert second.headers["Content-Encoding"] == "br"
    assert len(views.runs) == 1
    assert visitor.ask("/en/titles/").text.startswith("en ")
    assert visitor.ask("/titles/", if_none_match=first.headers["Etag"]).status == 304


def test_only_the_named_query_keys_matter_and_only_they_reach_the_view(visitor):
    assert visitor.ask("/titles/", query="page=2&q=maji&evil=%3Cb%3E").text == "sw nobody page=2&amp;q=maji [Moha]"
    assert visitor.ask("/titles/", query="q=maji&utm=1&page=2").text == "sw nobody page=2&amp;q=maji [Moha]"
    assert len(views.runs) == 1
    assert visitor.ask("/titles/", query="q=afya").text == "sw nobody q=afya [Moha]"
    assert visitor.ask("/titles/").text == "sw nobody  [Moha]"
    assert len(views.runs) == 3


def test_a_query_with_too_many_fields_is_refused_or_answered_but_not_kept(visitor):
    visitor.ask("/titles/")
    assert visitor.ask("/titles/", query="&".join(f"q={n}" for n in range(2000))).status in (200, 400)
    assert visitor.ask("/titles/").text == "sw nobody  [Moha]"


def test_an_institutions_view_forgets_with_its_site_only(visitor, moha, delivery):
    other = site("tra")
    visitor.ask("/titles/")
    actions.put_pages(site=other, pages=[page("/", "Tra")])
    visitor.ask("/titles/")
    assert len(views.runs) == 1
    actions.put_pages(site=moha, pages=[page("/b/", "Pili")])
    assert visitor.ask("/titles/").text == "sw nobody  [Moha, Pili]"


def test_the_portals_view_forgets_with_every_site(moha, delivery):
    portal = Visitor(delivery, "localhost:8000")
    assert portal.ask("/titles/").text == "sw nobody  [Moha]"
    portal.ask("/titles/")
    assert len(views.runs) == 1
    actions.put_pages(site=moha, pages=[page("/b/", "Pili")])
    assert portal.ask("/titles/").text == "sw nobody  [Moha, Pili]"


def test_the_portals_view_is_not_kept_while_a_change_is_under_way(moha, delivery):
    portal = Visitor(delivery, "localhost:8000")
    portal.ask("/titles/")
    with transaction.atomic():
        actions.put_pages(site=moha, pages=[page("/b/", "Pili")])
        transaction.set_rollback(True)
    assert portal.ask("/titles/").text == "sw nobody  [Moha]"
    portal.ask("/titles/")
    assert len(views.runs) == 3  # the change that was lost may still come, for all that anybody here knows


@pytest.mark.parametrize("path", ["/cookie/", "/session/", "/missing/", "/unmarked/"])
def test_what_is_someones_own_is_never_kept(visitor, path):
    visitor.ask(path), visitor.ask(path)
    assert len(views.runs) == 2


def test_the_view_sees_nobody_even_when_somebody_asks(visitor):
    client = Client()
    person = get_user_model().objects.create_user("asha@example.go.tz", full_name="Asha")
    client.force_login(person)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert visitor.ask("/titles/", cookie=cookie).text == "sw nobody  [Moha]"


def test_another_port_or_scheme_in_the_address_is_answered_but_not_kept(moha, delivery):
    for host in ("moha.localhost:6666", "moha.localhost", "MOHA.localhost:6666"):
        assert Visitor(delivery, host).ask("/titles/").status == 200
    assert len(views.runs) == 3


def test_a_nonce_becomes_a_hash_in_what_is_kept(visitor):
    answer = visitor.ask("/nonce/")
    assert answer.text == "<style>p{color:red}</style><script>1</script>"
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["style-src"] == f"'self' {source_of('p{color:red}')}"
    assert policy["script-src"] == f"'self' {source_of('1')}"
    assert "nonce" not in str(answer.headers)
    assert visitor.ask("/nonce/").headers["Content-Security-Policy"] == answer.headers["Content-Security-Policy"]
    assert len(views.runs) == 1
