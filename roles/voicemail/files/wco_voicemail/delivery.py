"""The way of messages from the spool to the relay."""

import logging
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path

from systemd import daemon

from wco_voicemail.audio import read_samples, seconds_of, to_mp3
from wco_voicemail.disk import is_full
from wco_voicemail.letter import ADDRESS, compose
from wco_voicemail.plan import Mailbox, find_mailbox
from wco_voicemail.relay import TROUBLE, Relay
from wco_voicemail.spool import Message, Spool

__all__ = ["Delivery"]

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
