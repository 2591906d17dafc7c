"""The audit log in plain words: actions, and what was before and after."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wco_portal.access.permissions import LABELS
from wco_portal.texts import marked

__all__ = ["ACTIONS", "KINDS", "RESULTS", "action_words", "changes"]

Translate = Callable[[str], str]
Path = tuple[str, ...]

ACTIONS: Mapping[str, str] = {
    "activate": marked("Began to use the service"),
    "add_account": marked("Added an account"),
    "add_token": marked("Made a token for the API"),
    "add_webhook": marked("Added a webhook"),
    "begin_look": marked("Began to look at the company"),
    "change_account": marked("Changed an account"),
    "change_draft": marked("Changed the draft"),
    "change_password": marked("Changed the password"),
    "change_rules": marked("Changed the rules for log-ins"),
    "confirm_password": marked("Gave the password again"),
    "disable_account": marked("Disabled an account"),
    "discard_draft": marked("Threw the draft away"),
    "download_audit": marked("Downloaded the audit log"),
    "enable_account": marked("Let an account log in again"),
    "end_sessions": marked("Ended sessions"),
    "lack_permission": marked("Lacked a permission"),
    "log_in": marked("Logged in"),
    "log_in_blocked": marked("Too many log-ins had failed"),
    "log_in_code": marked("Gave a code at the log-in"),
    "log_out": marked("Logged out"),
    "look": marked("Opened a page"),
    "new_password": marked("Gave a new one-time password"),
    "publish": marked("Published changes"),
    "remove_account": marked("Removed an account"),
    "remove_company": marked("Removed the company"),
    "remove_token": marked("Revoked a token for the API"),
    "remove_webhook": marked("Removed a webhook"),
    "renew_passwords": marked("Had all passwords changed"),
    "renew_recovery_codes": marked("Made new recovery codes"),
    "replace_draft": marked("Went back to an earlier version"),
    "reset_switch": marked("Ended what was switched over"),
    "rework_draft": marked("Changed the draft in the wizard"),
    "send_password": marked("Sent a one-time password"),
    "send_webhook_again": marked("Had a webhook's event sent again"),
    "set_switch": marked("Switched something over"),
    "test_webhook": marked("Tested a webhook"),
    "turn_off_authenticator": marked("Turned off an authenticator app"),
    "turn_off_webhook": marked("Switched a webhook off"),
    "turn_on_authenticator": marked("Turned on an authenticator app"),
    "turn_on_webhook": marked("Switched a webhook on"),
    "use_recovery_code": marked("Used a recovery code"),
    "use_token": marked("Used a token for the API"),
}

KINDS: Mapping[str, str] = {
    "account": marked("person of the company"),
    "support": marked("operator's support"),
    "operator": marked("operator"),
    "agent": marked("the operator's controller"),
    "stranger": marked("somebody not logged in"),
}

RESULTS: Mapping[str, str] = {
    "done": marked("done"),
    "refused": marked("refused"),
    "failed": marked("failed"),
}

_FIELDS: Mapping[str, str] = {
    "name": marked("Name"),
    "email": marked("E-mail"),
    "phone": marked("Phone"),
    "language": marked("Language"),
    "password_months": marked("Months until a password has to be changed"),
    "two_factor": marked("Authenticator app beside the password"),
    "departments": marked("departments"),
    "users": marked("users"),
    **{str(permission): label for permission, label in LABELS.items()},
}
_VALUES: Mapping[object, str] = {
    "everybody": marked("everybody"),
    "owners": marked("owners"),
    "nobody": marked("nobody"),
    "pl": "polski",
    "en": "English",
}
_LONGEST = 300
"""Characters of a value that a page shows."""
_MOST = 30
"""Differences of an entry that a page shows; the file has all."""
_SCOPES = {"departments", "users"}


def action_words(action: str, translate: Translate) -> str:
    """Return what was done, in words; the action's name if there are none."""
    return translate(ACTIONS[action]) if action in ACTIONS else action.replace("_", " ")


def changes(content: Mapping[str, Any], translate: Translate) -> list[tuple[str, str, str]]:
    """Return what was changed, as names, and values before and after."""
    before, after = (dict(_flat(content.get(side), ())) for side in ("before", "after"))
    differing = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    told = [
        (_name(path, translate), _value(before.get(path), translate), _value(after.get(path), translate))
        for path in differing[:_MOST]
    ]
    if len(differing) > _MOST:
        told.append((translate(marked("Not shown here")), "", str(len(differing) - _MOST)))
    return told


def _flat(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict) and not (path[:1] == ("permissions",) and value.keys() <= _SCOPES and value):
        for key, inner in value.items():
            yield from _flat(inner, (*path, key))
    elif value is not None and value not in ("", []):
        yield path, value


def _name(path: Path, translate: Translate) -> str:
    if not path:
        return translate(marked("Value"))
    parts = path[1:] if path[:1] == ("permissions",) else path
    return " / ".join(
        translate(_FIELDS[part]) if part in _FIELDS else part.replace("_", " ") for part in parts
    )


def _value(value: Any, translate: Translate) -> str:
    match value:
        case None:
            return ""
        case str() | int() | float():
            words = translate(_VALUES[value]) if value in _VALUES else str(value)
        case list() if all(isinstance(one, str | int) for one in value):
            words = ", ".join(map(str, value))
        case dict() if value.keys() <= _SCOPES:
            words = "; ".join(f"{translate(_FIELDS[kind])}: {', '.join(value[kind])}" for kind in value)
        case _:
            words = json.dumps(value, ensure_ascii=False)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
