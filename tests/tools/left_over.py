"""Whether all calls have ended on the hosts of a lab."""

import time

from wcoctl.lab.hosts.lab_hosts import LabHosts

__all__ = ["left_over"]

_APART = 2.0
"""Seconds between two looks: a call that has just lost its channel still has its BYE to send."""


def left_over(hosts: LabHosts, patience: float) -> dict[str, int]:
    """Wait so many seconds at most until calls hold nothing, twice in turn; return what they hold."""
    deadline, calm = time.monotonic() + patience, 0
    while True:
        held = hosts.left_over()
        calm = 0 if held else calm + 1
        if calm == 2 or (held and time.monotonic() > deadline):
            return held
        time.sleep(_APART)
