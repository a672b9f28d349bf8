"""An institution adds a domain name of its own, proves it by a record in the DNS, and only then is it used: against a real name server."""

from datetime import timedelta

import dns.rcode
import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from huduma.platform.delivery.models import FormerHost
from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging.models import Message
from huduma.systems.websites.agency.domains.actions import PROVEN_EVERY
from huduma.systems.websites.gateways import name_servers
from huduma.systems.websites.models import SiteDomain
from tests.peers.name_server import name_server
from tests.peers.worlds import made_once

from .factories import make_institution_with_site
from .officers import officer
from .visitor import ask, visit

pytestmark = pytest.mark.django_db
NAME, OLD = "mazingira.go.tz", "nemc.localhost"


@pytest.fixture(autouse=True)
def names(settings, monkeypatch):
    monkeypatch.setattr(name_servers, "_LONGEST_WAIT", 0.6)
    with name_server() as server:
        settings.DNS_SERVERS = [server.address]
        yield server


@made_once
def nation():
    """The institution of the tests, the agency, and one whose names nobody else may have."""
    sync_groups()
    made = {code: make_institution_with_site(code) for code in ("nemc", "ega")}
    made["tra"] = make_institution_with_site("tra", host="tra.go.tz")
    FormerHost.objects.create(host="zamani-tra.go.tz", site=made["tra"].live_site)
    return made


@pytest.fixture
def nemc(nation):
    return nation["nemc"]


@pytest.fixture
def keeper(nation):
    return officer("keeper", nation["ega"], "websites.agency")


def add(client, institution, name=NAME):
    return client.post(reverse("domains:add"), {"institution": institution.pk, "name": name})


def domain_of(name=NAME) -> SiteDomain:
    with whole_nation():
        return SiteDomain.objects.select_related("institution").get(name=name)


def look_again() -> SiteDomain:
    """Let the time come at which the record is looked for again, and the worker do it."""
    with whole_nation():
        SiteDomain.objects.update(check_at=timezone.now() - timedelta(seconds=1))
    run_sweeps()
    work_off()
    return domain_of()


def set_record(names, domain) -> None:
    names.texts[domain.record_name] = ["v=spf1 -all", domain.record_text]


@pytest.fixture
def proven(nemc, names, moderator) -> SiteDomain:
    add(moderator, nemc)
    set_record(names, domain_of())
    return look_again()


def test_a_name_is_added_proven_and_leads_to_the_site(nemc, names, moderator):
    response = add(moderator, nemc)
    domain = domain_of()
    assert response["Location"] == reverse("domains:inspect", args=[domain.pk])
    shown = moderator.get(response["Location"]).text
    assert f"_huduma.{NAME}" in shown
    assert domain.record_text in shown
    assert len(domain.token) >= 32
    run_sweeps()
    work_off()
    assert names.asked[-1] == f"_huduma.{NAME}"
    assert domain_of().fault == SiteDomain.Fault.MISSING
    assert "The record is not there" in moderator.get(response["Location"]).text
    assert ask(NAME).status == 421
    set_record(names, domain)
    assert moderator.post(reverse("domains:check", args=[domain.pk])).status_code == 302
    work_off()
    assert domain_of().is_proven
    assert ask(NAME, "/habari/").headers["Location"] == f"http://{OLD}:8000/habari/"
    assert visit(OLD)
    assert "Proven" in moderator.get(reverse("domains:index")).text


def test_the_agency_makes_it_the_address_of_the_site(nemc, proven, moderator, keeper):
    use = reverse("domains:use", args=[proven.pk])
    assert moderator.post(use).status_code == 404
    assert keeper.post(use).status_code == 302
    assert f'<link rel="canonical" href="http://{NAME}:8000/">' in visit(NAME)
    assert ask(OLD, "/habari/").headers["Location"] == f"http://{NAME}:8000/habari/"
    remove = moderator.post(reverse("domains:remove", args=[proven.pk]))
    assert "cannot be done" in str(remove.context["form"].errors)
    assert visit(NAME)


def test_another_text_proves_nothing(nemc, names, moderator):
    add(moderator, nemc)
    names.texts[f"_huduma.{NAME}"] = ["huduma-proof=x", domain_of().record_text + "x"]
    assert look_again().fault == SiteDomain.Fault.OTHER
    assert not domain_of().is_proven
    names.texts[f"_huduma.{NAME}"] = []
    assert look_again().fault == SiteDomain.Fault.MISSING


@pytest.mark.slow
@pytest.mark.parametrize("how", ["silent", "refused", "nobody"])
def test_servers_that_do_not_answer_say_nothing(nemc, names, proven, settings, how):
    if how == "nobody":
        settings.DNS_SERVERS = ["127.0.0.1:9"]
    names.silent, names.rcode = how == "silent", dns.rcode.SERVFAIL if how == "refused" else dns.rcode.NOERROR
    domain = look_again()
    assert domain.fault == SiteDomain.Fault.UNREACHABLE
    assert domain.is_proven
    assert domain.check_at < timezone.now() + timedelta(hours=2)
    assert ask(NAME).status == 301


@pytest.mark.slow
def test_a_lost_proof_is_told_and_takes_nothing_down(nemc, names, proven, keeper, moderator):
    keeper.post(reverse("domains:use", args=[proven.pk]))
    names.texts.clear()
    assert look_again().lost_at
    assert visit(NAME)
    assert ask(OLD).headers["Location"] == f"http://{NAME}:8000/"
    for person in (keeper, moderator):
        assert f"proof for the domain name {NAME} is missing" in person.get(reverse("wagtailadmin_home")).text
    with whole_nation():
        told = Message.objects.filter(notice="websites.domain_lost")
        assert {message.person for message in told} == {keeper.person, moderator.person}
        assert NAME in told.first().body
    look_again()
    with whole_nation():
        assert told.all().count() == 2, "told once"
    set_record(names, proven)
    assert look_again().is_proven
    assert NAME not in keeper.get(reverse("wagtailadmin_home")).text
    names.texts.clear()
    look_again()
    with whole_nation():
        assert told.all().count() == 4, "and again when it is lost again"
    assert mail.outbox == []


