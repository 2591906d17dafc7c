"""``drift``: what somebody has changed on the hosts."""

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["drift"]

_READ = 40
"""So many findings of a host are for people: a folder that somebody has emptied has hundreds."""


def drift(site: SiteName, json: Json = False, without: Without = None) -> None:
    """Show what differs from the last rollout: files, services, packet filter, prompts, rows of the call plan.

    The exit code is 1 when anything differs; `apply` repairs databases, `apply --drift` restores the rest.
    """
    from wcoctl.cli import show
    from wcoctl.errors import UserError
    from wcoctl.rollout.fleet import DRIFTED
    from wcoctl.rollout.session import Session, refuse_silent
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        session = Session.open(directory, without or [], drift=True)
        fleet, _ = session.ask(progress)
    hosts = {
        name: [
            *state.broken,
            *state.drift,
            *(
                f"tenant {name}: rows or prompts"
                for name, digest in state.manifest.items()
                if digest == DRIFTED
            ),
        ]
        for name, state in sorted(fleet.hosts.items())
    }
    result = {"hosts": hosts, "silent": dict(fleet.silent), "notes": fleet.working}
    lines = [f"{name}: {text}" for name, texts in hosts.items() for text in (texts if json else _some(texts))]
    if fleet.silent and lines and not json:
        show.screen.print("\n".join(lines))
    if not json:
        show.tell_notes(fleet.working)
    refuse_silent(fleet, result)
    if lines:
        if any(state.broken for state in fleet.hosts.values()):
            lines.append(f"wcoctl apply {directory.argument} repairs databases, first and without a rollout")
        lines.append(
            f"wcoctl apply --drift {directory.argument} restores the rest; remove by hand what was added"
        )
        raise UserError("\n".join(lines), result=result)
    if json:
        show.print_json(result)
    else:
        left_out = f" ({', '.join(session.without)}: not asked)" if session.without else ""
        show.screen.print(f"every host is as the roles left it{left_out}")


def _some(texts: list[str]) -> list[str]:
    """Return the first findings and the last one, which is about tenants, when there are too many."""
    left_out = len(texts) - _READ
    return texts if left_out <= 1 else [*texts[: _READ - 1], f"... and {left_out} more (--json)", texts[-1]]
