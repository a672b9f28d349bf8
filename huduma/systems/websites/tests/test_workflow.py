"""An editor writes, a moderator of the same institution returns or approves, and the next visitor reads; nobody else can touch it."""

import json

import pytest
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from huduma.platform.accounts.testing import ProvenClient
from huduma.platform.institutions.actions import end_appointment
from huduma.platform.institutions.models import Appointment, Workspace
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_person
from huduma.systems.websites.models import HomePage, NewsPage

from .factories import home_of, make_institution_with_site, news_index_of, publish_news
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"


def officer(name, institution, role):
    """Somebody who is appointed and signed in with both factors."""
    person = make_person(name, language="en")
    appoint(person, institution, role)
    client = ProvenClient()
    client.force_login(person)
    client.person = person
    return client


def form(title="Mto Msimbazi wasafishwa", text="<p>Usafi umeanza.</p>", **more):
    fields = {
        "title": title,
        "slug": "mto-msimbazi-wasafishwa",
        "date": "2025-03-14",
        "summary": "Kazi imeanza.",
        "body": streamfield([("paragraph", rich_text(text, features=["bold", "italic", "link"]))]),
        "picture": "",
        "picture_alt": "",
        "seo_title": "",
        "search_description": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    return nested_form_data({**fields, **more})


def write(client, institution, **fields):
    address = f"/office/pages/add/websites/newspage/{news_index_of(institution).pk}/"
    return client.post(address, {**form(**fields), "action-submit": "1"})


def decide(client, page, action, comment=""):
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk), status="in_progress")
    return client.post(f"/office/pages/workflow/action/{page.pk}/{action}/{state.pk}/", {"comment": comment})


@pytest.mark.slow
def test_a_news_item_goes_from_editor_to_moderator_and_back_and_out(nemc, editor, moderator):
    assert write(editor, nemc).status_code == 302
    page = NewsPage.objects.get()
    assert (page.live, page.owner, page.institution) == (False, editor.person, nemc)
    assert visit(HOST, "/habari/mto-msimbazi-wasafishwa/") is None
    assert "Mto Msimbazi wasafishwa" in moderator.get("/office/").text
    decide(moderator, page, "reject", "Taja mto wote.")
    assert visit(HOST, "/habari/mto-msimbazi-wasafishwa/") is None
    assert "Taja mto wote." in editor.get(f"/office/pages/{page.pk}/edit/").text
    resubmitted = {**form(text="<p>Usafi wa mto wote umeanza.</p>"), "slug": page.slug, "action-restart-workflow": "1"}
    editor.post(f"/office/pages/{page.pk}/edit/", {**resubmitted, "action-submit": "1"})
    decide(moderator, page, "approve")
    assert NewsPage.objects.get().live
    assert "Usafi wa mto wote umeanza." in visit(HOST, "/habari/mto-msimbazi-wasafishwa/")
    assert "Mto Msimbazi wasafishwa" in visit(HOST)


def test_an_editor_cannot_publish_nor_approve(nemc, editor):
    address = f"/office/pages/add/websites/newspage/{news_index_of(nemc).pk}/"
    editor.post(address, {**form(), "action-publish": "1"})
    page = NewsPage.objects.get()
    assert not page.live
    page.get_workflow().start(page, editor.person)
    decide(editor, page, "approve")
    assert not NewsPage.objects.get().live


def test_officers_of_another_institution_see_and_touch_nothing(nemc, editor):
    other = make_institution_with_site("tra")
    stranger = officer("stranger", other, "websites.moderator")
    write(editor, nemc)
    page = NewsPage.objects.get()
    assert "Mto Msimbazi" not in stranger.get("/office/").text
    assert stranger.get(f"/office/pages/{page.pk}/edit/").status_code == 404
    assert decide(stranger, page, "approve").status_code == 404
    assert write(stranger, nemc, title="Uvamizi").status_code == 404
    assert not NewsPage.objects.get().live


def test_the_end_of_the_appointment_ends_it_at_once(nemc, editor, moderator):
    write(editor, nemc)
    page = NewsPage.objects.get()
    with whole_nation():
        end_appointment(appointment=Appointment.objects.get(person=moderator.person), by=None)
    decide(moderator, page, "approve")
    assert not NewsPage.objects.get().live
    assert not page.get_workflow().tasks[0].specific.may_moderate(page, moderator.person)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"slug": "2025"}, "Four digits"),
        ({"slug": "-ndogo"}, "letter or digit"),
        ({"slug": "x" * 210}, "letter or digit"),
        ({"title": ""}, "required"),
        ({"summary": ""}, "required"),
        ({"date": "31/02/2025"}, "valid date"),
    ],
)
def test_what_cannot_be_published_is_refused_in_the_form(nemc, moderator, fields, complaint):
    address = f"/office/pages/add/websites/newspage/{news_index_of(nemc).pk}/"
    answer = moderator.post(address, {**form(), **fields, "action-publish": "1"})
    assert answer.status_code == 200
    assert complaint in answer.text
    assert not NewsPage.objects.exists()


def test_addresses_of_the_platform_are_not_for_pages(nemc, moderator):
    address = f"/office/pages/add/websites/standardpage/{home_of(nemc).pk}/"
    body = {**form(title="Kiingereza"), "slug": "en", "action-publish": "1"}
    assert "uses this address itself" in moderator.post(address, body).text


def test_a_picture_needs_words(nemc, moderator):
    image = Image.objects.create(title="Mto", file=get_test_image_file(), collection=Workspace.objects.get(institution=nemc).collection)
    address = f"/office/pages/add/websites/newspage/{news_index_of(nemc).pk}/"
    answer = moderator.post(address, {**form(picture=image.pk), "action-publish": "1"})
    assert "Say what the picture shows." in answer.text
    moderator.post(address, {**form(picture=image.pk, picture_alt="Mto <Msimbazi>"), "action-publish": "1"})
    html = visit(HOST, "/habari/mto-msimbazi-wasafishwa/")
    assert 'alt="Mto &lt;Msimbazi&gt;"' in html
    assert ".webp" in html
    assert visit(HOST, "/habari/").count("<img") == 1


def test_a_site_keeps_its_home_page(nemc, moderator):
    home = home_of(nemc)
    for action in ("delete", "unpublish"):
        assert moderator.post(f"/office/pages/{home.pk}/{action}/").status_code in (302, 403, 404)
    moderator.post(f"/office/pages/{home.pk}/move/{home.get_parent().pk}/confirm/")
    assert HomePage.objects.get(pk=home.pk).live
    assert visit(HOST)


def test_preview_shows_the_draft_in_the_sites_own_look(nemc, editor):
    page = publish_news(nemc, "Moja")
    address = f"/office/pages/{page.pk}/edit/preview/"
    assert json.loads(editor.post(address, {**form(title="Rasimu"), "slug": page.slug}).content)["is_valid"]
    html = editor.get(address, {"mode": ""}).text
    assert "Rasimu" in html
    assert "Wakala wa nemc" in html
    assert "Rasimu" not in visit(HOST, "/habari/moja/")
