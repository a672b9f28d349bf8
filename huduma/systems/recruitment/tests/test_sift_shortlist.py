"""The shortlist: two people, no conflict, no names."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.jobs.models import database_now
from huduma.platform.jobs.testing import work_off
from huduma.systems.recruitment.actions import longlist, sifting
from huduma.systems.recruitment.actions.moving import Reason
from huduma.systems.recruitment.models import Appeal, Application, ApplicationEvent, Proposal, SeekerDocument, SiftWork
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState
from tests.peers.worlds import made_once

from .factories import make_application, make_seeker, make_vacancy
from .sifters import declare, make_sifter

pytestmark = pytest.mark.django_db


@made_once
def sift():
    """A vacancy whose shortlist is to be drawn up, and officers who may."""
    vacancy = make_vacancy(make_institution("aaa"), state=VacancyState.SHORTLISTING, closes_at=timezone.now() - timedelta(days=1))
    return vacancy, [make_sifter(name, vacancy.institution) for name in ("juma", "neema", "baraka")]


@pytest.fixture
def vacancy(sift):
    return sift[0]


@pytest.fixture
def officers(sift):
    return sift[1]


def applicant(vacancy, n, state=ApplicationState.ELIGIBLE, **fields):
    seeker = make_seeker(f"mwombaji{n}", full_name=f"Siri Kabisa {n}", district="Wilayayasiri")
    return make_application(vacancy, seeker, state, sift_number=n, years=n, level="66", **fields)


def state_of(application) -> str:
    with whole_nation():
        return Application.objects.get(pk=application.pk).state


def bulk(client, action, applications, **form):
    ids = "&".join(f"id={one.pk}" for one in applications)
    return client.post(f"{reverse('wagtail_bulk_action', args=['recruitment', 'candidate', action])}?{ids}&next=/office/", form)


def said(client, address) -> str:
    """All that the page, the table or the workbook at ``address`` says."""
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return content.decode()
    return " ".join(str(cell) for row in load_workbook(io.BytesIO(content)).active.values for cell in row)


def drawn(page) -> str:
    """When ``page`` was drawn, as its form keeps it."""
    return re.search(r'name="seen" value="([^"]+)"', page.text)[1]


def test_one_proposes_another_confirms_and_it_can_be_undone_with_a_reason(vacancy, officers, client):
    juma, neema, _ = officers
    declare(vacancy, juma, neema)
    yes, no = applicant(vacancy, 1), applicant(vacancy, 2)
    client.force_login(juma)
    assert bulk(client, "shortlist", [yes]).status_code == 302
    why = {"reason_sw": "Uzoefu mdogo kuliko wengine.", "reason_en": "Less experience than others."}
    for missing in ({}, {"reason_sw": why["reason_sw"]}, {**why, "reason_sw": " "}):
        answer = client.post(reverse("sift:leave_out", args=[no.pk]), missing)
        assert answer.status_code == 200, "nobody is left out without a reason in both languages"
    assert client.post(reverse("sift:leave_out", args=[no.pk]), why).status_code == 302
    assert state_of(yes) == "eligible", "a proposal changes nothing yet"
    client.post(reverse("sift:confirm", args=[yes.pk]), {"seen": drawn(client.get(reverse("sift:confirm", args=[yes.pk])))})
    assert state_of(yes) == "eligible", "nobody confirms their own"
    client.force_login(neema)
    seen = drawn(client.get(f"{reverse('wagtail_bulk_action', args=['recruitment', 'candidate', 'confirm'])}?id={yes.pk}&id={no.pk}"))
    standing = Proposal.objects.filter(application=no)
    before = standing.get()
    standing.update(undone_at=timezone.now())
    Proposal.objects.create(application=no, verdict="shortlisted", by=juma)  # after the page was drawn
    assert bulk(client, "confirm", [yes, no], seen=seen).status_code == 200
    assert client.post(reverse("sift-vacancies:confirm_all", args=[vacancy.pk]), {"seen": seen}).status_code == 302
    assert (state_of(yes), state_of(no)) == ("shortlisted", "eligible"), "what nobody saw is not confirmed"
    standing.exclude(pk=before.pk).update(undone_at=timezone.now())
    Proposal.objects.create(application=no, verdict="not_shortlisted", **why, by=juma)
    assert bulk(client, "confirm", [no], seen=database_now()).status_code == 302
    assert (state_of(yes), state_of(no)) == ("shortlisted", "not_shortlisted")
    sealed = ChainedRecord.objects.get(verb="recruitment.leave_out")
    assert (sealed.by, sealed.data["reason"]) == (neema, Reason(*why.values()).sealed)
    chain = str([row.data for row in ChainedRecord.objects.all()])
    assert not any(reason in chain for reason in why.values()), "nobody could be erased from the chain"
    client.force_login(no.seeker.person)
    for language, reason in zip(("sw", "en"), why.values(), strict=True):
        with translation.override(language):
            assert reason in client.get(reverse("recruitment:application", args=[no.number])).text
    client.force_login(neema)
    assert sealed.data["inputs"]["proposed_by"] == juma.pk
    mend = {"reason_sw": "Mwajiri wa pili hakuhesabiwa.", "reason_en": "The second employer was not counted."}
    assert client.post(reverse("sift:undo", args=[no.pk]), mend).status_code == 302
    assert state_of(no) == "eligible"
    undone = ApplicationEvent.objects.get(verb="undo")
    assert (undone.reason_sw, undone.reason_en) == tuple(mend.values())
    assert "both languages" in client.post(reverse("sift:shortlist", args=[no.pk]), {"reason_en": "Good."}).text
    assert bulk(client, "shortlist", [no]).status_code == 302, "and it begins again"


def test_the_database_itself_wants_two_people_without_a_conflict(vacancy, officers):
    juma, neema, baraka = officers
    declare(vacancy, juma, neema)
    declare(vacancy, baraka, conflicted=True)
    one = applicant(vacancy, 1)

    def refused(change):
        with pytest.raises(IntegrityError), transaction.atomic(), whole_nation():
            change()

    refused(lambda: Application.objects.filter(pk=one.pk).update(state="shortlisted"))
    refused(lambda: Proposal.objects.create(application=one, verdict="shortlisted", by=baraka))
    refused(lambda: Proposal.objects.create(application=one, verdict="shortlisted", by=juma, confirmed_by=juma))
    proposal = Proposal.objects.create(application=one, verdict="shortlisted", by=juma)
    refused(lambda: Proposal.objects.update(confirmed_by=juma, confirmed_at=timezone.now()))
    refused(lambda: Proposal.objects.update(confirmed_by=baraka, confirmed_at=timezone.now()))
    refused(lambda: Proposal.objects.update(by=neema))
    refused(lambda: vacancy.interests.update(conflicted=False))
    refused(lambda: Application.objects.filter(pk=one.pk).update(state="not_shortlisted"))
    Proposal.objects.filter(pk=proposal.pk).update(confirmed_by=neema, confirmed_at=timezone.now())
    refused(lambda: Application.objects.filter(pk=one.pk).update(state="not_shortlisted"))


def test_whoever_has_not_declared_or_has_a_conflict_touches_nothing(vacancy, officers, client):
    undeclared, _, conflicted = officers
    one, refused = applicant(vacancy, 1), applicant(vacancy, 2, ApplicationState.INELIGIBLE)
    appeal = Appeal.objects.create(application=refused, text="Cheti changu kipo.")
    client.force_login(conflicted)
    declared = {"conflicted": "yes", "text": "Mwombaji mmoja ni ndugu yangu."}
    assert client.post(reverse("sift-vacancies:declare", args=[vacancy.pk]), {"conflicted": "yes"}).status_code == 200
    assert client.post(reverse("sift-vacancies:declare", args=[vacancy.pk]), declared).status_code == 302
    for officer in (undeclared, conflicted):
        client.force_login(officer)
        assert "Applicant 1" not in client.get(reverse("sift:index")).text
        assert client.get(reverse("sift:inspect", args=[one.pk])).status_code == 404
        assert client.post(reverse("sift:shortlist", args=[one.pk])).status_code == 404
        assert bulk(client, "shortlist", [one]).status_code == 404
        client.post(reverse("appeals:uphold", args=[appeal.pk]), {"reason_sw": "Kipo.", "reason_en": "It is there."})
    assert client.get(reverse("received-applications:inspect", args=[one.pk])).status_code == 404
    assert not Proposal.objects.exists()
    assert state_of(refused) == "ineligible"


def test_nobody_sifts_a_vacancy_for_which_they_applied(vacancy, officers, client):
    declare(vacancy, officers[0])
    one, refused = applicant(vacancy, 1), applicant(vacancy, 3, ApplicationState.INELIGIBLE)
    appeal = Appeal.objects.create(application=refused, text="Cheti changu kipo.")
    client.force_login(officers[0])
    lists = [reverse(f"{screen}:index") for screen in ("sift", "received-applications", "appeals")]
    lists += [f"{lists[0]}?export=csv", f"{lists[0]}?export=xlsx", f"{lists[0]}?vacancy={vacancy.pk}"]
    assert all(vacancy.number in said(client, address) for address in lists)
    own = make_application(vacancy, make_seeker("juma", person=officers[0]), ApplicationState.ELIGIBLE, sift_number=2)
    assert not [address for address in lists if vacancy.number in said(client, address)]
    for application in (one, own):
        assert client.get(reverse("sift:inspect", args=[application.pk])).status_code == 404
        assert client.post(reverse("sift:shortlist", args=[application.pk])).status_code == 404
        assert bulk(client, "shortlist", [application]).status_code == 404
        assert client.get(reverse("received-applications:inspect", args=[application.pk])).status_code == 404
        with whole_nation(), translation.override("en"), pytest.raises(Refused, match="applied for this vacancy yourself"):
            sifting.sift(vacancy=vacancy, kind=SiftWork.Kind.SHORTLIST, keys=[application.pk], by=officers[0])
    assert client.get(reverse("appeals:inspect", args=[appeal.pk])).status_code == 404
    assert client.post(reverse("appeals:uphold", args=[appeal.pk]), {"reason_sw": "Kipo.", "reason_en": "It is."}).status_code == 404
    assert "applied for this vacancy yourself" in client.get(reverse("sift-vacancies:inspect", args=[vacancy.pk])).text
    assert not Proposal.objects.exists()
    assert state_of(refused) == "ineligible"


def test_the_sift_tells_nobodys_name(vacancy, officers, client):
    declare(vacancy, officers[0])
    one = applicant(vacancy, 1)
    client.force_login(officers[0])
    addresses = [reverse("sift:index"), reverse("sift:inspect", args=[one.pk]), reverse("sift:shortlist", args=[one.pk])]
    addresses += [
        f"{reverse('sift:index')}?export=csv",
        f"{reverse('wagtail_bulk_action', args=['recruitment', 'candidate', 'shortlist'])}?id={one.pk}",
    ]
    for address in addresses:
        answer = client.get(address)
        text = b"".join(answer).decode() if answer.streaming else answer.text
        assert answer.status_code == 200
        for secret in ("Siri Kabisa", "Wilayayasiri", one.number, "Mdhamini", "1995-03-02", "mwombaji1@"):
            assert secret not in text, address
    shown = client.get(addresses[1]).text
    for quality in ("Applicant 1", "Chuo Kikuu cha Dodoma", "BSc Computer Science", "Msanidi programu"):
        assert quality in shown


def test_ten_thousand_at_once_go_on_by_themselves_and_show_how_far_they_are(vacancy, officers, client, monkeypatch):
    monkeypatch.setattr(longlist, "AT_ONCE", 2)
    monkeypatch.setattr(sifting, "AT_ONCE", 2)
    juma, neema, _ = officers
    declare(vacancy, juma, neema)
    some = [applicant(vacancy, n) for n in range(1, 8)]
    client.force_login(juma)
    address = reverse("wagtail_bulk_action", args=["recruitment", "candidate", "shortlist"])
    chosen = f"?vacancy={vacancy.pk}&years=3&id=all&next=/office/"
    assert "Applicant 7" in client.get(address + chosen).text
    assert client.post(address + chosen, {"reason_sw": ""}).status_code == 302
    assert "0 of 5" in client.get(reverse("sift-work:index")).text, "the filter counts: those with three years and more"
    with whole_nation():
        Application.objects.filter(pk=some[4].pk).update(state=ApplicationState.ELIGIBLE)
        Proposal.objects.create(application=some[4], verdict="shortlisted", by=neema)
    work_off()
    work = SiftWork.objects.get()
    assert (work.status, work.done, work.left) == ("done", 5, 1)
    client.force_login(neema)
    assert client.post(reverse("sift-vacancies:confirm_all", args=[vacancy.pk]), {"seen": database_now()}).status_code == 302
    work_off()
    assert [state_of(one) for one in some] == ["eligible"] * 2 + ["shortlisted"] * 2 + ["eligible"] + ["shortlisted"] * 2


def test_an_appeal_is_upheld_or_dismissed_with_a_reason(vacancy, officers, client):
    declare(vacancy, officers[0])
    first, second = (applicant(vacancy, n, ApplicationState.INELIGIBLE) for n in (1, 2))
    appeals = [Appeal.objects.create(application=one, text="Nimeambatisha cheti kipya.") for one in (first, second)]
    second.events.create(verb="find_ineligible", before="submitted", after="ineligible")
    client.force_login(officers[0])
    listed = client.get(f"{reverse('appeals:index')}?vacancy={vacancy.number}&waiting=true").text
    assert "Appeal" in listed
    assert "Siri Kabisa" not in listed
    assert "Nimeambatisha" in client.get(reverse("appeals:inspect", args=[appeals[0].pk])).text
    there = {"reason_sw": "Cheti kilikuwepo.", "reason_en": "The certificate was there."}
    late = {"reason_sw": "Kilipatikana baada ya kufungwa.", "reason_en": "It was got after the closing."}
    for missing in ({"reason_sw": " "}, {"reason_sw": "Cheti kilikuwepo."}, {"reason_en": "It was there."}):
        assert client.post(reverse("appeals:uphold", args=[appeals[0].pk]), missing).status_code == 200
    assert client.post(reverse("appeals:uphold", args=[appeals[0].pk]), there).status_code == 302
    assert client.post(reverse("appeals:dismiss", args=[appeals[1].pk]), late).status_code == 302
    assert (state_of(first), state_of(second)) == ("eligible", "ineligible")
    upheld = first.events.get()
    assert (upheld.reason_sw, upheld.reason_en) == tuple(there.values())
    assert ChainedRecord.objects.filter(verb__in=["recruitment.uphold_appeal", "recruitment.dismiss_appeal"]).count() == 2
    assert client.post(reverse("appeals:dismiss", args=[appeals[0].pk]), late).status_code == 200, "once"
    client.force_login(second.seeker.person)
    for language, reason in zip(("sw", "en"), late.values(), strict=True):
        with translation.override(language):
            assert reason in client.get(reverse("recruitment:application", args=[second.number])).text


def test_the_list_is_published_by_exam_number_and_never_by_receipt_or_name(vacancy, officers, client):
    declare(vacancy, officers[0])
    chosen, other = applicant(vacancy, 1, ApplicationState.SHORTLISTED), applicant(vacancy, 2)
    public, publish = reverse("recruitment:shortlist", args=[vacancy.number]), reverse("sift-vacancies:publish_list", args=[vacancy.pk])
    assert public == "/ajira/2026-00001/orodha/"
    assert client.get(public).status_code == 404
    client.force_login(officers[0])
    reasons = {"reason_sw": "Uchambuzi umekamilika.", "reason_en": "The sift is complete."}
    proposal = Proposal.objects.create(application=other, verdict="shortlisted", by=officers[0])
    assert client.post(publish, reasons).status_code == 200, "not while a proposal waits"
    Proposal.objects.filter(pk=proposal.pk).update(undone_at=timezone.now())
    assert client.post(publish, {"reason_sw": "x"}).status_code == 200
    assert client.post(publish, reasons).status_code == 302
    client.logout()
    page = client.get(public).text
    assert '<li id="2026-00001/00001">2026-00001/00001</li>' in page
    assert "Uchambuzi umekamilika." in page
    for secret in (chosen.number, other.number, "Siri Kabisa", "mwombaji1"):
        assert secret not in page


def test_a_certificate_is_saved_and_written_down_and_only_the_applications_own(vacancy, officers, client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    seeker = make_seeker("mwenyecheti")
    named = SeekerDocument.objects.create(
        seeker=seeker, kind="award", name="cheti.pdf", size=4, digest="a" * 64, file=ContentFile(b"%PDF", "c.pdf")
    )
    one = make_application(vacancy, seeker, ApplicationState.ELIGIBLE)
    later = SeekerDocument.objects.create(
        seeker=seeker, kind="award", name="baadaye.pdf", size=4, digest="b" * 64, file=ContentFile(b"%PDF", "d.pdf")
    )
    client.force_login(officers[0])
    assert client.get(reverse("received-applications:inspect", args=[one.pk])).status_code == 404, "not before the declaration"
    declare(vacancy, officers[0])
    page = client.get(reverse("received-applications:inspect", args=[one.pk])).text
    assert "Asha Mwenyecheti" in page
    answer = client.get(reverse("received-applications:document", args=[one.pk, named.public_id]))
    assert b"".join(answer) == b"%PDF"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("received-applications:document", args=[one.pk, later.public_id])).status_code == 404
    verbs = list(ModelLogEntry.objects.filter(user=officers[0]).values_list("action", flat=True))
    assert {"recruitment.read_application", "recruitment.fetch_document"} <= set(verbs)
