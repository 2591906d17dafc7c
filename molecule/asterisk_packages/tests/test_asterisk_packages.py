"""The repository in the controller's cache, and the host that built it."""

import hashlib
import os
import pathlib
import re
import subprocess

from testinfra.host import Host

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "wco" / "asterisk"
DEFAULTS = pathlib.Path(__file__).parents[3] / "roles" / "asterisk_packages" / "defaults" / "main.yml"


def test_the_packages_are_signed(tmp_path: pathlib.Path) -> None:
    ring = tmp_path / "key.gpg"
    subprocess.run(
        ["gpg", "--homedir", tmp_path, "--dearmor", "--output", ring, CACHE / "asterisk.asc"], check=True
    )
    release = tmp_path / "Release"
    subprocess.run(["gpgv", "--keyring", ring, "--output", release, CACHE / "InRelease"], check=True)
    index = (CACHE / "Packages").read_bytes()
    assert f"{hashlib.sha256(index).hexdigest()} " in release.read_text()
    packages = dict(re.findall(r"^Filename: \./(.*)\n(?:.*\n)*?SHA256: (.*)$", index.decode(), re.MULTILINE))
    assert {name.split("_")[0] for name in packages} == {"asterisk", "asterisk-config", "asterisk-modules"}
    for name, digest in packages.items():
        assert hashlib.sha256((CACHE / name).read_bytes()).hexdigest() == digest


def test_the_packages_are_of_the_pinned_version() -> None:
    (pinned,) = re.findall(r"^asterisk_packages_version: (.*)$", DEFAULTS.read_text(), re.MULTILINE)
    versions = re.findall(r"^Version: (.*)$", (CACHE / "Packages").read_text(), re.MULTILINE)
    assert len(set(versions)) == 1
    assert re.fullmatch(re.escape(pinned) + r"\+wco\d+", versions[0])
    assert pinned.startswith("1:22.")


def test_the_host_is_as_it_was(host: Host) -> None:
    assert not host.file("/var/tmp/wco-asterisk-packages").exists
    assert not host.package("mmdebstrap").is_installed
    assert not host.package("gcc").is_installed
    assert host.check_output("dpkg --audit") == ""
