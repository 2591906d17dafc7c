"""Service wco-voicemail: takes recorded messages from this node's spool to the operator's mail relay.

A message leaves the spool only after the relay has taken it. The relay's word is noted at once; when the service is killed in
between, the message goes again with the same Message-ID.

The environment says where spool and call plan are (WCO_VOICEMAIL_SPOOL, WCO_CALLPLAN), how full the disk may be
(WCO_VOICEMAIL_DISK_PERCENT), and how to reach the relay (WCO_RELAY_...).
"""

import logging
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import tenacity
from systemd import daemon
from voicemail_audio import read_samples, seconds_of, to_mp3
from voicemail_disk import is_full
from voicemail_letter import ADDRESS, compose
from voicemail_plan import Mailbox, find_mailbox
from voicemail_relay import TROUBLE, Relay
from voicemail_spool import Message, Spool

PAUSE = 0.5
"""Seconds between two looks into an empty spool."""
LONGEST_WAIT = 60.0
"""Seconds between two tries when the relay is not to be had."""
LONGEST_DELAY = 900.0
"""Seconds between two tries of a message that the relay does not take for now."""
SHORTEST = 2.0
"""A shorter message is a caller who said nothing."""
UNUSABLE = "553 no address"

log = logging.getLogger("wco-voicemail")


class Delivery:
    """The way from the spool to the relay."""

    def __init__(self, spool: Path, callplan: Path, relay: Relay, disk_percent: int) -> None:
        self._path = spool
        self._disk_percent = disk_percent
        self._full: bool | None = None
        """What Asterisk was told of the disk last."""
        self._callplan = callplan
        self._relay = relay
        self._spool: Spool | None = None
        self._postponed: dict[str, tuple[int, float]] = {}
        """By message: how often the relay did not take it, and before when it is not to be asked again."""

    def run(self) -> None:
        """Try each message whose time has come."""
        try:
            spool = self._spool = self._spool or Spool(self._path)
            self._watch_disk(spool)
            for message in spool.forgotten():
                log.warning("%s was set aside a month ago and is deleted", _name(message))
                spool.forget(message)
            for message in spool.waiting():
                if self._postponed.get(message.message, (0, 0.0))[1] <= time.monotonic():
                    self._deliver(spool, message)
                    daemon.notify("WATCHDOG=1")
        except sqlite3.Error:
            self.close()
            raise

    def close(self) -> None:
        """Close the spool."""
        if self._spool is not None:
            self._spool.close()
        self._spool = None

    def _watch_disk(self, spool: Spool) -> None:
        full = is_full(self._path.parent, self._disk_percent, bool(self._full))
        if full != self._full:
            spool.note_disk(full)
            if full or self._full:
                log.warning("the disk has %s for messages", "no room" if full else "room again")
            self._full = full

    def _deliver(self, spool: Spool, message: Message) -> None:
        samples = read_samples(spool.audio(message))
        if not message.said or seconds_of(samples) < SHORTEST:
            spool.forget(message)
            return
        mailbox = find_mailbox(self._callplan, message)
        if mailbox is None:
            spool.set_aside(message, "no such voicemail in the call plan")
            log.warning("%s was set aside: its block is no voicemail any more", _name(message))
            return
        replies = spool.replies(message)
        replies |= {address: UNUSABLE for address in mailbox.addresses if not ADDRESS.fullmatch(address)}
        if missing := [address for address in mailbox.addresses if address not in replies]:
            replies |= self._send(spool, message, mailbox, missing, samples)
        if all(address in replies for address in mailbox.addresses):
            self._settle(spool, message, replies)

    def _send(
        self, spool: Spool, message: Message, mailbox: Mailbox, addresses: list[str], samples: bytes
    ) -> Mapping[str, str]:
        """Send a message to these addresses; return what the relay said for good, after noting it."""
        letter = compose(message, mailbox, self._relay.sender, to_mp3(samples), seconds_of(samples))
        with self._relay.open() as way:
            try:
                replies = way.send(letter, addresses)
            except TROUBLE as error:  # perhaps this message's own: it must not stop the others
                self._postpone(message, {type(error).__name__})
                return {}
            settled = {
                address: "" if reply.accepted else reply.status
                for address, reply in replies.items()
                if reply.for_good
            }
            spool.note(message, settled)
        if later := {reply.status for reply in replies.values() if not reply.for_good}:
            self._postpone(message, later)
        return settled

    def _postpone(self, message: Message, reasons: set[str]) -> None:
        tries = self._postponed.get(message.message, (0, 0.0))[0] + 1
        self._postponed[message.message] = (tries, time.monotonic() + min(2.0**tries, LONGEST_DELAY))
        if tries.bit_count() == 1:
            said = ", ".join(sorted(reasons))
            log.warning("%s is not taken for now, try %d: %s", _name(message), tries, said)

    def _settle(self, spool: Spool, message: Message, replies: Mapping[str, str]) -> None:
        refusals = [refused for refused in replies.values() if refused]
        if refusals:
            text = f"refused for {len(refusals)} of {len(replies)} recipients: {', '.join(sorted(set(refusals)))}"
            log.warning("%s was %s", _name(message), text)
        if len(refusals) == len(replies):
            spool.set_aside(message, text)
        else:
            spool.forget(message)
            log.info("%s is with the relay", _name(message))
        self._postponed.pop(message.message, None)


def _name(message: Message) -> str:
    return f"message {message.message} of {message.tenant}/{message.block}"


def relay() -> Relay:
    """Read the relay from the environment; the login is a file of two lines, user and password."""
    host, port, tls, sender, login, authorities = (
        os.environ[f"WCO_RELAY_{name}"] for name in ("HOST", "PORT", "TLS", "SENDER", "LOGIN", "CA")
    )
    user, _, password = Path(login).read_text(encoding="utf-8").rstrip("\n").partition("\n")
    return Relay(host, int(port), tls, sender, user, password, authorities or None)


def report_failure(state: tenacity.RetryCallState) -> None:
    """Say what keeps us waiting: always in the service's status, ever more seldom in the journal."""
    error = state.outcome.exception() if state.outcome else None
    reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
    daemon.notify(f"WATCHDOG=1\nSTATUS=waiting: {reason}")
    if state.attempt_number.bit_count() == 1:
        log.warning("try %d failed, messages wait in the spool: %s", state.attempt_number, reason)


def main() -> None:
    """Deliver until the service is stopped."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    spool, callplan = (Path(os.environ[name]) for name in ("WCO_VOICEMAIL_SPOOL", "WCO_CALLPLAN"))
    delivery = Delivery(spool, callplan, relay(), int(os.environ["WCO_VOICEMAIL_DISK_PERCENT"]))
    patiently = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type((*TROUBLE, sqlite3.Error, subprocess.SubprocessError)),
        wait=tenacity.wait_exponential(multiplier=PAUSE, max=LONGEST_WAIT) + tenacity.wait_random(0, PAUSE),
        sleep=tenacity.sleep_using_event(stop),
        stop=tenacity.stop_when_event_set(stop),
        before_sleep=report_failure,
        retry_error_callback=lambda _: None,
    )
    daemon.notify("READY=1")
    while not stop.is_set():
        patiently(delivery.run)
        daemon.notify("WATCHDOG=1\nSTATUS=delivering")
        stop.wait(PAUSE)
    delivery.close()


if __name__ == "__main__":
    main()
