"""The module is killed with its transaction open."""

import sqlite3
import time

from tests.unit.callplan_module.conftest import Node, company

OLD = {f"t{place:03}": company(f"t{place:03}", f"+4822{place:07}") for place in range(20)}
NEW = {name: company(name, tables["number"][0][0], users=10) for name, tables in OLD.items()}

# Each tenant costs some 0.1 s more, so that there is a middle to be killed in.
SLOW = """
CREATE TRIGGER slow AFTER INSERT ON tenant BEGIN
    SELECT count(*) FROM (
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT i FROM n
    );
END
"""


def wait_for_transaction(node: Node) -> None:
    """Return when another process holds the write lock."""
    db = sqlite3.connect(node.database, timeout=0, isolation_level=None)
    try:
        for _ in range(500):
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
            db.execute("ROLLBACK")
            time.sleep(0.02)
    finally:
        db.close()
    raise AssertionError("the module did not begin a transaction")


def test_the_old_state_stays_and_a_repeat_finishes(node: Node) -> None:
    node.apply(OLD)
    node.query(SLOW)
    process = node.start(**node.order(NEW))
    wait_for_transaction(node)
    time.sleep(0.3)
    assert process.poll() is None
    process.kill()
    process.communicate()
    assert node.run(verify=True)["drifted"] == []
    assert node.query("SELECT count(*) FROM user") == [(20,)]

    node.query("DROP TRIGGER slow")
    assert len(node.apply(NEW)["difference"]) == 20
    assert node.query("SELECT count(*) FROM user") == [(200,)]
    assert node.query("PRAGMA integrity_check") == [("ok",)]
