"""Numbers that ring a phone by nothing but ``Dial()``: what calls through the call plan are compared with."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.standalone import Lab
from wcoctl.model.load import load_hosts

__all__ = ["bare_dial"]

CONTEXT = "wco_from_edge"


@contextmanager
def bare_dial(lab: Lab, tenant: str, dialled: str, phone: str, *, music: bool = False) -> Iterator[None]:
    """Let main numbers of the tenant, ``dialled`` and more digits, ring ``phone`` and the same digits, maybe with music.

    The edge lets the calls out as they name the tenant and its number. The last step is needed: whoever has none of
    his own would go on in the switchboard.
    """
    hosts = load_hosts(lab.site.root).hosts.items()
    edge = next(name for name, host in hosts if "edge" in host.groups)
    pattern = f"_{dialled}{'X' * (len('+48221001001') - len(dialled))}"
    # As the dialplan rings phones. By its endpoint alone an edge that came up after Asterisk is out of reach for half a minute.
    called = f"PJSIP/edge_{edge}/sip:{phone}${{EXTEN:{len(dialled)}}}@{lab.edge}"
    steps = [
        "Set(REDIRECTING(from-num,i)=${EXTEN})",
        "Set(REDIRECTING(count,i)=1)",
        *(["Progress()"] if music else []),
        f"Dial({called},60,{'m' if music else ''}b(wco_outgoing^s^1({tenant})))",
        "Hangup()",
    ]
    for priority, step in enumerate(steps, 1):
        lab.inside.asterisk(f"dialplan add extension {pattern},{priority},{step} into {CONTEXT}")
    try:
        yield
    finally:
        lab.inside.asterisk(f"dialplan remove extension {pattern}@{CONTEXT}")
