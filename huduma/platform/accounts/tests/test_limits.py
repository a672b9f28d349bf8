"""Limits by account and by address hold, however many processes are asked at once."""

import contextlib
import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from huduma.platform.accounts import limits
from huduma.platform.accounts.models import Tally
from tests.peers.ports import free_port, listens
from tests.peers.processes import running, wait_for

from .way_in import EMAIL, PASSWORD, PHONE, SECRET, code_to, make_citizen, make_officer, password_login, texts_to, totp, who

SERVERS = 3


@contextlib.contextmanager
def servers():
    """The platform's own server, several times over, on the test's database; yields the ports."""
    with contextlib.ExitStack() as stack:
        ports = [free_port() for _ in range(SERVERS)]
        for port in ports:
            command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning"]
            stack.enter_context(running(*command, "huduma.project.wsgi:application", HUDUMA_TRUSTED_PROXIES="127.0.0.1"))
        wait_for(lambda: all(listens(port) for port in ports))
        yield ports


class Guesser:
    """Somebody with a browser at one server and one address, as the installation's proxy sees it."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address, self.cookies = port, address, {}

    def send(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where to, and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Host": "localhost",
            # What a client writes there itself stands to the left, and nobody believes it.
            "X-Forwarded-For": f"203.0.113.{id(self) % 250}, {self.address}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        connection.request(method, path, urlencode(form or {}), headers)
        response = connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update([value.split(";")[0].split("=", 1)])
        return response.status, response.getheader("Location", ""), response.read().decode()

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str, str]:
        """Open the page and send its form."""
        if "csrftoken" not in self.cookies:
            self.send("GET", path)
        return self.send("POST", path, {**form, "csrfmiddlewaretoken": self.cookies["csrftoken"]})


def all_at_once(work, items):
    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(work, items))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_brute_force_gets_no_more_tries_from_many_processes_than_from_one():
    make_citizen()
    guesses = [f"guess number {n}" for n in range(30)] + [PASSWORD] * 10
    with servers() as ports:
        guessers = [Guesser(ports[n % SERVERS], f"198.51.100.{n}") for n in range(len(guesses))]
        all_at_once(lambda guesser: guesser.send("GET", "/account/login/"), guessers)  # everyone is at the door before anyone knocks

        def guess(pair):
            guesser, password = pair
            return guesser.post("/account/login/", {"login": EMAIL, "password": password})[0]

        wrong = all_at_once(guess, list(zip(guessers[:30], guesses[:30], strict=True)))
        right = all_at_once(guess, list(zip(guessers[30:], guesses[30:], strict=True)))
        assert sorted(wrong) == [200] * 5 + [429] * 25
        assert right == [429] * 10, "the right password comes too late"

        # One address that tries many accounts is stopped as well, whatever it writes into the header itself.
        sprayers = [Guesser(ports[n % SERVERS], "198.51.100.250") for n in range(60)]
        for sprayer in sprayers[:SERVERS]:
            sprayer.send("GET", "/account/login/")
        cookies = sprayers[0].cookies
        for sprayer in sprayers:
            sprayer.cookies = dict(cookies)

        def spray(pair):
            sprayer, n = pair
            return sprayer.post("/account/login/", {"login": f"raia{n}@example.go.tz", "password": "guess number 1"})[0]

        sprayed = all_at_once(spray, [(sprayer, n) for n, sprayer in enumerate(sprayers)])
        assert sorted(sprayed) == [200] * 50 + [429] * 10


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_code_and_a_second_factor_get_no_more_tries_at_once_than_in_turn():
    make_officer(totp_secret=SECRET)
    with servers() as ports:
        coder = Guesser(ports[0], "198.51.100.1")
        coder.post("/account/login/code/", {"contact": EMAIL})
        right = code_to(EMAIL)
        guesses = [f"{n:06d}" for n in range(100, 120) if f"{n:06d}" != right]

        def guess_code(pair):
            n, code = pair
            clone = Guesser(ports[n % SERVERS], f"198.51.100.{n}")
            clone.cookies = dict(coder.cookies)  # one session, many connections
            return clone.post("/account/login/code/confirm/", {"code": code})

        answers = all_at_once(guess_code, list(enumerate(guesses)))
        assert sum("errors" in page for status, _to, page in answers if status == 200) <= 3
        assert Tally.objects.count() >= 2
        clone = Guesser(ports[1], "198.51.100.99")
        clone.cookies = dict(coder.cookies)
        assert "2fa" not in clone.post("/account/login/code/confirm/", {"code": right})[1]

        person = Guesser(ports[0], "198.51.100.2")
        assert "2fa" in person.post("/account/login/", {"login": EMAIL, "password": PASSWORD})[1]
        now = {totp(steps=steps) for steps in (-1, 0, 1, 2)}
        wrong = [f"{n:06d}" for n in range(200, 224) if f"{n:06d}" not in now]

        def guess_factor(pair):
            n, code = pair
            clone = Guesser(ports[n % SERVERS], f"198.51.100.{n}")
            clone.cookies = dict(person.cookies)
            return clone.post("/account/2fa/authenticate/", {"code": code})[0]

        statuses = all_at_once(guess_factor, list(enumerate(wrong)))
        assert statuses.count(200) == 5
        assert statuses.count(429) == len(wrong) - 5


@pytest.mark.django_db
def test_a_locked_account_is_told_when_to_try_again_and_opens_then():
    make_citizen()
    browser = Client()
    for _ in range(5):
        assert password_login(browser, password="si neno lake 123").status_code == 200
    response = password_login(browser)
    assert response.status_code == 429
    assert 290 <= int(response["Retry-After"]) <= 300
    assert re.search(r"Jaribu tena .* dakika 5", response.text)
    assert "Try again in 5 minutes" in browser.post("/en/account/login/", {"login": EMAIL, "password": PASSWORD}).text
    _let_time_pass(seconds=240)
    assert password_login(browser).status_code == 429
    _let_time_pass(seconds=61)
    assert password_login(browser).status_code == 302


def _let_time_pass(seconds: int) -> None:
    """The clock is the database's, so what was counted moves into the past instead."""
    for tally in Tally.objects.all():
        tally.tried_at = [at - seconds for at in tally.tried_at]
        tally.save()


