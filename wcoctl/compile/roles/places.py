"""Ports and folders that roles share, and who reads the call plan."""

from wcoctl.compile.schema import schema_version

__all__ = [
    "ASTERISK_PORT",
    "COUNTRY_CODE",
    "HTTPS_PORT",
    "HTTP_PORT",
    "LIVE_DIRECTORY",
    "MEMORY_DIRECTORY",
    "PLAN_GROUP",
    "POSTGRESQL_PORT",
    "POSTGRESQL_VERSION",
    "PROMPTS_DIRECTORY",
    "RECORDED_DIRECTORY",
    "RTP_PORTS",
    "SIP_PORT",
    "SPOOL_DIRECTORY",
    "VOICEMAIL_DIRECTORY",
    "callplan_db",
]

SIP_PORT = 5060
ASTERISK_PORT = 5080
POSTGRESQL_PORT = 5432
HTTPS_PORT, HTTP_PORT = 443, 80
POSTGRESQL_VERSION = 17
RTP_PORTS = (10000, 19999)

PROMPTS_DIRECTORY = "/var/lib/wco/prompts"
RECORDED_DIRECTORY = "/var/lib/wco/recorded"
SPOOL_DIRECTORY = "/var/spool/wco/calls"
MEMORY_DIRECTORY = "/run/wco/calls"
VOICEMAIL_DIRECTORY = "/var/spool/wco/voicemail"
LIVE_DIRECTORY = "/var/lib/wco/live"
PLAN_GROUP = "wco_plan"
COUNTRY_CODE = "48"


def callplan_db() -> str:
    """Return the call plan's file. Another schema has another file: services read theirs until they are reloaded.

    The files are a hundred, since Asterisk cannot get to know a database while calls go on.
    """
    return f"/var/lib/wco/callplan/callplan_{schema_version() % 100:02}.db"
