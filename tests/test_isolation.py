"""Nobody of institution A reaches anything of institution B: every address of every URLconf, as everybody, with B's ids in it.

A view that the walk does not know how to fill fails the build, and so does an address of the office that the guard has no rule for.
"""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from huduma.platform.accounts.models import Person
from huduma.platform.backoffice.guard import RULES
from huduma.platform.contributions.role import roles

from .isolation.addresses import NAMELESS, OWNED, View, filled, form_naming, names_something_owned, views, with_ids
from .isolation.nation import SEARCHED, Nation, make_nation, snapshot

pytestmark = pytest.mark.django_db

EVERYDAY = ["websites.moderator"]
MAY_READ_WHAT_IS_ADVERTISED = {"recruitment.view_requisition", "recruitment.view_vacancy"}
MAY_READ_WHO_IS_INVITED = {"websites.invite_institutionsite", "messaging.view_message"}  # where letters went is the outbox's to say
CLOSED = {404, 405}
HARMLESS = {200, 204, 301, 302, 400, 403, 404, 405, 409, 429}


@pytest.fixture
def nation(settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = str(tmp_path)
    return make_nation()


def body(response: HttpResponse) -> str:
    """All that the answer says, in headers and content."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return f"{response.headers} {content.decode('utf-8', 'replace')}"


class Walker:
    """One person who tries everything; ``failures`` is what should not have happened."""

    def __init__(self, nation: Nation, who: str, client: Client) -> None:
        self.nation, self.who, self.client, self.failures = nation, who, client, []  # type: ignore[var-annotated]
        self.role = next((role for role in roles if role.key == who), None)
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in, again where the walk has just come past signing out."""
        if self.who != "anonymous" and "_auth_user_id" not in self.client.session:
            self.client.force_login(self.nation.people[self.who])

    @property
    def forbidden_marks(self) -> list[str]:
        """What this person must never read. A national role reads people, pages, or both, as its permissions say."""
        role = self.role
        nation = self.nation
        marks = [nation.content_mark, nation.people_mark, nation.invited_mark]
        marks += [nation.posts_mark, nation.applied_mark, nation.interviews_mark]
        if role and role.national and role.page_permissions:
            marks.remove(self.nation.content_mark)
        if role and role.national and "recruitment.sift_vacancy" in role.permissions:
            marks.remove(self.nation.applied_mark)
        if role and role.national and MAY_READ_WHO_IS_INVITED & set(role.permissions):
            marks.remove(self.nation.invited_mark)
        if role and role.national and MAY_READ_WHAT_IS_ADVERTISED & set(role.permissions):
            marks.remove(self.nation.posts_mark)
        if role and role.national and "recruitment.interview_vacancy" in role.permissions:
            marks.remove(self.nation.interviews_mark)
        if role and role.national and "institutions.view_appointment" in role.permissions:
            return []  # the audit trail and the register tell the registrar of everybody
        return marks

    def try_(self, address: str, allowed: set[int], post: dict[str, Any] | None = None, **extra: Any) -> HttpResponse:
        """Ask for ``address`` and note what is wrong with the answer."""
        request = self.client.post if post is not None else self.client.get
        response = request(address, post or {}, **extra)
        said = body(response)
        method = "POST" if post is not None else "GET"
        if response.status_code not in allowed:
            self.failures.append(f"{self.who}: {method} {address} answered {response.status_code}")
        self.failures += [f"{self.who}: {method} {address} tells {mark}" for mark in self.forbidden_marks if mark in said]
        return response

    def visit(self, view: View) -> None:
        """Both methods on every filling of a view."""
        self.sign_in()
        host = {"HTTP_HOST": self.nation.b.host} if view.urlconf.endswith("site_urls") else {}
        for things, own_too in ((self.nation.foreign, False), (_mixed(self.nation, view), True)):
            if own_too and things is None:
                continue
            for address in filled(view, things):
                address = with_ids(view, address, self.nation.foreign)
                allowed = self._allowed(view, address) | ({302} if own_too else set())  # may be refused for the own page already
                self.try_(address, allowed, **host)
                if view.name != "accounts:close":  # the own account, at the owner's wish
                    self.try_(address, allowed, form_naming(self.nation.foreign, self.nation.a.pk), **host)

    def _allowed(self, view: View, address: str) -> set[int]:
        local = self.role is not None and not self.role.national
        owned = names_something_owned(view) or (view.name == "wagtail_bulk_action" and "/jobs/" not in address)
        return CLOSED if local and owned and address.startswith("/office/") else HARMLESS


def _mixed(nation: Nation, view: View) -> dict[str, Any] | None:
    """The own page with somebody else's revision, approval or destination, where an address names more than one thing."""
    if "page_id" not in view.parameters or not any(name in OWNED for name in view.parameters if name != "page_id"):
        return None
    return {**nation.foreign, "page": nation.own["page"]}


@pytest.mark.once
def test_the_walk_knows_every_address(nation):
    known = list(views())
    assert len(known) > 250
    for view in known:
        assert filled(view, nation.foreign), view


@pytest.mark.once
def test_the_guard_has_a_rule_for_every_address_of_the_office(nation):
    undecided, present = [], set()
    for view in views():
        for address in filled(view, nation.foreign):
            if address.startswith("/office/"):
                match = resolve(address, urlconf=view.urlconf)
                present.add(view.name)
                if view.name not in RULES and not getattr(getattr(match.func, "view_class", None), "narrows_itself", False):
                    undecided.append(view.name)
    assert undecided == []
    assert set(RULES) - present == set(), "rules for addresses that no longer exist"


def walk(nation: Nation, client: Client, people: list[str]) -> list[str]:
    """Let each of ``people`` try everything; returns what went wrong."""
    failures = []
    for who in people:
        walker = Walker(nation, who, type(client)(raise_request_exception=False))
        for view in views():
            walker.visit(view)
        for address in NAMELESS:
            walker.try_(address, HARMLESS)
        failures += walker.failures
    return failures


def test_a_moderator_is_refused_every_address_with_something_of_another(nation, client):
    """The everyday part of what follows: it reads, and changes nothing."""
    walker = Walker(nation, *EVERYDAY, type(client)(raise_request_exception=False))
    tried = 0
    for view in filter(names_something_owned, views()):
        walker.sign_in()
        for address in filled(view, nation.foreign):
            if address.startswith("/office/"):
                walker.try_(address, CLOSED)
                tried += 1
    assert tried > 100
    assert not walker.failures, "\n".join(walker.failures[:40])


@pytest.mark.slow
def test_officers_of_one_institution_reach_nothing_of_another(nation, client):
    before = snapshot(nation)
    failures = walk(nation, client, EVERYDAY)
    assert not failures, "\n".join([f"{len(failures)} failures:", *failures[:40]])
    assert snapshot(nation) == before


NATIONAL = [role.key for role in roles if role.national]
LOCAL = ["anonymous", "citizen", *[role.key for role in roles if not role.national and role.key not in EVERYDAY]]


@pytest.mark.slow
@pytest.mark.timeout(550)
@pytest.mark.once  # who may do what is decided before a database is asked; the walk above is made on both
@pytest.mark.parametrize("people", [LOCAL[::2], LOCAL[1::2]], ids=", ".join)
def test_nobody_reaches_what_is_not_theirs(nation, client, people):
    before = snapshot(nation)
    failures = walk(nation, client, people)
    assert not failures, "\n".join([f"{len(failures)} failures:", *failures[:40]])
    assert snapshot(nation) == before


@pytest.mark.slow
@pytest.mark.timeout(550)
@pytest.mark.once
@pytest.mark.parametrize("people", [NATIONAL[::2], NATIONAL[1::2]], ids=", ".join)
def test_the_nations_officers_reach_no_more_than_their_role_says(nation, client, people):
    """They may change the register, appointments, and who is locked out, of every institution."""
    before = snapshot(nation)
    failures = walk(nation, client, people)
    assert not failures, "\n".join([f"{len(failures)} failures:", *failures[:40]])
    theirs = dict.fromkeys(["appointments", "institution", "groups", "domains", "exports", "invitations", "requisitions", "vacancies"])
    assert without_lock(snapshot(nation)) | theirs == without_lock(before) | theirs


def without_lock(state: dict[str, Any]) -> dict[str, Any]:
    """The snapshot but for who is locked out, which is the registrar's to say."""
    return state | {"people": [(pk, email, superuser, password) for pk, email, superuser, _active, password in state["people"]]}


# Listings, searches and choosers name no record in their address, but can be asked for one.
ASKING = [
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_api:pages:listing",
    "wagtailimages:index",
    "wagtailimages:index_results",
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results",
    "wagtaildocs:index",
    "wagtaildocs:index_results",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_collections:index",
    "appointments:index",
    "people:index",
    "register:index",
    "trail:index",
    "all-websites:index",
    "answers:index",
    "banners:index",
    "domains:index",
    "invitations:index",
    "site-exports:index",
    "translations:index",
    "findings:index",
    "broken-links:index",
    "pages-to-review:index",
    "national-notices:index",
    "requisitions:index",
    "vacancies:index",
    "sift-vacancies:index",
    "sift:index",
    "received-applications:index",
    "appeals:index",
    "sift-work:index",
    "recruitment-figures:index",
]


@pytest.mark.slow
@pytest.mark.timeout(550)
@pytest.mark.parametrize("who", ["websites.moderator", "institutions.manager"])
def test_listings_searches_and_choosers_show_nothing_of_another(nation, client, who):
    things = nation.foreign
    nosy = {"collection_id": things["collection"], "institution": things["institution"], "owner": things["person"]}
    nosy |= {"edited_by": things["person"], "user": things["person"], "person": SEARCHED, "site": things["site"]}
    queries = [
        {},
        {"q": SEARCHED},
        {"q": SEARCHED, "search_all": "1"},
        {"term": SEARCHED},
        nosy,
        {"child_of": things["parent"]},
        {"child_of": nation.own["parent"], "for_explorer": "1"},
        {"page_type": "websites.newspage"},
        {"page_type": "websites.newspage", "q": SEARCHED},
        {"export": "csv"},
        {"tag": SEARCHED},
    ]
    walker = Walker(nation, who, type(client)(raise_request_exception=False))
    for name in ASKING:
        for query in queries:
            walker.try_(f"{reverse(name)}?{urlencode(query)}", HARMLESS)
    own, shared = nation.own, nation.b.workspace.pages.first().get_parent()
    for address in (
        reverse("wagtailadmin_explore", args=[shared.pk]),
        reverse("wagtailadmin_explore_results", args=[shared.pk]) + f"?q={SEARCHED}&search_all=1",
        reverse("wagtailadmin_choose_page_child", args=[shared.pk]),
        reverse("wagtailadmin_pages:edit", args=[own["page"]]),
        reverse("wagtailadmin_pages:history", args=[own["page"]]),
        reverse("wagtailadmin_pages:usage", args=[own["page"]]),
        reverse("wagtailadmin_pages:move", args=[own["page"]]),
        reverse("wagtailadmin_pages:copy", args=[own["page"]]),
        reverse("wagtailimages:edit", args=[own["image"]]),
        reverse("wagtailimages:image_usage", args=[own["image"]]),
        reverse("wagtaildocs:edit", args=[own["document"]]),
        reverse("wagtailadmin_home"),
    ):
        walker.try_(address, HARMLESS)
    assert not walker.failures, "\n".join(walker.failures[:40])


@pytest.mark.slow
def test_the_marks_can_be_seen_by_those_who_may(nation, client):
    """Or else the walk would prove nothing."""
    theirs = type(client)()
    theirs.force_login(Person.objects.get(pk=nation.foreign["person"]))
    things = nation.foreign
    for address in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:edit", args=[things["page"]]),
        reverse("wagtailadmin_explore", args=[things["parent"]]),
        reverse("wagtailadmin_choose_page_child", args=[things["parent"]]),
        reverse("wagtailadmin_choose_page_search") + f"?q={SEARCHED}",
        reverse("wagtailimages:index"),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtaildocs:index"),
        reverse("wagtailadmin_tag_autocomplete") + f"?term={SEARCHED}",
        reverse("wagtailadmin_pages:search") + f"?q={SEARCHED}",
    ):
        assert nation.content_mark in body(theirs.get(address, follow=True)), address
