"""Letters of interviews: in one file or a file each, and their codes, which stay good for as long as the paper does."""

import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from huduma.platform.institutions.scoping import whole_nation
from huduma.platform.jobs.testing import work_off
from huduma.systems.recruitment.actions import call_letters, interviews, offers, stage_work
from huduma.systems.recruitment.actions.call_letters import token_of
from huduma.systems.recruitment.models import Application, Call, Offer, StageWork

from .interviewing import O, days, decided, make_round, plan
from .test_letters import drawn, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def called_round(people):
    """A round whose one stage is called to."""
    round_ = make_round(people=people, seats=people)
    (stage,) = plan(round_.vacancy, (O, 100, 50))
    with whole_nation():
        interviews.call_to_stage(stage=stage, by=None)
    return round_, stage


def test_a_letter_stays_genuine_when_the_secret_key_changes_until_its_key_is_given_up(client, settings):
    called_round(people=1)
    old = settings.SECRET_KEY
    printed = reverse("recruitment:verify-letter", args=[token_of(Call.objects.get())])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "mpya" * 12, ["katikati" * 6, old]
    assert client.get(printed).status_code == 200
    assert client.get(reverse("recruitment:verify-letter", args=[token_of(Call.objects.get())])).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(printed).status_code == 404


def test_the_code_on_a_letter_of_offer_leads_to_a_page_that_says_it_is_genuine_and_names_nobody(client):
    round_ = make_round(people=1, posts=1)
    decided(round_, (90,))
    applicant = round_.applications[0]
    with whole_nation():
        (offer,) = offers.place(vacancy=round_.vacancy, **days(), by=None)
        exam_number = Application.objects.get().exam_number
    client.force_login(applicant.seeker.person)
    mine = client.get(reverse("recruitment:offer-letter", args=[applicant.number])).content
    client.force_login(round_.officer)
    offices = client.get(reverse("offers:letter", args=[offer.pk])).content
    client.logout()
    assert drawn(mine)[0].count(" re ") > 100, "the code is drawn"
    (word,) = {re.search(r"https?://\S+/(\S+)/", said(drawn(content)[0]))[1] for content in (mine, offices)}
    genuine = client.get(in_english("recruitment:verify-letter", word))
    assert genuine.status_code == 200
    assert "This letter is genuine" in genuine.text
    for fact in (exam_number, round_.vacancy.number, offer.station, offer.institution.name):
        assert fact in genuine.text
    for secret in ("Asha", "Mwombaji", applicant.number):
        assert secret not in genuine.text
    for forged in (f"{word[:-1]}x", word.removeprefix("o"), f"o{token_of(Call.objects.get())}"):
        assert client.get(in_english("recruitment:verify-letter", forged)).status_code == 404
    offers.accept_offer(offer=offer, by=applicant.seeker.person)
    assert _main(client.get(in_english("recruitment:verify-letter", word))) == _main(genuine), "how it was answered is nobody's business"
    with whole_nation():
        offers.revoke_offer(offer=Offer.objects.get(), reason_sw="Kosa.", reason_en="An error.", by=round_.secretary)
    over = client.get(in_english("recruitment:verify-letter", word))
    assert over.status_code == 200
    assert "This letter is genuine" not in over.text
    assert "This offer has ended" in over.text


def in_english(name, *args):
    """The English address of a page."""
    with translation.override("en"):
        return reverse(name, args=args)


def _main(page):
    return page.text.split("<main")[1].split("</main>")[0]


def test_the_office_has_a_letter_each_as_a_zip_named_by_exam_number(client, monkeypatch):
    monkeypatch.setattr(call_letters, "_AT_ONCE", 2)
    round_, stage = called_round(people=3)
    office, order = round_.secretary, reverse("interview-stages:each_letter", args=[stage.pk])
    assert client.post(order).status_code == 302, "to sign in"
    assert not StageWork.objects.exists()
    client.force_login(office)
    assert order in client.get(reverse("interview-stages:inspect", args=[stage.pk])).text
    assert client.post(order).status_code == 302
    work_off()
    work = StageWork.objects.get()
    assert (work.kind, work.status, work.done, work.total) == ("each", "done", 3, 3)
    answer = client.get(reverse("stage-works:download", args=[work.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="barua-2026-00017-oral.zip"'
    content = b"".join(answer.streaming_content)
    assert len(content) == work.bytes
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        letters = {name: archive.read(name) for name in archive.namelist()}
    assert list(letters) == [f"2026-00017-{n:05d}.pdf" for n in (1, 2, 3)]
    for name, letter in letters.items():
        (page,) = drawn(letter)
        assert name.removesuffix(".pdf").replace("17-", "17/") in said(page), "the letter of that exam number"
    with whole_nation():
        StageWork.objects.update(kept_until=timezone.now() - timedelta(minutes=1))
        stage_work.discard_letters(work=work.pk)
    assert client.get(reverse("stage-works:download", args=[work.pk])).status_code == 404
