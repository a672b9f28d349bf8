"""What bidders were told of a tender changes only by a new addendum, published together with the change; and addenda stay."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.models import TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from huduma.systems.websites.models import TenderPage

from .factories import publish
from .officers import officer
from .visitor import visit

pytestmark = pytest.mark.django_db
HOST = "nemc.localhost"
FIRST = {"date": date(2027, 4, 10), "text": "Ziara ya eneo\nni tarehe 20.", "document": None}
SECOND = {"date": date(2027, 4, 20), "text": "Muda umeongezwa.", "document": None}


@pytest.fixture(autouse=True)
def _spoken_english():
    with translation.override("en"):
        yield


@pytest.fixture
def tender(nemc):
    """A published tender with one addendum; its instant has seconds, which no form shows."""
    page = TenderPage(
        title="Ujenzi wa barabara",
        slug="barabara",
        reference="AE/018/2027",
        category="WORKS",
        published_on=date(2027, 4, 1),
        closes_at=datetime(2027, 5, 2, 7, 0, 30, tzinfo=UTC),
        where="Ofisi ya Ugavi",
        summary="Barabara ya kilomita 12.",
        addenda=[("addendum", FIRST)],
    )
    return publish(nemc, page)


def fields(*addenda, **changes):
    """The editor's form as a browser sends it: with its own ends of lines, and times to the minute."""
    said = [{**one, "date": str(one["date"]), "text": one["text"].replace("\n", "\r\n"), "document": ""} for one in addenda]
    empty = ["awarded_to", "awarded_on", "award_amount", "cancelled_on", "cancelled_because", "seo_title", "search_description"]
    plain = {
        "title": "Ujenzi wa barabara",
        "slug": "barabara",
        "reference": "AE/018/2027",
        "category": "WORKS",
        "published_on": "2027-04-01",
        "closes_at": "2027-05-02 10:00",
        "where": "Ofisi ya Ugavi",
        "summary": "Barabara ya kilomita 12.",
    }
    blocks = {
        "body": streamfield([("paragraph", rich_text("<p>x</p>"))]),
        "documents": streamfield([]),
        "addenda": streamfield([("addendum", one) for one in said]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    return nested_form_data({**plain, **dict.fromkeys(empty, ""), **blocks, **changes})


def edit(client, page, *addenda, act="action-publish", **changes):
    """What the editor answers: the errors by field, ``None`` when it took the change in."""
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**fields(*addenda, **changes), act: "1"})
    if answer.status_code == 302:
        return None
    return {name: str(errors.as_data()) for name, errors in answer.context["form"].errors.items()}


@pytest.mark.parametrize("act", ["action-publish", "action-submit", "action-save"])
@pytest.mark.parametrize(
    "change",
    [{"closes_at": "2027-05-09 10:00"}, {"where": "Ofisi ya Wilaya"}, {"reference": "AE/019/2027"}],
    ids=lambda change: next(iter(change)),
)
def test_what_bidders_know_does_not_change_silently(nemc, moderator, tender, change, act):
    wrong = edit(moderator, tender, FIRST, act=act, **change)
    assert set(wrong) == set(change)
    assert "new addendum" in wrong[next(iter(change))]
    assert edit(moderator, tender, FIRST, SECOND, act=act, **change) is None


def test_it_changes_together_with_its_addendum(nemc, moderator, tender):
    assert edit(moderator, tender, FIRST, SECOND, closes_at="2027-05-09 10:00") is None
    html = visit(HOST, tender.path_on_site())
    assert "9 Mei 2027, 10:00" in html
    assert "Muda umeongezwa." in html
    wrong = edit(moderator, tender, FIRST, SECOND, closes_at="2027-05-16 10:00")
    assert set(wrong) == {"closes_at"}, "the addendum of the last change speaks of that alone"


@pytest.mark.slow
def test_an_addendum_that_was_published_stays(nemc, moderator, tender):
    for rest in ([], [FIRST | {"text": "Ziara ni tarehe 21."}], [FIRST | {"date": date(2027, 4, 11)}, SECOND]):
        wrong = edit(moderator, tender, *rest)
        assert set(wrong) == {"addenda"}
        assert "that of 10 April 2027" in wrong["addenda"]
    assert edit(moderator, tender, SECOND, FIRST, summary="Barabara ya kilomita 14.") is None, "another order, a new one, other words"
    assert "Barabara ya kilomita 14." in visit(HOST, tender.path_on_site())


def test_whatever_else_is_said_changes_freely_and_so_does_a_tender_that_nobody_has_read(nemc, moderator, tender):
    assert edit(moderator, tender, FIRST, summary="Barabara ya kilomita 13.", awarded_to="Mjenzi", awarded_on="2027-06-01") is None
    parent = tender.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["websites", "tenderpage", parent.pk])
    assert moderator.post(address, {**fields(FIRST, slug="mpya"), "action-save": "1"}).status_code == 302
    draft = TenderPage.objects.get(slug="mpya")
    assert edit(moderator, draft, slug="mpya", closes_at="2027-05-09 10:00") is None


def test_taking_it_off_the_site_for_a_moment_changes_nothing_of_that(nemc, moderator, tender):
    tender.unpublish()
    assert set(edit(moderator, tender, FIRST, act="action-save", closes_at="2027-05-09 10:00")) == {"closes_at"}
    assert edit(moderator, tender, FIRST, SECOND, act="action-save", closes_at="2027-05-09 10:00") is None
    assert edit(moderator, tender, FIRST, act="action-save") is None, "the second one was never read by anybody"
    assert set(edit(moderator, tender, closes_at="2027-05-16 10:00")) == {"addenda", "closes_at"}


def test_what_waits_for_approval_and_is_wrong_by_now_is_not_approved(nemc, moderator, tender):
    editor = officer("editor", nemc, "websites.editor")
    tender.closes_at = datetime(2027, 5, 9, 7, tzinfo=UTC)
    tender.save_revision(clean=False)
    tender.get_workflow().start(tender, editor.person)
    state = TaskState.objects.get(status="in_progress")
    approve = reverse("wagtailadmin_pages:workflow_action", args=[tender.pk, "approve", state.pk])
    assert moderator.post(approve, {"comment": ""}).url == reverse("wagtailadmin_pages:edit", args=[tender.pk])
    assert "2 Mei 2027, 10:00" in visit(HOST, tender.path_on_site())
    with pytest.raises(ValidationError):
        tender.get_latest_revision().publish()
