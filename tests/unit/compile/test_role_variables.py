"""From site, hosts and credentials to role variables."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

import yaml

from wcoctl.compile.roles import Credentials, Desk, compile_roles, portal_name
from wcoctl.model.site import Host, Hosts, Numbering, Portal, Site, Speech, Ssh, Trunk

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
    return compile_roles(site, HOSTS, CREDENTIALS, Desk(Path("/cache"), "0.1.0"))


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


def _with_portal(site: Site) -> dict[str, dict[str, Any]]:
    web = {
        name: Host(address=IPv4Address(f"192.0.2.5{name[-1]}"), groups=["web"]) for name in ("web1", "web2")
    }
    pairs = {name: (f"certificate of {name}", f"key of {name}") for name in web}
    credentials = replace(CREDENTIALS, web=pairs, portal_certificate_key="own key")
    return compile_roles(site, Hosts(hosts=HOSTS.hosts | web), credentials, Desk(Path("/cache"), "0.1.0"))


def test_the_portal_opens_the_firewall_for_browsers_and_for_its_agent() -> None:
    known = Site(
        site="test",
        trunks=[CARRIER],
        portal=Portal(name="portal.example.com"),
        ssh=Ssh(sources=[IPv4Network("198.51.100.64/28")]),
    )
    compiled = _with_portal(known)
    rules = {
        rule["name"]: (rule["ports"], rule["sources"]) for rule in compiled["web1"]["base_firewall_rules"]
    }
    assert rules == {"https": ("443", []), "http": ("80", [])}
    (rule,) = compiled["data1"]["base_firewall_rules"]
    own = ["192.0.2.21", "192.0.2.22", "192.0.2.51", "192.0.2.52"]
    assert rule["sources"] == [*own, "198.51.100.64/28"]
    assert compiled["data1"]["postgresql_portal_clients"] == own[2:]
    assert compiled["data1"]["postgresql_agent_clients"] == ["198.51.100.64/28"]
    anywhere = _with_portal(Site(site="test", trunks=[CARRIER], portal=Portal(name="portal.example.com")))
    assert anywhere["data1"]["base_firewall_rules"][0]["sources"] == []
    assert anywhere["data1"]["postgresql_agent_clients"] == ["0.0.0.0/0"]
    assert _compiled()["data1"]["postgresql_agent_clients"] == []


def test_the_portal_has_its_own_certificate_or_the_operators() -> None:
    own = _with_portal(Site(site="test", trunks=[CARRIER], portal=Portal(name="portal.example.com")))["web2"]
    assert (own["portal_certificate"], own["portal_certificate_key"]) == (
        "certificate of web2",
        "key of web2",
    )
    assert (own["portal_name"], own["portal_version"]) == ("portal.example.com", "0.1.0")
    pem = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"
    given = Portal(name="portal.example.com", certificate=pem, version="0.0.9")
    other = _with_portal(Site(site="test", trunks=[CARRIER], portal=given))["web2"]
    assert (other["portal_certificate"], other["portal_certificate_key"]) == (pem, "own key")
    assert other["portal_version"] == "0.0.9"


def test_the_only_web_host_gives_the_portal_its_address_for_a_name() -> None:
    site = Site(site="test", trunks=[CARRIER])
    one = Hosts(hosts={"web1": Host(address=IPv4Address("192.0.2.51"), groups=["web"])})
    assert portal_name(site, one) == "192.0.2.51"
    assert portal_name(site, HOSTS) == ""


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
