"""Judges by RFC 3261 whether a message is well formed: regular expressions made of its section 25, over the message as it came.

It shares nothing with the edge's own grammar (roles/kamailio/files/sip_grammar.lua), which it checks.
"""

import re

__all__ = ["faults"]

# Rules have the names that the RFC gives them. Quantifiers are possessive: nothing here needs to go back.
LWS = r"(?:(?:[ \t]*\r\n)?[ \t]+)"
SWS = rf"{LWS}?"
UTF8_NONASCII = (
    r"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    r"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
TOKEN = r"[A-Za-z0-9\-.!%*_+`'~]++"
WORD = r"[A-Za-z0-9\-.!%*_+`'~()<>:\\\"/\[\]?{}]++"
QUOTED = rf'"(?:{LWS}|[!\x23-\x5b\x5d-\x7e]|{UTF8_NONASCII}|\\[\x20-\x7e])*+"'
"""The RFC lets a backslash quote control characters too. We do not."""
CTEXT = rf"(?:{LWS}|[\x21-\x27\x2a-\x5b\x5d-\x7e]|{UTF8_NONASCII}|\\[\x20-\x7e])"
COMMENT = rf"\((?:{CTEXT}|\((?:{CTEXT}|\({CTEXT}*+\))*+\))*+\)"
TEXT = rf"(?:[\x21-\x7e]|{UTF8_NONASCII}|{LWS})*+"

SEMI, EQUAL, COMMA, SLASH, COLON = (rf"{SWS}{sign}{SWS}" for sign in ";=,/:")


def _list(item: str) -> str:
    return rf"{item}(?:{COMMA}{item})*"


# Hosts.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?"
HOSTNAME = rf"(?:{_LABEL}\.)*[A-Za-z](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.?(?![A-Za-z0-9\-])"
IPV4 = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.\-A-Za-z])"
_H = r"[0-9A-Fa-f]{1,4}"
IPV6 = rf"(?:(?:{_H}:){{7}}{_H}|(?:{_H}(?::{_H})*)?::(?:{_H}(?::{_H})*)?(?::{IPV4})?|(?:{_H}:){{6}}{IPV4}|::(?:{_H}:)*{IPV4})"
HOST = rf"(?:{IPV4}|{HOSTNAME}|\[{IPV6}\])"
HOSTPORT = rf"{HOST}(?::\d{{1,5}})?"

# URIs.
_ESCAPED = r"%[0-9A-Fa-f]{2}"
_UNRESERVED = r"[A-Za-z0-9\-_.!~*'()]"
_PARAM = rf"(?:{_UNRESERVED}|{_ESCAPED}|[\[\]/:&+$])+"
_HNAME = rf"(?:{_UNRESERVED}|{_ESCAPED}|[\[\]/?:+$])"
URI_PARAMETERS = rf"(?:;{_PARAM}(?:={_PARAM})?)*"
URI_HEADERS = rf"(?:\?{_HNAME}+={_HNAME}*(?:&{_HNAME}+={_HNAME}*)*)?"
USERINFO = rf"(?:(?:{_UNRESERVED}|{_ESCAPED}|[&=+$,;?/])+(?::(?:{_UNRESERVED}|{_ESCAPED}|[&=+$,])*)?@)?"
SIP_WITHOUT_HEADERS = rf"[Ss][Ii][Pp][Ss]?:{USERINFO}{HOSTPORT}{URI_PARAMETERS}"
_OTHER = rf"(?![Ss][Ii][Pp][Ss]?:)[A-Za-z][A-Za-z0-9+\-.]*:(?:{_UNRESERVED}|{_ESCAPED}|[;/?:@&=+$,])+"
REQUEST_URI = rf"(?:{SIP_WITHOUT_HEADERS}|{_OTHER})"
ADDR_SPEC = rf"(?:{SIP_WITHOUT_HEADERS}{URI_HEADERS}|{_OTHER})"
_BARE_USER = rf"(?:(?:{_UNRESERVED}|{_ESCAPED}|[&=+$/])+(?::(?:{_UNRESERVED}|{_ESCAPED}|[&=+$])*)?@)?"
BARE = (
    rf"(?:[Ss][Ii][Pp][Ss]?:{_BARE_USER}{HOSTPORT}"
    rf"|(?![Ss][Ii][Pp][Ss]?:)[A-Za-z][A-Za-z0-9+\-.]*:(?:{_UNRESERVED}|{_ESCAPED}|[/:@&=+$])+)"
)

