"""The agent as a process: its log on standard error, its end on a signal."""

import logging
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from wcoctl.agent.service import Agent

__all__ = ["log_to_standard_error", "run_until_stopped"]


def log_to_standard_error() -> None:
    """Have the log where journald takes it, which adds the time."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")


def run_until_stopped(agent: Agent) -> None:
    """Run the agent until SIGTERM or SIGINT, after which it ends what it is doing.

    It works in a thread of its own: in the main one ansible-runner would take the signals, and break its run off.
    """

    def stop(_number: int, _frame: Any) -> None:
        agent.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(agent.run).result()
