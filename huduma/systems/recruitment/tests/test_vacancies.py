"""Vacancies as everyone reads them, over HTTP: what is found, what a page says, and what nobody may see."""

import json
import re
from datetime import timedelta

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.utils import timezone, translation

from huduma.platform.contributions.dialogue import Caller
from huduma.platform.contributions.figure import figures
from huduma.platform.delivery.forgetting import Reconciler
from huduma.platform.delivery.tests.making import Visitor
from huduma.platform.delivery.wsgi import Delivery
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_institution
from huduma.platform.portal.actions import answer_sms, converse
from huduma.platform.search.actions import reindex
from huduma.systems.recruitment.actions.announcing import announce
from huduma.systems.recruitment.contributions.vacancies import latest
from huduma.systems.recruitment.models import Vacancy, VacancyChange
from huduma.systems.recruitment.models.vacancy import LISTING
from huduma.systems.recruitment.states import VacancyState

from .factories import make_vacancy

DAY = timedelta(days=1)
UNSEEN = [VacancyState.DRAFT, VacancyState.SUBMITTED, VacancyState.APPROVED]


@pytest.fixture
def ministry(db):
    return make_institution("moh", name_sw="Wizara ya Afya", name_en="Ministry of Health")


@pytest.fixture
def advertised(ministry):
    """Three open vacancies of two institutions in one region, a closed one, and one that is still being written; search knows them."""
    dodoma = make_institution("dodoma", kind="region", name_sw="Mkoa wa Dodoma", name_en="Dodoma Region")
    council = make_institution("bahi-dc", name_sw="Halmashauri ya Bahi", name_en="Bahi District Council")
    now = timezone.now()
    made = [
        make_vacancy(ministry, "2026-00001", closes_at=now + 2 * DAY + timedelta(hours=3, minutes=1)),
        make_vacancy(council, "2026-00002", title_sw="Muuguzi", title_en="Nurse", occupation="3221", level="55", region=dodoma),
        make_vacancy(council, "2026-00003", title_sw="Dereva", title_en="Driver", occupation="8322", level="24", salary_scale="TGOS A"),
        make_vacancy(ministry, "2025-00009", title_sw="Daktari", title_en="Doctor", state=VacancyState.CLOSED, closes_at=now - DAY),
        make_vacancy(ministry, "2026-00004", title_sw="Siri kubwa", title_en="Great secret", state=VacancyState.APPROVED),
    ]
    reindex(listing=LISTING)
    return {vacancy.number: vacancy for vacancy in made}


def numbers(client: Client, query: str = "") -> list[str]:
    """The numbers of the vacancies in the list, in its order."""
    answer = client.get(f"/ajira/?{query}")
    assert answer.status_code == 200
    return re.findall(r'href="/ajira/([\d-]+)/"', answer.content.decode())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["2026-00001", "2026-00002", "2026-00003"]),
        ("q=muuguzi", ["2026-00002"]),
        ("q=nurs", ["2026-00002"]),
        ("q=wizara+tehama", ["2026-00001"]),
        ("q=2026-00003", ["2026-00003"]),
        ("q=%22%29+*", []),
        ("q=%22+OR+zzz*", []),
        ("institution=bahi-dc", ["2026-00002", "2026-00003"]),
        ("occupation=3", ["2026-00002"]),
        ("region=dodoma", ["2026-00002"]),
        ("level=24", ["2026-00003"]),
        ("scale=TGOS+A", ["2026-00003"]),
        ("closing=3", ["2026-00001"]),
        ("closed=on&institution=moh", ["2026-00001", "2025-00009"]),
        ("q=daktari&closed=on", ["2025-00009"]),
        ("institution=bahi-dc&level=66", []),
    ],
)
def test_the_list_holds_what_was_asked_for(client, advertised, query, found):
    assert numbers(client, query) == found


