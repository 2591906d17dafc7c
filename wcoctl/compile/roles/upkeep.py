"""Variables of the role that looks after what the others have left."""

from typing import Any

from wcoctl.compile.roles.places import (
    LIVE_DIRECTORY,
    MEMORY_DIRECTORY,
    PLAN_GROUP,
    POSTGRESQL_VERSION,
    PROMPTS_DIRECTORY,
    SPOOL_DIRECTORY,
    VOICEMAIL_DIRECTORY,
    callplan_db,
)
from wcoctl.model.site import Host, Site

__all__ = ["upkeep"]

_UNITS = ("logrotate.timer", "wco-space.timer")
_MEDIA_UNITS = (
    "asterisk.service",
    "run-wco-calls.mount",
    "wco-call-records.service",
    "wco-live.service",
    "wco-prompts.timer",
    "wco-server-calls.service",
    "wco-speech.service",
)


def upkeep(name: str, host: Host, site: Site) -> dict[str, Any]:
    """Return the variables of ``upkeep`` on one host."""
    variables: dict[str, Any] = {"upkeep_node": name, "upkeep_services": _services(host, site)}
    databases = []
    if {"edge", "media"} & set(host.groups):
        plan = callplan_db()
        databases.append({"path": plan, "schema": "callplan", "group": PLAN_GROUP, "mode": "0640"})
        variables |= {"upkeep_callplan_db": plan}
    if "media" in host.groups:
        databases += [
            {"path": path, "schema": schema, "group": group, "mode": "0660"}
            for path, schema, group in (
                (f"{SPOOL_DIRECTORY}/calls.db", "call_spool", "wco_calls"),
                (f"{MEMORY_DIRECTORY}/calls.db", "call_spool", "wco_calls"),
                (f"{VOICEMAIL_DIRECTORY}/voicemail.db", "voicemail_spool", "wco_voicemail"),
                (f"{LIVE_DIRECTORY}/live.db", "live", "wco_live"),
            )
        ]
        variables |= {
            "upkeep_prompts_directory": PROMPTS_DIRECTORY,
            "upkeep_spool_db": f"{SPOOL_DIRECTORY}/calls.db",
        }
    return variables | {"upkeep_databases": databases}


def _services(host: Host, site: Site) -> list[str]:
    """Return the units that run on a host: on each, and for its groups."""
    mail = ["wco-voicemail.service"] if site.mail else []
    by_group = {
        "edge": ["kamailio.service"],
        "media": [*_MEDIA_UNITS, *mail],
        "web": ["nginx.service", "wco-portal.service", "wco-portal.socket", "wco-webhooks.service"],
        "data": [f"postgresql@{POSTGRESQL_VERSION}-main.service", "wco-purge.timer"],
    }
    return [*_UNITS, *(unit for group in host.groups for unit in by_group.get(group, []))]
