"""A job seeker's own side: who they are, what their profile says, and what is kept of them."""

import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.platform.accounts.tests.way_in import make_citizen, password_login
from huduma.platform.contributions.figure import figures
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.recruitment.actions import identity
from huduma.systems.recruitment.actions.profiles import Unfit
from huduma.systems.recruitment.criteria import judge, read
from huduma.systems.recruitment.gateways.simulator import SimulatedAuthority
from huduma.systems.recruitment.models import Application, Seeker
from huduma.systems.recruitment.models.nin import decrypt

from .factories import CRITERIA, make_application, make_seeker, make_vacancy

pytestmark = pytest.mark.django_db

NIN, SURNAME = "19950302-12345-00001-28", "mushi"
PERSONAL = "/ajira/wasifu/personal/"


@pytest.fixture
def authority(settings) -> Iterator[SimulatedAuthority]:
    """The simulated authority as a service of its own, to which the platform speaks by HTTP."""
    with SimulatedAuthority() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.NIN_URL = server.url
        yield server
        server.shutdown()


def signed_in(email: str = "asha@example.go.tz") -> tuple[Client, Person]:
    """A citizen at a browser of their own."""
    person = make_citizen(email=email, full_name="Mtu Fulani")
    browser = Client()
    password_login(browser, email)
    return browser, person


def confirm(browser: Client, nin: str = NIN, surname: str = SURNAME):
    return browser.post(PERSONAL, {"nin": nin, "surname": surname})


def test_the_authority_says_who_a_person_is_and_nobody_can_claim_the_number_twice(authority):
    browser, person = signed_in()
    assert confirm(browser).status_code == 302
    seeker = Seeker.objects.get(person=person)
    assert (seeker.full_name, seeker.sex, seeker.profile["born"]) == ("Asha Juma Mushi", "F", "1995-03-02")
    assert seeker.is_identified
    assert all("19950302" not in stored for stored in (seeker.nin_encrypted, seeker.nin_hash))
    assert "Asha Juma Mushi" in browser.get(PERSONAL).text

    other, another = signed_in("juma@example.go.tz")
    page = confirm(other)
    assert page.status_code == 400
    assert "Akaunti nyingine imeshathibitisha namba hii" in page.text
    assert "Asha" not in page.text
    assert not Seeker.objects.filter(person=another).exclude(nin_hash=None).exists()

    confirm(browser, "19881117-23456-00002-15", "komba")  # and whoever is confirmed stays who they are
    seeker.refresh_from_db()
    assert seeker.full_name == "Asha Juma Mushi"


def test_whoever_does_not_know_the_name_learns_nothing_of_a_number_and_soon_may_not_ask(authority):
    browser, person = signed_in()
    answers = [confirm(browser, surname="kimaro") for _ in range(3)] + [confirm(browser, "19950302-12345-00001-00")]
    assert {answer.status_code for answer in answers} == {400}
    assert all("Hakuna kitambulisho cha taifa chenye namba hii na jina hili" in answer.text for answer in answers)
    assert all("Juma" not in answer.text for answer in answers)
    assert confirm(browser, "19951302-12345-00001-28").status_code == 400  # there is no thirteenth month: not asked, not counted
    assert authority.asked == 4
    assert [confirm(browser, surname="kimaro").status_code for _ in range(2)] == [400, 429]
    assert not Seeker.objects.filter(person=person).exists()


def test_a_new_secret_key_lets_nobody_have_a_second_account(settings):
    settings.DEMONSTRATION = True
    nin = NIN.replace("-", "")
    asha, juma = make_citizen(), make_citizen(email="juma@example.go.tz")
    identity.confirm_nin(person=asha, nin=nin, surname="Mushi", by=asha)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "mpya" * 12, [settings.SECRET_KEY]
    with pytest.raises(Unfit, match="Akaunti nyingine"):
        identity.confirm_nin(person=juma, nin=nin, surname="Mushi", by=juma)
    assert decrypt(Seeker.objects.get(person=asha).nin_encrypted) == nin


def test_where_no_authority_is_named_nobody_is_confirmed(settings):
    browser, person = signed_in()
    answer = confirm(browser)
    assert answer.status_code == 503
    assert "haipatikani kwa sasa" in answer.text
    assert not Seeker.objects.filter(person=person).exists()
    settings.DEMONSTRATION = True  # there the simulator answers
    assert confirm(browser).status_code == 302