# Values with parameters.
_VALUE = rf"(?:{TOKEN}|{QUOTED}|\[{IPV6}\])"
PARAMETERS = rf"(?:{SEMI}{TOKEN}(?:{EQUAL}{_VALUE})?)*"
NAME_ADDR = rf"(?:{QUOTED}|{TOKEN}(?:{LWS}{TOKEN})*)?{SWS}<{ADDR_SPEC}>"
ADDRESS = rf"(?:{NAME_ADDR}|{BARE}){PARAMETERS}"
ROUTE = _list(rf"{NAME_ADDR}{PARAMETERS}")
_VIA_VALUE = rf"(?:{TOKEN}|{QUOTED}|\[?{IPV6}\]?)"
VIA = _list(
    rf"{TOKEN}{SLASH}{TOKEN}{SLASH}{TOKEN}{LWS}{HOST}(?:{COLON}\d{{1,5}})?(?:{SEMI}{TOKEN}(?:{EQUAL}{_VIA_VALUE})?)*"
)
CALL_ID = rf"{WORD}(?:@{WORD})?"
MEDIA_TYPE = rf"{TOKEN}{SLASH}{TOKEN}(?:{SEMI}{TOKEN}{EQUAL}(?:{TOKEN}|{QUOTED}))*"
MEDIA_RANGE = rf"{TOKEN}{SLASH}{TOKEN}{PARAMETERS}"
INFO = _list(rf"<{ADDR_SPEC}>{PARAMETERS}")
PRODUCT = rf"(?:{TOKEN}(?:{SLASH}{TOKEN})?|{COMMENT})"
CREDENTIALS = rf"{TOKEN}{LWS}{_list(rf'{TOKEN}{EQUAL}(?:{TOKEN}|{QUOTED})')}"
DATE = (
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d GMT"
)
_TOKENS = _list(TOKEN)

