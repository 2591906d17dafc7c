"""A SIP message read as text."""

from wcoctl.lab.play.sip_message import SipMessage

REPLY = SipMessage(
    "\r\n".join(
        [
            "SIP/2.0 183 Session Progress",
            "Via: SIP/2.0/UDP 192.0.2.1;branch=one",
            "via : SIP/2.0/UDP 192.0.2.2;branch=two",
            "CSeq: 7 INVITE",
            "X-Noted: one\rX-Injected: two",
            "",
            "c=IN IP4 192.0.2.3",
            "m=audio 4000 RTP/AVP 8",
            "X-Body: no header",
        ]
    )
)


def test_headers_are_found_however_their_names_are_written() -> None:
    assert REPLY.headers("VIA") == ["SIP/2.0/UDP 192.0.2.1;branch=one", "SIP/2.0/UDP 192.0.2.2;branch=two"]
    assert REPLY.header("via").endswith("one")


def test_lines_are_told_as_they_stand_and_in_their_order() -> None:
    assert REPLY.lines("cseq", "via")[1:] == ["via : SIP/2.0/UDP 192.0.2.2;branch=two", "CSeq: 7 INVITE"]


def test_neither_a_body_nor_a_lone_carriage_return_makes_a_header() -> None:
    assert REPLY.headers("X-Body") + REPLY.headers("X-Injected") == []
    assert REPLY.body.endswith("X-Body: no header")


def test_a_reply_tells_its_code_its_requests_method_and_its_audio() -> None:
    assert (REPLY.status, REPLY.method, REPLY.media) == (183, "INVITE", ("192.0.2.3", 4000))
    request = SipMessage("BYE sip:x@192.0.2.1 SIP/2.0\r\nCSeq: 8 BYE\r\n\r\n")
    assert (request.status, request.method, request.media) == (0, "BYE", None)
