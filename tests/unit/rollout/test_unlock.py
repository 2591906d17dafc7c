"""Whom ``unlock`` frees, and whom it does not."""

from typing import Any

import pytest

from tests.unit.small_site import session_of
from wcoctl.cli.unlock import unlock as command
from wcoctl.errors import UserError
from wcoctl.rollout import unlock
from wcoctl.rollout.runner import Run
from wcoctl.rollout.unlock import unlock_user
from wcoctl.workspace.directory import SiteDirectory


class Silent:
    """A watcher that looks away."""

    def task(self, role: str, name: str) -> None:
        """Do nothing."""


class Hosts:
    """Takes what the playbook gets, and answers what PostgreSQL would."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.asked: list[dict[str, str]] = []

    def run(self, *_arguments: Any, values: dict[str, str], **_options: Any) -> Run:
        """Stand in for ``run_playbook``."""
        self.asked.append(values)
        changed = [("one", "The user may dial again")] if self.said == "on" else []
        return Run(results=[("one", "ansible.builtin.command", {"stdout": self.said})], changed=changed)


@pytest.mark.parametrize(("said", "found"), [("on", True), ("off", False), ("", None)])
def test_of_a_tenant_with_mistakes_the_hosts_know_who_is_locked(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch, said: str, found: bool | None
) -> None:
    hosts = Hosts(said)
    monkeypatch.setattr(unlock, "run_playbook", hosts.run)
    (site.root / "tenants" / "acme.yml").write_text("tenant: [")
    assert unlock_user(session_of(site), "acme", "anna", Silent()) is found
    assert hosts.asked == [{"unlock_tenant": "acme", "unlock_user": "anna", "unlock_known": "false"}]


def test_a_user_whom_the_file_knows_need_not_be_known_to_the_hosts(
    site: SiteDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = Hosts("off")
    monkeypatch.setattr(unlock, "run_playbook", hosts.run)
    with (site.root / "tenants" / "acme.yml").open("a", encoding="utf-8") as file:
        file.write('users:\n  anna: {name: Anna, number: "+48601100201"}\n')
    assert unlock_user(session_of(site), "acme", "anna", Silent()) is False
    assert [values["unlock_known"] for values in hosts.asked] == ["true"]
    with pytest.raises(UserError, match="has no user 'piotr'"):
        unlock_user(session_of(site), "acme", "piotr", Silent())


@pytest.mark.parametrize("name", ["{{ 7*7 }}", "anna\n", "", "_site", "a" * 41])
def test_what_is_no_identifier_gets_nowhere(site: SiteDirectory, name: str) -> None:
    for tenant, user in ((name, "anna"), ("acme", name)):
        with pytest.raises(UserError, match="is not an identifier"):
            command(str(site.root), tenant, user)
    assert not site.state.exists()