HEADERS = {
    "accept": rf"(?:{_list(MEDIA_RANGE)})?",
    "accept-encoding": rf"(?:{_list(TOKEN + PARAMETERS)})?",
    "accept-language": rf"(?:{_list(TOKEN + PARAMETERS)})?",
    "alert-info": INFO,
    "allow": rf"(?:{_TOKENS})?",
    "allow-events": _TOKENS,
    "authorization": CREDENTIALS,
    "call-id": CALL_ID,
    "call-info": INFO,
    "contact": rf"(?:\*|{_list(ADDRESS)})",
    "content-disposition": rf"{TOKEN}{PARAMETERS}",
    "content-encoding": _TOKENS,
    "content-language": _TOKENS,
    "content-length": r"\d+",
    "content-type": MEDIA_TYPE,
    "cseq": rf"\d+{LWS}{TOKEN}",
    "date": DATE,
    "diversion": _list(ADDRESS),
    "error-info": INFO,
    "event": rf"{TOKEN}{PARAMETERS}",
    "expires": r"\d+",
    "from": ADDRESS,
    "history-info": ROUTE,
    "in-reply-to": _list(CALL_ID),
    "max-forwards": r"\d+",
    "mime-version": r"\d+\.\d+",
    "min-expires": r"\d+",
    "min-se": rf"\d+{PARAMETERS}",
    "p-asserted-identity": _list(ADDRESS),
    "p-preferred-identity": _list(ADDRESS),
    "priority": TOKEN,
    "privacy": rf"{TOKEN}(?:{SWS}[;,]{SWS}{TOKEN})*",
    "proxy-authenticate": CREDENTIALS,
    "proxy-authorization": CREDENTIALS,
    "proxy-require": _TOKENS,
    "rack": rf"\d+{LWS}\d+{LWS}{TOKEN}",
    "reason": _list(TOKEN + PARAMETERS),
    "record-route": ROUTE,
    "refer-to": ADDRESS,
    "referred-by": ADDRESS,
    "remote-party-id": _list(ADDRESS),
    "replaces": rf"{CALL_ID}{PARAMETERS}",
    "reply-to": ADDRESS,
    "require": _TOKENS,
    "retry-after": rf"\d+(?:{SWS}{COMMENT})?{PARAMETERS}",
    "route": ROUTE,
    "rseq": r"\d+",
    "server": rf"{PRODUCT}(?:{LWS}{PRODUCT})*",
    "session-expires": rf"\d+{PARAMETERS}",
    "subscription-state": rf"{TOKEN}{PARAMETERS}",
    "supported": rf"(?:{_TOKENS})?",
    "timestamp": rf"\d+(?:\.\d*)?(?:{LWS}\d*(?:\.\d*)?)?",
    "to": ADDRESS,
    "unsupported": _TOKENS,
    "user-agent": rf"{PRODUCT}(?:{LWS}{PRODUCT})*",
    "via": VIA,
    "warning": _list(rf"\d{{3}} (?:{HOSTPORT}|{TOKEN}) {QUOTED}"),
    "www-authenticate": CREDENTIALS,
}
COMPACT = {
    **{
        "b": "referred-by",
        "c": "content-type",
        "e": "content-encoding",
        "f": "from",
        "i": "call-id",
        "k": "supported",
    },
    **{"l": "content-length", "m": "contact", "o": "event", "r": "refer-to", "s": "subject", "t": "to"},
    **{"u": "allow-events", "v": "via", "x": "session-expires"},
}
LIMITS = {"content-length": 2**32, "max-forwards": 256, "cseq": 2**31, "expires": 2**32}
REQUIRED = ("via", "from", "to", "call-id", "cseq")
ONCE = (
    *("from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type"),
    *("date", "event", "expires", "min-expires", "user-agent", "server"),
)

_REQUEST_LINE = re.compile(rf"({TOKEN}) {REQUEST_URI} [Ss][Ii][Pp]/2\.0")
_STATUS_LINE = re.compile(
    rf"[Ss][Ii][Pp]/2\.0 [1-6]\d\d (?:{_UNRESERVED}|{_ESCAPED}|[;/?:@&=+$, \t]|{UTF8_NONASCII})*"
)
_FIELD = re.compile(rf"({TOKEN})[ \t]*:{SWS}", re.DOTALL)
_RULES = {name: re.compile(rf"(?:{rule})[ \t]*", re.DOTALL) for name, rule in HEADERS.items()}
_TEXT = re.compile(TEXT, re.DOTALL)


def faults(message: bytes) -> list[str]:
    """Tell what is wrong with a message; nothing if it is well formed."""
    head, end, body = message.decode("latin-1").partition("\r\n\r\n")
    if not end:
        return ["no end of the head"]
    start, *lines = re.split(r"\r\n(?![ \t])", head)
    request = _REQUEST_LINE.fullmatch(start)
    found = [] if request or _STATUS_LINE.fullmatch(start) else ["start line"]
    values: dict[str, list[str]] = {}
    for line in lines:
        field = _FIELD.match(line)
        if not field:
            found.append(f"no field: {line!r}")
            continue
        name, value = field[1].lower(), line[field.end() :]
        name = COMPACT.get(name, name)
        values.setdefault(name, []).append(value)
        if not _RULES.get(name, _TEXT).fullmatch(value):
            found.append(f"{name}: {value!r}")
    found += [f"no {name}" for name in REQUIRED if name not in values]
    found += [f"{name} twice" for name in ONCE if len(values.get(name, [])) > 1]
    if found:
        return found
    found += [
        name for name, limit in LIMITS.items() if name in values and int(values[name][0].split()[0]) >= limit
    ]
    if request and values["cseq"][0].split()[1] != request[1]:
        found.append("CSeq of another method")
    if "content-length" in values and int(values["content-length"][0]) != len(body):
        found.append("Content-Length")
    return found