def test_the_list_tells_the_instant_and_what_is_left_and_stays_at_its_filters(client, ministry):
    for number in range(1, 23):
        make_vacancy(ministry, f"2026-{number:05}", closes_at=timezone.now() + 2 * DAY + timedelta(hours=3, minutes=number))
    assert '<option value="2512" selected>' in client.get("/ajira/?occupation=2512").content.decode()
    page = client.get("/en/jobs/?institution=moh&occupation=25").content.decode()
    assert "2 days 3 hours left" in page
    assert "22 open vacancies" in page
    assert '<option value="25" selected>' in page
    assert 'href="?occupation=25&amp;institution=moh&amp;page=2"' in page
    assert numbers(client, "occupation=25&institution=moh&page=2") == ["2026-00021", "2026-00022"]


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("q=nurse&region=dodoma&level=55", "nurse · Dodoma Region · Ordinary diploma (NTA 6)"),
        ("occupation=3221&closed=on", "Health associate professionals (3221) · Closed ones too"),
        ("institution=bahi-dc&closing=7", "Bahi District Council · within 7 days"),
        ("q=%3Cb%3E&scale=TGS+D", "&lt;b&gt; · TGS D"),
        ("", None),
    ],
)
def test_the_filter_folds_up_and_says_what_was_chosen(client, advertised, query, chosen):
    """Or a phone shows the filter again instead of what was found."""
    page = client.get(f"/en/jobs/?{query}").content.decode()
    assert '<details class="hd-filter">' in page
    said = re.search(r'class="hd-filter__chosen">([^<]*)<', page)
    assert (said and said[1]) == chosen


def test_a_list_asks_as_often_whatever_it_shows(client, advertised, django_assert_num_queries):
    for query, times in (("q=2026-00003", 6), ("institution=bahi-dc", 6), ("closed=on", 7)):
        client.get(f"/ajira/?{query}")  # what is kept from then on
        with django_assert_num_queries(times):
            numbers(client, query)


def test_a_filter_with_an_error_stays_unfolded(client, advertised):
    page = client.get("/en/jobs/?q=nurse&level=99").content.decode()
    assert '<details class="hd-filter" open>' in page
    assert "hd-filter__chosen" not in page


@pytest.mark.parametrize("query", ["region=nowhere", "level=99", "closing=soon", "closing=-1", "occupation=abc", "institution=x%00y"])
def test_a_filter_that_is_none_is_named(client, advertised, query):
    answer = client.get(f"/en/jobs/?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in re.findall(r'href="#id_(\w+)"', answer.content.decode())


def test_the_page_tells_all_in_both_languages(client, advertised, ministry):
    swahili, english = (client.get(path).content.decode() for path in ("/ajira/2026-00001/", "/en/jobs/2026-00001/"))
    assert "Afisa TEHAMA Daraja la II" in swahili
    assert 'hreflang="en" href="http://localhost/en/jobs/2026-00001/"' in swahili
    assert "Education: Bachelor&#x27;s degree (NTA 8) or higher" in english
    closes = timezone.localtime(advertised["2026-00001"].closes_at)
    assert f'datetime="{closes.isoformat(timespec="seconds")}"' in re.sub(r"\.\d+\+", "+", english)
    assert closes.strftime("%H:%M") in english
    assert "Ministry of Health" in english
    assert f"Age, experience and registration are counted on {closes.day} {closes:%B %Y}" in english


def test_the_page_names_no_day_where_nothing_depends_on_one(client, ministry):
    make_vacancy(ministry, criteria=[{"kind": "citizenship", "countries": ["TZ"]}])
    assert "are counted on" not in client.get("/en/jobs/2026-00001/").text


@pytest.mark.parametrize("state", UNSEEN)
def test_what_is_not_published_is_nowhere(client, ministry, state):
    vacancy = make_vacancy(ministry, state=state, title_sw="Siri", title_en="Secret")
    announce(vacancy=vacancy)
    reindex(listing=LISTING)
    assert client.get("/ajira/2026-00001/").status_code == 404
    assert client.get("/api/v1/vacancies/2026-00001/").status_code == 404
    for path in ("/ajira/?closed=on", "/api/v1/vacancies/?closed=on", "/api/v1/vacancies.csv?closed=on", "/tafuta/?q=siri"):
        answer = client.get(path)
        assert b"2026-00001" not in (b"".join(answer.streaming_content) if answer.streaming else answer.content), path


def test_what_was_withdrawn_says_why_but_is_in_no_list(client, advertised):
    vacancy = advertised["2026-00002"]
    VacancyChange.objects.create(vacancy=vacancy, verb="withdraw", reason_sw="Bajeti", reason_en="Budget", closed_at=vacancy.closes_at)
    with whole_nation():
        vacancy.state = VacancyState.WITHDRAWN
        vacancy.save()
        announce(vacancy=vacancy)
    page = client.get("/en/jobs/2026-00002/").content.decode()
    assert "Budget" in page
    assert "data-hd-countdown" not in page
    assert "2026-00002" not in numbers(client, "closed=on")
    assert "Muuguzi" not in client.get("/feeds/recruitment.vacancies.rss").content.decode()


def test_the_page_is_a_job_posting_that_no_text_can_break_out_of(client, ministry):
    evil = "</script><script>alert('1')</script><!--"
    vacancy = make_vacancy(ministry, summary_en=evil, duties_en=f"{evil}\n& more")
    page = client.get("/en/jobs/2026-00001/").content.decode()
    assert "<script>alert" not in page
    [text] = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)
    posting = json.loads(text)
    assert "&lt;script&gt;" in posting.pop("description")
    closes = timezone.localtime(vacancy.closes_at).isoformat(timespec="seconds")
    assert posting == {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "ICT Officer Grade II",
        "identifier": {"@type": "PropertyValue", "name": "Number of the vacancy", "value": "2026-00001"},
        "url": "http://localhost:8000/en/jobs/2026-00001/",
        "datePosted": timezone.localtime(vacancy.published_at).date().isoformat(),
        "validThrough": closes,
        "totalJobOpenings": 3,
        "occupationalCategory": {
            "@type": "CategoryCode",
            "inCodeSet": {"@type": "CategoryCodeSet", "name": "ISCO-08"},
            "codeValue": "2512",
            "name": "Information and communications technology professionals",
        },
        "hiringOrganization": {"@type": "GovernmentOrganization", "name": "Ministry of Health", "sameAs": "http://moh.localhost:8000/"},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "TZ"}},
        "responsibilities": f"{evil}\n& more",
        "qualifications": "\n".join(_english(vacancy)),
        "directApply": True,
        "educationRequirements": {"@type": "EducationalOccupationalCredential", "credentialCategory": "Bachelor's degree (NTA 8)"},
    }


