"""Who calls: what nodes are told, and trunks are not."""

from typing import Any

from kamailio.tests.messages import callers, headers


def test_the_caller_is_whom_the_trunk_asserts_or_nobody(seen: dict[str, Any]) -> None:
    known, nobody = map(callers, seen["asserted"])
    assert known == dict.fromkeys(known, "+48600100200;source=pai")
    assert nobody == dict.fromkeys(nobody, "none;source=pai")


def test_a_number_that_from_shows_is_told_as_such(seen: dict[str, Any]) -> None:
    number, nobody = map(callers, seen["shown"])
    assert number == dict.fromkeys(number, "+48600100200;source=from")
    assert nobody == dict.fromkeys(nobody, "none;source=none")


def test_a_trunk_is_believed_as_far_as_its_settings_say(seen: dict[str, Any]) -> None:
    told = {
        name: list(callers({str(n): invite for n, invite in enumerate(invites)}).values())
        for name, invites in seen["believed"].items()
    }
    shown = "+48600200001;source=from"
    assert told == {
        "screened": ["+48225550000;source=pai", "none;source=pai", "+48600200001;source=pai"],
        "unscreened": [shown, shown, shown],
    }


def test_who_asks_for_privacy_in_any_way_asks_for_one(seen: dict[str, Any]) -> None:
    private, not_private = seen["private"]
    assert {name for name, invite in private.items() if headers(invite, "Privacy") != ["id"]} == set()
    assert {name for name, invite in not_private.items() if headers(invite, "Privacy")} == set()


def test_a_trunk_is_told_nothing_of_who_answers(seen: dict[str, Any]) -> None:
    assert [text.split()[1] for text in seen["answered"]] == ["180", "486"]
    assert [headers(text, "P-Asserted-Identity") for text in seen["answered"]] == [[], []]


def test_our_headers_do_not_come_in_from_outside(seen: dict[str, Any]) -> None:
    assert "evil" not in seen["spoofed_header"]
    assert headers(seen["spoofed_header"], "X-WCO-Tenant") == ["acme"]


def test_numbers_are_read_by_the_rules_of_the_country_whose_trunk_writes_them(seen: dict[str, Any]) -> None:
    right, invites = zip(*seen["countries"]["callers"], strict=True)
    told = callers({str(place): invite for place, invite in enumerate(invites)})
    assert [one.partition(";")[0] for one in told.values()] == list(right)
    assert seen["countries"]["called"] == ["127.0.0.1", "127.0.0.1", None]