def test_a_lost_name_is_not_moved_to(nemc, names, proven, keeper):
    names.texts.clear()
    look_again()
    assert ask(NAME).status == 301
    answer = keeper.post(reverse("all-websites:move", args=[nemc.pk]), {"host": NAME})
    assert "Nobody has proven" in str(answer.context["form"].errors)
    assert "cannot be done" in str(keeper.post(reverse("domains:use", args=[proven.pk])).context["form"].errors)


def test_a_proof_is_looked_for_once_a_day_and_a_claim_for_two_weeks(nemc, names, proven, moderator):
    asked = len(names.asked)
    run_sweeps()
    work_off()
    assert len(names.asked) == asked
    assert abs(proven.check_at - timezone.now() - PROVEN_EVERY) < timedelta(minutes=1)
    add(moderator, nemc, "nemc.or.tz")
    with whole_nation():
        SiteDomain.objects.filter(name="nemc.or.tz").update(added_at=timezone.now() - timedelta(days=15))
    look_again()
    assert domain_of("nemc.or.tz").check_at is None
    moderator.post(reverse("domains:check", args=[domain_of("nemc.or.tz").pk]))
    work_off()
    assert names.asked[-1] == "_huduma.nemc.or.tz"


def test_a_removed_name_leads_nowhere(nemc, proven, moderator):
    assert moderator.post(reverse("domains:remove", args=[proven.pk])).status_code == 302
    assert ask(NAME).status == 421
    assert not FormerHost.objects.filter(host=NAME).exists()


def test_two_may_claim_a_name_and_one_has_it(nation, nemc, names, moderator, proven):
    tra = nation["tra"]
    other = officer("other", tra, "websites.moderator")
    assert "Another institution has this host" in str(add(other, tra).context["form"].errors["name"])
    add(moderator, nemc, "mpya.go.tz")
    assert add(other, tra, "mpya.go.tz").status_code == 302
    with whole_nation():
        first, second = SiteDomain.objects.filter(name="mpya.go.tz").order_by("pk")
    names.texts["_huduma.mpya.go.tz"] = [first.record_text, second.record_text]
    look_again_both()
    with whole_nation():
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.is_proven, second.fault) == (True, SiteDomain.Fault.TAKEN)
        with pytest.raises(IntegrityError), transaction.atomic():
            SiteDomain.objects.filter(pk=second.pk).update(proven_at=timezone.now())
    assert ask("mpya.go.tz").headers["Location"] == f"http://{OLD}:8000/"


def look_again_both() -> None:
    with whole_nation():
        SiteDomain.objects.update(check_at=timezone.now() - timedelta(seconds=1))
    run_sweeps()
    work_off()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "errorlist"),
        ("mazingira", "not a domain name"),
        ("https://mazingira.go.tz", "not a domain name"),
        ("mazingira.go.tz/habari", "not a domain name"),
        ("mazingira.go.tz:8000", "not a domain name"),
        ("mazingira_1.go.tz", "not a domain name"),
        ("-mazingira.go.tz", "not a domain name"),
        ("mazingira..go.tz", "not a domain name"),
        (f"{'x' * 64}.go.tz", "not a domain name"),
        ("maji safi.go.tz", "not a domain name"),
        ("*.go.tz", "stands for many"),
        ("10.0.0.1", "number of a machine"),
        ("[2001:db8::1]", "number of a machine"),
        ("10.0.0.256", "not a domain name"),
        ("localhost", "not a domain name"),
        ("mazingira.localhost", "the platform’s own"),
        ("a.b.LOCALHOST.", "the platform’s own"),
        ("tra.go.tz", "Another institution"),
        ("zamani-tra.go.tz", "Another institution"),
        ("ＴＲＡ.go.tz", "Another institution"),
        ("tra。go。tz", "Another institution"),
    ],
)
def test_what_is_no_name_of_its_own_is_refused_in_the_form(nemc, moderator, name, complaint):
    answer = add(moderator, nemc, name)
    assert complaint in str(answer.context["form"].errors["name"])
    with whole_nation():
        assert not SiteDomain.objects.exists()


def test_a_name_is_written_as_the_dns_has_it(nemc, moderator):
    add(moderator, nemc, " Mazingira.GO.tz. ")
    assert domain_of()
    assert "already" in str(add(moderator, nemc).context["form"].errors)
    add(moderator, nemc, "mаzingira.go.tz")  # the second letter is Cyrillic: another name, and it looks like one
    assert domain_of("xn--mzingira-16g.go.tz")


def test_a_moderator_sees_and_adds_only_for_the_own_institution(nation, nemc, moderator, proven):
    tra = nation["tra"]
    other = officer("other", tra, "websites.moderator")
    assert NAME not in other.get(reverse("domains:index")).text
    for view in ("inspect", "check", "remove", "use"):
        assert other.get(reverse(f"domains:{view}", args=[proven.pk])).status_code == 404
        assert other.post(reverse(f"domains:{view}", args=[proven.pk])).status_code in {404, 405}
    assert "institution" in add(other, nemc, "nyingine.go.tz").context["form"].errors
    editor = officer("editor", nemc, "websites.editor")
    assert add(editor, nemc, "nyingine.go.tz").status_code == 302
    with whole_nation():
        assert SiteDomain.objects.count() == 1
