"""Making an account with one contact, which the person then proves."""

import pytest
from django.test import Client

from huduma.platform.accounts.models import Consent, Person

from .way_in import EMAIL, PASSWORD, PHONE, code_to, make_citizen, password_login, sign_up, texts_to, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client()


def test_with_an_e_mail_address(browser):
    assert sign_up(browser, " Asha@Example.go.tz ")["Location"] == "/account/confirm-email/"
    assert who(browser) is None
    response = browser.post("/account/confirm-email/", {"code": code_to(EMAIL)})
    person = Person.objects.get(email=EMAIL)
    assert response["Location"] == "/account/"
    assert who(browser) == str(person.pk)
    assert person.emailaddress_set.get().verified
    assert browser.get("/account/").status_code == 200


@pytest.mark.parametrize("typed", ["0712 345 678", "255712345678", PHONE])
def test_with_a_phone_number_however_it_is_written(browser, typed):
    assert sign_up(browser, typed)["Location"] == "/account/phone/verify/"
    text = texts_to(PHONE)[-1]
    assert (text.channel, text.language) == ("sms", "sw")
    assert len(text.body) <= 160
    browser.post("/account/phone/verify/", {"code": code_to(PHONE)})
    person = Person.objects.get(phone=PHONE)
    assert person.phone_verified
    assert who(browser) == str(person.pk)
    assert password_login(Client(), "0712345678")["Location"] == "/account/"


def test_in_english_the_code_comes_in_english_and_so_does_all_that_follows(browser):
    form = {"full_name": "Asha", "contact": EMAIL, "password1": "", "consent_account": "on"}
    browser.post("/en/account/signup/", form)
    assert "Your code" in texts_to(EMAIL)[-1].subject
    assert Person.objects.get().language == "en"


def test_a_wrong_code_proves_nothing_and_three_end_it(browser):
    sign_up(browser, EMAIL)
    right = code_to(EMAIL)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(2):
        assert browser.post("/account/confirm-email/", {"code": wrong}).status_code == 200
    assert browser.post("/account/confirm-email/", {"code": wrong}).status_code == 302
    browser.post("/account/confirm-email/", {"code": right})
    assert who(browser) is None
    assert not Person.objects.get().emailaddress_set.get().verified


def test_consent_is_asked_and_kept_with_its_text(browser):
    refused = sign_up(browser, EMAIL, consent_account="")
    assert refused.status_code == 200
    assert "consent_account" in refused.context["form"].errors
    assert not Person.objects.exists()
    sign_up(browser, EMAIL, consent_news="on")
    assert set(Consent.objects.values_list("purpose", "text_version", "language")) == {
        ("account", "2026-11-01", "sw"),
        ("news", "2026-11-01", "sw"),
    }


def test_somebody_else_with_the_same_contact_learns_nothing(browser):
    """Sign-up answers alike whether there is an account or not, and the account's owner is told."""
    make_citizen(phone=PHONE)
    for contact, sent_to, page in ((EMAIL, EMAIL, "/account/confirm-email/"), ("0712345678", PHONE, "/account/phone/verify/")):
        new, taken = Client(), Client()
        other = {EMAIL: "mpya@example.go.tz", "0712345678": "0713000111"}[contact]
        answers = [sign_up(new, other), sign_up(taken, contact)]
        assert [(a.status_code, a["Location"]) for a in answers] == [(302, page)] * 2
        pages = [b.get(page).text.replace(a, "X") for b, a in ((new, other), (taken, contact))]
        assert _without_tokens(pages[0]) == _without_tokens(pages[1]).replace(sent_to, "X").replace("+255713000111", "X")
        assert "Tayari una akaunti" in texts_to(sent_to)[-1].body + texts_to(sent_to)[-1].subject
        assert taken.post(page, {"code": "123456"}).status_code == 200
    assert Person.objects.filter(phone=PHONE).count() == 1


def _without_tokens(page):
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return page.replace("mpya@example.go.tz", "X").replace("+255713000111", "X")


def test_nobody_is_kept_out_by_a_sign_up_that_was_never_proved(browser):
    """Whoever signs up first with another's contact gains nothing: neither the account, nor a hold on the contact."""
    squatter = Client()
    sign_up(squatter, EMAIL, password1="neno la mwizi 99")
    sign_up(browser, EMAIL)
    browser.post("/account/confirm-email/", {"code": code_to(EMAIL)})
    assert who(browser) == str(Person.objects.get().pk)
    assert password_login(Client(), EMAIL, "neno la mwizi 99").status_code == 200
    squatter.post("/account/confirm-email/", {"code": code_to(EMAIL)})
    assert who(squatter) is None


def test_a_sign_up_that_was_never_proved_gets_no_code_to_sign_in(browser):
    sign_up(browser, EMAIL)
    Client().post("/account/login/code/", {"contact": EMAIL})
    assert texts_to(EMAIL)[-1].notice == "accounts.no_account"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"contact": "0712"}, "contact"),
        ({"contact": "asha@"}, "contact"),
        ({"contact": "a" * 5000 + "@example.go.tz"}, "contact"),
        ({"contact": "asha@example.go.tz\r\nBcc: wote@example.go.tz"}, "contact"),
        ({"contact": "asha\x00@example.go.tz"}, "contact"),
        ({"contact": '"asha mushi"@example.go.tz'}, "contact"),
        ({"contact": "аsha@example.go.tz"}, "contact"),  # a Cyrillic а
        ({"full_name": "Asha\u202eihsuM"}, "full_name"),
        ({"full_name": "\u200b\u200b"}, "full_name"),
        ({"full_name": "A" * 10_000}, "full_name"),
        ({"full_name": "Asha\x00"}, "full_name"),
        ({"full_name": ""}, "full_name"),
        ({"password1": "password12"}, "password1"),
        ({"password1": "fupi"}, "password1"),
        ({"password1": "x" * 200_000}, "password1"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(browser, fields, wrong):
    response = sign_up(browser, **{"contact": EMAIL, **fields})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [wrong]
    assert not Person.objects.exists()


def test_a_domain_that_looks_like_another_is_not_the_other(browser):
    make_citizen(email="asha@mail.go.tz")
    sign_up(browser, "asha@mаil.go.tz")  # a Cyrillic а
    assert Person.objects.get(full_name="Asha Mushi", last_login=None, emailaddress__verified=False).email.startswith("asha@xn--")


def test_without_a_password_a_code_is_the_way_in(browser):
    sign_up(browser, EMAIL, password1="")
    browser.post("/account/confirm-email/", {"code": code_to(EMAIL)})
    assert not Person.objects.get().has_usable_password()
    again = Client()
    again.post("/account/login/code/", {"contact": EMAIL})
    assert again.post("/account/login/code/confirm/", {"code": code_to(EMAIL)})["Location"] == "/account/"
    assert password_login(Client(), EMAIL, PASSWORD).status_code == 200
