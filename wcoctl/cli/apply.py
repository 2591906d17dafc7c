"""``apply``: makes the hosts what the site's files say."""

from typing import Annotated

import typer

from wcoctl.cli.options import (
    BreakLock,
    Drift,
    Json,
    NewSecrets,
    Revision,
    SiteName,
    TenantNames,
    Without,
)

__all__ = ["apply"]


def apply(
    site: SiteName,
    tenants: TenantNames = None,
    json: Json = False,
    without: Without = None,
    drift: Drift = False,
    software: Annotated[
        bool, typer.Option("--software", help="Roll out the software even where it is up to date.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove tenants without asking.")] = False,
    max_removals: Annotated[
        int | None,
        typer.Option(
            "--max-removals",
            metavar="NUMBER",
            min=0,
            help="Remove at most this many tenants; by default 3 or a tenth of all, whichever is more, and never all.",
        ),
    ] = None,
    revision: Revision = None,
    new_secrets: NewSecrets = False,
    break_lock: BreakLock = False,
) -> None:
    """Bring the hosts to the state that the site's files describe; safe to repeat, also after an interruption.

    A company whose file has errors stays unchanged, and the others are applied; the exit code is 1 then.
    """
    from wcoctl.cli import show
    from wcoctl.rollout.apply import apply_difference
    from wcoctl.rollout.permission import Permission
    from wcoctl.rollout.session import Session, refuse_broken, refuse_silent
    from wcoctl.workspace.directory import find_site
    from wcoctl.workspace.lock import locked

    directory = find_site(site)
    with locked(directory), show.progress() as progress:
        permission = Permission(
            revision,
            new_secrets=new_secrets,
            break_lock=break_lock,
            max_removals=max_removals,
            confirm=lambda removed: yes or (not json and show.confirm_removal(removed, progress)),
        )
        session = Session.open(directory, without or [], only=tenants, drift=drift, permission=permission)
        fleet, difference = session.ask(progress)
        refuse_silent(fleet, problems=session.problems)
        if not json and not difference.empty:
            tree = show.difference_tree(
                f"Changing {directory.root.name}", show.difference_data(difference, {})
            )
            progress.console.print(tree)
        outcome = apply_difference(session, fleet, difference, progress, software=software)
    # A rollout has started what was asked about before it.
    seen = {} if outcome.software else fleet.hosts
    alarms = [f"{name}: {text}" for name, state in sorted(seen.items()) for text in state.alarms]
    result = {
        "changes": outcome.changes,
        "software": outcome.software,
        "tenants": outcome.tenants,
        "alarms": alarms,
    }
    if not json:
        show.screen.print(show.outcome_tree(outcome, alarms))
    refuse_broken(session, result)
    if json:
        show.print_json(result)
