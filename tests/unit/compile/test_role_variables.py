"""From site, hosts and credentials to role variables."""

from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from wcoctl.compile.roles import Credentials, Desk, compile_roles
from wcoctl.spec.site import Host, Hosts, Site, Speech, Trunk

HOSTS = Hosts(
    hosts={
        "media2": Host(address=IPv4Address("192.0.2.22"), groups=["media"]),
        "media1": Host(address=IPv4Address("192.0.2.21"), groups=["media", "build"]),
        "edge1": Host(address=IPv4Address("192.0.2.11"), groups=["edge"], ssh_port=2222),
        "data1": Host(address=IPv4Address("192.0.2.31"), groups=["data"]),
    }
)
CARRIER = Trunk(
    name="carrier", addresses=[IPv4Address("198.51.100.1"), IPv4Address("198.51.100.2")], port=5070
)
CREDENTIALS = Credentials("ca", {"data1": ("certificate", "key")}, "password", "other", "key", "dialogs")


def _compiled(site: Site | None = None) -> dict[str, dict[str, Any]]:
    site = site or Site(site="test", trunks=[CARRIER])
    return compile_roles(site, HOSTS, CREDENTIALS, Desk(Path("/cache")))


def _rules(host: str) -> dict[str, tuple[str, str, list[str]]]:
    rules = _compiled()[host]["base_firewall_rules"]
    return {rule["name"]: (rule["protocol"], rule["ports"], rule["sources"]) for rule in rules}


def test_a_host_has_the_variables_of_its_roles_only() -> None:
    roles = {
        host: {key.split("_")[0] for key in variables if key != "callplan_group"}
        for host, variables in _compiled().items()
    }
    assert roles["data1"] == {"base", "postgresql"}
    assert roles["edge1"] == {"base", "callplan", "kamailio"}
    media = {"base", "callplan", "voice", "asterisk", "call", "live", "server", "speech", "voicemail"}
    assert roles["media2"] == media


def test_the_firewall_lets_each_service_s_peers_in_and_nobody_else() -> None:
    trunks = ["198.51.100.1", "198.51.100.2"]
    callers = ["192.0.2.11", "192.0.2.21", "192.0.2.22", *trunks]
    assert _rules("edge1") == {
        "ssh": ("tcp", "2222", []),
        "sip_udp": ("udp", "5060", callers),
        "sip_tcp": ("tcp", "5060", callers),
    }
    assert _rules("media2") == {
        "ssh": ("tcp", "22", []),
        "asterisk": ("udp", "5080", ["192.0.2.11"]),
        "rtp": ("udp", "10000-19999", []),
    }
    assert _rules("data1") == {
        "ssh": ("tcp", "22", []),
        "postgresql": ("tcp", "5432", ["192.0.2.21", "192.0.2.22"]),
    }


def test_peers_are_in_the_order_of_their_names_on_every_host() -> None:
    compiled = _compiled()
    assert compiled["edge1"]["kamailio_media"] == [
        {"name": "media1", "address": "192.0.2.21", "port": 5080},
        {"name": "media2", "address": "192.0.2.22", "port": 5080},
    ]
    assert compiled["media1"]["asterisk_edges"] == [{"name": "edge1", "address": "192.0.2.11", "port": 5060}]
    assert [host["name"] for host in compiled["data1"]["base_hosts"]] == [
        "data1",
        "edge1",
        "media1",
        "media2",
    ]


def test_a_trunk_keeps_all_its_addresses() -> None:
    assert _compiled()["edge1"]["kamailio_trunks"] == [
        {
            "name": "carrier",
            "addresses": ["198.51.100.1", "198.51.100.2"],
            "port": 5070,
            "probe": False,
            "priority": 1,
            "weight": 1,
            "calls_per_second": 100,
            "numbers": "e164",
        }
    ]


def test_trunks_without_priority_are_tried_in_their_order() -> None:
    spare = Trunk(name="spare", addresses=[IPv4Address("198.51.100.9")])
    first = Trunk(name="first", addresses=[IPv4Address("198.51.100.8")], priority=1, weight=2)
    trunks = _compiled(Site(site="test", trunks=[CARRIER, spare, first]))["edge1"]["kamailio_trunks"]
    assert [(trunk["name"], trunk["priority"]) for trunk in trunks] == [
        ("carrier", 1),
        ("spare", 2),
        ("first", 1),
    ]


def test_all_edges_sign_with_the_key_of_the_site() -> None:
    assert _compiled()["edge1"]["kamailio_dialog_key"] == "dialogs"


def test_without_non_free_espeak_speaks() -> None:
    site = Site(site="test", trunks=[CARRIER], speech=Speech(non_free=False))
    assert _compiled()["media1"]["voice_prompts_engine"] == "rhvoice"
    assert _compiled(site)["media1"]["voice_prompts_engine"] == "espeak_ng"


def test_credentials_are_never_printed() -> None:
    assert "password" not in repr(CREDENTIALS)
