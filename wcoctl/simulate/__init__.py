"""A call walked through the compiled call plan on the controller, as ``docs/call-walk.md`` says."""

from wcoctl.simulate.call import Call, Phone, ServerReply, parse_keys, parse_phone, parse_server
from wcoctl.simulate.engine import simulate
from wcoctl.simulate.result import Heard, Ring, Step, Walk

__all__ = [
    "Call",
    "Heard",
    "Phone",
    "Ring",
    "ServerReply",
    "Step",
    "Walk",
    "parse_keys",
    "parse_phone",
    "parse_server",
    "simulate",
]