@pytest.mark.django_db
def test_success_gives_the_try_back_but_wipes_no_failure():
    make_citizen()
    for _ in range(4):
        password_login(Client(), password="si neno lake 123")
    for _ in range(10):
        assert password_login(Client()).status_code == 302
    assert password_login(Client(), password="si neno lake 123").status_code == 200
    assert password_login(Client()).status_code == 429


@pytest.mark.django_db
def test_a_locked_password_leaves_the_code_open_and_a_new_password_unlocks():
    make_citizen()
    browser = Client()
    for _ in range(6):
        password_login(browser, password="si neno lake 123")
    browser.post("/account/password/reset/", {"contact": EMAIL})
    browser.post("/account/password/reset/confirm/", {"code": code_to(EMAIL)})
    browser.post("/account/password/reset/complete/", {"password1": "jua linachomoza 5", "password2": "jua linachomoza 5"})
    assert password_login(browser, password="jua linachomoza 5").status_code == 302
    assert who(browser)


@pytest.mark.django_db
@pytest.mark.parametrize("contact", [EMAIL, "nani@example.go.tz", "0712345678", "0713000111"])
def test_codes_are_sent_a_few_times_only_to_anyone(contact):
    make_citizen(phone=PHONE)
    statuses = [Client().post("/account/login/code/", {"contact": contact}).status_code for _ in range(6)]
    assert statuses == [302] * 4 + [429] * 2
    address = contact if "@" in contact else f"+255{contact[1:]}"
    assert len(texts_to(address)) == 4


@pytest.mark.django_db
def test_one_phone_number_locked_leaves_others_open():
    make_citizen(phone=PHONE)
    make_citizen(email="juma@example.go.tz", phone="0713000111")
    for _ in range(6):
        password_login(Client(), "0712345678", "si neno lake 123")
    assert password_login(Client(), "0712 345 678").status_code == 429
    assert password_login(Client(), "0713000111").status_code == 302


@pytest.mark.django_db
def test_the_second_factor_is_limited_by_person():
    make_officer(totp_secret=SECRET)
    now = {totp(steps=steps) for steps in (-1, 0, 1)}
    wrong = [f"{n:06d}" for n in range(10) if f"{n:06d}" not in now]
    for n in range(5):
        browser = Client()
        password_login(browser)
        assert browser.post("/account/2fa/authenticate/", {"code": wrong[n]}).status_code == 200
    assert browser.post("/account/2fa/authenticate/", {"code": totp()}).status_code == 429
    assert who(browser) is None


@pytest.mark.django_db
def test_the_old_password_cannot_be_guessed_in_a_stolen_session():
    make_citizen()
    thief = Client()
    password_login(thief)
    form = {"password1": "jua linachomoza 5", "password2": "jua linachomoza 5"}
    statuses = [thief.post("/account/password/change/", {"oldpassword": f"guess {n}", **form}).status_code for n in range(7)]
    assert statuses == [200] * 5 + [429] * 2


@pytest.mark.django_db
def test_the_table_names_nobody_and_old_counts_can_go():
    make_citizen()
    password_login(Client(), password="si neno lake 123")
    rows = str(list(Tally.objects.values()))
    assert EMAIL not in rows
    assert "127.0.0.1" not in rows
    assert not Tally.objects.filter(forget_at__lt=timezone.now()).exists()
    assert Tally.objects.filter(forget_at__lt=timezone.now() + timedelta(days=2)).count() == Tally.objects.count() == 2


@pytest.mark.django_db
def test_the_limiter_needs_no_cache(settings):
    """A cache that is down neither opens the door nor shuts it."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}}
    make_citizen()
    statuses = [password_login(Client(), password="si neno lake 123").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


@pytest.mark.django_db
def test_an_unnamed_limit_is_an_error_and_not_a_hole():
    with pytest.raises(KeyError):
        limits.take("nothing", account="x")
