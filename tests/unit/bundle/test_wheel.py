"""The portal's own wheel: equal bytes from equal contents, and nothing is missing in it."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from wcoctl.bundle import archive
from wcoctl.bundle.contents import LOCK, contents, portal_version
from wcoctl.bundle.wheel import build_wheel, wheel_name

PROBE = """
import wco_portal.app, wcoctl.simulate.switchboard, wcoctl.graph.draw
from pathlib import Path
from wcoctl.blocks.registry import TYPES
from wcoctl.compile.schema import call_plan_schema
from wcoctl.model.manual import example
from wcoctl.numbering.ranges import FILE
from wco_portal.texts import catalogues, translations
assert "CREATE TABLE" in call_plan_schema() and FILE.exists() and len(TYPES) > 10
assert translations("pl").gettext("Log out") != "Log out"
assert (Path(wco_portal.app.__file__).parent / "static" / "style.css").exists()
print(wco_portal.app.__file__, wcoctl.simulate.switchboard.__file__)
"""


def wheel() -> bytes:
    return build_wheel("wco_portal", portal_version(), contents())


def test_equal_contents_are_equal_bytes() -> None:
    assert wheel() == wheel()
    assert wheel() != build_wheel("wco_portal", portal_version(), contents() | {"wco_portal/more.py": b""})


def test_it_carries_the_rules_and_none_of_what_knows_hosts_or_secrets() -> None:
    parts = {path.split("/")[1] for path in contents() if path.startswith("wcoctl/")}
    assert {"model", "blocks", "simulate", "errors.py"} <= parts
    assert not parts & {"cli", "lab", "rollout", "secrets", "workspace", "bundle"}
    assert not any("__pycache__" in path for path in contents())


def test_installed_alone_it_has_every_file(tmp_path: Path) -> None:
    """Its record is right, or pip would refuse it, and its code finds its data without this checkout."""
    file = tmp_path / wheel_name("wco_portal", portal_version())
    file.write_bytes(wheel())
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*pip, str(target), str(file)], check=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PYTHONPATH"] = str(target)
    probe = [sys.executable, "-P", "-c", PROBE]
    done = subprocess.run(probe, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(path.startswith(str(target)) for path in done.stdout.split())


def test_a_bundle_is_made_once_and_of_this_version_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads = []

    def download(architecture: str, folder: Path) -> None:
        downloads.append(architecture)
        folder.mkdir()
        (folder / "library-1-py3-none-any.whl").write_bytes(b"library")

    monkeypatch.setattr(archive, "_download", download)
    version = portal_version()
    assert archive.make_bundle("0.0.1+d1", "x86_64", tmp_path) == ""
    assert archive.make_bundle(version, "x86_64", tmp_path) == f"made {version}-x86_64.tar"
    made = (tmp_path / f"{version}-x86_64.tar").read_bytes()
    assert archive.make_bundle(version, "x86_64", tmp_path) == ""
    (tmp_path / f"{version}-x86_64.tar").unlink()
    assert archive.make_bundle(version, "x86_64", tmp_path)
    assert (tmp_path / f"{version}-x86_64.tar").read_bytes() == made
    assert downloads == ["x86_64"]
    with tarfile.open(tmp_path / f"{version}-x86_64.tar") as bundle:
        names = bundle.getnames()
        listed = bundle.extractfile("requirements.txt")
        assert listed
        requirements = listed.read()
    assert names == ["library-1-py3-none-any.whl", "requirements.txt", wheel_name("wco_portal", version)]
    assert requirements.startswith(LOCK.read_bytes())
    assert f"wco-portal=={version} --hash=sha256:" in requirements.decode()


def test_old_bundles_leave_the_cache(tmp_path: Path) -> None:
    for number in range(7):
        file = tmp_path / f"{number}-x86_64.tar"
        file.write_bytes(b"")
        os.utime(file, (number, number))
    archive._prune(tmp_path.glob("*.tar"))
    assert sorted(path.name[0] for path in tmp_path.iterdir()) == ["3", "4", "5", "6"]


def test_files_in_the_wheel_have_no_time_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "one.whl"
    file.write_bytes(wheel())
    with zipfile.ZipFile(file) as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.testzip() is None
