"""Every way in, for those who may and those who may not."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from huduma.platform.accounts import actions
from huduma.platform.accounts.models import Person

from .way_in import EMAIL, PASSWORD, PHONE, code_login, code_to, make_citizen, make_officer, password_login, texts_to, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return Client()


@pytest.mark.parametrize("typed", [EMAIL, "ASHA@example.go.tz ", "0712 345 678", PHONE])
def test_with_a_password_and_either_contact(browser, typed):
    person = make_citizen(phone=PHONE)
    assert password_login(browser, typed)["Location"] == "/account/"
    assert who(browser) == str(person.pk)


@pytest.mark.usefixtures("_passwords_at_full_price")
def test_a_password_that_was_kept_at_a_higher_price_fits_and_is_kept_anew(browser):
    person = make_citizen()
    dear = Argon2PasswordHasher()
    dear.memory_cost, dear.parallelism = 32 * 1024, 2
    Person.objects.filter(pk=person.pk).update(password=dear.encode(PASSWORD, dear.salt()))
    assert password_login(browser, EMAIL)["Location"] == "/account/"
    assert Person.objects.get(pk=person.pk).password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$"), "what OWASP asks for at least"
    assert password_login(Client(), EMAIL)["Location"] == "/account/"


@pytest.mark.parametrize(("typed", "sent_to"), [(EMAIL, EMAIL), ("0712345678", PHONE)])
def test_with_a_code(browser, typed, sent_to):
    person = make_citizen(phone=PHONE)
    code_login(browser, typed, sent_to)
    assert who(browser) == str(person.pk)
    assert texts_to(sent_to)[-1].notice == "accounts.sign_in_code"


def test_a_code_works_once_and_in_its_own_browser_only(browser):
    make_citizen()
    browser.post("/account/login/code/", {"contact": EMAIL})
    code = code_to(EMAIL)
    other = Client()
    other.post("/account/login/code/", {"contact": EMAIL})
    other.post("/account/login/code/confirm/", {"code": code})
    assert who(other) is None or code == code_to(EMAIL)
    browser.post("/account/login/code/confirm/", {"code": code})
    assert who(browser)


@pytest.mark.parametrize("contact", [EMAIL, "0712345678"])
def test_an_unknown_account_gets_the_same_answers(contact):
    """Page for page, a contact without an account looks like one with an account."""
    known, unknown = {EMAIL: (EMAIL, "nani@example.go.tz"), "0712345678": ("0712345678", "0713000111")}[contact]
    make_citizen(phone=PHONE)
    answers = []
    for login in (known, unknown):
        wrong, coder, resetter = Client(), Client(), Client()
        pages = [password_login(wrong, login, "si neno lake 123")]
        pages += [coder.post("/account/login/code/", {"contact": login}), coder.get("/account/login/code/confirm/")]
        pages += [coder.post("/account/login/code/confirm/", {"code": "000000"}) for _ in range(3)]
        pages += [resetter.post("/account/password/reset/", {"contact": login}), resetter.get("/account/password/reset/confirm/")]
        pages += [resetter.post("/account/password/reset/confirm/", {"code": "000000"}) for _ in range(3)]
        answers.append([(page.status_code, page.get("Location"), _same(page.text, login)) for page in pages])
    assert answers[0] == answers[1]


def _same(page, login):
    import re

    for written in (login, PHONE, "+255713000111"):
        page = page.replace(written, "X")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_an_unknown_password_takes_as_long_as_a_wrong_one(browser):
    """Both hash one password: counted, for a clock would measure the machine's other work."""
    make_citizen()
    made = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify
    try:
        Argon2PasswordHasher.encode = lambda self, *a, **k: made.append("hash") or encode(self, *a, **k)
        Argon2PasswordHasher.verify = lambda self, *a, **k: made.append("hash") or verify(self, *a, **k)
        counts = []
        for login in (EMAIL, "nani@example.go.tz", "0713000111"):
            made.clear()
            password_login(Client(), login, "si neno lake 123")
            counts.append(len(made))
    finally:
        Argon2PasswordHasher.encode, Argon2PasswordHasher.verify = encode, verify
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("contact", [EMAIL, "0712345678"])
def test_a_forgotten_password_is_replaced_with_a_code(browser, contact):
    person = make_citizen(phone=PHONE)
    old = Client()
    password_login(old)
    browser.post("/account/password/reset/", {"contact": contact})
    browser.post("/account/password/reset/confirm/", {"code": code_to(EMAIL if "@" in contact else PHONE)})
    browser.post("/account/password/reset/complete/", {"password1": "jua linachomoza 5", "password2": "jua linachomoza 5"})
    assert password_login(Client()).status_code == 200, "the old password is gone"
    assert old.get("/account/").status_code == 302, "and so are the sessions that it opened"
    assert password_login(browser, password="jua linachomoza 5")["Location"] == "/account/"
    assert texts_to(EMAIL)[-1].notice == "accounts.security_change"
    assert who(browser) == str(person.pk)


def test_whoever_is_locked_out_gets_in_nowhere(browser):
    person = make_citizen()
    signed_in, coder = Client(), Client()
    password_login(signed_in)
    coder.post("/account/login/code/", {"contact": EMAIL})
    code = code_to(EMAIL)
    actions.disable(person=person, by=None)
    assert signed_in.get("/account/").status_code == 302, "the session died at once"
    assert password_login(browser)["Location"] == "/account/inactive/"
    coder.post("/account/login/code/confirm/", {"code": code})
    Client().post("/account/login/code/", {"contact": EMAIL})
    assert texts_to(EMAIL)[-1].notice == "accounts.no_account"
    assert who(browser) is who(coder) is None
    actions.enable(person=Person.objects.get(), by=None)
    password_login(browser)
    assert who(browser)


def test_after_signing_in_an_open_redirect_leads_nowhere(browser):
    make_citizen()
    for bad in ("https://mwizi.example/", "//mwizi.example/", "/\\mwizi.example", "javascript:alert(1)"):
        response = browser.post("/account/login/", {"login": EMAIL, "password": PASSWORD, "next": bad})
        assert response["Location"] == "/account/"
        browser.logout()


def test_the_offices_own_doors_are_closed_or_lead_here(browser):
    make_officer()
    assert browser.get("/office/login/?next=/office/").status_code == 302
    for address in ("/office/login/", "/office/password_reset/", "/office/password_reset/confirm/a/b/"):
        response = browser.post(address, {"username": EMAIL, "password": PASSWORD, "email": EMAIL})
        assert response.status_code in (302, 404, 405)
        assert who(browser) is None


@pytest.mark.parametrize("field", ["login", "password"])
@pytest.mark.parametrize("value", ["", "\x00", "a" * 100_000, "😀" * 300, "a@b\r\nX: y", "' OR 1=1 --", "%00", "\ud7ff\u202e"])
def test_hostile_forms_are_refused_politely(browser, field, value):
    make_citizen()
    response = browser.post("/account/login/", {"login": EMAIL, "password": PASSWORD, field: value})
    assert response.status_code == 200
    assert response.context["form"].errors
    for address, name in (("/account/login/code/", "contact"), ("/account/password/reset/", "contact")):
        assert browser.post(address, {name: value}).status_code == 200
    assert who(browser) is None
