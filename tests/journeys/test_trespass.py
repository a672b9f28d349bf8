"""An editor tries everything against another institution: what the office offers, every address it has, and forms that name it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.isolation.addresses import Things, filled, form_naming, names_something_owned, views, with_ids
from tests.isolation.nation import SEARCHED

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STRANGER, OWN, OTHER = "nyanzobe.seni@bariaditc.go.tz", "bariadi-tc", "kilimo"
LEAVES = {"wagtailadmin_logout", "backoffice:logout"}
CLOSED, HARMLESS = {404, 405}, {0, 200, 204, 400, 403, 404, 405, 409, 429}  # a redirect that is not followed tells a script nothing but 0
FURNISH = """
import json, time
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.models import QueuedJob
from huduma.systems.websites.models import NewsPage, SiteDomain
from tests.isolation.nation import Nation, furnish
from tests.isolation.recruitment import furnish_jobs
marks = Nation()
with whole_nation():
    own, other = (Institution.objects.get(code=code) for code in {codes})
    things = furnish(other, marks.content_mark, marks.people_mark, marks.invited_mark)
    things |= furnish_jobs(other, marks.posts_mark, marks.people_mark, marks.applied_mark, marks.interviews_mark)
    things |= {{"institution": other.pk, "notice": 7, "own_page": NewsPage.objects.filter(institution=own).first().pk, "own": own.pk}}
    SiteDomain.objects.filter(institution=other).update(check_at=None)  # nor does the worker change anything of it meanwhile
while QueuedJob.objects.unfinished().filter(traceback="").exists():
    time.sleep(0.2)
print(json.dumps([things, [mark for name, mark in vars(marks).items() if name.endswith("_mark")]], default=str))
"""
SNAPSHOT = """
import json
from huduma.platform.institutions.models import Institution
from tests.isolation.nation import Nation, snapshot
print(json.dumps(snapshot(Nation(b=Institution.objects.get(code={code!r}), foreign={{"page": {page}}})), default=str, sort_keys=True))
"""
TRY = """
async ({tries, form, token, marks}) => {
    const wrong = [];
    for (const [address, allowed] of tries)
        for (const method of ["GET", "POST"]) {
            const body = method == "POST" ? new URLSearchParams(form) : undefined;
            const answer = await fetch(address, {method, body, redirect: "manual", headers: {"X-CSRFToken": token}});
            const said = await answer.text();
            if (!allowed.includes(answer.status)) wrong.push(`${method} ${address} answered ${answer.status}`);
            for (const mark of marks) if (said.includes(mark)) wrong.push(`${method} ${address} tells ${mark}`);
        }
    return wrong;
}
"""


@pytest.fixture(scope="module")
def other(platform) -> tuple[Things, list[str]]:
    """One of everything of the other institution, by the name of the thing, and the words that nobody else may read."""
    things, marks = json.loads(platform.shell(FURNISH.format(codes=(OWN, OTHER))))
    return things, marks


@pytest.mark.timeout(300)  # a thousand requests
def test_every_address_is_tried_with_what_another_institution_has(platform, sign_in, other):
    things, marks = other
    before = _snapshot(platform, things)
    assert marks[0] in str(before)
    page = sign_in(STRANGER)
    page.goto(platform.at("/office/"))
    tries = list(_tries(things))
    assert len(tries) > 400
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    form = form_naming(things, things["own"])
    wrong = page.evaluate(TRY, {"tries": tries, "form": form, "token": token, "marks": marks})
    assert not wrong, "\n".join([f"{len(wrong)} of {len(tries)} addresses:", *wrong[:40]])
    page.goto(platform.at("/office/pages/?locale=sw"))  # still signed in, or the walk would prove nothing
    assert page.locator("main a[href$='/edit/']").count()
    after = _snapshot(platform, things)
    assert [(what, _difference(was, after[what])) for what, was in before.items() if was != after[what]] == []


def test_what_the_office_offers_leads_to_nothing_of_another(platform, sign_in, other, picture):
    things, marks = other
    page = sign_in(STRANGER)
    for address in ("pages/search/", "images/", "documents/", "answers/", "pages/"):
        page.goto(platform.at(f"/office/{address}?q={SEARCHED}"))
        _tells_nothing(page, marks)
    page.goto(platform.at(f"/office/pages/{things['own_page']}/edit/"))
    page.locator("[data-chooser-url], [data-action=chooser-choose], .chooser button").first.wait_for(state="attached")
    _search_in_chooser(page, page.locator("#id_picture-chooser"), marks)
    picture(page, "trespass-1-chooser")
    page.keyboard.press("Escape")


def test_a_forged_form_takes_nothing_of_another(platform, sign_in, other, picture):
    things, marks = other
    page = sign_in(STRANGER)
    page.goto(platform.at(f"/office/pages/{things['own_page']}/edit/"))
    page.evaluate("id => { document.getElementById('id_picture').value = id }", things["image"])
    page.fill("[name=picture_alt]", "Picha")
    with page.expect_navigation():
        page.evaluate("document.querySelector('button[name=action-submit], form#page-edit-form button[type=submit]').click()")
    page.locator(".messages .error").wait_for()
    _tells_nothing(page, marks)
    picture(page, "trespass-2-forged")


def _snapshot(platform, things: Things) -> dict[str, Any]:
    """Everything of the other that somebody could have changed."""
    found: dict[str, Any] = json.loads(platform.shell(SNAPSHOT.format(code=OTHER, page=things["page"])))
    del found["vacancies"]  # the worker publishes and closes them at their hour
    return found


def _difference(was: Any, became: Any) -> tuple[str, str]:
    """Where two values begin to differ, for whoever reads the failure."""
    one, other = json.dumps(was), json.dumps(became)
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[max(place - 60, 0) : place + 60], other[max(place - 60, 0) : place + 60]


def _tries(things: Things) -> Iterator[tuple[str, list[int]]]:
    """Every address of the office with what the other has, and with the own page where an address names something beside it; each with
    what it may answer."""
    for view in views():
        if view.name in LEAVES:
            continue
        owned = names_something_owned(view) or view.name == "wagtail_bulk_action"
        beside = len(view.parameters) > 1 and "page_id" in view.parameters
        for filling in (things, *([{**things, "page": things["own_page"]}] if beside else [])):
            for address in filled(view, filling):
                if address.startswith("/office/"):
                    closed = owned and "/jobs/" not in address and filling is things
                    yield with_ids(view, address, things), sorted(CLOSED if closed else HARMLESS)


def _tells_nothing(page: Page, marks: list[str]) -> None:
    content = page.content()
    assert [mark for mark in marks if mark in content] == []


def _search_in_chooser(page: Page, chooser, marks: list[str]) -> None:
    chooser.get_by_role("button", name=re.compile("Chagua|Choose")).first.click()
    box = page.locator(".modal-dialog [name=q]")
    box.fill(SEARCHED)
    with page.expect_response(lambda answer: "q=" in answer.url):
        box.press("Enter")
    page.wait_for_timeout(300)
    _tells_nothing(page, marks)
