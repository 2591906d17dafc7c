"""What is newer than this checkout: a release of WCO with another call plan, and packages of Asterisk under a higher version."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.tools.checkout import copy_checkout
from wcoctl.workspace.directory import cache_directory

__all__ = ["newer_packages", "newer_release"]

_TABLE = re.compile(r"\b(TABLE|ON|FROM|JOIN) number\b|(?<=NumberRow: \")number|(?<=[.]get\(\")number")


def newer_release(root: Path) -> Path:
    """Copy this checkout, but with another name of the call plan's table that edges and media nodes ask first."""
    copy_checkout(root)
    for pattern in (
        "wcoctl/**/*.sql",
        "wcoctl/compile/rows/*.py",
        "roles/**/*.sql",
        "roles/**/*.cfg",
        "roles/callplan/**/*.py",
    ):
        for file in root.glob(pattern):
            text = file.read_text(encoding="utf-8")
            file.write_text(
                _TABLE.sub(lambda found: f"{found[1]} main_number" if found[1] else "main_number", text),
                encoding="utf-8",
            )
    command = [sys.executable, "-m", "wcoctl", "schema", "--write"]
    subprocess.run(
        command, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, check=True
    )
    return root


def newer_packages(folder: Path, version: str) -> Path:
    """Make a copy of the controller's cache in which Asterisk has this version; return its folder.

    Nothing is compiled. It stands for what `asterisk_packages` leaves there after its recipe has been changed.
    """
    cache = folder / "cache"
    cache.mkdir()
    for entry in cache_directory().iterdir():
        if entry.name != "asterisk":
            (cache / entry.name).symlink_to(entry)
    repository = cache / "asterisk"
    shutil.copytree(cache_directory() / "asterisk", repository)
    packages = [_packed_anew(deb, folder / "unpacked", version) for deb in sorted(repository.glob("*.deb"))]
    index = "\n".join(packages)
    (repository / "Packages").write_text(index, encoding="utf-8")
    _sign(repository, index, folder / "gnupg")
    return cache


def _packed_anew(deb: Path, folder: Path, version: str) -> str:
    """Give a package another version, and return its entry in the index."""
    shutil.rmtree(folder, ignore_errors=True)
    _run("dpkg-deb", "--raw-extract", deb, folder)
    control = folder / "DEBIAN" / "control"
    text = control.read_text(encoding="utf-8")
    old = re.findall(r"^Version: (\S+)$", text, re.MULTILINE)[0]
    text = text.replace(old, version)  # the packages depend on each other's version
    control.write_text(text, encoding="utf-8")
    deb.unlink()
    deb = deb.with_name(deb.name.replace(old.partition(":")[2], version.partition(":")[2]))
    _run("dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", folder, deb)
    size, digest = deb.stat().st_size, hashlib.sha256(deb.read_bytes()).hexdigest()
    return f"{text}Filename: ./{deb.name}\nSize: {size}\nSHA256: {digest}\n"


def _sign(repository: Path, index: str, home: Path) -> None:
    """Sign the repository with a key of its own, as each build does."""
    home.mkdir(mode=0o700)
    release = f"Origin: Asterisk packages\nDate: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n {_digest(index)} Packages\n"
    key = (
        "--batch",
        "--passphrase",
        "",
        "--quick-generate-key",
        "Asterisk packages",
        "ed25519",
        "sign",
        "never",
    )
    _run("gpg", *key, home=home)
    _run("gpg", "--armor", "--output", repository / "new.asc", "--export", home=home)
    (repository / "new.asc").replace(repository / "asterisk.asc")
    (repository / "InRelease").unlink()
    _run("gpg", "--batch", "--clearsign", "--output", repository / "InRelease", text=release, home=home)
    _run("gpgconf", "--kill", "all", home=home)


def _digest(text: str) -> str:
    data = text.encode()
    return f"{hashlib.sha256(data).hexdigest()} {len(data)}"


def _run(*command: str | Path, text: str = "", home: Path | None = None) -> None:
    environment: Mapping[str, str] = os.environ | ({"GNUPGHOME": str(home)} if home else {})
    subprocess.run(command, input=text, env=environment, capture_output=True, text=True, check=True)
