"""The agency sees all sites at once, with what each lacks, in as many queries for many sites as for few."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.websites.actions import links, owe_sites, reviews
from huduma.systems.websites.agency import actions
from huduma.systems.websites.models import InstitutionSite, NewsPage, SiteNotice, SitePage

from .factories import home_of, make_institution_with_site, publish_news
from .officers import officer

pytestmark = pytest.mark.django_db
LIST = "all-websites:index"


@pytest.fixture
def keeper(nation):
    return officer("keeper", nation["nida"], "websites.agency")


def rows(client, **query):
    """The exported list, by code."""
    answer = client.get(reverse(LIST), {"export": "csv", **query})
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    columns = ["code", "sw", "en", "kind", "host", "status", "frozen_at", "reason", "made_at", "changed_at"]
    columns += ["pages", "waiting", "untranslated", "stale", "broken", "findings", "reviews_due", "notices", "unanswered", "views"]
    return {line[0]: dict(zip(columns, line, strict=True)) for line in lines[1:]}


def test_each_site_is_there_with_what_it_lacks(nation, keeper):
    page = publish_news(nation["tra"], "Moja")
    page.title = "Mbili"
    page.save_revision()
    actions.freeze_site(site=InstitutionSite.objects.get(pk=nation["nida"].pk), reason="Imevamiwa", by=keeper.person)
    owe_sites(institutions=[make_institution("nemc")], by=None)
    with whole_nation():
        for institution, kind in ((nation["tra"], ""), (None, "ministry"), (None, ""), (nation["moha"], "")):
            notice = SiteNotice(institution=institution, institution_kind=kind, text_sw="x", text_en="x")
            actions.publish_notice(notice=notice, by=None)
        actions.withdraw_notice(notice=notice, by=None)
    found = rows(keeper)
    assert list(found) == ["moha", "nemc", "nida", "tra"]
    assert {code: (row["untranslated"], row["waiting"], row["notices"]) for code, row in found.items()} == {
        "moha": ("0", "0", "2"),
        "nemc": ("0", "0", "1"),
        "nida": ("0", "0", "1"),
        "tra": ("1", "1", "2"),
    }
    assert int(found["tra"]["pages"]) == int(found["moha"]["pages"]) + 1 > 5
    assert found["nemc"]["pages"] == "0"
    assert (found["nida"]["reason"], found["nemc"]["status"]) == ("Imevamiwa", "OWED")
    assert found["tra"]["changed_at"] > found["moha"]["changed_at"]
    text = keeper.get(reverse(LIST)).text
    for said in ("4 websites", "1 still to be made", "1 frozen", "tra Agency", "Frozen"):
        assert said in text


@pytest.mark.slow
def test_it_says_what_the_checker_finds_and_which_pages_are_to_be_looked_at(nation, keeper):
    shouted = [("paragraph", "<p>KAZI IMEANZA LEO ASUBUHI MJINI</p><p>MATANGAZO YOTE YATATOKA KESHO</p>")]
    page = publish_news(nation["tra"], "Moja", body=shouted)
    publish_news(nation["tra"], "Mbili", body=shouted[:1])
    publish_news(nation["nida"], "Tatu")
    assert {code: row["findings"] for code, row in rows(keeper).items()} == {"moha": "0", "nida": "0", "tra": "4"}
    page.body = [("paragraph", "<p>Kazi imeanza.</p>")]
    page.save_revision().publish()
    assert rows(keeper)["tra"]["findings"] == "2"
    NewsPage.objects.get(slug="mbili").unpublish()
    assert rows(keeper)["tra"]["findings"] == "0"
    with whole_nation():
        reviews.keep_page(page=home_of(nation["tra"]), keeper=None, days=365, by=None)
    assert rows(keeper)["tra"]["reviews_due"] == "0"
    SitePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - timedelta(days=400))
    reviews.send_reminders(by=None)
    assert {code: row["reviews_due"] for code, row in rows(keeper).items()} == {"moha": "0", "nida": "0", "tra": "1"}
    publish_news(nation["nida"], "Nne", body=shouted)
    listed = keeper.get(reverse(LIST), {"lacks": "findings"}).text
    assert "Findings of the checker: <strong>2</strong>" in listed
    assert "moha Agency" not in listed
    assert "Pages to look at: <strong>1</strong>" in keeper.get(reverse(LIST)).text
    with whole_nation():
        reviews.review_page(page=SitePage.objects.get(pk=page.pk), by=None)
    assert rows(keeper)["tra"]["reviews_due"] == "0"


def test_what_a_page_linked_to_goes_and_the_daily_round_counts_it(nation, keeper):
    gone = publish_news(nation["tra"], "Moja")
    publish_news(nation["tra"], "Mbili", body=[("paragraph", f'<p>Soma <a linktype="page" id="{gone.pk}">habari ya kwanza</a>.</p>')])
    gone.delete()
    assert rows(keeper)["tra"]["findings"] == "0"
    links.check_links(institution=nation["tra"], by=None)
    assert rows(keeper)["tra"]["findings"] == "1"


def test_the_editors_of_a_site_see_it_on_their_first_screen(nation):
    shouted = [("paragraph", "<p>KAZI IMEANZA LEO ASUBUHI MJINI</p>")]
    editor = officer("editor", nation["tra"], "websites.editor")
    assert "this waits for" not in editor.get("/office/").text
    for code in ("tra", "nida"):
        publish_news(nation[code], f"Habari za {code}", body=shouted)
    text = editor.get("/office/").text
    assert "tra Agency: this waits for whoever looks after the content." in text
    assert "1 finding of the checker" in text
    assert "nida Agency: this waits" not in text
    listed = editor.get(reverse("findings:index")).text
    assert "Habari za tra" in listed
    assert "Habari za nida" not in listed
    stranger = officer("manager", nation["tra"], "institutions.manager")
    assert "this waits for" not in stranger.get("/office/").text


@pytest.mark.slow
def test_it_is_filtered_searched_and_sorted(nation, keeper):
    publish_news(nation["tra"], "Moja")
    actions.freeze_site(site=InstitutionSite.objects.get(pk=nation["nida"].pk), reason="x", by=keeper.person)
    for query, codes in (
        ({"kind": "ministry"}, ["moha"]),
        ({"frozen": "true"}, ["nida"]),
        ({"frozen": "false"}, ["moha", "tra"]),
        ({"lacks": "untranslated"}, ["tra"]),
        ({"lacks": "broken"}, []),
        ({"lacks": "password"}, ["moha", "nida", "tra"]),
        ({"q": "tra"}, ["tra"]),
        ({"q": "nida.localhost"}, ["nida"]),
        ({"status": "OWED"}, []),
        ({"ordering": "-pages"}, None),
        ({"ordering": "-changed_at"}, None),
    ):
        found = list(rows(keeper, **query))
        assert found == codes if codes is not None else found[0] == "tra", query
    assert keeper.get(reverse(LIST), {"kind": "kingdom", "ordering": "password"}).status_code == 200


def test_officers_of_one_institution_have_no_overview(nation):
    for role in ("websites.moderator", "websites.editor", "institutions.manager"):
        client = officer(role.replace(".", "-"), nation["tra"], role)
        answer = client.get(reverse(LIST))
        assert answer.status_code in (302, 403, 404)
        assert "Overview of websites" not in client.get("/office/").text


@pytest.mark.slow
def test_more_sites_take_no_more_queries(nation, keeper, django_assert_max_num_queries):
    def look():
        return keeper.get(reverse(LIST))

    look()
    with django_assert_max_num_queries(40) as few:
        look()
    for code in ("tcra", "ewura", "tbs"):
        publish_news(make_institution_with_site(code), "Moja")
    with django_assert_max_num_queries(len(few)):
        assert "tcra" in look().text
