"""Reading the operator's files, whatever may be in their place, and writing them whole."""

import errno
import os
import stat
import tempfile
from pathlib import Path

__all__ = ["read_file", "write_atomically"]


def read_file(file: Path, largest: int) -> bytes:
    """Return what is in a file; OSError when that is impossible, EFBIG when it is larger than so many bytes.

    A named pipe would never end, and a device fills the memory: only regular files are read.
    """
    handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(file))
        content = b""
        while found.st_size <= largest and len(content) <= largest:
            part = os.read(handle, max(found.st_size - len(content), 0) + 1)
            if not part:
                return content
            content += part
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(file))
    finally:
        os.close(handle)


def write_atomically(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, for its owner only."""
    handle, name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
