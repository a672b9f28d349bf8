"""The answers to forms in the office: read, found, seen to and taken along by the institution's own officers, and by nobody else."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from huduma.platform.institutions.groups import sync_groups
from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.websites.models import FormAnswer
from tests.peers.worlds import made_once

from .factories import make_institution_with_site
from .officers import officer
from .test_hostile_text import CORPUS, EVERYTHING

pytestmark = pytest.mark.django_db
LIST = "answers:index"
FORMULAS = ["=1+1", "+A1", "-A1", "@SUM(A1)", '=HYPERLINK("http://evil.example","x")', "=cmd|'/c calc'!A1"]
COLOURS, TOWNS = uuid.uuid4(), uuid.uuid4()


@made_once
def nation():
    sync_groups()
    return {code: make_institution_with_site(code) for code in ("nemc", "tra")}


@pytest.fixture
def clerk(nation):
    return officer("clerk", nation["nemc"], "websites.correspondent")


def answer(institution, form=COLOURS, title="Rangi", items=(("q1", "Rangi gani?", "Kijani"),), **fields) -> FormAnswer:
    said = [
        {"key": key, "kind": "choices" if isinstance(value, list) else "lines", "label": label, "value": value}
        for key, label, value in items
    ]
    text = " ".join(str(value) for _key, _label, value in items)
    fields = {"language": "sw", "erase_at": timezone.now() + timedelta(days=90), **fields}
    with whole_nation():
        return FormAnswer.objects.create(institution=institution, form=form, form_title=title, answers=said, text=text, **fields)


def table(client, **query) -> list[list[str]]:
    sent = client.get(reverse(LIST), {"export": "csv", **query}).getvalue().decode()
    return list(csv.reader(io.StringIO(sent)))


def test_officers_read_their_own_and_nobody_elses(nation, clerk):
    own, other = answer(nation["nemc"]), answer(nation["tra"], items=[("q1", "Rangi gani?", "SIRI")])
    assert own.reference in clerk.get(reverse(LIST)).text
    assert "Kijani" in clerk.get(reverse("answers:inspect", args=[own.pk])).text
    assert clerk.get(reverse("answers:inspect", args=[other.pk])).status_code == 404
    assert clerk.post(reverse("answers:answered", args=[other.pk])).status_code == 404
    assert clerk.post(reverse("answers:erase", args=[other.pk])).status_code == 404
    assert "SIRI" not in clerk.get(reverse(LIST)).text + str(table(clerk))
    for role in ("websites.editor", "institutions.manager"):
        assert officer(role.replace(".", "-"), nation["nemc"], role).get(reverse(LIST)).status_code != 200
    assert own.reference in officer("moderator", nation["nemc"], "websites.moderator").get(reverse(LIST)).text


@pytest.mark.slow
def test_they_are_filtered_and_searched(nation, clerk):
    colour = answer(nation["nemc"])
    town = answer(nation["nemc"], TOWNS, "Miji", [("q2", "Mji gani?", "Bariadi")], created_at=timezone.now() - timedelta(days=40))
    answer(nation["tra"], uuid.uuid4(), "Siri")
    page = clerk.get(reverse(LIST)).text
    assert "Miji" in page
    assert "Siri" not in page
    today = f"{timezone.localdate()}"
    for query, found in (
        ({"form": COLOURS}, [colour]),
        ({"form": TOWNS}, [town]),
        ({"form": "x"}, None),
        ({"q": "bariadi"}, [town]),
        ({"q": colour.reference}, [colour]),
        ({"status": "NEW"}, [colour, town]),
        ({"status": "ANSWERED"}, []),
        ({"created_at_from": today}, [colour]),
        ({"created_at_to": f"{timezone.localdate() - timedelta(days=1)}"}, [town]),
    ):
        if found is not None:
            assert [row[0] for row in table(clerk, **query)[1:]] == [record.reference for record in found], query
        assert clerk.get(reverse(LIST), query).status_code == 200


def test_one_is_marked_as_answered_by_whom_and_how(nation, clerk):
    record = answer(nation["nemc"])
    assert clerk.post(reverse("answers:answered", args=[record.pk]), {"note": "Nimempigia simu."}).status_code == 302
    with whole_nation():
        record.refresh_from_db()
    assert (record.status, record.answered_by, record.note) == ("ANSWERED", clerk.person, "Nimempigia simu.")
    assert "Nimempigia simu." in clerk.get(reverse("answers:inspect", args=[record.pk])).text
    again = clerk.post(reverse("answers:answered", args=[record.pk]), {"note": "Tena"})
    assert again.status_code == 200
    entry = ModelLogEntry.objects.get(action="websites.mark_answered")
    assert (entry.object_id, entry.user) == (str(record.pk), clerk.person)
    assert "simu" not in str(entry.data) + entry.label
    assert "Marked as answered" in clerk.get(reverse("answers:history", args=[record.pk])).text


def test_many_are_marked_or_erased_at_once(nation, clerk):
    records = [answer(nation["nemc"]) for _ in range(3)]
    other = answer(nation["tra"])
    ids = "".join(f"&id={record.pk}" for record in (*records[:2], other))
    for action in ("answered", "erase"):
        address = reverse("wagtail_bulk_action", args=["websites", "formanswer", action])
        assert clerk.get(f"{address}?next=/office/{ids}").status_code == 200
        assert clerk.post(f"{address}?next=/office/{ids}").status_code == 302
        if action == "answered":
            assert [row[4] for row in table(clerk)[1:]].count("Answered") == 2
    assert [row[0] for row in table(clerk)[1:]] == [records[2].reference]
    with whole_nation():
        for record in (*records, other):
            record.refresh_from_db()
    assert [bool(record.text) for record in (*records, other)] == [False, False, True, True]
    assert records[0].answers == []


def test_an_erased_one_is_gone_from_every_screen(nation, clerk):
    record = answer(nation["nemc"])
    assert clerk.post(reverse("answers:erase", args=[record.pk])).status_code == 302
    assert clerk.get(reverse("answers:inspect", args=[record.pk])).status_code == 404
    assert record.reference not in clerk.get(reverse(LIST)).text
    assert len(table(clerk)) == 1


def test_an_export_has_one_column_for_each_question(nation, clerk):
    now = timezone.now()  # of both: what came later stands first all the same
    answer(nation["nemc"], items=[("q1", "Rangi?", "Kijani"), ("q9", "Iliyofutwa", "x")], created_at=now)
    answer(nation["nemc"], items=[("q1", "Rangi gani?", "Njano, nyeusi"), ("q3", "Ukubwa", ["Mdogo", "Mkubwa"])], created_at=now)
    head, *rows = table(clerk, form=COLOURS)
    assert head[8:] == ["Rangi gani?", "Ukubwa", "Iliyofutwa"]
    assert [row[8:] for row in rows] == [["Njano, nyeusi", "Mdogo, Mkubwa", ""], ["Kijani", "", "x"]]
    workbook = load_workbook(io.BytesIO(clerk.get(reverse(LIST), {"export": "xlsx"}).getvalue()))
    values = list(workbook.active.values)
    assert [list(row[8:]) for row in values] == [head[8:], ["Njano, nyeusi", "Mdogo, Mkubwa", None], ["Kijani", None, "x"]]
    assert ModelLogEntry.objects.filter(action="websites.export_answers", user=clerk.person).count() == 2


def test_nothing_in_an_export_is_a_formula(nation, clerk):
    items = [(f"q{number}", formula, formula) for number, formula in enumerate(FORMULAS)]
    answer(nation["nemc"], title=FORMULAS[0], items=[*items, ("q9", "Simu", "+255712345678"), ("q10", "Namba", "-12")], note=FORMULAS[1])
    rows = table(clerk)
    for row in rows:
        assert not [cell for cell in row if cell[:1] in "=+-@" and cell and not cell[1:].isdecimal()], row
    assert rows[1][-2:] == ["+255712345678", "-12"]
    workbook = load_workbook(io.BytesIO(clerk.get(reverse(LIST), {"export": "xlsx"}).getvalue()))
    assert {cell.data_type for row in workbook.active.rows for cell in row if cell.value} == {"s", "d"}


def test_nothing_that_was_sent_runs_in_the_office(nation, clerk):
    items = [(f"q{number}", piece, piece) for number, piece in enumerate(CORPUS)]
    record = answer(nation["nemc"], title=EVERYTHING[:255], items=items, note=EVERYTHING[:2000])
    for address in (
        reverse(LIST),
        reverse(LIST) + "?q=alert",
        *(reverse(f"answers:{name}", args=[record.pk]) for name in ("inspect", "history", "answered", "erase")),
    ):
        html = clerk.get(address).text
        assert "alert(1)" in html or "inspect" not in address
        for piece in CORPUS:
            if "<" in piece:
                assert piece not in html, (address, piece)


def test_the_list_takes_no_more_queries_for_more(nation, clerk, django_assert_max_num_queries):
    answer(nation["nemc"])
    clerk.get(reverse(LIST))
    with django_assert_max_num_queries(40) as few:
        clerk.get(reverse(LIST))
    for _ in range(10):
        answer(nation["nemc"])
    with django_assert_max_num_queries(len(few)):
        clerk.get(reverse(LIST))


def test_the_agency_sees_how_many_are_unanswered(nation):
    for _ in range(3):
        record = answer(nation["nemc"])
    answer(nation["tra"], status="ANSWERED", answered_at=timezone.now())
    keeper = officer("keeper", nation["tra"], "websites.agency")
    export = keeper.get(reverse("all-websites:index"), {"export": "csv"}).getvalue().decode()
    lines = list(csv.DictReader(io.StringIO(export)))
    code, *_others, unanswered, _views = lines[0]
    assert {line[code]: line[unanswered] for line in lines} == {"nemc": "3", "tra": "0"}
    assert keeper.get(reverse("answers:inspect", args=[record.pk])).status_code == 404
