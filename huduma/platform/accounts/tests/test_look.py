"""Sign-in and one's own account stand in the frame of all public pages, in both languages."""

import pytest
from django.urls import reverse
from django.utils import translation

from huduma.platform.accounts import actions

pytestmark = pytest.mark.django_db

ENTRANCE = ["account_login", "account_signup", "account_reset_password"]
OWN = ["account_email", "account_change_password", "mfa_index", "usersessions_list", "account_logout"]


def _stands_in_the_frame(text: str, language: str) -> None:
    assert f'<html lang="{language}">' in text
    assert 'class="hd-topbar"' in text
    assert 'class="hd-footer"' in text
    assert "localhost</span>" not in text


@pytest.mark.parametrize("name", ENTRANCE)
@pytest.mark.parametrize(("language", "other"), [("sw", "en"), ("en", "sw")])
def test_doors_stand_in_the_frame(client, name, language, other):
    with translation.override(other):
        elsewhere = reverse(name)
    with translation.override(language):
        text = client.get(reverse(name)).content.decode()
    _stands_in_the_frame(text, language)
    assert f'href="http://localhost{elsewhere}" lang="{other}"' in text
    assert 'class="hd-field__label" for="id_' in text


@pytest.mark.parametrize("name", OWN)
def test_own_pages_stand_in_the_frame(client, name):
    client.force_login(actions.enrol(full_name="Asha Mushi", email="asha@example.go.tz", phone="0712345678", by=None))
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    _stands_in_the_frame(answer.content.decode(), "sw")


def test_a_wrong_sign_in_is_told_above_the_fields(client):
    text = client.post("/en/account/login/", {"login": "not an address", "password": "x"}).content.decode()
    assert 'class="hd-errors"' in text
    assert '<a href="#id_login">' in text