@pytest.mark.parametrize(
    ("mood", "said"),
    [("broken", "hatujui kama namba ni sahihi"), ("silent", "hatujui kama namba ni sahihi"), ("gone", "haipatikani kwa sasa")],
)
def test_an_authority_that_is_away_changes_nothing_and_what_is_not_known_is_said(authority, settings, mood, said):
    browser, person = signed_in()
    authority.mood = mood
    if mood == "gone":
        settings.NIN_URL = "http://127.0.0.1:9/"  # where nobody listens
    answers = [confirm(browser) for _ in range(6)]  # more than may fail: the person is not to blame
    assert {answer.status_code for answer in answers} == {503}
    assert said in answers[0].text
    assert not Seeker.objects.filter(person=person).exists()
    authority.mood, settings.NIN_URL = "well", authority.url
    assert confirm(browser).status_code == 302


EDUCATION = {
    "level": "66",
    "field": "06",
    "programme": "BSc  Computer Science ",
    "institution": "Chuo Kikuu cha Dodoma",
    "year": "2018",
    "award": "",
}


def test_a_profile_is_filled_in_by_plain_forms_and_judged_by_the_criteria(authority):
    make_institution("dodoma", kind="region", name_sw="Ofisi ya Mkuu wa Mkoa wa Dodoma", name_en="Dodoma Regional Commissioner's Office")
    browser, person = signed_in()
    assert "Elimu" in browser.get("/ajira/wasifu/").text
    confirm(browser)
    assert browser.post("/ajira/wasifu/education/add/", EDUCATION).status_code == 302
    browser.post("/ajira/wasifu/education/add/", EDUCATION)  # a second tap
    work = {"post": "Msanidi", "occupation": "25", "employer": "Kampuni", "starts_day": "1", "starts_month": "2", "starts_year": "2019"}
    assert browser.post("/ajira/wasifu/experience/add/", work).status_code == 302
    assert browser.post("/ajira/wasifu/languages/add/", {"language": "sw", "speaking": 3, "reading": 3, "writing": 2}).status_code == 302
    assert (
        browser.post("/ajira/wasifu/referees/add/", {"name": "Neema Lyimo", "post": "Meneja", "phone": "0712 345 678"}).status_code == 302
    )
    assert browser.post("/ajira/wasifu/residence/", {"region": "dodoma", "district": "Bahi", "ward": "Mpamantwa"}).status_code == 302
    seeker = Seeker.objects.get(person=person)
    assert seeker.profile["education"] == [{**EDUCATION, "programme": "BSc Computer Science", "year": 2018}]
    assert seeker.profile["experience"][0] == {
        **{"post": "Msanidi", "occupation": "25", "employer": "Kampuni", "from": "2019-02-01", "to": None}
    }
    assert seeker.profile["referees"][0]["phone"] == "+255712345678"
    assert all(finding.passed for finding in judge(read(CRITERIA), seeker.as_profile(), timezone.localdate()))
    overview = browser.get("/ajira/wasifu/").text
    assert all(text in overview for text in ("BSc Computer Science", "Mkoa wa Dodoma · Bahi · Mpamantwa", "Msanidi"))
    assert "Dodoma · Bahi" in browser.get("/en/jobs/profile/").text


def ways(browser: Client) -> list[str]:
    """Where the one entry of education is changed, and where it is removed."""
    return re.findall(r'"(/ajira/wasifu/education/[0-9a-f]{16}/(?:remove/)?)"', browser.get("/ajira/wasifu/education/").text)


def test_entries_are_changed_and_removed_and_two_windows_do_not_lose_each_others_work():
    browser, person = signed_in()
    browser.post("/ajira/wasifu/education/add/", EDUCATION)
    [change, _remove] = ways(browser)
    assert 'value="2018"' in browser.get(change).text
    assert browser.post(change, {**EDUCATION, "year": "2017"}).status_code == 302
    stale = browser.post(change, {**EDUCATION, "year": "2016"}, follow=True)  # the other window shows what is no more
    assert "imebadilishwa au kuondolewa" in stale.text
    assert [entry["year"] for entry in Seeker.objects.get(person=person).profile["education"]] == [2017]
    [_change, remove] = ways(browser)
    assert "BSc Computer Science" in browser.get(remove).text
    browser.post(remove)
    assert Seeker.objects.get(person=person).profile["education"] == []


