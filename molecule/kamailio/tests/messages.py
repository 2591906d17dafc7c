"""What the messages of the stories say."""

from wcoctl.lab.play.sip_message import SipMessage


def headers(message: str, name: str) -> list[str]:
    return SipMessage(message).headers(name)


def callers(invites: dict[str, str]) -> dict[str, str]:
    """Tell who calls, as the node is told: once, before anything else, and by nothing else."""
    for name, invite in invites.items():
        assert invite.split("\r\n")[1].startswith("X-WCO-Caller: "), name
        for header in ("P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID"):
            assert headers(invite, header) == [], name
    told = {name: headers(invite, "X-WCO-Caller") for name, invite in invites.items()}
    assert {len(lines) for lines in told.values()} == {1}, told
    return {name: lines[0] for name, lines in told.items()}
