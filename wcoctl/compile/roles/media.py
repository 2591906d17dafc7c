"""Variables of the roles on media nodes."""

from typing import Any

from wcoctl.compile.roles.given import Credentials, Desk, packages
from wcoctl.compile.roles.hosts import addresses, endpoints, hosts_in
from wcoctl.compile.roles.places import (
    ASTERISK_PORT,
    COUNTRY_CODE,
    LIVE_DIRECTORY,
    PLAN_GROUP,
    PROMPTS_DIRECTORY,
    RECORDED_DIRECTORY,
    RTP_PORTS,
    SIP_PORT,
    SPOOL_DIRECTORY,
    VOICEMAIL_DIRECTORY,
    callplan_db,
)
from wcoctl.model.site import Host, Hosts, Site

__all__ = ["media"]


def media(
    name: str, host: Host, site: Site, hosts: Hosts, credentials: Credentials, desk: Desk
) -> dict[str, Any]:
    """Return the variables of all roles of one media node."""
    return (
        _voice_prompts(site)
        | _asterisk(name, host, hosts, desk)
        | _call_records(name, hosts, credentials)
        | _live(name, hosts, credentials)
        | _server_calls(site, credentials)
        | _speech(site)
        | _voicemail(site, credentials)
    )


def _voice_prompts(site: Site) -> dict[str, Any]:
    return {
        "voice_prompts_engine": _engine(site),
        "voice_prompts_voices": dict(site.speech.voices),
        "voice_prompts_directory": PROMPTS_DIRECTORY,
        "voice_prompts_callplan_db": callplan_db(),
        "voice_prompts_recorded_directory": RECORDED_DIRECTORY,
        "voice_prompts_languages": sorted(site.speech.voices, reverse=True),
    }


def _asterisk(name: str, host: Host, hosts: Hosts, desk: Desk) -> dict[str, Any]:
    return {
        "asterisk_address": str(host.address),
        "asterisk_sip_port": ASTERISK_PORT,
        "asterisk_rtp_start": RTP_PORTS[0],
        "asterisk_rtp_end": RTP_PORTS[1],
        "asterisk_node": name,
        "asterisk_edges": endpoints(hosts_in(hosts, "edge"), SIP_PORT),
        "asterisk_repository": packages(desk),
        "asterisk_callplan_db": callplan_db(),
        "asterisk_spool_db": f"{SPOOL_DIRECTORY}/calls.db",
        "asterisk_voicemail_db": f"{VOICEMAIL_DIRECTORY}/voicemail.db",
        "asterisk_live_db": f"{LIVE_DIRECTORY}/live.db",
        "asterisk_prompts_directory": PROMPTS_DIRECTORY,
        "asterisk_recorded_directory": RECORDED_DIRECTORY,
    }


def _call_records(name: str, hosts: Hosts, credentials: Credentials) -> dict[str, Any]:
    return {
        "call_records_spool_directory": SPOOL_DIRECTORY,
        "call_records_servers": addresses(hosts_in(hosts, "data")),
        "call_records_password": credentials.calls_password,
        "call_records_ca": credentials.authority,
        "call_records_node": name,
    }


def _live(name: str, hosts: Hosts, credentials: Credentials) -> dict[str, Any]:
    return {
        "live_servers": addresses(hosts_in(hosts, "data")),
        "live_password": credentials.live_password,
        "live_ca": credentials.authority,
        "live_node": name,
        "live_callplan_db": callplan_db(),
        "live_db": f"{LIVE_DIRECTORY}/live.db",
        "live_recorded_directory": RECORDED_DIRECTORY,
    }


def _server_calls(site: Site, credentials: Credentials) -> dict[str, Any]:
    return {
        "server_calls_key": credentials.server_calls_key,
        "server_calls_hosts": list(site.server_calls.hosts),
        "server_calls_private_hosts": list(site.server_calls.private_hosts),
        "server_calls_ca": credentials.authority + site.server_calls.authorities,
    }


def _speech(site: Site) -> dict[str, Any]:
    return {
        "speech_engine": _engine(site),
        "speech_voices": dict(site.speech.voices),
        "speech_callplan_db": callplan_db(),
        "speech_group": PLAN_GROUP,
        "speech_country_code": COUNTRY_CODE,
    }


def _engine(site: Site) -> str:
    return "rhvoice" if site.speech.non_free else "espeak_ng"


def _voicemail(site: Site, credentials: Credentials) -> dict[str, Any]:
    variables: dict[str, Any] = {
        "voicemail_spool_directory": VOICEMAIL_DIRECTORY,
        "voicemail_callplan_db": callplan_db(),
    }
    if site.mail:
        variables |= {
            "voicemail_relay": site.mail.relay,
            "voicemail_relay_port": site.mail.port,
            "voicemail_relay_tls": site.mail.tls,
            "voicemail_relay_user": site.mail.user or "",
            "voicemail_relay_password": credentials.mail_password,
            "voicemail_relay_ca": site.mail.authorities,
            "voicemail_sender": site.mail.sender,
        }
    return variables
