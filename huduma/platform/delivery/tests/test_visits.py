"""Views of pages: counted by page and day, by nobody's address, and not where a reader asks not to be."""

import io
from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from huduma.platform.delivery import actions, visits
from huduma.platform.delivery.models import LiveSite, PageViews, SiteViews
from huduma.platform.delivery.tests.making import page, site
from huduma.platform.delivery.view_counts import sum_up_views
from huduma.platform.institutions.scoping import of_institution, whole_nation

pytestmark = pytest.mark.django_db
PERSON = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def afresh(monkeypatch):
    monkeypatch.setattr(visits, "WAITING", visits.Waiting())
    monkeypatch.setattr(visits, "_allowance", visits.Allowance())


@pytest.fixture
def moha():
    made = site("moha")
    actions.put_pages(site=made, pages=[page("/"), page("/habari/"), page("/tāarifa/")])
    return made


def say(path, host="moha.localhost", address="192.0.2.1", **headers):
    """What a browser's beacon gets."""
    body = path if isinstance(path, bytes) else path.encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": visits.PATH,
        "HTTP_HOST": f"{host}:8000",
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_USER_AGENT": PERSON,
        "HTTP_ORIGIN": f"http://{host}:8000",
        "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    sent = []
    assert visits.count(environ, lambda *given: sent.append(given)) == [b""]
    assert {name for name, _ in sent[0][1]} <= {"Cache-Control", "X-Content-Type-Options", "Content-Length"}
    return int(sent[0][0][:3])


def counted():
    """All rows of both tables, after writing."""
    visits.WAITING.write()
    with whole_nation():
        pages = {(row.source, row.day): row.views for row in PageViews.objects.all()}
        sites = {(row.institution_id, row.day): row.views for row in SiteViews.objects.all()}
    return pages, sites


def test_views_are_counted_by_page_and_day_and_by_site_and_day(moha):
    today = timezone.localdate()
    for path in ("/", "/habari/", "/habari/", "/t%C4%81arifa/"):
        assert say(path) == 204
    assert counted() == ({("tests.page:1", today): 4}, {(moha.institution_id, today): 4})
    say("/")
    assert counted()[1] == {(moha.institution_id, today): 5}


def test_only_pages_that_there_are(moha):
    assert say("/hakuna/") == 204
    assert say("/", host="other.localhost") == 204
    assert counted() == ({}, {})
    for nonsense in ("", "habari", "/../", "/%ff/", b"/\xff/", "/" + "a" * 3000 + "/", "/habari/?q=1", "http://moha.localhost/"):
        assert say(nonsense) == 400, nonsense
    assert say("/", host="..") == 400
    actions.put_pages(site=LiveSite.objects.get(institution=None), pages=[page("/")])
    say("/", host=LiveSite.objects.get(institution=None).host)
    assert counted() == ({}, {})  # the portal belongs to no institution


@pytest.mark.parametrize(
    "headers",
    [
        {"dnt": "1"},
        {"sec_gpc": "1"},
        {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36"},
        {"user_agent": "python-requests/2.32"},
        {"user_agent": ""},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
    ],
)
def test_who_is_not_counted(moha, headers):
    assert say("/", **headers) == 204
    assert counted() == ({}, {})


def test_a_telephone_that_is_called_like_a_robot_is_counted(moha):
    say("/", user_agent="Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 30) Chrome/120.0 Mobile", dnt="0")
    assert counted()[1].popitem()[1] == 1


def test_one_address_adds_so_much_a_day_and_no_more(moha):
    for _ in range(visits.VIEWS_OF_PAGE + 50):
        say("/")
    say("/", address="198.51.100.7")
    say("/habari/")
    assert sum(counted()[1].values()) == visits.VIEWS_OF_PAGE + 2
    for number in range(200):
        say("/habari/", address=f"2001:db8::{number:x}")  # one subscriber
    assert sum(counted()[1].values()) == 2 * visits.VIEWS_OF_PAGE + 2


def test_behind_a_proxy_the_address_is_that_of_the_reader(moha):
    with override_settings(TRUSTED_PROXIES=["192.0.2.0/24"]):
        for number in range(visits.VIEWS_OF_PAGE + 20):
            say("/", x_forwarded_for=f"203.0.113.{number}")
    assert sum(counted()[1].values()) == visits.VIEWS_OF_PAGE + 20


def test_the_whole_day_of_one_address_is_bounded(moha):
    for number in range(visits.VIEWS_OF_ALL + 200):
        say(f"/p{number % 90}/")
    assert sum(visits.WAITING._views.values()) == visits.VIEWS_OF_ALL


def test_nothing_of_the_address_is_kept(moha):
    say("/", address="192.0.2.77")
    visits.WAITING.write()
    columns = {column.column for model in (PageViews, SiteViews) for column in model._meta.fields}
    assert columns == {"id", "institution_id", "source", "day", "views"}
    before = visits._allowance._key
    visits._allowance.spend("192.0.2.77", visits.View(timezone.localdate() + timedelta(days=1), "moha.localhost", "/"))
    assert visits._allowance._key != before
    assert sum(visits._allowance._pages) == sum(visits._allowance._addresses) == 1


def test_many_views_are_written_with_few_statements(moha, django_assert_max_num_queries):
    actions.put_pages(site=moha, pages=[page(f"/p{number}/") for number in range(150)])
    for number in range(150):
        for _ in range(5):
            say(f"/p{number}/")
    with django_assert_max_num_queries(5):  # one to know the pages, one for each table, and the transaction
        visits.WAITING.write()
    assert sum(counted()[1].values()) == 750


def test_rows_belong_to_their_institution(moha):
    say("/")
    visits.WAITING.write()
    other = site("other")
    with of_institution(other.institution):
        assert not SiteViews.objects.exists()
        assert not PageViews.objects.exists()


def test_old_days_are_summed_up_by_month_and_the_sites_days_stay(moha):
    views = {}
    for day, number in ((date(2024, 1, 1), 3), (date(2024, 1, 31), 4), (date(2024, 2, 29), 5), (timezone.localdate(), 6)):
        views[day, "moha.localhost", "/"] = number
    visits.add_views(views)
    assert sum_up_views() == 2
    assert sum_up_views() == 0
    pages, sites = counted()
    expected = {date(2024, 1, 1): 7, date(2024, 2, 1): 5, timezone.localdate(): 6}
    assert pages == {("tests.page:1", day): number for day, number in expected.items()}
    assert sorted(sites.values()) == [3, 4, 5, 6]
