"""``manage.py nation recruitment``: as many as were asked for, as the platform itself would have written them, and the same each time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO
from typing import Any

import phonenumbers
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from huduma.platform.accounts.models import Person
from huduma.platform.audit.chain import verify
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import make_person
from huduma.project.demonstration.recruitment import applying, showcase
from huduma.systems.recruitment.actions.replay import replay
from huduma.systems.recruitment.criteria import digest_of, judge, read
from huduma.systems.recruitment.models import Application, ApplicationEvent, Offer, Seeker, SeekerDocument, Vacancy
from huduma.systems.recruitment.models.vacancy import ARCHIVED_AFTER
from huduma.systems.recruitment.states import APPLICATION, ApplicationState, OfferState, VacancyState

pytestmark = pytest.mark.django_db
REASONS = {"find_ineligible", "uphold_appeal", "dismiss_appeal", "leave_out", "fail", "lapse"}


@pytest.fixture(autouse=True)
def _small_register(settings, tmp_path):
    """Two regions with a council each, and two ministries: the command finds a register, and brings none."""
    settings.MEDIA_ROOT = str(tmp_path)
    given: dict[str, Any] = {"status_date": date(2017, 1, 1)}
    for code in ("dodoma", "mbeya"):
        region = Institution.objects.create(code=f"{code}-rs", host=f"{code}.test", kind="region", name_sw=code, name_en=code, **given)
        name = f"Halmashauri ya {code}"
        given_here = {"code": f"{code}-cc", "host": f"{code}-cc.test", "name_sw": name, "name_en": name}
        Institution.objects.create(kind="local_authority", region=region, **given_here, **given)
    for code in ("moha", "tra"):
        Institution.objects.create(code=code, host=f"{code}.test", kind="ministry", name_sw=code, name_en=code, **given)


def load(people: int, applications: int, **options: int) -> str:
    said = StringIO()
    call_command("nation", "recruitment", people=people, applications=applications, stdout=said, **options)
    return said.getvalue()


@pytest.mark.slow
def test_it_holds_what_was_asked_for_as_the_platform_would_have_written_it(monkeypatch):
    monkeypatch.setattr(applying, "_KEPT", 30)  # snapshots of larger vacancies are made twice
    load(400, 1200, vacancies=60)
    with whole_nation():
        assert (Seeker.objects.count(), Application.objects.count(), Vacancy.objects.count()) == (400, 1200, 60)
        since = timezone.now() - timedelta(days=730)
        for days in (0, 30):  # and it stays so while the days pass
            assert Seeker.objects.filter(active_at__gte=since + timedelta(days=days)).count() == round(400 * 164_513 / 221_081)
        numbers = list(Person.objects.filter(pk__in=Seeker.objects.values("person")).values_list("phone", flat=True))
        assert len({*numbers}) == 400
        assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)
        applications = list(Application.objects.select_related("vacancy__version", "version", "seeker__person"))
        every = _events()
        for application in applications:
            _is_whole(application, every[application.pk])
        states = Counter(application.state for application in applications)
        assert set(states) >= {
            *(ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE, ApplicationState.NOT_SHORTLISTED),
            *(ApplicationState.CALLED, ApplicationState.ABSENT, ApplicationState.UNSUCCESSFUL, ApplicationState.APPOINTED),
        } - {ApplicationState.ELIGIBLE}
        assert {*Vacancy.objects.values_list("state", flat=True)} >= {
            VacancyState.PUBLISHED,
            VacancyState.CLOSED,
            VacancyState.INTERVIEWING,
        }
        great = max(vacancy.applications.count() for vacancy in Vacancy.objects.filter(state=VacancyState.CLOSED))
        assert great == int(1200 * 0.12)  # which wait for the long-list
        for vacancy in Vacancy.objects.filter(takes_failing=False, version__isnull=False):
            assert not vacancy.applications.filter(passes=False).exists()
        for vacancy in Vacancy.objects.filter(state=VacancyState.ARCHIVED):
            assert vacancy.changed_at > vacancy.closes_at + ARCHIVED_AFTER
        reported = Offer.objects.filter(state=OfferState.REPORTED).values_list("application__state", flat=True)
        assert {*reported} == {ApplicationState.APPOINTED}
        for vacancy in Vacancy.objects.filter(state__in=[VacancyState.SHORTLISTING, VacancyState.INTERVIEWING, VacancyState.ARCHIVED])[:9]:
            made_again = replay(vacancy)
            assert made_again.judged
            assert made_again.differences == []
    _is_sealed(every)


def _events() -> dict[int, list[ApplicationEvent]]:
    found: dict[int, list[ApplicationEvent]] = {}
    for event in ApplicationEvent.objects.order_by("at", "pk"):
        found.setdefault(event.application_id, []).append(event)
    return found


def _is_whole(application: Application, events: list[ApplicationEvent]) -> None:
    """It was judged as the platform judges, and came to its state by steps that the table allows, in time and with reasons."""
    vacancy, on = application.vacancy, application.version.judged_on
    assert vacancy.opens_at <= application.submitted_at < vacancy.closes_at
    assert application.seeker.created_at <= application.submitted_at <= application.seeker.active_at
    found = judge(read(vacancy.version.criteria), application.snapshot, on)
    assert [finding.as_json() for finding in found] == application.findings
    assert application.passes == all(finding.passed for finding in found)
    before = APPLICATION.first
    for event in events:
        assert event.before == before
        assert APPLICATION.after(event.verb, before, event.reason_en) == event.after
        assert bool(event.reason_sw and event.reason_en) == (event.verb in REASONS)
        assert event.at <= timezone.now()
        before = event.after
    assert before == application.state


def _is_sealed(every: dict[int, list[ApplicationEvent]]) -> None:
    decided = [event for events in every.values() for event in events if event.verb not in ("submit", "withdraw")]
    verdict = verify()
    assert not verdict.broken
    records = list(ChainedRecord.objects.filter(verb__startswith="recruitment.").order_by("sequence"))
    assert len(records) == len(decided) > 500
    assert [record.at for record in records] == sorted(event.at for event in decided)
    listed = next(record for record in records if record.verb == "recruitment.find_ineligible")
    with whole_nation():
        application = Application.objects.get(pk=listed.subject.rpartition(":")[2])
    assert listed.data["inputs"]["snapshot"] == digest_of(application.snapshot)
    assert "Found" not in listed.data["reason"]  # nothing of the person, who may be erased


def test_the_platform_goes_on_counting_after_it():
    load(30, 60)
    person = make_person("mgeni")
    seeker = Seeker.objects.create(person=person)
    SeekerDocument.objects.create(seeker=seeker, kind="award", name="a.pdf", file="a.pdf", size=1, digest="0" * 64)


@contextmanager
def forgotten() -> Iterator[None]:
    """What is done inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_seed_makes_the_same_nation_each_time_and_another_seed_another():
    def picture(seed: int) -> list[Any]:
        with forgotten(), whole_nation():
            load(40, 90, seed=seed)
            people = (
                Person.objects.filter(phone__isnull=False)
                .order_by("pk")
                .values_list("full_name", "phone", "email", "joined_at", "public_id")
            )
            sent = Application.objects.order_by("pk").values_list("number", "state", "snapshot", "submitted_at", "vacancy__number", "mark")
            return [*people, *map(repr, sent)]

    assert picture(3) == picture(3)
    assert picture(3) != picture(4)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"people": 0, "applications": 1}, "--people"),
        ({"people": 1, "applications": -1}, "--applications"),
        ({"people": 5, "applications": 500, "vacancies": 3}, "at most"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(options, said):
    with pytest.raises(CommandError, match=said):
        load(**options)
    assert not Person.objects.exists()


def test_neither_people_in_earnest_nor_a_second_nation_are_mixed_with_it(settings):
    settings.DEMONSTRATION = False
    load(1, 0)
    with pytest.raises(CommandError, match="in earnest"):
        load(1, 0)
    settings.DEMONSTRATION = True
    with pytest.raises(CommandError, match="here already"):
        load(1, 0)


def test_the_demonstration_has_a_seeker_whose_applications_stand_at_different_places():
    given: dict[str, Any] = {"kind": "agency", "status_date": date(2017, 1, 1)}
    for code in ("bariadi-tc", "kilosa-dc", "mwanza-cc", "tanesco", "nhif", "moh", "tma", "kilimo"):
        Institution.objects.create(code=code, host=f"{code}.test", name_sw=code, name_en=code, **given)
    Person.objects.create_user(showcase.SEEKER, full_name="Amina Juma")
    with whole_nation():
        showcase.furnish()
        hers = Application.objects.filter(seeker__person__email=showcase.SEEKER)
        assert Counter(hers.values_list("state", flat=True)) == Counter(["submitted", "ineligible", "called", "placed"])
        assert Offer.objects.standing().filter(application__in=hers, state=OfferState.MADE, answer_by__gt=timezone.now()).count() == 1
        assert Vacancy.objects.open().count() == 4
        for document in SeekerDocument.objects.all():
            assert document.file.open().read(5) == b"%PDF-"
    assert not verify().broken
