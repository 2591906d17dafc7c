"""Hosts that answer Ansible's playbooks from memory: the seam at which the agent's tests end."""

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from wcoctl.compile.schema import schema_version
from wcoctl.rollout.runner import Failure, PlaybookRun
from wcoctl.workspace.directory import SiteDirectory

_CLAIM = "The site is locked for this controller's run"


@dataclass
class Hosts:
    """One host that holds what was applied."""

    identity: str
    manifest: dict[str, str]
    ran: list[str] = field(default_factory=list)
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    revision: dict[str, Any] = field(
        default_factory=lambda: {"number": 1, "time": "", "who": "an operator", "what": {}}
    )
    silent: bool = False
    locked: bool = False
    poison: str = ""
    """A tenant that this host does not take."""
    reached: int = 0
    """How often they were reached before there was anything to do."""
    dies: str = ""
    """Kills the agent in this playbook: before it does anything, or (``tenants!``) after it."""

    def run(self, site: SiteDirectory, playbook: str, **_options: Any) -> PlaybookRun:
        """Do what a playbook does."""
        self.ran.append(playbook)
        if self.dies == playbook:
            raise Killed
        if self.silent:
            return PlaybookRun(unreachable={"one": "no route"})
        if playbook == "query":
            return self._told(site)
        if playbook in ("tenants", "armed"):
            return self._changed(site)
        return PlaybookRun(results=[("one", "wco_site", {"state": "recorded"})])

    def arm(self, _site: SiteDirectory) -> "Armed":
        """Stand in for a run that has reached the hosts."""
        self.reached += 1
        return Armed(self)

    def _told(self, site: SiteDirectory) -> PlaybookRun:
        releases = re.findall(r'"?wco_release"?: "?(\w+)', site.inventory.read_text())
        held = {
            "manifest": dict(self.manifest),
            "schema_version": schema_version(),
            "release": {"release": releases[0], "version": ""},
        }
        known = {
            "site": {"name": "small", "identity": self.identity, "secrets": {}},
            "revision": self.revision,
            "files": self.files,
        }
        return PlaybookRun(results=[("one", "wco_callplan", held), ("one", "wco_site", known)])

    def _changed(self, site: SiteDirectory) -> PlaybookRun:
        claim = json.loads((site.orders / "claim.json").read_text())
        lock = {"command": "apply", "who": "ola@desk", "since": 0, "until": 9}
        if self.locked or claim["seen"] != self.revision["number"]:
            told = {"lock": lock} if self.locked else {"revision": self.revision}
            return PlaybookRun(failures=[Failure("one", _CLAIM, json.dumps(told))])
        bundle = json.loads((site.bundle / "callplan.json").read_text())
        if self.poison in bundle["scope"]:
            return PlaybookRun(failures=[Failure("one", "Prompts are rendered", "no voice")])
        self.manifest |= {tenant: plan["digest"] for tenant, plan in bundle["tenants"].items()}
        order = json.loads((site.orders / "revision.json").read_text())
        self.revision = {name: order[name] for name in ("number", "time", "who", "what")}
        self.files = {path: (content, order["number"]) for path, content in order["files"].items()}
        if self.dies == "tenants!":
            raise Killed
        done = {"committed_at": time.time() * 1000, "transaction_ms": 1, "difference": {}}
        return PlaybookRun(
            results=[("one", "wco_callplan", done), ("one", "wco_site", {"state": "recorded"})]
        )


@dataclass
class Armed:
    """A run that has reached the hosts, for one change."""

    hosts: Hosts
    is_usable: bool = True

    def run(self, site: SiteDirectory, _without: list[str]) -> PlaybookRun | None:
        """Do what it waits for."""
        self.is_usable = False
        return self.hosts.run(site, "armed")


class Killed(BaseException):
    """Ends the agent where it is, as `kill -9` does."""
