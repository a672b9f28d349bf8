"""From an institution's need to a vacancy that everybody can read, as officers do it on their screens."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from huduma.platform.accounts.models import Person
from huduma.platform.accounts.testing import ProvenClient
from huduma.platform.audit.chain import verify
from huduma.platform.audit.models import ChainedRecord
from huduma.platform.institutions.models import Institution
from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.institutions.tests.factories import appoint, make_institution, make_person
from huduma.platform.jobs.sweep import run_sweeps
from huduma.platform.jobs.testing import work_off
from huduma.platform.messaging.models import Message
from huduma.systems.recruitment.models import Requisition, Vacancy, VacancyChange
from huduma.systems.recruitment.states import VacancyState
from tests.peers.worlds import made_once

from .factories import make_vacancy

pytestmark = pytest.mark.django_db

ROLES = {"mwajiri": "officer", "mwandishi": "secretariat", "mwenzake": "secretariat", "mkaguzi": "approver"}


@made_once
def appointed():
    """Two institutions and a region; and those who work on vacancies, of whom the officer belongs to A."""
    a, b = make_institution("aaa"), make_institution("bbb")
    region = make_institution("dodoma-rs", kind=Institution.Kind.REGION)
    people = {name: make_person(name, language="en") for name in ROLES}
    for name, role in ROLES.items():
        appoint(people[name], a if role == "officer" else b, f"recruitment.{role}")
    return {"a": a, "b": b, "region": region}, people


@pytest.fixture
def office(appointed):
    """The institutions, and a client for each of the people."""
    institutions, people = appointed
    clients = {name: ProvenClient() for name in people}
    for name, person in people.items():
        clients[name].force_login(person)
    return institutions | clients


def asked(office, **changes):
    """The form of a requisition: three posts at one station, two at another."""
    return {
        **{"institution": office["a"].pk, "title_sw": "Afisa TEHAMA", "title_en": "ICT Officer", "occupation": "25"},
        **{"salary_scale": "TGS D", "permit": "FA.170/2026", "needs": "Kusimamia mifumo."},
        **{"post_lines-0-station": "Dodoma", "post_lines-0-region": office["region"].pk, "post_lines-0-number": "3"},
        **{"post_lines-2-station": "Iringa", "post_lines-2-number": "2", "post_lines-2-establishment": "IK/7"},
        **changes,
    }


def local(at):
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def written(requisition, **changes):
    """The form of a vacancy."""
    now = timezone.now()
    texts = {f"{name}_{language}": f"{name} {language}" for name in ("summary", "duties", "assessment") for language in ("sw", "en")}
    return {
        **texts,
        **{"requisition": requisition, "title_sw": "Afisa TEHAMA", "title_en": "ICT Officer", "occupation": "25"},
        **{"salary_scale": "TGS D", "posts": "5", "opens_at": local(now + timedelta(days=1)), "closes_at": local(now + timedelta(days=15))},
        **{"appeal_days": "14", "education_level": "66", "education_fields": ["06"], "age_least": "18", "age_most": "45"},
        **{"citizenship": "TZ", "boards": ["ERB", "NBAA"], "language_sw": "3", "documents": ["award"], "referees": "3"},
        **changes,
    }


def _refused(response):
    assert response.status_code == 200
    return " ".join(message for messages in errors_of(response).values() for message in messages)


def errors_of(response):
    """What was wrong with a form, by field."""
    with translation.override("en"):
        return {name: [str(message) for message in messages] for name, messages in response.context["form"].errors.items()}


def do(client, screen, pk, **form):
    """Carry out an operation; returns what went wrong, in words."""
    response = client.post(reverse(screen, args=[pk]), form)
    return "" if response.status_code == 302 else _refused(response)


def the(model):
    with whole_nation():
        return model.objects.latest("pk")


def test_a_need_becomes_a_published_vacancy_that_four_eyes_have_seen(office):
    officer, writer, approver = office["mwajiri"], office["mwandishi"], office["mkaguzi"]
    response = officer.post(reverse("requisitions:add"), asked(office))
    assert response.status_code == 302, response.context["form"].errors
    requisition = the(Requisition)
    assert sorted(requisition.posts.values_list("station", "number", "region")) == [("Dodoma", 3, office["region"].pk), ("Iringa", 2, None)]
    assert writer.get(reverse("requisitions:edit", args=[requisition.pk])).status_code == 404
    assert do(officer, "requisitions:send", requisition.pk) == ""
    assert officer.post(reverse("requisitions:edit", args=[requisition.pk]), asked(office, title_en="Changed")).status_code == 404
    assert officer.post(reverse("requisitions:approve", args=[requisition.pk])).status_code == 404

    assert "required" in do(writer, "requisitions:return", requisition.pk, reason="")
    assert do(writer, "requisitions:return", requisition.pk, reason="Kibali kimeisha muda.") == ""
    assert "Kibali kimeisha muda." in officer.get(reverse("requisitions:inspect", args=[requisition.pk])).text
    edit = reverse("requisitions:edit", args=[requisition.pk])
    assert 'value="Iringa"' in officer.get(edit).text
    assert officer.post(edit, asked(office, permit="FA.171/2026")).status_code == 302
    assert do(officer, "requisitions:send", requisition.pk) == ""
    assert officer.get(f"{reverse('vacancies:add')}?requisition={requisition.pk}").status_code == 302  # writing is the secretariat's
    assert "choice" in _refused(writer.post(reverse("vacancies:add"), written(requisition.pk)))  # not approved yet
    assert do(writer, "requisitions:approve", requisition.pk) == ""

    page = writer.get(f"{reverse('vacancies:add')}?requisition={requisition.pk}").text
    assert "FA.171/2026" not in page
    assert 'value="ICT Officer"' in page
    assert 'value="5"' in page
    assert "posts left: 5" in _refused(writer.post(reverse("vacancies:add"), written(requisition.pk, posts="6")))
    response = writer.post(reverse("vacancies:add"), written(requisition.pk))
    assert response.status_code == 302, response.context["form"].errors
    preview = writer.get(response["Location"]).text
    assert "Elimu: Shahada ya kwanza (NTA 8) au zaidi, katika fani ya: TEHAMA" in preview
    assert "Education: Bachelor&#x27;s degree (NTA 8) or higher, in: Information and communication technologies" in preview
    vacancy = the(Vacancy)
    assert vacancy.institution == office["a"]
    assert [criterion["kind"] for criterion in vacancy.criteria] == [
        *("education", "age", "citizenship", "registration", "registration", "language", "documents", "referees")
    ]
    assert do(writer, "vacancies:submit", vacancy.pk) == ""
    assert writer.post(reverse("vacancies:approve", args=[vacancy.pk])).status_code == 404
    appoint(_person("mwandishi"), office["b"], "recruitment.approver")  # holds both roles, and is still who wrote it
    assert "You wrote it" in do(writer, "vacancies:approve", vacancy.pk)
    assert do(approver, "vacancies:return", vacancy.pk, reason="Umri haujatajwa vizuri.") == ""
    change = reverse("vacancies:edit", args=[vacancy.pk])
    assert office["mwenzake"].post(change, written("", age_most="40")).status_code == 302  # now two have written it
    assert do(office["mwenzake"], "vacancies:submit", vacancy.pk) == ""
    assert "You wrote it" in do(writer, "vacancies:approve", vacancy.pk)
    assert do(approver, "vacancies:approve", vacancy.pk) == ""

    run_sweeps()
    work_off()
    assert the(Vacancy).state == "approved"  # its instant has not come
    with whole_nation():
        Vacancy.objects.update(opens_at=timezone.now() - timedelta(seconds=1))
    run_sweeps()
    work_off()
    vacancy = the(Vacancy)
    year = timezone.localdate().year
    assert (vacancy.state, vacancy.number, vacancy.level, vacancy.version.number) == ("published", f"{year}-00001", "66", 1)
    assert vacancy.version.criteria[1] == {"kind": "age", "least": 18, "most": 40}
    assert len(vacancy.version.digest) == 64
    with pytest.raises(IntegrityError), transaction.atomic():
        type(vacancy.version).objects.update(criteria=[])
    sealed = {row.verb: row for row in ChainedRecord.objects.all()}
    assert sealed["recruitment.publish_vacancy"].data["digest"] == vacancy.version.digest
    assert sealed["recruitment.approve_vacancy"].by == _person("mkaguzi")
    assert {"recruitment.return_requisition", "recruitment.approve_requisition", "recruitment.return_vacancy"} <= sealed.keys()
    assert not verify().broken
    assert officer.get(reverse("vacancies:inspect", args=[vacancy.pk])).status_code == 200
    assert "Vacancy published" in writer.get(reverse("vacancies:history", args=[vacancy.pk])).text


def _person(name):
    return Person.objects.get(email=f"{name}@example.go.tz")


def test_an_officer_of_another_institution_finds_nothing(office):
    stranger = make_person("jirani", language="en")
    appoint(stranger, office["b"], "recruitment.officer")
    client = ProvenClient()
    client.force_login(stranger)
    assert office["mwajiri"].post(reverse("requisitions:add"), asked(office)).status_code == 302
    requisition = the(Requisition)
    for screen in ("inspect", "edit", "history", "send", "give-up"):
        assert client.get(reverse(f"requisitions:{screen}", args=[requisition.pk])).status_code == 404, screen
    refused = client.post(reverse("requisitions:add"), asked(office))  # in the name of A
    assert "institution" in errors_of(refused)
    assert "ICT Officer" not in client.get(reverse("requisitions:index")).text


def test_what_is_wrong_is_said_beside_its_field(office):
    rows = {"post_lines-0-number": "0", "post_lines-2-region": "999999"}
    errors = errors_of(office["mwajiri"].post(reverse("requisitions:add"), asked(office, occupation="77x", **rows)))
    assert errors["post_lines"] == ["Row 1: say how many posts.", "Row 2: choose a region of the list."]
    assert "occupation" in errors
    requisition = _approved(office)
    wrong = {"education_level": "", "age_least": "50", "citizenship": "Tanzania", "boards": ["XYZ"], "closes_at": local(timezone.now())}
    errors = errors_of(office["mwandishi"].post(reverse("vacancies:add"), written(requisition, **wrong)))
    assert errors["education_level"] == ["Criterion 1: “Lowest level” is missing or not understood."]
    assert "boards" in errors
    errors = errors_of(office["mwandishi"].post(reverse("vacancies:add"), written(requisition, age_least="50")))
    assert errors["age_most"] == ["Criterion 2: “To (years)” is missing or not understood."]
    late = office["mwandishi"].post(reverse("vacancies:add"), written(requisition, closes_at=local(timezone.now())))
    assert "It closes before it opens." in _refused(late)


def _approved(office):
    with whole_nation():
        requisition = Requisition.objects.create(
            institution=office["a"], title_sw="x", title_en="x", occupation="25", salary_scale="x", permit="x", needs="x"
        )
        for state in ("pending", "approved"):
            Requisition.objects.filter(pk=requisition.pk).update(state=state)
    return requisition.pk


def test_an_extension_is_published_and_the_same_for_all(office):
    vacancy = make_vacancy(office["a"])
    reasons = {"reason_sw": "Mtandao ulikatika.", "reason_en": "The network was down."}
    later = local(vacancy.closes_at + timedelta(days=3))
    writer = office["mwandishi"]
    assert office["mwajiri"].post(reverse("vacancies:extend", args=[vacancy.pk]), {}).status_code == 404
    assert "required" in do(writer, "vacancies:extend", vacancy.pk, closes_at=later, reason_sw="Mtandao ulikatika.", reason_en="")
    sooner = local(vacancy.closes_at - timedelta(days=1))
    assert "not later" in do(writer, "vacancies:extend", vacancy.pk, closes_at=sooner, **reasons)
    assert do(writer, "vacancies:extend", vacancy.pk, closes_at=later, **reasons) == ""
    change = VacancyChange.objects.get()
    assert (change.verb, change.reason_sw, change.closed_at) == ("extend", "Mtandao ulikatika.", vacancy.closes_at)
    assert the(Vacancy).closes_at == change.closes_at > vacancy.closes_at
    with whole_nation():
        Vacancy.objects.update(closes_at=timezone.now() - timedelta(seconds=1))  # before a sweep has seen it
    assert "has closed" in do(writer, "vacancies:extend", vacancy.pk, closes_at=later, **reasons)


def test_a_closed_vacancy_is_advertised_again_with_criteria_that_somebody_else_wrote(office):
    vacancy = make_vacancy(office["a"], closes_at=timezone.now() - timedelta(minutes=1))
    run_sweeps()
    work_off()
    assert the(Vacancy).state == "closed"
    writer, approver, now = office["mwandishi"], office["mkaguzi"], timezone.now()
    assert do(writer, "vacancies:criteria", vacancy.pk, education_level="55", citizenship="TZ") == ""
    assert the(Vacancy).asks_for()[0].level == "66"  # what was published stays
    again = {"opens_at": local(now - timedelta(days=1)), "closes_at": local(now + timedelta(days=7))}
    again |= {"reason_sw": "Waombaji hawakutosha.", "reason_en": "Too few applied."}
    appoint(_person("mwandishi"), office["b"], "recruitment.approver")
    assert "You wrote it" in do(writer, "vacancies:readvertise", vacancy.pk, **again)
    assert do(approver, "vacancies:readvertise", vacancy.pk, **again) == ""
    found = the(Vacancy)
    assert (found.state, found.version.number, found.level, found.number) == ("published", 2, "55", vacancy.number)
    first = found.versions.get(number=1)
    assert first.criteria[0]["level"] == "66"
    assert (first.judged_on, found.judged_on) == (vacancy.closing_day, timezone.localdate(now + timedelta(days=7)))
    assert found.opens_at > now - timedelta(minutes=1)  # nobody could apply in between
    assert do(writer, "vacancies:withdraw", vacancy.pk, reason_sw="Kibali kimefutwa.", reason_en="The permit was revoked.") == ""
    assert list(VacancyChange.objects.values_list("verb", flat=True)) == ["readvertise", "withdraw"]
    assert the(Vacancy).state == "withdrawn"


@pytest.mark.slow
def test_lists_are_exported_and_cost_the_same_however_long(office):
    writer = office["mwandishi"]
    for number in range(30):
        make_vacancy(office["a"] if number % 2 else office["b"], f"2025-{number:05}", title_en="=cmd|' /C calc'!A0")
        _approved(office)
    for name, client in (("vacancies", writer), ("requisitions", writer), ("requisitions", office["mwajiri"])):
        index = reverse(f"{name}:index")
        for query in ({}, {"state": "approved"}, {"q": "aaa"}):
            client.get(index, query)
            with CaptureQueriesContext(connection) as asked_of_it:
                assert client.get(index, query).status_code == 200
            assert len(asked_of_it) <= 40, (name, len(asked_of_it))
        rows = b"".join(client.get(index, {"export": "csv"}).streaming_content).decode().splitlines()
        assert len(rows) == 31
        assert client.get(index, {"export": "xlsx"}).headers["Content-Type"].startswith("application/vnd.openxml")
    assert ",=cmd" not in b"".join(writer.get(reverse("vacancies:index"), {"export": "csv"}).streaming_content).decode()
    with whole_nation():
        pk = Vacancy.objects.first().pk
    for screen in ("inspect", "preview", "extend", "history"):
        with CaptureQueriesContext(connection) as asked_of_it:
            assert writer.get(reverse(f"vacancies:{screen}", args=[pk])).status_code == 200
        assert len(asked_of_it) <= 40, (screen, len(asked_of_it))


def letters_to(name):
    """What was written to one of the people, the oldest first."""
    with whole_nation():
        return list(Message.objects.filter(person=_person(name)).order_by("pk"))


def test_whoever_filed_a_requisition_is_told_of_each_decision_on_it(office):
    officer, secretariat = office["mwajiri"], office["mwandishi"]
    assert officer.post(reverse("requisitions:add"), asked(office)).status_code == 302
    requisition = the(Requisition).pk
    page = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('requisitions:inspect', args=[requisition])}"
    for reason in ("Kibali & idhini vimeisha muda.", "Kituo hakijatajwa."):
        assert do(officer, "requisitions:send", requisition) == ""
        assert do(secretariat, "requisitions:return", requisition, reason=reason) == ""
        letter = letters_to("mwajiri")[-1]
        assert (letter.notice, letter.channel, letter.language) == ("recruitment.requisition_returned", "email", "en")
        assert reason in letter.body
        assert page in letter.body
    assert do(officer, "requisitions:send", requisition) == ""
    assert do(secretariat, "requisitions:approve", requisition) == ""
    Person.objects.filter(pk=_person("mwajiri").pk).update(language="sw")
    assert do(secretariat, "requisitions:cancel", requisition, reason="Bajeti imekatwa.") == ""
    told = letters_to("mwajiri")
    assert [letter.notice.rpartition("_")[2] for letter in told] == ["returned", "returned", "approved", "cancelled"]
    assert told[3].subject == "Ombi la kujaza nafasi limefutwa: Afisa TEHAMA"
    assert "Bajeti imekatwa." in told[3].body
    assert letters_to("mwandishi") == []

    assert officer.post(reverse("requisitions:add"), asked(office)).status_code == 302
    assert do(officer, "requisitions:give-up", the(Requisition).pk, reason="Hatuhitaji tena.") == ""
    assert len(letters_to("mwajiri")) == 4  # who gave it up knows


def test_whoever_wrote_a_vacancy_last_is_told_what_its_approver_did(office):
    approver = office["mkaguzi"]
    vacancy = make_vacancy(office["a"], None, state=VacancyState.SUBMITTED, written_by=_person("mwandishi")).pk
    assert do(approver, "vacancies:return", vacancy, reason="Umri haujatajwa vizuri.") == ""
    [returned] = letters_to("mwandishi")
    assert (returned.notice, returned.channel) == ("recruitment.vacancy_returned", "email")
    assert "Umri haujatajwa vizuri." in returned.body
    assert reverse("vacancies:inspect", args=[vacancy]) in returned.body
    assert office["mwenzake"].post(reverse("vacancies:edit", args=[vacancy]), written("", age_most="40")).status_code == 302
    assert do(office["mwenzake"], "vacancies:submit", vacancy) == ""
    assert do(approver, "vacancies:approve", vacancy) == ""
    assert [letter.notice for letter in letters_to("mwenzake")] == ["recruitment.vacancy_approved"]
    assert letters_to("mwandishi") == [returned]
    assert letters_to("mkaguzi") == []
