"""Webhooks: what the answer means."""

from wcoctl.blocks.webhook.rows import WebhookRow
from wcoctl.simulate.call import ServerReply
from wcoctl.simulate.session import WalkSession

__all__ = ["walk"]

SECONDS = 0.2
"""What a server usually takes."""
MOST_SIGNS = 200


def walk(session: WalkSession, block: str) -> str:
    """Walk through a webhook; return its exit."""
    server = session.board.settings(WebhookRow, block)
    values = server.values.split(",") if server.values else []
    reply = session.call.servers.get(server.block) or ServerReply(values[0] if values else "")
    session.accept()
    if reply.value in {"error", "timeout"} - set(values):
        session.wait(server.timeout_ms / 1000 if reply.value == "timeout" else SECONDS)
        session.notes.why.append(f"the server of {server.block} ends in the exit {reply.value}")
        return reply.value
    session.wait(SECONDS)
    wanted = server.variables.split(",")
    for name, text in sorted(reply.variables.items()):
        if name in wanted:
            session.variables[name] = text[:MOST_SIGNS]
            session.notes.why.append(f"the server sets {name} to `{session.variables[name]}`")
    fits = reply.value in values
    known = "" if fits else f", which is none of {', '.join(values) or 'its values, as it has none'}"
    session.notes.why.append(f"the server answers `{reply.value}`{known}")
    return f"ok_{reply.value}" if fits else "no_match"
