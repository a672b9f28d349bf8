"""A moderator puts a banner on their own site, the agency speaks on all sites or those of a kind, and the next visitor sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from huduma.platform.delivery.models import LiveSite
from huduma.platform.institutions.actions import change_status
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.systems.websites.actions import faults_of
from huduma.systems.websites.agency import actions
from huduma.systems.websites.models import SiteNotice

from .factories import make_institution_with_site, publish_news
from .officers import officer
from .visitor import visit

pytestmark = pytest.mark.django_db
TRA, NIDA, MOHA = "tra.localhost", "nida.localhost", "moha.localhost"
HOUR = timedelta(hours=1)


@pytest.fixture
def moderator(nation):
    return officer("moderator", nation["tra"], "websites.moderator")


@pytest.fixture
def keeper(nation):
    return officer("keeper", nation["nida"], "websites.agency")


def words(text, **more):
    return {"kind": "plain", "text_sw": text, "text_en": f"{text} (en)", "url": "", "starts_at": "", "ends_at": "", **more}


def proclaim(client, text, **more):
    """Publish a national notice in the office and let the worker carry it out."""
    response = client.post(reverse("national-notices:add"), words(text) | {"institution_kind": ""} | more)
    assert response.status_code == 302, response.context["form"].errors
    work_off()
    return latest()


def latest():
    with whole_nation():
        return SiteNotice.objects.latest("pk")


def move_in_time(notice, **instants):
    """Let time pass for ``notice``, and do what the workers do every minute."""
    with whole_nation():
        SiteNotice.objects.filter(pk=notice.pk).update(**instants)
    run_sweeps()
    work_off()


def when(instant):
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M")


def test_a_moderator_puts_up_a_banner_and_takes_it_down(nation, moderator):
    assert "Leo ofisi" not in visit(TRA)
    generation = LiveSite.objects.get(host=TRA).generation
    form = words("Leo ofisi imefungwa", institution=nation["tra"].pk, kind="bad", url="https://tra.localhost/habari/")
    response = moderator.post(reverse("banners:add"), form)
    assert response.status_code == 302, response.context["form"].errors
    for path in ("/", "/habari/", "/kuhusu/"):
        assert "Leo ofisi imefungwa" in visit(TRA, path), path
    assert "hd-alert--bad" in visit(TRA)
    assert 'href="https://tra.localhost/habari/"' in visit(TRA)
    assert "Leo ofisi imefungwa (en)" in visit(TRA, "/en/")
    assert "Leo ofisi" not in visit(NIDA)
    assert LiveSite.objects.get(host=TRA).generation > generation
    assert "Shown now" in moderator.get(reverse("banners:index")).text
    assert moderator.post(reverse("banners:withdraw", args=[latest().pk])).status_code == 302
    assert "Leo ofisi" not in visit(TRA)
    assert "Withdrawn" in moderator.get(reverse("banners:index")).text
    assert "Notice withdrawn" in moderator.get(reverse("banners:history", args=[latest().pk])).text
    assert faults_of(institution=nation["tra"]) == []


def test_a_banner_begins_and_ends_at_its_instants(nation, moderator):
    now = timezone.now()
    form = words("Kesho", institution=nation["tra"].pk, starts_at=when(now + HOUR), ends_at=when(now + 2 * HOUR))
    moderator.post(reverse("banners:add"), form)
    run_sweeps()
    work_off()
    assert "Kesho" not in visit(TRA)
    move_in_time(latest(), starts_at=now - HOUR)
    assert "Kesho" in visit(TRA)
    move_in_time(latest(), ends_at=now - HOUR / 2)
    assert "Kesho" not in visit(TRA)
    assert run_sweeps()["websites.notices"] == 0


def test_a_national_notice_is_on_every_site_or_on_those_of_a_kind(nation, keeper):
    proclaim(keeper, "Sensa yaanza")
    assert all("Sensa yaanza" in visit(host) for host in (TRA, NIDA, MOHA))
    assert "Sensa yaanza (en)" in visit(MOHA, "/en/")
    keeper.post(reverse("national-notices:withdraw", args=[latest().pk]))
    work_off()
    assert not any("Sensa yaanza" in visit(host) for host in (TRA, NIDA, MOHA))
    proclaim(keeper, "Kwa wizara", institution_kind="ministry")
    assert "Kwa wizara" in visit(MOHA)
    assert "Kwa wizara" not in visit(TRA)


def test_a_new_site_shows_what_is_in_force(nation, keeper):
    proclaim(keeper, "Sensa yaanza")
    make_institution_with_site("nemc")
    assert "Sensa yaanza" in visit("nemc.localhost")


@pytest.mark.slow
def test_the_most_urgent_is_seen_and_the_rest_comes_back(nation, keeper, moderator):
    own = words("Benki ya TRA imefungwa", institution=nation["tra"].pk, kind="bad")
    moderator.post(reverse("banners:add"), own)
    plain = proclaim(keeper, "Sensa yaanza")
    assert "Benki ya TRA" in visit(TRA)
    assert "Sensa yaanza" in visit(NIDA)
    mourning = proclaim(keeper, "Msiba wa Taifa", kind="mourning")
    for host in (TRA, NIDA):
        assert "Msiba wa Taifa" in visit(host)
        assert "hd-alert--mourning" in visit(host)
        assert visit(host).count("<aside") == 1
    move_in_time(mourning, withdrawn_at=timezone.now())
    assert "Benki ya TRA" in visit(TRA)
    with whole_nation():
        change_status(institution=nation["nida"], status="DORMANT", by=None, effective_date=timezone.localdate())
    run_sweeps()
    work_off()
    assert "haifanyi kazi" in visit(NIDA)
    assert plain.text_sw not in visit(NIDA)


def test_work_that_a_killed_worker_left_is_taken_up_again(nation, keeper, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 1)
    kept, left = actions._redraw, []

    def dies_after_one(sites):
        if left:
            raise SystemExit
        left.append(sites)
        kept(sites)

    monkeypatch.setattr(actions, "_redraw", dies_after_one)
    keeper.post(reverse("national-notices:add"), words("Onyo", institution_kind="", kind="bad"))
    with pytest.raises(SystemExit):
        actions.carry_out_notice(notice=latest().pk, by=None)
    assert sum("Onyo" in visit(host) for host in (TRA, NIDA, MOHA)) == 1
    monkeypatch.setattr(actions, "_redraw", kept)
    keeper.post(reverse("national-notices:withdraw", args=[latest().pk]))  # no site may be left with it
    work_off()
    assert not any("Onyo" in visit(host) for host in (TRA, NIDA, MOHA))
    assert latest().shown == "NOWHERE"


def test_publishing_a_page_keeps_the_notice(nation, keeper):
    proclaim(keeper, "Sensa yaanza")
    publish_news(nation["tra"], "Moja")
    assert "Sensa yaanza" in visit(TRA, "/habari/moja/")


@pytest.mark.slow
def test_what_is_no_notice_is_refused_beside_its_field(nation, moderator):
    past, later = when(timezone.now() - HOUR), when(timezone.now() + HOUR)
    refused = {
        "text_sw": words("", institution=nation["tra"].pk),
        "text_en": words("x", institution=nation["tra"].pk) | {"text_en": ""},
        "url": words("x", institution=nation["tra"].pk, url="javascript:alert(1)"),
        "kind": words("x", institution=nation["tra"].pk, kind="joy"),
        "ends_at": words("x", institution=nation["tra"].pk, ends_at=past),
        "starts_at": words("x", institution=nation["tra"].pk, starts_at="kesho"),
        "institution": words("x"),
    }
    for field, form in refused.items():
        response = moderator.post(reverse("banners:add"), form)
        assert response.status_code == 200, field
        assert list(response.context["form"].errors) == [field]
    backwards = words("x", institution=nation["tra"].pk, starts_at=later, ends_at=when(timezone.now() + HOUR / 2))
    assert list(moderator.post(reverse("banners:add"), backwards).context["form"].errors) == ["ends_at"]
    with whole_nation():
        assert not SiteNotice.objects.exists()


def test_a_banner_says_what_it_says_and_no_more(nation, moderator):
    moderator.post(reverse("banners:add"), words("<script>alert(1)</script>", institution=nation["tra"].pk))
    assert "<script>alert(1)" not in visit(TRA)
    assert "&lt;script&gt;alert(1)" in visit(TRA)


@pytest.mark.slow
def test_nobody_speaks_on_sites_that_are_not_theirs(nation, moderator, keeper):
    editor = officer("editor", nation["tra"], "websites.editor")
    stranger = officer("stranger", nation["nida"], "websites.moderator")
    own = words("Uvamizi", institution=nation["tra"].pk)
    assert stranger.post(reverse("banners:add"), own).context["form"].errors["institution"]
    for client in (editor, moderator, stranger):
        assert client.post(reverse("national-notices:add"), words("Uvamizi", institution_kind="")).status_code in (302, 404)
    assert editor.post(reverse("banners:add"), own).status_code in (302, 404)
    with whole_nation():
        assert not SiteNotice.objects.exists()
    moderator.post(reverse("banners:add"), words("Yetu", institution=nation["tra"].pk))
    banner = latest()
    national = proclaim(keeper, "Ya Taifa")
    for name in ("withdraw", "inspect", "history"):
        assert stranger.get(reverse(f"banners:{name}", args=[banner.pk])).status_code == 404
        assert moderator.get(reverse(f"banners:{name}", args=[national.pk])).status_code == 404
        assert moderator.get(reverse(f"national-notices:{name}", args=[national.pk])).status_code == 404
    assert stranger.post(reverse("banners:withdraw", args=[banner.pk])).status_code == 404
    assert "Yetu" not in stranger.get(reverse("banners:index")).text
    assert "Ya Taifa" not in moderator.get(reverse("banners:index")).text
    assert "National notices" not in moderator.get(reverse("banners:index")).text
    assert "Ya Taifa" in keeper.get(reverse("national-notices:index")).text
    assert "Yetu" in visit(TRA) or "Ya Taifa" in visit(TRA)


@pytest.mark.parametrize("name", ["banners:index", "national-notices:index"])
def test_the_list_takes_no_more_queries_for_more_notices(nation, name, moderator, keeper, django_assert_max_num_queries):
    client = moderator if name.startswith("banners") else keeper
    institution = nation["tra"] if name.startswith("banners") else None

    def publish(count):
        with whole_nation():
            for number in range(count):
                notice = SiteNotice(institution=institution, text_sw=f"Tangazo {number}", text_en="x")
                actions.publish_notice(notice=notice, by=client.person)

    publish(3)
    client.get(reverse(name))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse(name))
    publish(6)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(name))
    assert "Tangazo 0" in client.get(reverse(name) + "?export=csv").getvalue().decode()


def correct(client, screen, notice, text, **more):
    return client.post(reverse(f"{screen}:edit", args=[notice.pk]), words(text) | {"institution_kind": ""} | more)


def test_the_words_of_a_national_notice_are_corrected_on_all_sites(nation, keeper):
    notice = proclaim(keeper, "Shule zitafungwa Juumamosi", url="https://a.go.tz/")
    assert "Juumamosi" in visit(NIDA)
    assert "Juumamosi" in keeper.get(reverse("national-notices:edit", args=[notice.pk])).text
    response = correct(keeper, "national-notices", notice, "Shule zitafungwa Jumamosi", kind="bad", institution_kind="ministry")
    assert response.status_code == 302, response.context["form"].errors
    assert latest().shown == SiteNotice.Shown.SOMEWHERE
    work_off()
    for host in (TRA, NIDA, MOHA):
        assert "Shule zitafungwa Jumamosi" in visit(host)
        assert "Juumamosi" not in visit(host)
        assert "https://a.go.tz/" not in visit(host)
    corrected = latest()
    assert (corrected.pk, corrected.kind, corrected.institution_kind, corrected.shown) == (
        notice.pk,
        "plain",
        "",
        SiteNotice.Shown.EVERYWHERE,
    )
    assert corrected.starts_at == notice.starts_at
    with whole_nation():
        assert run_sweeps()["websites.notices"] == 0


def test_words_that_change_while_the_sites_are_drawn_are_still_owed(nation, keeper):
    notice = proclaim(keeper, "Ya kwanza")
    correct(keeper, "national-notices", notice, "Ya pili")
    with whole_nation():
        before = SiteNotice.objects.get(pk=notice.pk)
    correct(keeper, "national-notices", notice, "Ya tatu")
    with whole_nation():
        actions._settle(before, True)
        assert SiteNotice.objects.owed().filter(pk=notice.pk).exists()
    work_off()
    assert "Ya tatu" in visit(TRA)


def test_a_banner_is_corrected_at_once_and_one_that_is_over_is_not(nation, moderator, keeper):
    assert moderator.post(reverse("banners:add"), words("Tumehama") | {"institution": nation["tra"].pk}).status_code == 302
    assert correct(moderator, "banners", latest(), "Tumehamia Dodoma").status_code == 302
    assert "Tumehamia Dodoma" in visit(TRA)
    wrong = correct(moderator, "banners", latest(), "x", text_en="", url="javascript:alert(1)").context["form"].errors
    assert set(wrong) == {"text_en", "url"}
    assert keeper.get(reverse("banners:edit", args=[latest().pk])).status_code == 404
    moderator.post(reverse("banners:withdraw", args=[latest().pk]))
    assert "is over" in str(correct(moderator, "banners", latest(), "Tena").context["form"].errors)
    assert "Tena" not in visit(TRA)
