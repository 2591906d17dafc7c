"""What a node holds after an order."""

import pytest

from tests.unit.callplan_module.conftest import VERSION, Node, company, digest

ACME = company("acme", "+48221000001", users=3)
BETA = company("beta", "+48221000002")


def test_what_is_out_of_scope_stays(node: Node) -> None:
    node.apply({"acme": ACME, "beta": BETA})
    changed = {"acme": company("acme", "+48221000001"), "beta": company("beta", "+48221000002", users=2)}
    result = node.run(**node.order(changed, scope=["beta"]))
    assert list(result["difference"]) == ["beta"]
    assert node.query("SELECT count(*) FROM member WHERE tenant = 'acme'") == [(3,)]
    assert node.run(**node.order({}, scope=["beta"]))["difference"]["beta"]["state"] == "removed"
    assert node.query("SELECT tenant FROM manifest") == [("acme",)]


def test_a_new_node_gets_all_tenants(node: Node) -> None:
    result = node.apply({"acme": ACME, "beta": BETA})
    assert result["changed"]
    assert result["transaction_ms"] >= 0
    assert result["committed_at"] > 1_600_000_000_000
    assert node.query("SELECT count(*) FROM member WHERE tenant = 'acme'") == [(3,)]
    assert node.query("SELECT count(*) FROM queue_member") == [(4,)]
    told = node.run()
    assert told["manifest"] == {"acme": digest(ACME), "beta": digest(BETA)}
    assert told["schema_version"] == VERSION
    assert not told["changed"]


def test_a_repeat_changes_nothing(node: Node) -> None:
    node.apply({"acme": ACME})
    result = node.apply({"acme": ACME}, bundle=[])
    assert not result["changed"]
    assert result["difference"] == {}
    assert "committed_at" not in result


def test_a_change_touches_its_tenant_only(node: Node) -> None:
    node.apply({"acme": ACME, "beta": BETA})
    before = node.query("SELECT * FROM user WHERE tenant = 'beta'")
    fewer = company("acme", "+48221000001", users=1)
    result = node.apply({"acme": fewer, "beta": BETA}, bundle=["acme"])
    assert list(result["difference"]) == ["acme"]
    assert node.query("SELECT user FROM member WHERE tenant = 'acme'") == [("u000",)]
    assert node.query("SELECT * FROM user WHERE tenant = 'beta'") == before


def test_a_tenant_out_of_the_manifest_goes(node: Node) -> None:
    node.apply({"acme": ACME, "beta": BETA})
    assert node.apply({"beta": BETA}, bundle=[])["difference"]["acme"]["state"] == "removed"
    assert node.query("SELECT DISTINCT tenant FROM user") == [("beta",)]
    assert node.query("SELECT tenant FROM manifest") == [("beta",)]


def test_a_number_moves_between_tenants_in_one_order(node: Node) -> None:
    node.apply({"acme": ACME, "beta": BETA})
    swapped = {"acme": company("acme", "+48221000002"), "beta": company("beta", "+48221000001")}
    node.apply(swapped)
    assert node.query("SELECT number, tenant FROM number ORDER BY 1") == [
        ("+48221000001", "beta"),
        ("+48221000002", "acme"),
    ]


def test_holidays_belong_to_the_site(node: Node) -> None:
    node.apply({"acme": ACME, "_site": {"holiday": [["2026-11-11", "Święto Niepodległości"]]}})
    node.apply({"acme": ACME, "_site": {"holiday": [["2026-12-25", "Boże Narodzenie"]]}}, bundle=["_site"])
    assert node.query("SELECT day FROM holiday") == [("2026-12-25",)]
    assert node.query("SELECT count(*) FROM user") == [(3,)]


def test_the_site_may_have_a_switchboard_and_lose_it(node: Node) -> None:
    holidays = {"holiday": [["2026-11-11", "Święto Niepodległości"]]}
    board = company("_site", "+48221009999")
    node.apply({"acme": ACME, "_site": {**holidays, **board}})
    assert node.run(verify=True)["drifted"] == []
    assert node.query("SELECT number FROM number WHERE tenant = '_site'") == [("+48221009999",)]
    node.apply({"acme": ACME, "_site": holidays}, bundle=["_site"])
    assert node.query("SELECT DISTINCT tenant FROM number") == [("acme",)]
    assert node.query("SELECT count(*) FROM holiday") == [(1,)]


def test_hostile_text_is_text(node: Node) -> None:
    text = "Robert'); DROP TABLE user;-- {{ lookup('pipe', 'id') }} $(id) \\ \"\n\x00 zażółć 🐍"
    hostile = company("acme", "+48221000001", name=text)
    node.apply({"acme": hostile})
    assert node.query("SELECT name FROM tenant") == [(text,)]
    assert node.run(verify=True)["drifted"] == []


def test_check_mode_tells_and_leaves(node: Node) -> None:
    node.apply({"acme": ACME})
    before = node.database.read_bytes()
    other = {**company("acme", "+48221000001", users=2), "hangup": [["acme", "bye", "normal"]]}
    result = node.apply({"acme": other, "beta": BETA}, bundle=["acme", "beta"], check=True, diff=True)
    assert result["changed"]
    assert result["difference"]["acme"] == {
        "state": "changed",
        "blocks": {"bye": "added", "sales": "changed"},
        "other": {"user": 1},
    }
    assert result["difference"]["beta"]["state"] == "added"
    assert result["difference"]["beta"]["blocks"] == {"greeting": "added", "sales": "added"}
    assert 'member ["acme", "sales", 3, "u002"]\n' in result["diff"]["before"]
    assert 'hangup ["acme", "bye", "normal"]\n' in result["diff"]["after"]
    assert "committed_at" not in result
    assert node.database.read_bytes() == before


def test_the_difference_is_limited(node: Node) -> None:
    many = {f"t{place:04}": company(f"t{place:04}", f"+4822{place:07}") for place in range(250)}
    result = node.apply(many, diff=True)
    assert len(result["difference"]) == 250
    assert result["difference"]["t0249"] == {"state": "added", "blocks": {}, "other": {}}
    assert len(result["diff"]["after"].splitlines()) == 400


def test_rows_changed_by_hand_are_found_and_mended(node: Node) -> None:
    node.apply({"acme": ACME, "beta": BETA})
    node.query("UPDATE user SET number = '+48999999999' WHERE tenant = 'acme'")
    node.query("INSERT INTO hangup VALUES ('ghost', 'bye', 'busy')")
    assert not node.apply({"acme": ACME, "beta": BETA}, bundle=[])["changed"]
    assert node.run(verify=True)["drifted"] == ["acme", "ghost"]
    result = node.apply({"acme": ACME, "beta": BETA}, bundle=["acme"], verify=True)
    assert {name: entry["state"] for name, entry in result["difference"].items()} == {
        "acme": "changed",
        "ghost": "removed",
    }
    assert node.run(verify=True)["drifted"] == []


def test_the_release_marker_is_told(node: Node) -> None:
    assert "release" not in node.run()
    (node.directory / "release.json").write_text('{"release": "abc", "version": "0.1.0"}')
    assert node.run()["release"] == {"release": "abc", "version": "0.1.0"}


@pytest.mark.parametrize("content", ["", "[1]", '{"release": 7}'])
def test_a_release_marker_that_makes_no_sense_is_none(node: Node, content: str) -> None:
    (node.directory / "release.json").write_text(content)
    assert "release" not in node.run()
