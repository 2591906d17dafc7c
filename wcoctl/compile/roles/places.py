"""Ports and folders that roles share, and who reads the call plan."""

__all__ = [
    "ASTERISK_PORT",
    "CALLPLAN_DIRECTORY",
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
]

SIP_PORT = 5060
ASTERISK_PORT = 5080
POSTGRESQL_PORT = 5432
HTTPS_PORT, HTTP_PORT = 443, 80
POSTGRESQL_VERSION = 17
RTP_PORTS = (10000, 19999)

CALLPLAN_DIRECTORY = "/var/lib/wco/callplan"
PROMPTS_DIRECTORY = "/var/lib/wco/prompts"
RECORDED_DIRECTORY = "/var/lib/wco/recorded"
SPOOL_DIRECTORY = "/var/spool/wco/calls"
MEMORY_DIRECTORY = "/run/wco/calls"
VOICEMAIL_DIRECTORY = "/var/spool/wco/voicemail"
LIVE_DIRECTORY = "/var/lib/wco/live"
PLAN_GROUP = "wco_plan"
COUNTRY_CODE = "48"
