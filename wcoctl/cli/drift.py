"""``drift``: what somebody has changed on the hosts."""

from wcoctl.cli.options import Json, SiteName, Without

__all__ = ["drift"]


def drift(site: SiteName, json: Json = False, without: Without = None) -> None:
    """Tell what is not as the last rollout left it: files, services, packet filter, prompts, rows of the call plan.

    The exit code is 1 when there is anything; `apply` mends databases, `apply --drift` puts the rest right.
    """
    from wcoctl.cli import show
    from wcoctl.errors import UserError
    from wcoctl.site.directory import find_site
    from wcoctl.site.fleet import DRIFTED
    from wcoctl.site.lock import locked
    from wcoctl.site.session import Session, refuse_silent

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
    result = {"hosts": hosts, "silent": dict(fleet.silent)}
    lines = [f"{name}: {text}" for name, texts in hosts.items() for text in texts]
    if fleet.silent and lines and not json:
        show.screen.print("\n".join(lines), markup=False)
    refuse_silent(fleet, result)
    if lines:
        if any(state.broken for state in fleet.hosts.values()):
            lines.append(f"wco apply {directory.argument} mends databases, in seconds: first")
        lines.append(f"wco apply --drift {directory.argument} puts the rest right")
        raise UserError("\n".join(lines), result=result)
    if json:
        show.print_json(result)
    else:
        left_out = f" ({', '.join(session.without)}: not asked)" if session.without else ""
        show.screen.print(f"every host is as the roles left it{left_out}")
