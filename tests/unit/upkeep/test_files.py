"""What has become of files that roles wrote."""

import hashlib
from pathlib import Path

import pytest

from wco_upkeep_files import differences, look, record

PATTERNS = ["/etc/asterisk", "/etc/nft*.conf", "/usr/share/sounds"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a host's file system."""
    for name, text in {
        "etc/asterisk/rtp.conf": "[general]",
        "etc/asterisk/ari.conf": "of the package",
        "etc/nftables.conf": "table",
        "etc/passwd": "nobody's",
        "var/lib/prompts/a.wav": "audio",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "usr/share/sounds").mkdir(parents=True)
    (tmp_path / "usr/share/sounds/a.wav").symlink_to(tmp_path / "var/lib/prompts/a.wav")
    return tmp_path


def note_package(root: Path) -> None:
    """Have dpkg know the configuration file as it is now."""
    digest = hashlib.md5((root / "etc/asterisk/ari.conf").read_bytes(), usedforsecurity=False).hexdigest()
    (root / "var/lib/dpkg").mkdir(parents=True, exist_ok=True)
    (root / "var/lib/dpkg/status").write_text(
        f"Package: asterisk-config\nConffiles:\n /etc/asterisk/ari.conf {digest}\nDescription: x\n"
    )


def test_what_was_changed_added_removed_or_leads_nowhere_is_told(root: Path) -> None:
    before = look(PATTERNS, ["/etc/asterisk/*.json"], root)
    assert "/etc/passwd" not in before
    (root / "etc/asterisk/rtp.conf").write_text("[other]")
    (root / "etc/asterisk/more.conf").write_text("")
    (root / "etc/asterisk/marker.json").write_text("")
    (root / "etc/nftables.conf").unlink()
    (root / "var/lib/prompts/a.wav").unlink()
    assert differences(before, look(PATTERNS, ["/etc/asterisk/*.json"], root)) == [
        "/etc/asterisk/more.conf was added",
        "/etc/asterisk/rtp.conf was changed",
        "/etc/nftables.conf is missing",
        "/usr/share/sounds/a.wav leads nowhere",
    ]


@pytest.mark.parametrize("name", ["/etc/asterisk/rtp.conf", "/etc/asterisk", "/etc/asterisk/dialplan"])
def test_a_mode_is_part_of_a_file_and_of_a_directory(root: Path, name: str) -> None:
    (root / "etc/asterisk/dialplan").mkdir()
    before = look(PATTERNS, [], root)
    (root / name.lstrip("/")).chmod(0o700)
    assert differences(before, look(PATTERNS, [], root)) == [f"{name} was changed"]


def test_what_python_leaves_is_nobodys_change(root: Path) -> None:
    without = ["/etc/**/__pycache__", "/etc/**/__pycache__/*"]
    before = look(PATTERNS, without, root)
    (root / "etc/asterisk/__pycache__").mkdir()
    (root / "etc/asterisk/__pycache__/x.pyc").write_text("")
    assert look(PATTERNS, without, root) == before


def test_a_package_may_bring_a_newer_file_and_nobody_else(root: Path) -> None:
    note_package(root)
    before = look(PATTERNS, [], root)
    (root / "etc/asterisk/ari.conf").write_text("of the newer package")
    assert differences(before, look(PATTERNS, [], root)) == ["/etc/asterisk/ari.conf was changed"]
    note_package(root)
    assert differences(before, look(PATTERNS, [], root)) == []


def test_another_rollout_of_the_same_release_forgets_nothing(root: Path) -> None:
    before = look(PATTERNS, [], root)
    (root / "etc/asterisk/more.conf").write_text("")
    assert record(before, look(PATTERNS, [], root)) == before
