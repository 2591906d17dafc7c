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

__all__ = [
    "PlayedPrompt",
    "Ring",
    "ServerReply",
    "SimulatedCall",
    "SimulatedPhone",
    "Walk",
    "WalkStep",
    "parse_keys",
    "parse_phone",
    "parse_server",
    "simulate",
]
