"""A conflict of interest that is found out later: declared beside what was said before, and holding at once."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from huduma.platform.audit.chain import verify
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.recruitment.actions import merit, panels, sifting
from huduma.systems.recruitment.models import Appeal, Call, Interest, PanelMember, Proposal, SiftWork
from huduma.systems.recruitment.states import ApplicationState, Refused, VacancyState

from .factories import make_application, make_seeker, make_vacancy
from .interviewing import O, call_and_attend, make_member, make_round, plan
from .sifters import declare, make_sifter

pytestmark = pytest.mark.django_db
CONFLICT = {"conflicted": "yes", "text": "Mwombaji mmoja ni mke wa kaka yangu."}


def declared(officer) -> list[tuple[bool, str]]:
    return list(Interest.objects.filter(officer=officer).order_by("pk").values_list("conflicted", "text"))


def test_a_sifter_who_finds_out_later_declares_it_and_touches_nothing_any_more(client):
    vacancy = make_vacancy(make_institution("aaa"), state=VacancyState.SHORTLISTING)
    officer, other = (make_sifter(name, vacancy.institution) for name in ("juma", "neema"))
    declare(vacancy, officer, other)
    one, refused = (
        make_application(vacancy, make_seeker(f"m{n}"), state, sift_number=n)
        for n, state in enumerate((ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE), start=1)
    )
    appeal = Appeal.objects.create(application=refused, text="Cheti changu kipo.")
    client.force_login(officer)
    assert client.post(reverse("sift:shortlist", args=[one.pk])).status_code == 302
    page = reverse("sift-vacancies:declare", args=[vacancy.pk])
    assert page in client.get(reverse("sift-vacancies:inspect", args=[vacancy.pk])).text.split("w-h3")[0], "the way is shown"
    asked = client.get(page).text
    assert ('value="yes"' in asked, 'value="no"' in asked) == (True, False)
    for said in ({"conflicted": "no"}, {"conflicted": "yes"}):
        assert client.post(page, said).status_code == 200
    assert client.post(page, CONFLICT).status_code == 302
    assert declared(officer) == [(False, ""), (True, CONFLICT["text"])], "what was said first is kept"
    sealed = ChainedRecord.objects.filter(verb="recruitment.declare_interest", by=officer).order_by("sequence")
    assert [row.data["conflicted"] for row in sealed] == [False, True]
    assert sealed[1].data["taken_back"] == [one.pk]
    assert not verify().broken
    for address in (reverse("sift:inspect", args=[one.pk]), reverse("received-applications:inspect", args=[one.pk])):
        assert client.get(address).status_code == 404
    assert client.get(reverse("appeals:inspect", args=[appeal.pk])).status_code == 404
    assert vacancy.number not in "".join(client.get(reverse(f"{name}:index")).text for name in ("sift", "received-applications", "appeals"))
    assert "others sift this vacancy" in client.get(reverse("sift-vacancies:inspect", args=[vacancy.pk])).text
    assert not Proposal.objects.filter(undone_at=None).exists(), "nobody confirms what somebody with a conflict proposed"
    with whole_nation(), translation.override("en"):
        with pytest.raises(Refused, match="conflict of interest"):
            sifting.sift(vacancy=vacancy, kind=SiftWork.Kind.SHORTLIST, keys=[one.pk], by=officer)
        for conflicted in (True, False):
            with pytest.raises(Refused, match="already"):
                sifting.declare_interest(vacancy=vacancy, conflicted=conflicted, text="Kosa", by=officer)
        for around in (
            lambda: Proposal.objects.create(application=one, verdict="shortlisted", by=officer),
            lambda: Interest.objects.filter(officer=officer).update(conflicted=False),
            lambda: Interest.objects.create(vacancy=vacancy, officer=officer, conflicted=True, text="Tena"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                around()
        proposal = Proposal.objects.create(application=one, verdict="shortlisted", by=other)
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(confirmed_by=officer, confirmed_at=timezone.now())
        first = make_sifter("baraka", vacancy.institution)
        declare(vacancy, first, conflicted=True)
        with pytest.raises(IntegrityError), transaction.atomic():  # the reverse, around the actions
            Interest.objects.create(vacancy=vacancy, officer=first, conflicted=False)


def panel_of(*judges):
    """A stage at which two were heard by a panel of ``judges`` (names), who have declared no conflict."""
    round_ = make_round(people=2, posts=1)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    with whole_nation():
        keys = call_and_attend(stage)
        panel = panels.make_panel(stage=stage, name="A", centre=None, by=None)
        members = [panels.add_member(panel=panel, officer=make_member(n, round_.vacancy.institution), by=None) for n in judges]
        for member in members:
            panels.declare_interest(member=member, conflicted=False, text="", by=member.officer)
            panels.mark(member=member, marks=dict.fromkeys(keys, panels.Mark(Decimal(70))), by=member.officer)
    return round_, stage, panel, members


def test_a_member_of_a_panel_who_finds_out_later_leaves_it(client):
    _round, _stage, panel, (first, second) = panel_of("jaji1", "jaji2")
    client.force_login(first.officer)
    sheet = reverse("my-panels:sheet", args=[first.pk])
    assert 'name="conflicted" value="yes"' in client.get(sheet).text
    assert client.post(sheet, {"do": "declare", "conflicted": "yes", "text": " "}).status_code == 200
    assert client.post(sheet, {"do": "declare", "conflicted": "no"}).status_code == 200
    assert PanelMember.objects.count() == 2
    assert client.post(sheet, {"do": "declare", **CONFLICT}).status_code == 302
    assert client.get(sheet).status_code == 404
    assert PanelMember.objects.get() == second
    assert declared(first.officer) == [(False, ""), (True, CONFLICT["text"])]
    with whole_nation(), pytest.raises(ValidationError, match="maslahi"):
        panels.add_member(panel=panel, officer=first.officer, by=None)


def test_a_locked_sheet_stays_and_the_secretariat_sees_the_conflict(client):
    round_, stage, panel, (first, second) = panel_of("jaji1", "jaji2")
    for member in (first, second):
        with whole_nation():
            panels.lock_sheet(member=member, by=member.officer)
    client.force_login(first.officer)
    sheet = reverse("my-panels:sheet", args=[first.pk])
    number = Call.objects.select_related("application").first().application.exam_number
    assert number in client.get(sheet).text
    assert client.post(sheet, {"do": "declare", **CONFLICT}).status_code == 302
    seen = client.get(sheet).text
    assert number not in seen
    assert 'name="do"' not in seen, "no form"
    assert client.get(reverse("my-panels:workbook", args=[first.pk])).status_code != 200
    with whole_nation(), pytest.raises(PermissionDenied):
        panels.mark(member=first, marks={}, by=first.officer)
    round_.secretary.language = "en"
    round_.secretary.save()
    client.force_login(round_.secretary)
    for page in (reverse("interview-panels:inspect", args=[panel.pk]), reverse("interview-stages:inspect", args=[stage.pk])):
        assert client.get(page).text.count("declared a conflict of interest") == 1
    with whole_nation():
        assert merit.settle_stage(stage=stage, by=None) == 2


def test_whoever_declares_it_as_a_sifter_leaves_the_panels_too():
    round_, _stage, _panel, (member,) = panel_of("jaji")
    with whole_nation():
        officer = round_.secretary
        sat = panels.add_member(panel=member.panel, officer=officer, by=None)
        panels.declare_interest(member=sat, conflicted=False, text="", by=officer)
        round_.vacancy.refresh_from_db()
        sifting.declare_interest(vacancy=round_.vacancy, conflicted=True, text="Ndugu yangu", by=officer)
    assert PanelMember.objects.get() == member
