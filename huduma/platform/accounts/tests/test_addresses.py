"""Whose address counts: the one that our own proxies saw."""

import pytest
from django.test import RequestFactory

from huduma.platform.accounts.addresses import client_address, neighbourhood


def seen(settings, proxies, peer, header=None):
    settings.TRUSTED_PROXIES = proxies
    extra = {"headers": {"x-forwarded-for": header}} if header is not None else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


@pytest.mark.parametrize(
    ("proxies", "peer", "header", "client"),
    [
        ([], "198.51.100.7", None, "198.51.100.7"),
        ([], "198.51.100.7", "192.0.2.1", "198.51.100.7"),  # no proxy is ours: the header is the client's own invention
        (["10.0.0.0/8"], "198.51.100.7", "192.0.2.1", "198.51.100.7"),  # it did not come through ours
        (["127.0.0.1"], "127.0.0.1", "198.51.100.7", "198.51.100.7"),
        (["127.0.0.1"], "127.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),  # further left is what the client wrote
        (["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", "192.0.2.1, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        (["127.0.0.1"], "127.0.0.1", "198.51.100.7, rubbish", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "", "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", None, "127.0.0.1"),
        (["127.0.0.1"], "127.0.0.1", "127.0.0.1, 127.0.0.1", "127.0.0.1"),
        (["unix"], "", "198.51.100.7", "198.51.100.7"),
        ([], "", "198.51.100.7", "0.0.0.0"),
        (["127.0.0.1"], "::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"),
        (["127.0.0.1"], "127.0.0.1", "2001:db8::1", "2001:db8::1"),
        (["127.0.0.1"], "127.0.0.1", ", ".join(["1.1.1.1"] * 5000), "1.1.1.1"),
    ],
)
def test_the_header_is_believed_from_our_proxies_only(settings, proxies, peer, header, client):
    assert seen(settings, proxies, peer, header) == client


def test_an_ipv6_subscriber_counts_as_one_address():
    assert neighbourhood("2001:db8:1:2:aaaa::1") == neighbourhood("2001:db8:1:2:bbbb::9") != neighbourhood("2001:db8:1:3::1")
    assert neighbourhood("198.51.100.7") == "198.51.100.7"
