"""What happens to whom: each story returns what its peers saw."""

from stories.audio import offers
from stories.extensions import offered, required, required_in_a_dialog
from stories.floods import dialogs, floods, idle_connections, limits, unknown_dialogs
from stories.hops import called_sides, completed_elsewhere, hops_in, hops_out, loop_refused
from stories.hostile import burst, hostile_users, over_tcp, relay_between_trunks, spoofed_header, strangers
from stories.identities import answered, asserted, believed, countries, private, shown
from stories.incoming import cancelled_call, number_forms, stable_node, unknown_number, whole_call
from stories.malformed import malformed, methods_in_a_dialog
from stories.nodes import broken_node, rung_node, silent_node, unanswered_calls
from stories.outgoing import (
    next_trunk,
    not_a_number_out,
    outgoing_call,
    owned,
    tenant_number_from_node,
    test_call,
)
from stories.replies import forged_replies, stray_replies
from stories.trunks import next_priority, weights, written_numbers
from stories.users import dialled, direct
from stories.ways import foreign_contacts, late_ack, two_ways

__all__ = ["ALL"]

ALL = [
    unknown_number,
    number_forms,
    stable_node,
    asserted,
    shown,
    believed,
    countries,
    private,
    answered,
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
    hops_in,
    hops_out,
    called_sides,
    completed_elsewhere,
    loop_refused,
    test_call,
    tenant_number_from_node,
    next_priority,
    written_numbers,
    weights,
    stray_replies,
    forged_replies,
    foreign_contacts,
    two_ways,
    late_ack,
    dialogs,
    unknown_dialogs,
    limits,
    floods,
    idle_connections,
    hostile_users,
    malformed,
    methods_in_a_dialog,
    required,
    required_in_a_dialog,
    offered,
    unanswered_calls,
    broken_node,
    rung_node,
    silent_node,
]
