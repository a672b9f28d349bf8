"""Letters of interviews: their codes, which stay good for as long as the paper does."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions import interviews, offers
from huduma.systems.recruitment.actions.call_letters import token_of
from huduma.systems.recruitment.models import Application, Call, Offer

from .interviewing import O, days, decided, make_round, plan
from .test_letters import drawn, said

pytestmark = pytest.mark.django_db


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
    with translation.override("en"):
        own = reverse("recruitment:offer-letter", args=[applicant.number])
        client.force_login(applicant.seeker.person)
        mine = client.get(own).content
        client.force_login(round_.officer)
        offices = client.get(reverse("offers:letter", args=[offer.pk])).content
        client.logout()
        (word,) = {re.search(r"https?://\S+/(\S+)/", said(drawn(content)[0]))[1] for content in (mine, offices)}
        code = reverse("recruitment:verify-letter", args=[word])
        assert drawn(mine)[0].count(" re ") > 100, "the code is drawn"
        genuine = client.get(code)
        assert genuine.status_code == 200
        assert "This letter is genuine" in genuine.text
        for fact in (exam_number, round_.vacancy.number, offer.station, offer.institution.name):
            assert fact in genuine.text
        for secret in ("Asha", "Mwombaji", applicant.number):
            assert secret not in genuine.text
        for forged in (f"{word[:-1]}x", word.removeprefix("o"), f"o{token_of(Call.objects.get())}"):
            assert client.get(code.replace(word, forged)).status_code == 404
        offers.accept_offer(offer=offer, by=applicant.seeker.person)
        assert client.get(code).text.count("genuine") == genuine.text.count("genuine"), "how it was answered is nobody's business"
        with whole_nation():
            offers.revoke_offer(offer=Offer.objects.get(), reason_sw="Kosa.", reason_en="An error.", by=round_.secretary)
        over = client.get(code)
        assert over.status_code == 200
        assert "This letter is genuine" not in over.text
        assert "This offer has ended" in over.text
