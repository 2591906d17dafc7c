"""What happens to whom: each story returns what its peers saw."""

from stories.audio import offers
from stories.hostile import burst, hostile_users, over_tcp, relay_between_trunks, spoofed_header, strangers
from stories.incoming import callers, cancelled_call, number_forms, stable_node, unknown_number, whole_call
from stories.nodes import broken_node, rung_node, silent_node
from stories.outgoing import (
    next_trunk,
    not_a_number_out,
    outgoing_call,
    owned,
    tenant_number_from_node,
    test_call,
)
from stories.users import dialled, direct

__all__ = ["ALL"]

ALL = [
    unknown_number,
    number_forms,
    stable_node,
    callers,
    spoofed_header,
    strangers,
    over_tcp,
    burst,
    relay_between_trunks,
    offers,
    whole_call,
    cancelled_call,
    dialled,
    direct,
    owned,
    outgoing_call,
    next_trunk,
    not_a_number_out,
    test_call,
    tenant_number_from_node,
    hostile_users,
    broken_node,
    rung_node,
    silent_node,
]
