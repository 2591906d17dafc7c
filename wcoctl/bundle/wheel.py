"""A wheel (PEP 427) of pure Python: equal contents are equal bytes."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping

__all__ = ["build_wheel", "wheel_name"]

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""All files have the same time, the first that a zip file can hold."""


def wheel_name(package: str, version: str) -> str:
    """Return the file name of a wheel for any platform."""
    return f"{package}-{version}-py3-none-any.whl"


def build_wheel(package: str, version: str, contents: Mapping[str, bytes]) -> bytes:
    """Return the wheel with these files, by their paths."""
    information = f"{package}-{version}.dist-info"
    name = package.replace("_", "-")
    files = dict(contents)
    files[f"{information}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    files[f"{information}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: wcoctl\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = f"{information}/RECORD"
    files[record] = "".join([*map(_recorded, files, files.values()), f"{record},,\n"]).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()


def _recorded(path: str, content: bytes) -> str:
    if "," in path or '"' in path:
        raise ValueError(f"{path}: a wheel's record cannot name it")
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"
