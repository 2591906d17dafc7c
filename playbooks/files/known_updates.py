"""Says which newer packages this host knows of, as JSON; it installs nothing.

Argument: the suite whose source package of Asterisk is built, on the host that builds it. Its source index is fetched once a
day into a folder of its own. What cannot be known, as there is no network or the lists are old, is reported as such.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

LISTS = Path("/var/lib/apt/lists")
SOURCES = Path("/var/cache/wco/source-index")
OLD = 7
"""Days after which package lists say nothing about security."""
DAY = 86400
FETCH_SECONDS = 60
NEWER = re.compile(r"^Inst (\S+) (?:\[\S+\] )?\((\S+) (.*?)\)", re.MULTILINE)


def output(*command: str) -> str:
    """Run a command and return what it says; "" when it fails or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def packages() -> dict[str, object]:
    """Return what an upgrade would bring, and how old the lists are that say so."""
    # Names of lists of the host's own disk (file:) begin with "_": they say nothing about Debian.
    lists = [file.stat().st_mtime for file in LISTS.glob("[!_]*Release")]
    days = int((time.time() - max(lists)) / DAY) if lists else None
    if days is None or days > OLD:
        age = "there are no package lists" if days is None else f"the package lists are {days} days old"
        return {"unknown": f"{age} (apt-get update)"}
    newer = NEWER.findall(output("apt-get", "--just-print", "--quiet", "upgrade"))
    security = sorted(f"{name} {version}" for name, version, origin in newer if "-security" in origin.lower())
    built = next((version for name, version, _ in newer if name == "asterisk"), "")
    return {"security": security, "others": len(newer) - len(security), "built": built}


def newest_source(suite: str) -> str:
    """Return the newest version of the source package of Asterisk; "" when that cannot be known."""
    targets = output(
        "apt-get", "indextargets", "--format", "$(REPO_URI)", "Component: main", "Created-By: Packages"
    )
    if not targets:
        return ""
    (SOURCES / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (SOURCES / "source.list").write_text(
        f"deb-src {targets.splitlines()[0]} {suite} main\n", encoding="utf-8"
    )
    settings = {
        "Dir::Etc::SourceList": SOURCES / "source.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": SOURCES / "lists",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "Acquire::Check-Valid-Until": "false",  # of a suite in motion they may be past it
        "APT::Update::Error-Mode": "any",
    }
    options = [f"--option={name}={value}" for name, value in settings.items()]
    stamp = SOURCES / "fetched"
    if not stamp.exists() or time.time() - stamp.stat().st_mtime > DAY:
        update = ["apt-get", *options, "--quiet", "update"]
        if subprocess.run(update, capture_output=True, timeout=3 * FETCH_SECONDS, check=False).returncode:
            return ""
        stamp.touch()
    shown = output("apt-cache", *options, "showsrc", "--only-source", "asterisk")
    newest = ""
    for version in re.findall(r"^Version: (\S+)$", shown, re.MULTILINE):
        newer = ["dpkg", "--compare-versions", version, "gt", newest or "0"]
        newest = newest if subprocess.run(newer, check=False).returncode else version
    return newest


def main() -> None:
    """Print what is known."""
    known = packages()
    if len(sys.argv) > 1:
        try:
            known["asterisk"] = newest_source(sys.argv[1])
        except (OSError, subprocess.SubprocessError):
            known["asterisk"] = ""
    print(json.dumps(known))


if __name__ == "__main__":
    main()