@pytest.mark.parametrize(
    ("section", "given", "said"),
    [
        ("education", {**EDUCATION, "year": "2999"}, "Mwaka wa kuhitimu – Andika mwaka kuanzia"),
        ("education", {**EDUCATION, "level": "99"}, "Ngazi – "),
        ("education", {**EDUCATION, "field": ""}, "Fani ya masomo – Chagua fani"),
        ("education", {**EDUCATION, "programme": "x" * 151}, "Programu ya masomo – "),
        ("referees", {"name": "Neema", "post": "Meneja"}, "Simu – Andika namba ya simu au barua pepe"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(section, given, said):
    browser, person = signed_in()
    page = browser.post(f"/ajira/wasifu/{section}/add/", given)
    assert page.status_code == 400
    assert said in page.text
    assert not Seeker.objects.filter(person=person).exists()


def test_a_section_holds_no_more_than_it_should_and_a_language_is_named_once():
    browser, person = signed_in()
    for name in ("Neema", "Juma", "Ally", "Rehema"):
        last = browser.post("/ajira/wasifu/referees/add/", {"name": name, "post": "Meneja", "email": "n@example.go.tz"})
    assert "haziwezi kuzidi 3" in last.text
    language = {"language": "sw", "speaking": 3, "reading": 3, "writing": 3}
    browser.post("/ajira/wasifu/languages/add/", language)
    assert "Lugha – Wasifu wako tayari una hii" in browser.post("/ajira/wasifu/languages/add/", {**language, "writing": 1}).text
    profile = Seeker.objects.get(person=person).profile
    assert (len(profile["referees"]), len(profile["languages"])) == (3, 1)


def test_the_pages_are_the_persons_own():
    browser, _person = signed_in()
    make_seeker("juma", full_name="Juma Siri")
    assert "Siri" not in browser.get("/ajira/wasifu/").text
    assert browser.get("/ajira/wasifu/no-such/").status_code == 404
    assert browser.get("/ajira/wasifu/no-such/add/").status_code == 404
    sign_in = Client().get("/ajira/wasifu/education/")
    assert sign_in.url == f"{reverse('account_login')}?next=/ajira/wasifu/education/"


def test_what_is_kept_is_handed_out_and_erased_to_a_tombstone(authority, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = str(tmp_path)
    browser, person = signed_in()
    confirm(browser)
    browser.post("/ajira/wasifu/education/add/", EDUCATION)
    upload(browser)
    seeker = Seeker.objects.get(person=person)
    application = make_application(make_vacancy(make_institution("tra")), seeker, findings=[{"kind": "age", "datum": "1995-03-02"}])

    archive = zipfile.ZipFile(io.BytesIO(browser.post("/account/my-data/").content))
    said = {name: json.loads(archive.read(f"recruitment.{name}.json")) for name in ("profile", "applications", "documents", "alerts")}
    assert (said["profile"][0]["nin"], said["documents"][0]["kind"]) == (NIN.replace("-", ""), "award")
    assert said["applications"][0]["sent"]["education"][0]["year"] == 2018

    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/account/close/")
    seeker.refresh_from_db()
    with whole_nation():
        application = Application.objects.get()
    assert (seeker.sex, seeker.full_name, seeker.nin_encrypted, seeker.nin_hash, seeker.profile) == ("F", "", "", None, {})
    assert (application.state, application.sex, application.snapshot, application.findings) == ("submitted", "F", {}, [])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert {name: figures[f"recruitment.{name}"].count() for name in ("people", "people_active", "people_inactive")} == {
        "people": 1,
        "people_active": 0,
        "people_inactive": 1,
    }
    again, _other = signed_in("tena@example.go.tz")  # who comes back is not refused as a second account
    assert confirm(again).status_code == 302


def upload(browser: Client, kind: str = "award") -> None:
    file = io.BytesIO(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n")
    file.name = "cheti.pdf"
    assert browser.post("/ajira/wasifu/documents/", {"kind": kind, "file": file}).status_code == 302


def test_whoever_signs_in_is_active_for_two_years():
    for name, days in (("juma", 10), ("neema", 729), ("ally", 731)):
        make_seeker(name, active_at=timezone.now() - timedelta(days=days))
    asha = make_citizen()
    make_seeker("asha", person=asha, active_at=timezone.now() - timedelta(days=2000))

    def counts() -> list[int]:
        return [figures[f"recruitment.{name}"].count() for name in ("people", "people_active", "people_inactive")]

    assert counts() == [4, 2, 2]
    password_login(Client())
    assert counts() == [4, 3, 1]
