"""The agency freezes a site: its officers read why and can change nothing by any way, and visitors go on reading."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import TaskState

from huduma.platform.institutions.models import Workspace
from huduma.systems.websites import jobs
from huduma.systems.websites.agency import actions
from huduma.systems.websites.management.commands.import_wordpress import Command as Import
from huduma.systems.websites.models import InstitutionSite, NewsPage, StandardPage

from .factories import home_of, make_institution_with_site, news_index_of, publish_news
from .officers import officer
from .test_wordpress import everything, run, storage  # noqa: F401  fixtures
from .test_workflow import form, write
from .visitor import visit
from .wordpress_export import export, item

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"
REASON = "Tovuti imevamiwa"


@pytest.fixture
def keeper(nemc):
    return officer("keeper", nemc, "websites.agency")


@pytest.fixture
def page(nemc):
    return publish_news(nemc, "Mto Msimbazi")


def freeze(keeper, institution, reason=REASON):
    response = keeper.post(reverse("all-websites:freeze", args=[institution.pk]), {"reason": reason})
    assert response.status_code == 302, response.context["form"].errors


def state(institution):
    """All that a change would show in."""
    pages = NewsPage.objects.filter(institution=institution).order_by("pk")
    return (
        list(pages.values_list("pk", "title", "path", "slug", "live", "locked", "latest_revision", "expire_at", "has_unpublished_changes")),
        list(StandardPage.objects.filter(institution=institution).order_by("pk").values_list("pk", "path", "title", "live")),
        list(get_image_model().objects.values_list("pk", "title")),
        list(get_document_model().objects.values_list("pk", "title")),
        list(TaskState.objects.values_list("pk", "status")),
    )


@pytest.mark.slow
def test_nothing_can_be_changed_by_any_address_and_visitors_go_on_reading(nemc, moderator, keeper, page):
    collection = Workspace.objects.get(pk=nemc.pk).collection
    image = get_image_model().objects.create(title="Mto", file=get_test_image_file(), collection=collection)
    editor = officer("editor", nemc, "websites.editor")
    write(editor, nemc, title="Inasubiri", slug="inasubiri")
    waiting, task = NewsPage.objects.get(slug="inasubiri"), TaskState.objects.get(status="in_progress")
    about, index, home = StandardPage.objects.get(slug="kuhusu"), news_index_of(nemc), home_of(nemc)
    freeze(keeper, nemc)
    before = state(nemc)
    changed = form(title="Imebadilishwa") | {"slug": "imebadilishwa"}
    file = {"title": "Mpya", "collection": collection.pk}
    tries = [
        *[(f"/office/pages/{page.pk}/edit/", changed | extra) for extra in ({}, {"action-publish": "1"}, {"action-submit": "1"})],
        (f"/office/pages/add/websites/newspage/{index.pk}/", changed | {"action-publish": "1"}),
        (f"/office/pages/{page.pk}/unpublish/", {}),
        (f"/office/pages/{page.pk}/delete/", {}),
        (f"/office/pages/{page.pk}/lock/", {}),
        (f"/office/pages/{page.pk}/copy/", {"new_title": "Nakala", "new_slug": "nakala", "new_parent_page": index.pk}),
        (f"/office/pages/{about.pk}/move/{home.pk}/confirm/", {}),
        (f"/office/pages/{about.pk}/set_position/?position=2", {}),
        (f"/office/pages/workflow/action/{waiting.pk}/approve/{task.pk}/", {"comment": ""}),
        (f"/office/pages/workflow/action/{waiting.pk}/reject/{task.pk}/", {"comment": "Hapana"}),
        (f"/office/pages/{waiting.pk}/edit/", changed | {"action-cancel-workflow": "1"}),
        *[(f"/office/bulk/wagtailcore/page/{name}/?id={page.pk}&next=/office/", {}) for name in ("delete", "unpublish", "publish")],
        (f"/office/bulk/wagtailcore/page/move/?id={about.pk}&next=/office/", {"chooser": home.pk}),
        ("/office/images/add/", file | {"file": get_test_image_file()}),
        ("/office/images/multiple/add/", {"collection": collection.pk, "files[]": get_test_image_file()}),
        (
            "/office/images/chooser/create/",
            file | {"image-chooser-upload-title": "Mpya", "image-chooser-upload-file": get_test_image_file()},
        ),
        (f"/office/images/{image.pk}/", {"title": "Imebadilishwa", "collection": collection.pk}),
        (f"/office/images/{image.pk}/delete/", {}),
        (f"/office/bulk/wagtailimages/image/delete/?id={image.pk}&next=/office/", {}),
        (f"/office/translation/submit/page/{page.pk}/", {"locales": home_of(nemc, "en").locale_id}),
        (f"/office/api/main/pages/{page.pk}/action/publish/", {}),
    ]
    assert {resolve(address.partition("?")[0]).view_name for address, _ in tries}.isdisjoint({None, ""}), "an address that is none"
    for client in (moderator, editor):
        for address, content in tries:
            answer = client.post(address, content, headers={"x-requested-with": "XMLHttpRequest"} if "multiple" in address else {})
            assert answer.status_code in (200, 302, 403, 404), (address, answer.status_code)
            assert state(nemc) == before, f"{address} {content}"
    assert "Mto Msimbazi" in visit(HOST, "/habari/mto-msimbazi/")
    assert visit(HOST, "/habari/imebadilishwa/") is None


def test_editors_read_why(nemc, moderator, keeper, page):
    freeze(keeper, nemc)
    for address in ("/office/", f"/office/pages/{page.pk}/edit/"):
        assert REASON in moderator.get(address).text, address
    tra = make_institution_with_site("tra")
    stranger = officer("stranger", tra, "websites.moderator")
    assert REASON not in stranger.get("/office/").text
    assert write(stranger, tra).status_code == 302
    assert NewsPage.objects.filter(title="Mto Msimbazi wasafishwa").exists()


def test_a_thaw_lets_everything_through_again(nemc, moderator, keeper, page):
    freeze(keeper, nemc)
    assert keeper.post(reverse("all-websites:unfreeze", args=[nemc.pk])).status_code == 302
    moderator.post(f"/office/pages/{page.pk}/edit/", form(title="Imebadilishwa") | {"slug": page.slug, "action-publish": "1"})
    assert "Imebadilishwa" in visit(HOST, f"/habari/{page.slug}/")
    assert REASON not in moderator.get("/office/").text
    history = keeper.get(reverse("all-websites:history", args=[nemc.pk])).text
    assert "Website frozen" in history
    assert "Website unfrozen" in history


@pytest.mark.slow
def test_what_was_scheduled_waits_for_the_thaw(nemc, keeper, page):
    other = publish_news(make_institution_with_site("tra"), "Nyingine")
    soon = timezone.now() + timedelta(hours=1)
    late = news_index_of(nemc).add_child(
        instance=NewsPage(title="Kesho", summary="x", date=page.date, body=[], live=False, go_live_at=soon)
    )
    revision = late.save_revision(approved_go_live_at=soon)
    NewsPage.objects.filter(pk__in=[page.pk, other.pk]).update(expire_at=timezone.now() - timedelta(minutes=1))
    past = timezone.now() - timedelta(minutes=1)
    freeze(keeper, nemc)
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    content = {**revision.content, "go_live_at": past.isoformat()}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    jobs.publish_scheduled.call()
    assert visit(HOST, "/habari/kesho/") is None
    assert visit(HOST, "/habari/mto-msimbazi/")
    assert visit("tra.localhost", "/habari/nyingine/") is None  # other sites keep their time
    actions.unfreeze_site(site=InstitutionSite.objects.get(pk=nemc.pk), by=keeper.person)
    jobs.publish_scheduled.call()
    assert visit(HOST, "/habari/kesho/")
    assert visit(HOST, "/habari/mto-msimbazi/") is None


def test_not_even_the_operator_or_a_program_changes_a_frozen_site(nemc, keeper, page):
    freeze(keeper, nemc)
    for change in (
        lambda: page.save(),
        lambda: page.save_revision(),
        lambda: page.unpublish(),
        lambda: page.delete(),
        lambda: page.move(home_of(nemc), "last-child"),
        lambda: page.copy(update_attrs={"slug": "nakala"}),
        lambda: get_document_model()(title="x", collection=Workspace.objects.get(pk=nemc.pk).collection).save(),
    ):
        with pytest.raises(PermissionDenied, match=REASON), transaction.atomic():
            change()
    keeper.person.is_superuser = True
    permissions = page.permissions_for_user(keeper.person)
    assert not permissions.can_publish()
    assert not permissions.can_delete()
    assert not permissions.can_add_subpage()


def test_a_banner_of_a_frozen_site_stays_as_it_is(nemc, moderator, keeper):
    words = {"kind": "plain", "text_sw": "Karibu", "text_en": "Welcome", "url": "", "starts_at": "", "ends_at": ""}
    freeze(keeper, nemc)
    answer = moderator.post(reverse("banners:add"), words | {"institution": nemc.pk})
    assert REASON in answer.text
    assert "Karibu" not in visit(HOST)


def test_only_the_agency_freezes_and_says_why(nemc, moderator, keeper):
    for name in ("freeze", "unfreeze", "move", "inspect", "history"):
        assert moderator.get(reverse(f"all-websites:{name}", args=[nemc.pk])).status_code == 404
    assert moderator.post(reverse("all-websites:freeze", args=[nemc.pk]), {"reason": REASON}).status_code == 404
    for reason in ("", "   ", "x" * 301):
        assert keeper.post(reverse("all-websites:freeze", args=[nemc.pk]), {"reason": reason}).context["form"].errors["reason"]
    assert not InstitutionSite.objects.frozen().exists()
    with pytest.raises(PermissionDenied):
        actions.freeze_site(site=InstitutionSite.objects.get(pk=nemc.pk), reason="x", by=moderator.person)


@pytest.mark.slow
def test_a_listing_asks_no_more_often_what_is_frozen_when_it_has_more_pages(nemc, moderator):
    address = reverse("wagtailadmin_explore", args=[news_index_of(nemc).pk])

    def asked(pages):
        for number in range(pages):
            publish_news(nemc, f"Habari {pages} {number}")
        moderator.get(address)
        with CaptureQueriesContext(connection) as queries:
            moderator.get(address)
        return sum("frozen_at" in query["sql"] for query in queries.captured_queries)

    assert asked(2) == asked(5) <= 2


def test_an_earlier_website_is_not_imported_into_a_frozen_one(nemc, keeper, run, monkeypatch):  # noqa: F811
    posts = [item(number, f"Habari {number}", "Mto wasafishwa") for number in (1, 2, 3)]
    run(export(posts[0]))
    freeze(keeper, nemc)
    before = everything()
    for content in (export(*posts), export(item(1, "Habari 1", "Mto haujasafishwa"))):  # new ones, and one that was changed since
        with pytest.raises(CommandError, match=REASON):
            run(content)
        assert everything() == before
    keeper.post(reverse("all-websites:unfreeze", args=[nemc.pk]))
    monkeypatch.setattr("huduma.systems.websites.actions.wordpress.PAGES_AT_ONCE", 1)
    monkeypatch.setattr(Import, "_progress", lambda self, what, done, total: freeze(keeper, nemc) if done == 2 else None)
    with pytest.raises(CommandError, match=REASON):
        run(export(*posts))
    assert NewsPage.objects.filter(title__startswith="Habari ").count() == 2
