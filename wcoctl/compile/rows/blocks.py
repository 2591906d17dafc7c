"""Blocks of the switchboard, their exits and what they play; the tables of each type are in its folder."""

from typing import NamedTuple

__all__ = ["BlockRow", "ExitRow", "PromptRow"]


class BlockRow(NamedTuple):
    """A block of the switchboard."""

    tenant: str
    block: str
    type: str
    language: str


class ExitRow(NamedTuple):
    """Where an exit leads; an empty target hangs up."""

    tenant: str
    block: str
    exit: str
    target: str


class PromptRow(NamedTuple):
    """Audio that the tenant's blocks play."""

    tenant: str
    prompt: str
