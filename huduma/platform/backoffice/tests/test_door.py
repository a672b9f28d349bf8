"""The door of the back office."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.models import Collection, Page

from huduma.platform.contributions.role import Role, roles
from huduma.platform.institutions import actions
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_role():
    pages = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
    collections = ("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image")
    roles.add(Role(key="tests.editor", label="Editor", page_permissions=pages, collection_permissions=collections))
    sync_groups()
    yield
    del roles._entries["tests.editor"]


@pytest.fixture
def two(editor_role):
    """Two institutions, each with a page in a folder that both share."""
    folder = Page.get_first_root_node().add_child(instance=Page(title="Folda", slug="folda"))
    homes = {}
    for code in ("aaa", "bbb"):
        institution = make_institution(code)
        homes[code] = folder.add_child(instance=Page(title=f"Siri ya {code}", slug=code))
        collection = Collection.get_first_root_node().add_child(instance=Collection(name=code))
        actions.open_workspace(institution=institution, pages=[homes[code]], collection=collection, by=None)
        appoint(make_person(code), institution, "tests.editor")
    return homes


@pytest.fixture
def sign_in(client, django_user_model):
    def _sign_in(name):
        client.force_login(django_user_model.objects.get(email=f"{name}@example.go.tz"))
        return client

    return _sign_in


def test_whoever_is_not_signed_in_goes_to_sign_in(client):
    response = client.get("/office/pages/", follow=False)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert client.get("/office/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_a_citizen_gets_no_further_than_the_door(client):
    client.force_login(make_person("raia"))
    assert client.get("/office/").status_code == 403


def test_the_end_of_an_appointment_ends_access_at_once(two, sign_in):
    client = sign_in("aaa")
    assert client.get("/office/").status_code == 200
    with whole_nation():
        actions.end_appointment(appointment=Appointment.objects.get(person__email="aaa@example.go.tz"), by=None)
    assert client.get("/office/").status_code == 403


def test_the_office_speaks_the_language_of_the_person(two, sign_in, django_user_model):
    client = sign_in("aaa")
    assert '<html lang="sw"' in client.get("/office/").text
    django_user_model.objects.update(language="en")
    assert '<html lang="en"' in client.get("/office/").text


@pytest.mark.slow
def test_an_editor_sees_the_own_pages_and_nothing_of_the_other(two, sign_in):
    client = sign_in("aaa")
    mine, other = two["aaa"], two["bbb"]
    for address in (
        reverse("wagtailadmin_explore", args=[mine.pk]),
        reverse("wagtailadmin_explore", args=[mine.get_parent().pk]),
        reverse("wagtailadmin_pages:edit", args=[mine.pk]),
        reverse("wagtailadmin_pages:history", args=[mine.pk]),
        reverse("wagtailadmin_choose_page") + "?page_type=wagtailcore.page",
        reverse("wagtailadmin_choose_page_search") + "?q=siri",
        reverse("wagtailadmin_choose_page_child", args=[mine.get_parent().pk]),
        reverse("wagtailadmin_api:pages:listing") + f"?child_of={mine.get_parent().pk}&for_explorer=1",
        reverse("wagtailadmin_pages:search") + "?q=siri",
    ):
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        assert "Siri ya bbb" not in response.text, address
    for name in ("edit", "history", "usage", "delete", "view_draft"):
        assert client.get(reverse(f"wagtailadmin_pages:{name}", args=[other.pk])).status_code == 404
    assert client.get(reverse("wagtailadmin_explore", args=[other.pk])).status_code == 404


def test_the_first_screen_counts_the_own_pages(two, sign_in):
    screen = sign_in("aaa").get("/office/").text
    count = re.search(r"(?:Kurasa|Ukurasa)\s+(\d+)", screen)[1]
    own = Page.objects.filter(path__startswith=two["aaa"].path).count()
    assert int(count) == own < Page.objects.count()
    assert re.search(r"katika\s+" + re.escape(two["aaa"].title), screen), "who hears the screen is told whose they are"


@pytest.mark.parametrize("address", ["/office/users/", "/office/groups/new/", "/office/sites/", "/office/reports/site-history/"])
def test_what_actions_of_our_own_change_is_closed_to_everyone(client, address):
    client.force_login(make_person("opereta", is_superuser=True))
    assert client.get(address).status_code == 404


def test_every_item_of_the_menu_opens(two, sign_in):
    client = sign_in("aaa")
    props = re.search(r'<script[^>]*id="wagtail-sidebar-props"[^>]*>(.*?)</script>', client.get("/office/").text, re.S)
    urls = set(re.findall(r"/office/[^\"]*", json.dumps(json.loads(props[1]))))
    assert "/office/pages/" in urls
    for url in urls - {"/office/logout/"}:
        assert client.get(url, follow=True).status_code == 200, url


def test_every_screen_stands_in_the_menu_once(two, client):
    client.force_login(make_person("opereta", is_superuser=True))
    props = re.search(r'<script[^>]*id="wagtail-sidebar-props"[^>]*>(.*?)</script>', client.get("/office/").text, re.S)
    urls = re.findall(r'"url": "(/office/[^"]+)"', json.dumps(json.loads(props[1])))
    assert {"/office/register/", "/office/national-notices/", "/office/outbox/", "/office/jobs/"} <= set(urls)
    assert sorted(urls) == sorted(set(urls))


@pytest.mark.parametrize("ids", ["id=abc", "id=1%00", "id=99999999999999999999999", "id=", "id=all&id=x"])
def test_a_bulk_action_on_nonsense_finds_nothing(two, sign_in, ids):
    assert sign_in("aaa").get(f"/office/bulk/wagtailcore/page/delete/?{ids}").status_code == 404
