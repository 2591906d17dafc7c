"""From site, hosts and credentials to role variables."""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

import yaml

from wcoctl.compile.roles import Credentials, Desk, compile_roles
from wcoctl.model.site import Host, Hosts, Numbering, Site, Speech, Ssh, Trunk

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
    assert roles["data1"] == {"base", "callplan", "postgresql", "upkeep"}
    assert roles["edge1"] == {"base", "callplan", "kamailio", "upkeep"}
    media = {
        *("base", "callplan", "voice", "asterisk", "call", "live", "server", "speech", "voicemail"),
        "upkeep",
    }
    assert roles["media2"] == media


def test_both_spools_of_call_records_are_looked_after_with_what_they_are_mounted_by() -> None:
    media = _compiled()["media2"]
    shared = {one["path"] for one in media["upkeep_databases"] if one["schema"] == "call_spool"}
    assert shared == {media["asterisk_spool_db"], "/run/wco/calls/calls.db"}
    assert "run-wco-calls.mount" in media["upkeep_services"]


def test_the_firewall_lets_each_service_s_peers_in_and_nobody_else() -> None:
    trunks = ["198.51.100.1", "198.51.100.2"]
    callers = ["192.0.2.11", "192.0.2.21", "192.0.2.22", *trunks]
    assert _rules("edge1") == {
        "sip_udp": ("udp", "5060", callers),
        "sip_tcp": ("tcp", "5060", callers),
    }
    assert _rules("media2") == {
        "asterisk": ("udp", "5080", ["192.0.2.11"]),
        "rtp": ("udp", "10000-19999", trunks),
    }
    assert _rules("data1") == {
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
            "identity": "asserted",
            "probe": False,
            "priority": 1,
            "weight": 1,
            "calls_per_second": 100,
            "numbers": "e164",
            "prack": False,
            "country_code": "48",
            "national_digits": 9,
            "national_prefix": "0",
            "international_prefix": "00",
            "media_networks": ["198.51.100.1", "198.51.100.2"],
            "behind_nat": False,
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


def test_a_trunk_writes_numbers_of_its_country() -> None:
    numbering = Numbering(country_code="39")
    abroad = Trunk(name="abroad", addresses=[IPv4Address("198.51.100.9")], prack=True, numbering=numbering)
    trunk = _compiled(Site(site="test", trunks=[abroad]))["edge1"]["kamailio_trunks"][0]
    written = ("country_code", "national_digits", "national_prefix", "international_prefix", "prack")
    assert [trunk[name] for name in written] == ["39", 0, "", "00", True]


def test_limits_that_the_site_leaves_out_are_the_role_s() -> None:
    file = Path(__file__).parents[3] / "roles" / "kamailio" / "defaults" / "main.yml"
    defaults = yaml.safe_load(file.read_text(encoding="utf-8"))
    limits = {name: value for name, value in _compiled()["edge1"].items() if "_per_" in name}
    assert len(limits) == 5
    assert limits == {name: defaults[name] for name in limits}


def test_all_edges_sign_with_the_key_of_the_site() -> None:
    assert _compiled()["edge1"]["kamailio_dialog_key"] == "dialogs"


def test_audio_comes_from_the_media_networks_only() -> None:
    media = [IPv4Network(one) for one in ("203.0.113.0/25", "203.0.113.128/25", "203.0.113.7")]
    other = Trunk(
        name="other", addresses=[IPv4Address("198.51.100.9")], media_networks=media, behind_nat=True
    )
    variables = _compiled(Site(site="test", trunks=[CARRIER, other]))
    rule = next(one for one in variables["media1"]["base_firewall_rules"] if one["name"] == "rtp")
    assert rule["sources"] == ["198.51.100.1", "198.51.100.2", "198.51.100.9", "203.0.113.0/24"]
    assert rule["closed"] is True
    trunk = variables["edge1"]["kamailio_trunks"][1]
    assert (trunk["media_networks"], trunk["behind_nat"]) == (["198.51.100.9", "203.0.113.0/24"], True)


def test_ssh_is_open_to_the_site_s_sources() -> None:
    sources = [IPv4Network("192.0.2.0/28"), IPv4Network("192.0.2.99")]
    site = Site(site="test", trunks=[CARRIER], ssh=Ssh(sources=sources))
    assert _compiled(site)["edge1"]["base_ssh_sources"] == ["192.0.2.0/28", "192.0.2.99"]
    assert _compiled(site)["edge1"]["base_ssh_port"] == 2222


def test_without_non_free_espeak_speaks() -> None:
    site = Site(site="test", trunks=[CARRIER], speech=Speech(non_free=False))
    assert _compiled()["media1"]["voice_prompts_engine"] == "rhvoice"
    assert _compiled(site)["media1"]["voice_prompts_engine"] == "espeak_ng"


def test_credentials_are_never_printed() -> None:
    assert "password" not in repr(CREDENTIALS)
