"""A site is ordered with its editors: each gets a letter, accepts it once and in time, signs in by code, and works on that site alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.platform.accounts.tests.way_in import code_login, make_citizen
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.contributions.personal_data import personal_data
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.models import Appointment
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.schedule import schedules
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging import actions as messaging
from huduma.platform.messaging.models import Message
from huduma.platform.messaging.tests.peers import Manners, smtp_server
from huduma.systems.websites.agency.invitations import actions
from huduma.systems.websites.models import EditorInvitation, InstitutionSite, SitePage
from tests.peers.ports import free_port
from tests.peers.worlds import made_once

from .factories import make_institution_with_site
from .officers import officer
from .visitor import visit

pytestmark = pytest.mark.django_db
ASHA = "asha@nemc.go.tz"


@made_once
def nation():
    """The institution that invites, and the agency."""
    sync_groups()
    return {code: make_institution_with_site(code) for code in ("nemc", "ega")}


@pytest.fixture
def nemc(nation):
    return nation["nemc"]


@pytest.fixture
def keeper(nation):
    return officer("keeper", nation["ega"], "websites.agency")


def invite(client, institution, editors=ASHA, moderators="", language="sw"):
    said = {"editors": editors, "moderators": moderators, "language": language}
    return client.post(reverse("all-websites:invite", args=[institution.pk]), said)


def letters():
    with whole_nation():
        return list(Message.objects.filter(notice=actions.LETTER).order_by("pk"))


def link(letter):
    return re.search(r"http://localhost:8000(\S+)", letter.body)[1]


def appointed():
    with whole_nation():
        found = Appointment.objects.filter(role__in=actions.INVITED_AS).in_force().select_related("person", "institution")
        return sorted((one.person.email, one.role, one.institution.code) for one in found)


def invitations():
    with whole_nation():
        return list(EditorInvitation.objects.order_by("pk"))


def test_a_site_is_ordered_from_its_register_row_with_its_editors(nemc, keeper):
    tbs = make_institution("tbs")
    page = keeper.get(reverse("all-websites:add")).text
    assert "tbs Agency" in page
    assert f'value="{nemc.pk}"' not in page, "it has a site"
    said = {"institution": tbs.pk, "editors": f"Asha Juma <{ASHA.upper()}>\n", "moderators": "daudi@tbs.go.tz", "language": "en"}
    assert keeper.post(reverse("all-websites:add"), said).status_code == 302
    assert InstitutionSite.objects.get(pk=tbs.pk).status == "OWED"
    work_off()
    assert visit("tbs.localhost")
    with whole_nation():
        assert {
            (one.email, one.full_name, one.role, one.invited_by.email) for one in EditorInvitation.objects.select_related("invited_by")
        } == {
            (ASHA, "Asha Juma", "websites.editor", keeper.person.email),
            ("daudi@tbs.go.tz", "", "websites.moderator", keeper.person.email),
        }
    assert appointed() == [], "nobody before they accept"


def test_who_accepts_signs_in_by_code_sets_up_a_second_factor_and_works_there(nemc, keeper):
    assert invite(keeper, nemc).status_code == 302
    [letter] = letters()
    assert letter.address == ASHA
    assert "Umealikwa kufanya kazi kwenye tovuti: Wakala wa nemc" in letter.subject
    assert "Mhariri wa tovuti" in letter.body
    browser = Client()
    for _look in range(3):
        page = browser.get(link(letter))
        assert page.status_code == 200
        assert ASHA in page.text
    assert "no-store" in page["Cache-Control"]
    assert appointed() == []
    empty = browser.post(link(letter), {"full_name": " "})
    assert empty.status_code == 422
    assert "hd-errors" in empty.text
    assert browser.post(link(letter), {"full_name": "Asha Juma"})["Location"] == "/account/login/code/"
    assert appointed() == [(ASHA, "websites.editor", "nemc")]
    assert Person.objects.get(email=ASHA).full_name == "Asha Juma"
    assert "Karibu" in browser.get("/account/login/code/").text
    code_login(browser, ASHA, ASHA)
    assert browser.get("/office/")["Location"].startswith("/account/2fa/"), "nothing without the second factor"
    for again in (Client().get(link(letter)), Client().post(link(letter), {"full_name": "Mwingine"})):
        assert again.status_code == 410
        assert "umeshakubaliwa" in again.text
    assert appointed() == [(ASHA, "websites.editor", "nemc")]
    assert ChainedRecord.objects.get(verb="websites.accept_invitation").data["invited_by"] == keeper.person.pk


def test_who_has_an_account_only_presses_a_button_and_gets_no_more_than_the_letter_says(nemc, keeper):
    person = make_citizen(email=ASHA)
    invite(keeper, nemc, language="en")
    [letter] = letters()
    assert "/en/account/invitation/" in letter.body
    assert 'name="full_name"' not in Client().get(link(letter)).text
    Client().post(link(letter), {"role": "websites.moderator", "full_name": "x"})
    assert appointed() == [(ASHA, "websites.editor", "nemc")]
    assert SitePage.objects.of(nemc).exists()
    assert Person.objects.get(email=ASHA).full_name == person.full_name


def test_a_letter_arrives_although_the_mail_server_was_away(nemc, keeper, settings):
    settings.EMAIL_PORT = free_port()
    invite(keeper, nemc)
    [letter] = letters()
    with whole_nation():
        messaging.carry(message_id=letter.pk)
        hours_ago = timezone.now() - timedelta(hours=9)
        Message.objects.filter(pk=letter.pk).update(created_at=hours_ago, next_attempt_at=timezone.now())
        messaging.recover()
        with smtp_server(manners := Manners()) as port:
            settings.EMAIL_PORT = port
            messaging.carry(message_id=letter.pk)
    [arrived] = manners.received
    assert "/account/invitation/" in str(arrived)
    assert letters()[0].body == "", "it is not kept once it was sent"


def test_a_link_is_good_for_some_days_until_it_is_withdrawn_or_replaced(nemc, keeper):
    invite(keeper, nemc)
    invite(keeper, nemc)
    first, second = letters()
    assert Client().get(link(first)).status_code == 410
    assert Client().get(link(second)).status_code == 200
    [_old, current] = invitations()
    assert keeper.post(reverse("invitations:withdraw", args=[current.pk])).status_code == 302
    assert Client().post(link(second), {"full_name": "Asha"}).status_code == 410
    invite(keeper, nemc, language="en")
    with whole_nation():
        EditorInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    late = Client().post(link(letters()[-1]), {"full_name": "Asha"})
    assert late.status_code == 410
    assert "no longer good" in late.text
    assert Client().get(link(letters()[-1])[:-3] + "xyz/").status_code == 404
    assert appointed() == []
    text = keeper.get(reverse("invitations:index")).text
    assert "Withdrawn" in text
    assert "Not accepted in time" in text


def test_nobody_floods_anybody(nemc, keeper, monkeypatch):
    for _time in range(actions.MOST_TO_ONE):
        assert invite(keeper, nemc).status_code == 302
    refused = invite(keeper, nemc)
    assert refused.status_code == 200
    assert "within a day" in refused.text
    assert len(letters()) == actions.MOST_TO_ONE
    monkeypatch.setattr(actions, "MOST_BY_ONE", 4)
    many = invite(keeper, nemc, editors="a@x.go.tz\nb@x.go.tz")
    assert "You have sent" in many.text
    assert "at most 20" in invite(keeper, nemc, editors="\n".join(f"a{n}@x.go.tz" for n in range(21))).text
    assert len(letters()) == actions.MOST_TO_ONE, "all or none"
    browser = Client()
    tried = [browser.get("/account/invitation/hakuna/").status_code for _try in range(31)]
    assert tried[-1] == 429


def test_what_is_no_address_is_named_by_its_line(nemc, keeper):
    text = invite(keeper, nemc, editors=f"{ASHA}\n\nsiyo anwani\nAsha <script> <x@y.go.tz>").text
    assert "Line 3:" in text
    assert "Name at least one person" in invite(keeper, nemc, editors="").text
    assert letters() == []


def test_who_is_that_already_is_not_invited_again(nemc, keeper):
    moderator = officer("moderator", nemc, "websites.moderator")
    text = invite(keeper, nemc, editors="", moderators=moderator.person.email).text
    assert "is appointed as" in text
    assert letters() == []


def test_nobody_but_the_keeper_invites_or_reads_who_was(nemc, keeper):
    invite(keeper, nemc)
    [invitation] = invitations()
    for role in ("websites.moderator", "websites.editor", "institutions.manager"):
        client = officer(role.replace(".", "-"), nemc, role)
        assert client.post(reverse("all-websites:invite", args=[nemc.pk]), {"editors": ASHA, "language": "sw"}).status_code == 404
        assert client.post(reverse("invitations:withdraw", args=[invitation.pk])).status_code == 404
        assert ASHA not in client.get(reverse("invitations:index"), follow=True).text
    assert len(letters()) == 1


def test_what_is_kept_is_handed_out_and_forgotten(nemc, keeper):
    invite(keeper, nemc)
    Client().post(link(letters()[0]), {"full_name": "Asha Juma"})
    invite(keeper, nemc, editors="haji@nemc.go.tz")
    person, kind = Person.objects.get(email=ASHA), personal_data["websites.invitations"]
    [kept] = kind.export(person)
    assert (kept["institution"], kept["role"], kept["email"]) == ("nemc", "websites.editor", ASHA)
    schedules["websites.forget_invitations"].job.func()
    assert len(invitations()) == 2
    with whole_nation():
        EditorInvitation.objects.update(expires_at=timezone.now() - actions.KEPT - timedelta(days=1))
    schedules["websites.forget_invitations"].job.func()
    assert [one.email for one in invitations()] == [ASHA], "who accepted is still known"
    kind.erase(person)
    assert invitations() == []
    assert appointed() == [(ASHA, "websites.editor", "nemc")]


def test_an_institution_that_was_closed_meanwhile_takes_nobody(nemc, keeper):
    invite(keeper, nemc)
    type(nemc).objects.filter(pk=nemc.pk).update(status="ABOLISHED")
    assert Client().post(link(letters()[0]), {"full_name": "Asha"}).status_code == 410
    assert appointed() == []
