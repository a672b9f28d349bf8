"""What a device is called in the list of where one is signed in."""

import pytest

from huduma.platform.accounts.devices import device_name

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (Linux; Android 10; K) {WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            f"{MOZILLA} (Linux; Android 13; SM-A145F) {WEBKIT} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge, Windows"),
        (f"{MOZILLA} (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Linux"),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", "Safari, Mac"),
        (f"{MOZILLA} (Mobile; Nokia_2720_Flip; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2", "Firefox, KaiOS"),
        ("Opera/9.80 (Android; Opera Mini/36.2/191.331; U; sw) Presto/2.12 Version/12.16", "Opera Mini, Android"),
        ("Simu ya Asha", "Simu ya Asha"),
        ("<script>" * 100, "<script>" * 7 + "<scr"),
        ("", ""),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(user_agent, name):
    assert device_name(user_agent) == name
