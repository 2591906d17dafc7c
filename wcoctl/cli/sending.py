"""``--send``: a one-time password goes to its person instead of the screen."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from wcoctl.agent.queue import QueueConnection
    from wcoctl.agent.sending import Invitation
    from wcoctl.errors import Problem
    from wcoctl.workspace.directory import SiteDirectory

__all__ = ["Send", "check_way", "sent"]

Send = Annotated[
    str,
    typer.Option(
        "--send",
        metavar="sms|email|none",
        help="Send the link, the login and the one-time password by the operator's SMS gateway or mail relay, and do not print the"
        " password.",
    ),
]

_WAYS = {
    "sms": ("sms", "phone number", "--owner-phone or --phone"),
    "email": ("mail", "e-mail address", "--owner-email or --email"),
}


def check_way(site: "SiteDirectory", way: str, receiver: str | None) -> "list[Problem]":
    """Return what keeps a password from being sent this way, before anything is done."""
    from pathlib import Path

    from wcoctl.errors import Problem
    from wcoctl.model.load import load_site

    def problem(message: str, hint: str) -> list[Problem]:
        return [Problem(Path("--send"), 0, "", message, hint)]

    if way == "none":
        return []
    if way not in _WAYS:
        return problem(f"`{way}` is not a way to send it", "write sms, email or none")
    key, what, option = _WAYS[way]
    settings = load_site(site.root)
    if getattr(settings, key) is None:
        return problem(f"site.yml has no `{key}`", "add it (docs/site.md), or use --send none")
    if settings.sms and way == "sms" and settings.sms.has_secret and not _secret(site, "sms_secret"):
        return problem(
            "secrets.yml has no `sms_secret`, which `sms` in site.yml uses", "add it (ansible-vault edit)"
        )
    if settings.mail and way == "email" and settings.mail.user and not _secret(site, "mail_password"):
        return problem("secrets.yml has no `mail_password`", "add it (ansible-vault edit)")
    return [] if receiver else problem(f"the person has no {what}", f"give it ({option}), or use --send none")


def sent(
    site: "SiteDirectory",
    connection: "QueueConnection",
    way: str,
    receiver: str | None,
    invitation: "Invitation",
    done: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """Send it, unless nobody wants that, and return the access for programs; the password is in it if it was not sent.

    RunFailed, with the command that sends another password and what was ``done`` before, when it is not taken.
    """
    import shlex

    from wcoctl.agent.accounts import note_sent
    from wcoctl.agent.sending import NotSentError, send_letter, send_sms
    from wcoctl.cli.access import access_data
    from wcoctl.errors import RunFailed
    from wcoctl.model.load import load_site

    access = access_data(invitation.portal, invitation.company, invitation.login, invitation.password)
    if way == "none" or receiver is None:
        return access
    settings = load_site(site.root)
    told = {key: value for key, value in access.items() if key != "one_time_password"} | {"sent": way}
    try:
        if way == "sms" and settings.sms:
            send_sms(settings.sms, _secret(site, "sms_secret"), receiver, invitation)
        elif settings.mail:
            send_letter(settings.mail, _secret(site, "mail_password"), receiver, invitation)
    except NotSentError as error:
        note_sent(connection, invitation.company, invitation.login, way, taken=False)
        words = ("wcoctl", "user", "reset-password", site.argument, invitation.company, invitation.login)
        later = shlex.join((*words, "--send", way))
        raise RunFailed(
            f"the account is there, but its password was not sent: {error}\nlater, with a new password: {later}",
            {**done, "owner" if done else "access": {**told, "sent": ""}, "later": later},
        ) from error
    note_sent(connection, invitation.company, invitation.login, way, taken=True)
    return told


def _secret(site: "SiteDirectory", name: str) -> str:
    from datetime import UTC, datetime

    from wcoctl.model.load import load_hosts
    from wcoctl.rollout.session import data_hosts
    from wcoctl.secrets.site_secrets import load_secrets

    known = load_secrets(site.root, data_hosts(load_hosts(site.root)), datetime.now(UTC)).known
    secret = getattr(known, name, None)
    return secret.get_secret_value() if secret else ""
