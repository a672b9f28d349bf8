"""Letters of interviews: their codes, which stay good for as long as the paper does."""

import pytest
from django.urls import reverse

from huduma.platform.institutions.scoping import whole_nation
from huduma.systems.recruitment.actions import interviews
from huduma.systems.recruitment.actions.call_letters import token_of
from huduma.systems.recruitment.models import Call

from .interviewing import O, make_round, plan

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
