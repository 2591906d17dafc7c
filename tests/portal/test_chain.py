"""The audit log's chain: a changed, removed, exchanged or cut row is found."""

from hashlib import sha256

from tests.portal.site import PortalSite
from wcoctl.accounts.audit_chain import Break, Head, Link, broken

CONTENTS = ('{"action": "log_in"}', '{"action": "żółć"}', '{"action": "log_out"}')


def chain(*contents: str) -> list[Link]:
    links, last = [], b""
    for number, content in enumerate(contents, 1):
        last = sha256(last + content.encode()).digest()
        links.append(Link(number, content, last))
    return links


def test_a_sound_chain_has_no_break() -> None:
    links = chain(*CONTENTS)
    assert broken([]) is None
    assert broken(links) is None
    assert broken(links, Head(2, links[1].hash)) is None


def test_a_changed_row_is_found() -> None:
    links = chain(*CONTENTS)
    links[1] = Link(2, '{"action": "other"}', links[1].hash)
    assert broken(links) == Break(2, "changed")
    links[1] = Link(2, links[1].content, sha256(links[0].hash + links[1].content.encode()).digest())
    assert broken(links) == Break(3, "changed"), "its hash was computed again, that of the next row was not"


def test_a_removed_row_is_found() -> None:
    first, _second, third = chain(*CONTENTS)
    assert broken([first, third]) == Break(2, "missing")
    assert broken([first, Link(2, third.content, third.hash)]) == Break(2, "changed")


def test_exchanged_rows_are_found() -> None:
    first, second, third = chain(*CONTENTS)
    assert broken([first, third, second]) == Break(2, "missing")
    exchanged = [first, Link(2, third.content, third.hash), Link(3, second.content, second.hash)]
    assert broken(exchanged) == Break(2, "changed")


def test_a_cut_tail_and_a_chain_made_again_are_found_by_the_head_that_is_remembered() -> None:
    links = chain(*CONTENTS)
    head = Head(3, links[2].hash)
    assert broken(links[:2]) is None
    assert broken(links[:2], head) == Break(3, "cut")
    assert broken([], head) == Break(1, "cut")
    forged = chain(CONTENTS[0], CONTENTS[1], '{"action": "other"}')
    assert broken(forged) is None
    assert broken(forged, head) == Break(3, "rewritten")


def test_what_postgresql_writes_is_a_sound_chain(site: PortalSite) -> None:
    with site.connect("wco_portal") as connection, connection.transaction():
        connection.execute("SELECT set_config('wco.tenant', 'acme', true)")
        for _ in range(3):
            connection.execute(
                """SELECT portal.record('{"actor": "żółć", "n": 1.50, "text": "\\u0041\\n"}')"""
            )
        rows = connection.execute(
            "SELECT number, content::text AS content, hash FROM portal.audit ORDER BY number"
        )
        links = [Link(row["number"], row["content"], row["hash"]) for row in rows]
        head = connection.execute("SELECT number, hash FROM portal.audit_head").fetchone()
    assert head
    assert broken(links, Head(head["number"], head["hash"])) is None
    assert len(links) == 3