def _english(vacancy: Vacancy) -> list[str]:
    with translation.override("en"):
        return [str(criterion) for criterion in vacancy.asks_for()]


def test_a_rush_asks_the_database_once_and_an_extension_is_seen_at_once(transactional_db, settings, django_assert_num_queries):
    settings.PUBLIC_PORT, reconciler = "8000", Reconciler()
    vacancy = make_vacancy(make_institution("moh"))
    for _look in range(2):  # a database that another test emptied is behind the counters
        reconciler.look()
    portal = Visitor(Delivery(get_wsgi_application()), "localhost:8000")
    assert portal.ask("/en/jobs/2026-00001/").status == 200
    with django_assert_num_queries(0):
        assert "Offices were closed" not in portal.ask("/en/jobs/2026-00001/").text
    later = vacancy.closes_at + DAY
    with whole_nation():
        VacancyChange.objects.create(
            vacancy=vacancy, verb="extend", reason_sw="x", reason_en="Offices were closed", closed_at=vacancy.closes_at, closes_at=later
        )
        vacancy.closes_at = later
        vacancy.save()
        announce(vacancy=vacancy)
    page = portal.ask("/en/jobs/2026-00001/")
    assert "Offices were closed" in page.text
    assert timezone.localdate(later).isoformat() in page.text
    assert "nonce" not in str(page.headers)


def test_search_and_feeds_and_sitemap_know_it(client, advertised):
    assert "/en/jobs/2026-00002/" in client.get("/en/search/?q=nurse").content.decode()
    for path in ("/en/feeds/recruitment.vacancies.rss", "/en/feeds/recruitment.vacancies.atom"):
        feed = client.get(path).content.decode()
        assert "Nurse" in feed
        assert "Great secret" not in feed
    assert "/ajira/2026-00002/" in b"".join(client.get(f"/sitemaps/{LISTING}-1.xml").streaming_content).decode()


def test_a_phone_without_data_gets_the_newest_and_how_to_apply(advertised):
    caller = Caller("", "ussd:1")
    offered = converse(dialogue=latest, answers=[], caller=caller, language="sw").text
    assert len(offered) <= 160
    assert "Dereva" in offered
    assert "Siri" not in offered
    place = next(line.partition(".")[0] for line in offered.splitlines() if "Muuguzi" in line)
    told = converse(dialogue=latest, answers=[place], caller=caller, language="sw").text
    assert len(told) <= 160
    assert "Halmashauri ya Bahi" in told
    assert "localhost:8000/ajira/2026-00002/" in told
    assert "Nurse" in answer_sms(text="ajira", caller=Caller("", "sms:1"), language="en")


def test_the_published_figures_are_those_of_the_records(advertised):
    counted = {figure.key: figure.count() for figure in figures if figure.key.startswith("recruitment.")}
    assert counted["recruitment.vacancies"] == 4
    assert counted["recruitment.vacancies_open"] == 3
    assert counted["recruitment.posts_open"] == 9
