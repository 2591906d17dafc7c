"""A call walked through the compiled call plan on the controller, as ``docs/call-walk.md`` says."""

from wcoctl.simulate.call import (
    ServerReply,
    SimulatedCall,
    SimulatedPhone,
    parse_keys,
    parse_phone,
    parse_server,
)
from wcoctl.simulate.engine import simulate
from wcoctl.simulate.result import PlayedPrompt, Ring, Walk, WalkStep
from wcoctl.simulate.schedules import first_opening, planned
from wcoctl.simulate.switchboard import Switchboard

__all__ = [
    "PlayedPrompt",
    "Ring",
    "ServerReply",
    "SimulatedCall",
    "SimulatedPhone",
    "Switchboard",
    "Walk",
    "WalkStep",
    "first_opening",
    "parse_keys",
    "parse_phone",
    "parse_server",
    "planned",
    "simulate",
]
