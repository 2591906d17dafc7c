"""The bundle of one architecture: an archive of all wheels, and of the list of their hashes that pip checks on the host."""

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from wcoctl.bundle.contents import LOCK, contents, portal_version
from wcoctl.bundle.wheel import build_wheel, wheel_name
from wcoctl.errors import RunFailed
from wcoctl.files import write_atomically

__all__ = ["ARCHITECTURES", "make_bundle"]

ARCHITECTURES = ("x86_64", "aarch64")
_PYTHON = "3.13"
"""That of Debian 13."""
_PLATFORMS = ("manylinux_2_28", "manylinux2014", "manylinux_2_17", "manylinux1")
"""pip takes none for granted that is not named."""
_KEPT = 4
"""So many bundles, and sets of libraries, stay in the cache."""


def make_bundle(version: str, architecture: str, folder: Path) -> str:
    """Have the bundle of this version in ``folder``, and say what had to be done; empty for nothing.

    A checkout can make its own version only: hosts that are to go back to another one still have that.
    """
    archive = folder / f"{version}-{architecture}.tar"
    if archive.exists() or version != portal_version():
        return ""
    folder.mkdir(parents=True, exist_ok=True)
    name = wheel_name("wco_portal", version)
    wheel = build_wheel("wco_portal", version, contents())
    requirement = f"wco-portal=={version} --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
    files = {"requirements.txt": LOCK.read_bytes() + requirement.encode(), name: wheel}
    files |= {file.name: file.read_bytes() for file in sorted(_libraries(architecture, folder).iterdir())}
    write_atomically(archive, _packed(files))
    _prune(folder.glob(f"*-{architecture}.tar"))
    return f"made {archive.name}"


def _libraries(architecture: str, folder: Path) -> Path:
    """Return the folder with the wheels of the libraries, which is filled once for each lock."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    libraries = folder / f"libraries-{architecture}-{lock}"
    if libraries.exists():
        return libraries
    with tempfile.TemporaryDirectory(dir=folder) as name:
        new = Path(name) / "new"
        _download(architecture, new)
        if not libraries.exists():  # another run may have been quicker
            new.rename(libraries)
    _prune(folder.glob(f"libraries-{architecture}-*"))
    return libraries


def _download(architecture: str, folder: Path) -> None:
    platforms = [f"--platform={name}_{architecture}" for name in _PLATFORMS]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", "--require-hashes", f"--requirement={LOCK}", f"--dest={folder}"]
    command += [f"--python-version={_PYTHON}", "--implementation=cp", *platforms]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        reason = "\n".join(done.stdout.strip().splitlines()[-5:])
        raise RunFailed(f"the portal's libraries for {architecture} cannot be downloaded: {reason}")


def _packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def _prune(found: Iterable[Path]) -> None:
    for old in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)
