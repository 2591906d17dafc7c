"""`wcoctl agent` against a real PostgreSQL: what companies publish, and what becomes of it."""

import hashlib
import io
import wave
from typing import Any

from tests.portal.operator import Operator, rename, say, spoil
from tests.unit.small_site import config
from wcoctl.workspace.compiled import Workspace

__all__ = ["config"]


def test_a_change_goes_live(operator: Operator) -> None:
    operator.publish(say("Witamy"))
    before = operator.files["acme"].read_text()
    operator.agent().run_once()
    change = operator.last()
    assert (change["state"], change["number"]) == ("live", 1), change
    assert change["result"]["ms"].keys() == {"queue", "merge", "check", "apply", "commit", "hosts"}
    assert operator.files["acme"].read_text() == before.replace('"Dzień dobry, acme"', "Witamy")
    assert operator.hosts.ran == ["query", "tenants"]
    assert operator.hosts.manifest == Workspace.open(operator.site).manifest
    assert operator.hosts.revision["who"] == "anna@acme"
    assert operator.company()["document"] == operator.document()
    assert operator.git("log", "-1", "--format=%an <%ae>: %s") == "Anna Nowak <anna@acme>: Summer hours"
    assert operator.git("show", "--name-only", "--format=") == "tenants/acme.yml"
    assert operator.git("status", "--porcelain", "tenants") == ""


def test_hosts_are_asked_once_only(operator: Operator) -> None:
    agent = operator.agent()
    for text in ("one", "two"):
        operator.publish(say(text))
        agent.run_once()
    assert operator.hosts.ran == ["query", "tenants", "tenants"]
    operator.hosts.revision["number"] += 5  # another controller, or the operator by hand
    operator.publish(say("three"))
    agent.run_once()
    assert operator.last()["state"] == "live"
    assert operator.hosts.ran[3:] == ["tenants", "release", "query", "tenants"]
    assert operator.last()["number"] == 3


def test_companies_that_publish_together_are_applied_together_and_mistakes_stay_alone(
    operator: Operator,
) -> None:
    before = operator.files["beta"].read_text()
    operator.publish(say("Witamy"))
    operator.publish(spoil, "beta")
    operator.agent().run_once()
    assert operator.last()["state"] == "live"
    assert operator.hosts.ran == ["query", "tenants"]
    refused = operator.last("beta")
    assert (refused["state"], refused["number"]) == ("refused", None)
    (problem,) = refused["result"]["problems"]
    assert problem["path"] == "blocks.welcome.exits.next"
    assert "`nowhere`" in problem["message"]
    assert operator.files["beta"].read_text() == before
    assert operator.company("beta")["live"]


def test_what_the_operator_changed_meanwhile_stays_and_what_both_changed_clashes(operator: Operator) -> None:
    operator.publish(say("Witamy"))
    edited = operator.files["acme"].read_text().replace("Firma acme", "Acme SA  # by Ola")
    operator.files["acme"].write_text(edited)
    agent = operator.agent()
    agent.run_once()
    assert operator.last()["state"] == "live"
    assert operator.files["acme"].read_text() == edited.replace('"Dzień dobry, acme"', "Witamy")
    operator.publish(rename("Acme sp. z o.o."))
    edited = operator.files["acme"].read_text().replace("Acme SA", "Acme & Co")
    operator.files["acme"].write_text(edited)
    agent.run_once()
    change = operator.last()
    assert change["state"] == "clash"
    assert change["result"]["clashes"] == [
        {"path": "name", "base": "Acme SA", "workspace": "Acme & Co", "portal": "Acme sp. z o.o."}
    ]
    assert operator.files["acme"].read_text() == edited


def test_the_operators_part_is_refused(operator: Operator) -> None:
    before = operator.files["acme"].read_text()
    agent = operator.agent()
    operator.publish(lambda document: document.update(contract={"channels": 100}))
    agent.run_once()
    assert operator.last()["state"] == "refused"
    assert operator.last()["result"]["problems"][0]["path"] == "contract"
    # A portal that lies about the base gets no further.
    document = operator.document() | {"contract": {"channels": 100}}
    operator.queue(document, document | {"name": "x"})
    agent.run_once()
    assert operator.last()["state"] == "live"
    assert "contract" not in operator.document()
    junk: Any
    for junk in ({"tenant": "acme"}, [], "x"):
        operator.queue(junk, junk)
        agent.run_once()
    operator.queue({}, {}, "../acme")
    agent.run_once()
    assert operator.last("../acme")["state"] == "refused"
    assert operator.files["acme"].read_text() == before.replace("Firma acme", "x")


def test_uploaded_audio_comes_along(operator: Operator) -> None:
    content = _wav()
    sha256 = hashlib.sha256(content).hexdigest()

    def play(document: dict[str, Any]) -> None:
        document["prompts"]["welcome"] = {"wav": f"portal/acme/{sha256}.wav"}

    agent = operator.agent()
    operator.publish(play)
    agent.run_once()
    assert operator.last()["result"]["problems"][0]["path"] == "prompts.welcome.wav"
    operator.query(
        "INSERT INTO portal.sound (tenant, sha256, name, seconds, content, author) VALUES ('acme', %s, 'x', 1, %s, 'anna')",
        *(sha256, content),
    )
    operator.publish(play)
    agent.run_once()
    assert operator.last()["state"] == "live", operator.last()
    assert (operator.site.root / "tenants" / "portal" / "acme" / f"{sha256}.wav").read_bytes() == content
    assert f"tenants/portal/acme/{sha256}.wav" in operator.git("ls-files")


def _wav() -> bytes:
    with io.BytesIO() as stream:
        with wave.open(stream, "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(bytes(16000))
        return stream.getvalue()


def test_the_portal_sees_the_workspace(operator: Operator) -> None:
    agent = operator.agent()
    agent.run_once()
    assert {row["tenant"] for row in operator.query("SELECT tenant FROM portal.company")} == {"acme", "beta"}
    assert operator.company()["document"] == operator.document()
    good = operator.document()
    operator.files["acme"].write_text(operator.files["acme"].read_text().replace("hangup", "nowhere"))
    operator.files["beta"].unlink()
    agent.run_once()
    company = operator.company()
    assert (company["live"], company["problems"][0]["path"]) == (False, "blocks.welcome.exits.next")
    assert company["document"] == operator.document() != good
    assert len(operator.query("SELECT tenant FROM portal.company")) == 1
    operator.files["acme"].write_text("a: [")
    agent.run_once()
    company = operator.company()
    assert company["document"]["tenant"] == "acme"
    assert "not valid YAML" in company["problems"][0]["message"]
    assert len(operator.query("SELECT seen FROM portal.agent WHERE seen > now() - interval '1 minute'")) == 1
