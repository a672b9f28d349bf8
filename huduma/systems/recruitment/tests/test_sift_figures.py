"""What is counted, with small numbers hidden."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from huduma.platform.contributions.figure import figures
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.tests.factories import make_institution
from huduma.systems.recruitment.jobs.sift import count_stage_times
from huduma.systems.recruitment.models import ApplicationEvent
from huduma.systems.recruitment.models.suppression import suppress
from huduma.systems.recruitment.states import ApplicationState, VacancyState

from .factories import make_application, make_seeker, make_vacancy
from .sifters import make_sifter

NUMBERS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=2, max_size=6)
)


@settings(deadline=None, max_examples=60)
@given(NUMBERS)
def test_no_small_number_stands_in_a_table_or_follows_from_the_rest(numbers):
    table = suppress(numbers)
    for row in [*table.rows, table.row_sums, table.column_sums]:
        assert all(cell.hidden for cell in row if 0 < cell.value < 5)
        assert not any(str(cell) in ("1", "2", "3", "4") for cell in row)
    assert str(table.total) == str(sum(map(sum, numbers))), "the sum of all is known from elsewhere"
    lines = [[*row, total] for row, total in zip(table.rows, table.row_sums, strict=True)]
    lines += [[*column, total] for column, total in zip(zip(*table.rows, strict=True), table.column_sums, strict=True)]
    for line in [*lines, table.row_sums, table.column_sums]:
        assert sum(cell.hidden for cell in line) != 1, "one hidden number is the sum less the others"


@pytest.fixture
def counted(db):
    """Nine women and two men of Arusha, five women of Mbeya; one of Arusha appointed."""
    institution = make_institution("aaa")
    vacancy = make_vacancy(institution, state=VacancyState.SHORTLISTING)
    arusha, mbeya = (make_institution(code, kind=Institution.Kind.REGION, name_sw=code.title()) for code in ("arusha", "mbeya"))
    people = [("F", arusha)] * 9 + [("M", arusha)] * 2 + [("F", mbeya)] * 5
    now = timezone.now()
    for n, (sex, region) in enumerate(people):
        state = ApplicationState.APPOINTED if n == 0 else ApplicationState.ELIGIBLE
        one = make_application(vacancy, make_seeker(f"m{n}", sex=sex, region=region), state, submitted_at=now - timedelta(days=10))
        ApplicationEvent.objects.create(
            application=one, verb="find_eligible", before="submitted", after="eligible", at=now - timedelta(days=10 - n % 3)
        )
    return vacancy


def test_the_dashboards_hide_what_would_tell_of_somebody(counted, client):
    client.force_login(make_sifter("katibu", counted.institution))
    count_stage_times.call()
    for address in (reverse("recruitment-figures:index"), reverse("recruitment-figures:inspect", args=[counted.pk])):
        page = " ".join(client.get(address).text.split())
        assert '<th scope="row">Applications received</th><td>16</td>' in page
        assert '<th scope="row">Appointed</th><td>1</td>' in page
        assert "<td>…</td><td>&lt;5</td>" in page
        assert ">2</td>" not in page.split("By region and sex")[1].split("</table>")[0]
        assert '<th scope="row">received</th><td>1.0</td><td>16</td>' in page


def test_everybody_may_have_the_figures_by_institution_and_month(counted, client):
    assert (figures["recruitment.applications"].count(), figures["recruitment.placements"].count()) == (16, 1)
    (line,) = client.get("/api/v1/recruitment/figures/").json()["figures"]
    assert (line["institution"], line["vacancies"], line["applications"], line["placements"]) == ("aaa", 1, 16, "<5")
    header, row = client.get("/api/v1/recruitment/figures.csv").text.splitlines()
    assert header == "institution,name_sw,name_en,month,vacancies,applications,placements"
    assert row.startswith("aaa,Wakala wa aaa,")
