"""What keeps a controller from hurting a site that is not its own, whose secrets it lacks, or that is further than its files.

The rule of revisions in one sentence: an apply never overwrites what another controller has applied and this one has not seen.
A controller has seen a revision when it has applied it itself, when its files are those of the revision, when the history of
its git repository holds them, or when the operator says so by the revision's number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wcoctl.errors import UserError
from wcoctl.rollout.fleet import Fleet
from wcoctl.rollout.knowledge import Knowledge
from wcoctl.workspace.seen import Seen, tenant_of

__all__ = [
    "Unseen",
    "check_identity",
    "check_removals",
    "forgotten_text",
    "other_secrets",
    "unseen",
    "unseen_text",
]

_ALWAYS_ALLOWED = 3
_SOME = 10


def check_identity(
    fleet: Fleet,
    site: str,
    identity: str,
    digests: Mapping[str, str],
    *,
    new: bool,
    renewed: bool,
    renamed: bool,
) -> None:
    """Raise UserError when hosts are of another site, or know other secrets than this controller has.

    ``new`` says that this controller has no secrets of the site yet, ``renewed`` that the operator wants other ones, ``renamed``
    that the site's name may be another one than the hosts know.
    """
    hosts = {name: state.known for name, state in sorted(fleet.hosts.items())}
    held = [name for name, state in sorted(fleet.hosts.items()) if state.release or hosts[name]]
    if new and held and not renewed:
        raise UserError(
            f"this controller has no secrets.yml of the site, but {_holds(held[0], hosts[held[0]])}: nothing was changed"
            " (restore secrets.yml and the vault's password, from git, a backup or a colleague;"
            " only if they are lost for good: wcoctl apply --new-secrets)"
        )
    for name, known in hosts.items():
        if known and known.identity and (known.site != site if new else known.identity != identity):
            raise UserError(
                f"{_holds(name, known)}, which is another site than this one: nothing was changed"
                " (is its address in hosts.yml right, and is secrets.yml the site's own?"
                " a host that moves from one site to another has to be reinstalled)"
            )
        if known and known.site not in ("", site) and not renamed:
            number = known.revision.number if known.revision else 0
            raise UserError(
                f"{_holds(name, known)}, and site.yml calls it '{site}': nothing was changed"
                " (a folder that was copied for another site needs hosts and secrets of its own: remove its secrets.yml;"
                f" if this site is to have another name: --revision {number})"
            )
        other = other_secrets(known, digests)
        if other and not renewed and not new:
            raise UserError(
                f"{name} knows other secrets than secrets.yml has ({', '.join(other)}): nothing was changed"
                " (get the site's newest secrets.yml, such as by git pull;"
                " if you have changed them on purpose: wcoctl apply --new-secrets)"
            )


def other_secrets(known: Knowledge | None, digests: Mapping[str, str]) -> list[str]:
    """Return the names of the secrets that a host knows otherwise."""
    return [key for key, digest in digests.items() if known and known.secrets.get(key, digest) != digest]


def _holds(host: str, known: Knowledge | None) -> str:
    if not known or not known.site:
        return f"{host} holds a site already"
    what = f"the site '{known.site}'"
    return f"{host} holds {what}, {known.revision}" if known.revision else f"{host} holds {what}"


@dataclass(frozen=True)
class Unseen:
    """A file of which the hosts hold something newer than this controller has seen."""

    path: str
    revision: int


def unseen(
    known: Knowledge, seen: Seen, mine: Mapping[str, str], in_history: Callable[[str], bool]
) -> list[Unseen]:
    """Return the files that others have changed and this controller has not seen.

    ``mine`` are the identifiers of the workspace's files; ``in_history`` tells whether a content was once among them.
    """
    found = []
    for path in sorted({*known.files, *known.removed, *mine}):
        content, since = known.files.get(path, ("", known.removed.get(path, 0)))
        if (since <= seen.revision and path not in seen.but) or mine.get(path, "") == content:
            continue
        if not (content and in_history(content)):
            found.append(Unseen(path, since))
    return found


def unseen_text(known: Knowledge, seen: int, files: list[Unseen]) -> str:
    """Say what would be overwritten, and the ways out."""
    number = known.revision.number if known.revision else 0
    last = f"this controller last saw revision {seen}" if seen else "this controller has seen none of it"
    some = ", ".join(f"{file.path} (revision {file.revision})" for file in files[:_SOME])
    more = f" and {len(files) - _SOME} more" if len(files) > _SOME else ""
    rollback = f" or wcoctl rollback SITE {number}" if all(tenant_of(file.path) for file in files) else ""
    return (
        f"the hosts hold {known.revision}; {last}, and its files would undo what others applied to {some}{more}:"
        f" nothing was changed (get the newer files, such as by git pull{rollback}, and repeat;"
        f" if yours are to replace them: --revision {number})"
    )


def forgotten_text(hosts: list[str]) -> str:
    """Say why nothing may be changed on hosts that have lost what they knew, and the ways out."""
    return (
        f"{', '.join(hosts)}: a site was rolled out there, but no host knows which one, or what was applied last, so"
        " that this controller's files may be older or another site's: nothing was changed"
        " (check with wcoctl plan; from a controller whose files change nothing, wcoctl apply updates the hosts;"
        " if yours are the newest: --revision 0)"
    )


def check_removals(
    removed: list[str],
    held: int,
    left: int,
    limit: int | None,
    confirm: Callable[[list[str]], bool],
) -> None:
    """Raise UserError unless these tenants may be removed from hosts that hold so many, after which so many are left."""
    if not removed:
        return
    names = ", ".join(removed[:_SOME]) + (f" and {len(removed) - _SOME} more" if len(removed) > _SOME else "")
    allowed = limit if limit is not None else (max(_ALWAYS_ALLOWED, held // 10) if left else 0)
    if len(removed) > allowed:
        raise UserError(
            f"{len(removed)} of {held} tenants would be removed from the hosts: {names}; at most {allowed} may be:"
            f" nothing was changed (are all files in tenants/? if they are to be removed: --max-removals {len(removed)} --yes)"
        )
    if not confirm(removed):
        raise UserError(
            f"{len(removed)} of {held} tenants would be removed from the hosts: {names}:"
            " nothing was changed (are all files in tenants/? if they are to be removed: --yes)"
        )
