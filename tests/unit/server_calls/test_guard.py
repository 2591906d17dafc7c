"""Which servers may be called."""

from ipaddress import IPv4Address

import pytest

from wco_host.outside import ServerRefused, Target, host_of, target_of
from wco_server_calls.guard import AllowList

ALLOWED = AllowList(frozenset({"crm.example.com"}), frozenset({"lan.example.com"}))


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("https://crm.example.com", Target("crm.example.com", 443, "/"), "crm.example.com"),
        (
            "https://CRM.example.com:8443/a/b?c=d,e&f=%20",
            Target("crm.example.com", 8443, "/a/b?c=d,e&f=%20"),
            "crm.example.com:8443",
        ),
        ("https://crm.example.com/#top", Target("crm.example.com", 443, "/"), "crm.example.com"),
    ],
)
def test_a_url_is_taken_apart(url: str, target: Target, authority: str) -> None:
    assert target_of(url) == target
    assert target.authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crm.example.com",
        "//crm.example.com",
        "http://crm.example.com",
        "ftp://crm.example.com",
        "https://",
        "https:///a",
        "https://a@crm.example.com",
        "https://@crm.example.com",
        "https://[crm.example.com",
        "https://crm.example.com:x",
        "https://crm.example.com:70000",
        "https://crm.example.com\\@evil.example",
        "https://crm.example.com/\r\nX: y",
        "https://crm.example.com/ a",
        "https://crm.exampłe.com",
    ],
)
def test_any_other_is_refused(url: str) -> None:
    with pytest.raises(ServerRefused):
        target_of(url)
    assert host_of(url) == "?"


def test_the_log_names_the_host_only() -> None:
    assert host_of("https://crm.example.com:8443/secret?token=x") == "crm.example.com"


@pytest.mark.parametrize("host", ["crm.example.com", "lan.example.com"])
def test_a_host_on_a_list_may_be_called(host: str) -> None:
    ALLOWED.check_host(host)


@pytest.mark.parametrize("host", ["evil.example", "x.crm.example.com", "crm.example.com.", "127.0.0.1"])
def test_a_host_on_no_list_may_not(host: str) -> None:
    with pytest.raises(ServerRefused):
        ALLOWED.check_host(host)


PUBLIC, PRIVATE = "93.184.216.34", ["10.0.0.1", "172.16.5.5", "192.168.1.1", "100.64.0.1"]
NEVER = ["127.0.0.1", "127.8.8.8", "169.254.169.254", "224.0.0.1", "255.255.255.255", "240.0.0.1"]
NEVER += ["0.0.0.0"]  # noqa: S104 - nothing is bound


def check(host: str, *addresses: str) -> None:
    ALLOWED.check_addresses(host, map(IPv4Address, addresses))


def test_public_addresses_are_good_for_both() -> None:
    check("crm.example.com", PUBLIC)
    check("lan.example.com", PUBLIC, *PRIVATE)


@pytest.mark.parametrize("address", PRIVATE)
def test_one_private_address_among_others_refuses_a_public_host(address: str) -> None:
    with pytest.raises(ServerRefused, match=address):
        check("crm.example.com", PUBLIC, address)


@pytest.mark.parametrize("address", NEVER)
@pytest.mark.parametrize("host", ["crm.example.com", "lan.example.com"])
def test_some_addresses_are_never_called(host: str, address: str) -> None:
    with pytest.raises(ServerRefused, match=address):
        check(host, PUBLIC, address)
