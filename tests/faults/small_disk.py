"""Small file systems in the place of a host's folders, which can be filled or taken away from the services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.standalone import Lab

__all__ = ["FOLDERS", "filled", "read_only", "shell", "small_disks"]

FOLDERS = ("/var/spool/wco", "/var/lib/wco/live")
_UNITS = "asterisk wco-call-records wco-live wco-voicemail"
_UP = (
    "until asterisk -rx 'core waitfullybooted' 2>/dev/null | grep -q booted; do sleep 0.2; done; "
    # The edge asks its nodes every few seconds.
    "sleep 2; n=0; "
    "until kamcmd dispatcher.list | grep -A1 ':5080' | grep -q 'FLAGS: AP' || [ $n = 60 ]; do sleep 0.5; n=$((n + 1)); done"
)
# A service starts only where it was before: voicemail has none without a mail relay.
_START = f"systemctl start $(cat /run/small_disks) && {_UP}"
_STOP = (
    f"systemctl list-units --state=active --plain --no-legend {' '.join(f'{unit}.service' for unit in _UNITS.split())}"
    " | cut -d' ' -f1 >/run/small_disks; systemctl stop $(cat /run/small_disks)"
)


def shell(lab: Lab, script: str) -> str:
    """Run a script on the host and return what it prints."""
    return lab.inside.run(lab.edge, "sh", "-ec", script, patience=180).decode()


@contextmanager
def small_disks(lab: Lab) -> Iterator[None]:
    """Have file systems of 24 MB and 60 inodes there instead of the disk, with all that is there."""
    mount = "\n".join(
        f"cp -a {folder} /run/small && mount -t tmpfs -o size=24m,nr_inodes=60 tmpfs {folder}\n"
        f"cp -a /run/small/. {folder} && rm -r /run/small"
        for folder in FOLDERS
    )
    shell(lab, f"{_STOP}\n{mount}\n{_START}")
    try:
        yield
    finally:
        umount = "\n".join(f"umount {folder}" for folder in FOLDERS)
        # What the watch over the disks has found there is an alarm until it looks again.
        shell(lab, f"systemctl stop $(cat /run/small_disks)\n{umount}\n{_START}\nsystemctl start wco-space")


@contextmanager
def filled(lab: Lab, folders: Sequence[str]) -> Iterator[None]:
    """Have not a byte and not an inode left there."""
    for folder in folders:
        shell(
            lab,
            f"! dd if=/dev/zero of={folder}/filler bs=64k 2>/dev/null\n"
            f"! dd if=/dev/zero of={folder}/filler bs=512 oflag=append conv=notrunc 2>/dev/null\n"
            f"i=0; while touch {folder}/filler.$i 2>/dev/null; do i=$((i + 1)); done",
        )
    try:
        yield
    finally:
        shell(lab, "\n".join(f"rm -f {folder}/filler*" for folder in folders))


@contextmanager
def read_only(lab: Lab) -> Iterator[None]:
    """Have file systems there that were found broken when the host started, the call plan's among them."""
    stop, plan = "systemctl stop $(cat /run/small_disks)", "/var/lib/wco/callplan"
    remount = "\n".join(f"mount -o remount,ro {folder}" for folder in FOLDERS)
    shell(lab, f"{stop}\n{remount}\nmount --bind {plan} {plan}\nmount -o remount,bind,ro {plan}\n{_START}")
    try:
        yield
    finally:
        back = "\n".join(f"mount -o remount,rw {folder}" for folder in FOLDERS)
        shell(lab, f"{stop}\numount {plan}\n{back}\n{_START}")
