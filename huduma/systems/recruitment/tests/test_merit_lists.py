"""The list of merit in the office: nothing of it is cut without saying so, the reserve is found, and all of it can be saved."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions import interviews, merit, offers
from huduma.systems.recruitment.models import Application, Offer
from huduma.systems.recruitment.states import ApplicationState
from huduma.systems.recruitment.viewsets import interviews as screens
from huduma.systems.recruitment.viewsets import merit_lists, panels

from .interviewing import O, W, days, decided, hold, make_member, make_round, plan

pytestmark = pytest.mark.django_db
PEOPLE = 5


@pytest.fixture
def round_(client):
    """Five are ranked, two are offered a post, one of which has a station that a spreadsheet would run; an officer who reads English."""
    made = make_round(people=PEOPLE, posts=2, seats=PEOPLE)
    decided(made, (90, 80, 70, 60, 55.5))
    with whole_nation():
        offers.place(vacancy=made.vacancy, **days(), by=None)
        Offer.objects.filter(application=made.applications[1]).update(station="=1+1")
    made.secretary.language = "en"
    made.secretary.save()
    client.force_login(made.secretary)
    return made


def addresses(round_):
    return (reverse(f"interviewed-vacancies:{name}", args=[round_.vacancy.pk]) for name in ("inspect", "merit"))


def exam_numbers(round_):
    """Of those who applied, the best first."""
    with whole_nation():
        given = dict(Application.objects.values_list("pk", "exam_number"))
    return [given[application.pk] for application in round_.applications]


def saved(client, address):
    """The lines of a CSV."""
    answer = client.get(address)
    assert answer["Content-Type"] == "text/csv"
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_what_is_cut_on_the_page_says_so_and_leads_to_the_whole_list(client, round_, monkeypatch):
    monkeypatch.setattr(screens, "_SHOWN", 1)
    monkeypatch.setattr(merit_lists, "A_PAGE", 2)
    details, whole = addresses(round_)
    first, second, *rest = exam_numbers(round_)
    shown = client.get(details).text
    assert "Here are the first 1 of 5 places." in shown
    assert first in shown
    assert rest[0] not in shown
    for way in (whole, f"{whole}?only=reserve", f"{whole}?export=csv", f"{whole}?export=xlsx"):
        assert f'href="{way}"' in shown
    assert "Here are the first 1 of 2 offers." in shown
    offered = f"{reverse('offers:index')}?q={round_.vacancy.number}"
    assert f'href="{offered}"' in shown
    assert "=1+1" in client.get(offered).text
    pages = [client.get(f"{whole}?page={number}").text for number in (1, 2, 3)]
    assert [[number in page for number in (first, second, *rest)] for page in pages] == [
        [True, True, False, False, False],
        [False, False, True, True, False],
        [False, False, False, False, True],
    ]
    assert f"<strong>{round_.vacancy.title_en}</strong>" in pages[0]
    assert "Page 2 of 3" in pages[1]
    monkeypatch.setattr(screens, "_SHOWN", PEOPLE)
    assert "Here are the first" not in client.get(details).text


def test_the_reserve_is_found_with_the_day_until_which_it_is_kept(client, round_, monkeypatch):
    monkeypatch.setattr(merit_lists, "A_PAGE", 2)
    details, whole = addresses(round_)
    until = timezone.localdate() + timedelta(days=30)
    told = f"{until.day} {until:%B %Y}"
    assert f"In the reserve until {told}: 3" in client.get(details).text
    first, second, *rest = exam_numbers(round_)
    page = client.get(f"{whole}?only=reserve").text
    assert page.count(told) == 3, "in the way to it, and with each of the two on the page"
    assert "only=reserve&amp;page=2" in page
    assert "only=reserve&amp;export=xlsx" in page
    assert [number in page for number in (first, second, *rest)] == [False, False, True, True, False]
    kept = saved(client, f"{whole}?only=reserve&export=csv")
    assert [(line["Exam number"], line["In the reserve until"]) for line in kept] == [(number, until.isoformat()) for number in rest]
    with whole_nation():
        Application.objects.filter(state=ApplicationState.RESERVE).update(state=ApplicationState.LAPSED)
    assert "Nobody is in the reserve." in client.get(f"{whole}?only=reserve").text
    assert "only=reserve" not in client.get(details).text


def test_the_whole_list_is_saved_as_csv_and_as_xlsx_and_that_is_written_down(client, round_):
    _details, whole = addresses(round_)
    lines = saved(client, f"{whole}?export=csv&page=2")
    assert [(line["Rank"], line["Exam number"]) for line in lines] == [
        (str(rank), number) for rank, number in enumerate(exam_numbers(round_), start=1)
    ]
    assert [line["Oral"] for line in lines] == ["90.000", "80.000", "70.000", "60.000", "55.500"]
    assert lines[0].keys() == {"Rank", "Exam number", "Oral", "Total", "State", "Station", "In the reserve until"}
    assert [line["State"] for line in lines] == ["placed"] * 2 + ["in the reserve"] * 3
    assert [line["Station"] for line in lines] == ["Dodoma Mjini", "'=1+1", "", "", ""]
    answer = client.get(f"{whole}?export=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="orodha-ya-ubora-2026-00017.xlsx"'
    heading, *cells = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True)
    assert list(heading) == list(lines[0])
    marks = (90, 80, 70, 60, 55.5)
    ranked = enumerate(zip(exam_numbers(round_), marks, marks, strict=True), start=1)
    assert [row[:4] for row in cells] == [(rank, *of) for rank, of in ranked], "numbers, and no texts"
    assert ModelLogEntry.objects.filter(action="recruitment.export_merit", user=round_.secretary).count() == 2


def test_who_may_not_see_the_page_of_the_vacancy_has_no_list_either(client, round_):
    _details, whole = addresses(round_)
    outside = make_member("jaji2", round_.vacancy.institution)
    applicant = round_.applications[0].seeker.person
    for person, status in ((round_.officer, 404), (outside, 404), (applicant, 403)):  # the office is closed to who has no role in it
        client.force_login(person)
        for query in ("", "?export=csv", "?export=xlsx", "?only=reserve"):
            assert client.get(whole + query).status_code == status
    client.logout()
    assert client.get(f"{whole}?export=csv").status_code == 302, "to sign in"


def test_before_anybody_is_recommended_the_list_is_that_of_the_marks(client):
    round_ = make_round(people=2, posts=1)
    stages, judge = plan(round_.vacancy, (W, 40, 0), (O, 60, 0)), make_member("jaji", round_.vacancy.institution)
    with whole_nation():
        for stage, marks in zip(stages, ((50, 60), (70, 90)), strict=True):
            interviews.call_to_stage(stage=stage, by=None)
            hold(stage, dict(zip([a.pk for a in round_.applications], marks, strict=True)), judge)
            merit.settle_stage(stage=stage, by=None)
    client.force_login(round_.secretary)
    details, whole = addresses(round_)
    lines = [list(line.values()) for line in saved(client, f"{whole}?export=csv")]
    first, second = exam_numbers(round_)
    assert [line[:5] for line in lines] == [["1", second, "60.000", "90.000", "78.000"], ["2", first, "50.000", "70.000", "62.000"]]
    assert "only=reserve" not in client.get(details).text


def test_the_marks_of_a_panel_are_read_to_the_last_one(client, round_, monkeypatch):
    monkeypatch.setattr(panels, "_A_PAGE", 2)
    with whole_nation():
        panel = round_.vacancy.stages.get().panels.get()
    address = reverse("interview-panels:inspect", args=[panel.pk])
    pages = [client.get(f"{address}?page={number}").text for number in (1, 2, 3)]
    listed = sorted(exam_numbers(round_))
    assert [[number in page for number in listed] for page in pages] == [[n // 2 == at for n in range(PEOPLE)] for at in range(3)]
    assert "Page 3 of 3" in pages[2]
    marks = dict(zip(exam_numbers(round_), ("90.00", "80.00", "70.00", "60.00", "55.50"), strict=True))
    for at, number in enumerate(listed):
        assert marks[number] in pages[at // 2]
