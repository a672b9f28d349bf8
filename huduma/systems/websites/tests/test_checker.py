"""The checker refuses to publish what some people could not read or follow, says where it stands, and lets a draft wait."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from huduma.platform.contributions.service import services
from huduma.platform.institutions.models import Workspace
from huduma.systems.websites.models import NewsPage
from huduma.systems.websites.models.content import findings_of

from .factories import home_of, news_index_of, publish_form, publish_news
from .officers import officer
from .visitor import visit

pytestmark = pytest.mark.django_db


def form(*blocks, **more):
    fields = {
        "title": "Mto wasafishwa",
        "slug": "mto-wasafishwa",
        "date": "2025-03-14",
        "summary": "Kazi imeanza.",
        "body": streamfield(list(blocks)),
        **dict.fromkeys(["picture", "picture_alt", "seo_title", "search_description"], ""),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    return nested_form_data({**fields, **more})


def text(html):
    return ("paragraph", rich_text(html, features=["h2", "h3", "bold", "link", "document-link"]))


def action(**fields):
    return (
        "call_to_action",
        {"title": "Omba leseni", "text": "", "label": "Omba sasa", "page": "", "address": "https://x.go.tz", **fields},
    )


def add(client, institution, *blocks, act="action-publish", **more):
    address = reverse("wagtailadmin_pages:add", args=["websites", "newspage", news_index_of(institution).pk])
    return client.post(address, {**form(*blocks, **more), act: "1"})


def said_of(*blocks):
    """What the checker says of a body, as (refused, message)."""
    with translation.override("en"):
        return [(finding.is_refused, finding.message) for finding in findings_of(NewsPage(title="Mto", summary="x", body=list(blocks)))]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        (text("<h3>Kidogo</h3><p>x</p>"), "skips a level"),
        (text('<p>Fomu: <a href="https://x.go.tz/f">bofya hapa</a></p>'), "A link says only “bofya hapa”"),
        (text('<p><a href="https://x.go.tz/f">Click here!</a></p>'), "A link says only “Click here!”"),
        (text('<p>Fomu <a href="https://x.go.tz/f"> </a>ipo.</p>'), "A link has no words"),
        (action(label="Click here"), "The button says only “Click here”"),
    ],
)
def test_what_cannot_be_followed_is_refused_beside_its_block_and_kept_as_a_draft(nemc, moderator, block, complaint):
    for act in ("action-publish", "action-submit"):
        answer = add(moderator, nemc, text("<p>Sawa.</p>"), block, act=act)
        assert answer.status_code == 200
        errors = answer.context["form"].errors.as_data()["body"][0]
        assert list(errors.block_errors) == [1]
        assert complaint in str(errors.as_json_data())
    assert not NewsPage.objects.exists()
    assert add(moderator, nemc, text("<p>Sawa.</p>"), block, act="action-save").status_code == 302
    page = NewsPage.objects.get()
    assert not page.live
    editor = moderator.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert "keeps the page from being published" in editor
    assert "block 2" in editor


def test_a_picture_without_words_is_refused(nemc):
    assert said_of(("picture", {"image": None, "alt": " ", "caption": ""})) == [(True, "Say what the picture shows.")]
    [(refused, message)] = said_of(("gallery", [{"image": None, "alt": "IMG_2041.JPG", "caption": ""}]))
    assert refused
    assert "name of a file" in message


def test_the_picture_of_news_with_the_name_of_a_file_for_words_is_refused(nemc, moderator):
    collection = Workspace.objects.get(institution=nemc).collection
    image = get_image_model().objects.create(title="Mto", file=get_test_image_file(), collection=collection)
    for words, complaint in (("IMG_2041.JPG", "name of a file"), (" ", "Say what the picture shows.")):
        for act in ("action-publish", "action-submit"):
            answer = add(moderator, nemc, text("<p>Sawa.</p>"), act=act, picture=image.pk, picture_alt=words)
            assert answer.status_code == 200
            with translation.override("en"):
                [said] = answer.context["form"].errors["picture_alt"]
                assert complaint in said
    assert add(moderator, nemc, text("<p>Sawa.</p>"), picture=image.pk, picture_alt="Mto Msimbazi").status_code == 302
    assert add(moderator, nemc, text("<p>Sawa.</p>"), picture_alt="mto.jpg", slug="bila-picha").status_code == 302
    page = NewsPage.objects.get(slug="mto-wasafishwa")
    page.picture_alt = "mto.jpg"  # as an import brings it
    assert [(finding.field, finding.is_refused) for finding in findings_of(page)] == [("picture_alt", True)]


def test_a_link_to_what_is_gone_is_refused(nemc, moderator):
    target = publish_news(nemc, "Zamani")
    document = get_document_model().objects.create(
        title="Fomu", file="x.pdf", collection=Workspace.objects.get(institution=nemc).collection
    )
    link = text(f'<p>Soma <a linktype="page" id="{target.pk}">habari ya zamani</a>.</p>')
    assert add(moderator, nemc, link, slug="moja").status_code == 302
    target.unpublish()
    answer = add(moderator, nemc, link, slug="mbili")
    assert "gone or not published" in answer.text
    assert "gone or not published" in add(moderator, nemc, action(page=target.pk, address=""), slug="tatu").text
    found = said_of(
        ("paragraph", f'<p><a linktype="document" id="{document.pk + 1}">fomu</a><a linktype="document" id="{document.pk}">a</a></p>')
    )
    assert [refused for refused, message in found] == [True]
    hostile = ("paragraph", '<p><a linktype="page" id="9' + "9" * 40 + '">habari</a><a linktype="page" id="x\'">habari</a></p>')
    assert len(said_of(hostile)) == 2
    assert [NewsPage.objects.filter(slug=slug).exists() for slug in ("moja", "mbili", "tatu")] == [True, False, False]


def test_everything_else_is_advice(nemc, moderator):
    long = "neno " * 160
    blocks = [
        ("paragraph", f"<h2></h2><p>TANGAZO MUHIMU KWA WANANCHI WOTE</p><p>{long}</p><p><a href='https://x.go.tz'>https://x.go.tz</a></p>"),
        ("video", {"title": "Uzinduzi", "address": "https://x.go.tz/v", "image": None, "minutes": 2, "text": ""}),
        ("table", {"caption": "Bei", "table": None}),
    ]
    found = said_of(*blocks[:2])
    assert [refused for refused, _message in found] == [False] * 5
    told = " ".join(message for _refused, message in found)
    for words in ("is empty", "capitals", "more than 150 words", "shows its address", "no words beside it"):
        assert words in told
    assert add(moderator, nemc, text(f"<p>{long}</p>")).status_code == 302
    page = NewsPage.objects.get()
    assert page.live
    assert "easier to read" in moderator.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_headings_in_order_pass(nemc):
    assert said_of(("paragraph", "<h2>A</h2><h3>B</h3><h2>C</h2>"), ("paragraph", "<h3>D</h3>")) == []
    assert said_of(action(page=None), ("paragraph", "<h3>D</h3>")) == []


def test_a_text_may_go_on_below_the_heading_of_a_form_or_a_service(nemc, moderator):
    shown, hidden = publish_form(nemc), publish_form(nemc, title="Fomu iliyofichwa")
    hidden.unpublish()
    below = text("<h3>D</h3><p>x</p>")
    assert add(moderator, nemc, ("service", {"service": next(iter(services)).key}), below).status_code == 302
    assert add(moderator, nemc, ("form", {"form": shown.pk}), below, slug="fomu").status_code == 302
    for nothing in (("service", {"service": "of.no.system"}), ("form", {"form": hidden})):  # neither draws anything
        told = [message for _refused, message in said_of(nothing, ("paragraph", "<h3>D</h3>"))]
        assert "skips a level" in told[-1]


@pytest.mark.slow
def test_what_was_spoilt_after_submitting_is_not_approved(nemc, moderator):
    editor = officer("editor", nemc, "websites.editor")
    target = publish_news(nemc, "Zamani")
    add(editor, nemc, text(f'<p>Soma <a linktype="page" id="{target.pk}">habari</a>.</p>'), act="action-submit")
    target.unpublish()
    page = NewsPage.objects.get(slug="mto-wasafishwa")
    state = TaskState.objects.get(status="in_progress")
    answer = moderator.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not NewsPage.objects.get(pk=page.pk).live
    assert "from being published" in moderator.get(answer.url).text
    target.save_revision().publish()
    moderator.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
    assert NewsPage.objects.get(pk=page.pk).live


def test_publishing_many_at_once_leaves_out_what_is_refused(nemc, moderator):
    add(moderator, nemc, text("<h3>Kidogo</h3>"), act="action-save", slug="moja")
    add(moderator, nemc, text("<h2>Kubwa</h2>"), act="action-save", slug="mbili")
    pages = {page.slug: page.pk for page in NewsPage.objects.all()}
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = f"?id={pages['moja']}&id={pages['mbili']}&next=/office/"
    answer = moderator.post(address + query, follow=True)
    assert not NewsPage.objects.filter(live=True).exists()
    assert "Mto wasafishwa" in answer.text
    assert "cannot be published" in answer.text
    moderator.post(f"{address}?id={pages['mbili']}&next=/office/")
    assert list(NewsPage.objects.live().values_list("slug", flat=True)) == ["mbili"]


def test_the_first_page_of_a_new_site_can_be_published(nemc, moderator):
    for page in (home_of(nemc), *(child.specific for child in home_of(nemc).get_children())):
        assert [finding for finding in findings_of(page) if finding.is_refused] == []


def test_the_preview_beside_the_editor_carries_wagtails_own_checker_and_no_other_page_does(nemc, moderator):
    page = publish_news(nemc, "Moja")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    moderator.post(address, form(text("<p>Mpya.</p>"), slug=page.slug))
    panel = moderator.get(address, {"in_preview_panel": "true"}).text
    assert "image-redundant-alt" in panel
    assert "wagtail-userbar" not in moderator.get(address).text + visit("nemc.localhost", "/habari/moja/")
