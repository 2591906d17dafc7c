"""The API as programs use it."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from tests.portal.site import ORIGIN, Browser, PortalSite
from tests.portal.test_changes import arrive
from wco_portal.api.limits import Limiter

ANNA = {"name": "Anna", "number": "+48501500500"}


class Program:
    """A program with a token."""

    def __init__(self, site: PortalSite, *permissions: str, login: str = "anna") -> None:
        self.token = site.add_token(site.add_account(login, permissions=permissions or ("owner",)))
        self._client = Browser(site).client
        self._client.headers["authorization"] = f"Bearer {self.token}"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send a request; names of headers with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer: Response = self._client.request(method, f"/api/v1{path}", json=body, headers=named)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert {"type", "title", "status", "detail"} <= answer.json().keys()
            assert answer.json()["status"] == answer.status_code
        return answer

    def add_user(self, name: str = "anna") -> Response:
        """Add a user to the draft."""
        return self.ask("PUT", f"/draft/users/{name}", ANNA, if_none_match="*")


@pytest.fixture
def program(site: PortalSite) -> Program:
    site.add_company()
    return Program(site)


def test_only_the_openapi_document_is_public(site: PortalSite, program: Program) -> None:
    stranger = Browser(site)
    document = stranger.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert len(document["paths"]) == 15
    for headers in ({}, {"authorization": "Bearer wco_x"}, {"authorization": "Basic YTpi"}):
        answer = stranger.get("/api/v1/me", headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    for path in ("/api/v1/nothing", "/api/nothing"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert program.ask("POST", "/me").status_code == 405


def test_a_cookie_is_no_token(site: PortalSite, program: Program) -> None:
    site.add_account("ewa")
    browser = Browser(site)
    browser.log_in("ewa")
    assert browser.get("/api/v1/me").status_code == 401
    headers = {"origin": ORIGIN, "authorization": f"Bearer {program.token}"}
    assert Browser(site).client.post("/account/sessions/end-others", headers=headers).url.path == "/login"
    elsewhere = {"authorization": f"Bearer {program.token}"}
    assert Browser(site).client.post("/account/sessions/end-others", headers=elsewhere).status_code == 403


def test_it_tells_whose_token_it_is(program: Program) -> None:
    assert program.ask("GET", "/me").json() == {
        "login": "anna",
        "name": "Anna",
        "company": "acme",
        "permissions": [{"permission": "owner", "scope": "everybody", "members": []}],
    }


def test_a_token_needs_both_permissions(site: PortalSite, program: Program) -> None:
    without = Program(site, "configure", login="ewa")
    assert [without.ask("GET", path).status_code for path in ("/me", "/draft", "/draft")] == [403, 403, 403]
    reader = Program(site, "api", "read_only", login="jan")
    assert reader.ask("GET", "/draft").status_code == 200
    assert reader.add_user().status_code == 403
    refused = [(one["actor"], one["object"], one["via"]) for one in site.audit()]
    assert refused == [
        ("ewa", "GET /api/v1/me", "api"),
        ("ewa", "GET /api/v1/draft", "api"),
        ("jan", "PUT /api/v1/draft/users/anna", "api"),
    ]


def test_an_entry_is_added_changed_and_removed(site: PortalSite, program: Program) -> None:
    assert program.ask("GET", "/draft/users/anna").status_code == 404
    assert program.ask("PUT", "/draft/users/anna", ANNA).status_code == 428
    added = program.add_user()
    assert (added.status_code, added.json()) == (201, {"version": 1, "problems": []})
    read = program.ask("GET", "/draft/users/anna")
    assert (read.json(), read.headers["etag"]) == (ANNA, added.headers["etag"])
    assert program.ask("PUT", "/draft/users/anna", ANNA | {"name": "A"}).status_code == 428
    weak = f'"other", W/{read.headers["etag"]}'
    changed = program.ask("PUT", "/draft/users/anna", ANNA | {"name": "A"}, if_match=weak)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    for method, body in (("PUT", ANNA), ("DELETE", None)):
        late = program.ask(method, "/draft/users/anna", body, if_match=read.headers["etag"])
        assert (late.status_code, late.json()["value"]["name"]) == (412, "A")
        assert late.headers["etag"] == changed.headers["etag"]
    assert program.add_user().status_code == 412
    assert program.ask("DELETE", "/draft/users/anna").status_code == 428
    assert program.ask("DELETE", "/draft/users/anna", if_match="*").status_code == 200
    assert program.ask("DELETE", "/draft/users/anna", if_match="*").status_code == 404
    assert program.ask("PUT", "/draft/users/anna", ANNA, if_match="*").status_code == 412
    assert program.ask("PUT", "/draft/contract/users", 9, if_none_match="*").status_code == 404
    actions = [(one["action"], one["kind"], one["via"]) for one in site.audit()]
    assert actions == [("change_draft", "account", "api")] * 3


def test_mistakes_are_told_where_they_are(program: Program) -> None:
    wrong = program.ask("PUT", "/draft/users/anna", {"name": "Anna", "numer": "1"}, if_none_match="*")
    assert wrong.status_code == 201
    assert "users.anna.numer" in [one["path"] for one in wrong.json()["problems"]]
    draft = program.ask("GET", "/draft").json()
    assert "users.anna.numer" in [one["path"] for one in draft["problems"]]
    refused = program.ask("POST", "/changes", {"version": draft["version"]})
    assert (refused.status_code, refused.json()["problems"]) == (422, draft["problems"])
    malformed = program.ask("POST", "/changes", {"version": "x", "more": 1}).json()["problems"]
    assert [one["path"] for one in malformed] == ["body.version", "body.more"]


def test_values_that_are_none_are_refused(program: Program) -> None:
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    for value in (None, deep, "a\0b", {"a\0": 1}):
        assert program.ask("PUT", "/draft/users/anna", value, if_none_match="*").status_code == 422
    assert program.ask("PUT", "/draft/users/a%00b", ANNA, if_none_match="*").status_code == 422
    assert program.ask("PUT", "/draft/users/anna", "x" * 300_000, if_none_match="*").status_code == 413
    assert program.ask("PUT", "/draft/users/anna", "x" * 13_000_000, if_none_match="*").status_code == 413


@pytest.mark.parametrize(
    "text", [b"NaN", b'{"a": "\\ud800"}', b"-Infinity", b"1e999", b"[" * 100_000, b"{", b"\xff", b"9" * 5000]
)
def test_what_is_no_json_is_refused(site: PortalSite, program: Program, text: bytes) -> None:
    headers = {
        "authorization": f"Bearer {program.token}",
        "content-type": "application/json",
        "if-none-match": "*",
    }
    answer = Browser(site).client.put("/api/v1/draft/users/anna", content=text, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_draft_is_compared_and_thrown_away(program: Program) -> None:
    assert program.ask("DELETE", "/draft", if_match="*").status_code == 404
    program.add_user()
    draft = program.ask("GET", "/draft")
    assert draft.json()["differences"] == [
        {"path": "users.anna", "kind": "added", "before": None, "after": ANNA}
    ]
    assert draft.json()["author"] == "anna"
    assert program.ask("DELETE", "/draft").status_code == 428
    assert program.ask("DELETE", "/draft", if_match='"7"').status_code == 412
    assert program.ask("DELETE", "/draft", if_match=draft.headers["etag"]).status_code == 204
    assert program.ask("GET", "/draft").json()["version"] == 0


def test_a_change_goes_its_way(site: PortalSite, program: Program) -> None:
    assert program.ask("POST", "/changes", {"version": 0}).status_code == 409
    program.add_user()
    assert program.ask("POST", "/changes", {"version": 9}).status_code == 412
    answer = program.ask("POST", "/changes", {"version": 1, "reason": " New \n Anna "})
    assert (answer.status_code, answer.json()["reason"], answer.json()["state"]) == (
        201,
        "New Anna",
        "queued",
    )
    program.add_user("ewa")
    assert program.ask("POST", "/changes", {"version": 1}).status_code == 409
    assert program.ask("GET", "/switchboard").json()["version"] == 0
    arrive(site, "live", {"ms": 5})
    path = answer.headers["location"].removeprefix("/api/v1")
    assert program.ask("GET", path).json()["result"] == {"ms": 5}
    board = program.ask("GET", "/switchboard").json()
    assert (board["version"], board["document"]["users"]) == (1, {"anna": ANNA})
    assert program.ask("GET", f"/changes/{uuid4()}").status_code == 404


def test_the_same_key_gives_the_same_answer(site: PortalSite, program: Program) -> None:
    program.add_user()
    first = program.ask("POST", "/changes", {"version": 1}, idempotency_key="order-7")
    again = program.ask("POST", "/changes", {"version": 1}, idempotency_key="order-7")
    assert (first.status_code, first.json()) == (201, again.json())
    assert again.headers["location"] == first.headers["location"]
    other = program.ask("POST", "/changes", {"version": 2}, idempotency_key="order-7")
    assert (other.status_code, other.json()["type"]) == (422, "urn:wco:problem:key-used")
    assert program.ask("POST", "/changes", {"version": 1}, idempotency_key="x" * 201).status_code == 422
    ewa = Program(site, login="ewa")
    assert ewa.ask("POST", "/changes", {"version": 1}, idempotency_key="order-7").status_code == 412
    with site.connect() as database:
        database.execute("UPDATE portal.api_answer SET created = now() - interval '25 hours'")
    assert program.ask("POST", "/changes", {"version": 1}, idempotency_key="order-7").status_code == 412
    assert [one["action"] for one in site.audit()].count("publish") == 1


def test_changes_come_in_pages_that_do_not_move(site: PortalSite, program: Program) -> None:
    insert = """INSERT INTO portal.change (tenant, author, name, base, document, state, queued)
                SELECT 'acme', 'anna', n, '{}', '{}', 'live', now() - make_interval(mins => n / 2)
                FROM generate_series(1, 5) AS n"""
    with site.connect() as database:
        database.execute(insert)
        every = [one["change"] for one in program.ask("GET", "/changes").json()]
        path, seen = "/changes?limit=2", []
        while path:
            page = program.ask("GET", path)
            seen += [one["change"] for one in page.json()]
            path = page.links.get("next", {}).get("url", "").removeprefix("/api/v1")
            database.execute(insert.replace("generate_series(1, 5)", "generate_series(-9, -9)"))
    assert seen == every
    assert len(seen) == 5
    assert program.ask("GET", "/changes?limit=0").status_code == 422
    assert program.ask("GET", f"/changes?cursor={uuid4()}").json() == []


def test_a_token_that_asks_too_often_waits(site: PortalSite, program: Program) -> None:
    site.app.state.limiter = Limiter(each_minute=2)
    other = Program(site, login="ewa")
    assert [program.ask("GET", "/me").status_code for _ in range(3)] == [200, 200, 429]
    assert 1 <= int(program.ask("GET", "/me").headers["retry-after"]) <= 30
    assert other.ask("GET", "/me").status_code == 200


def test_an_allowance_fills_up_again() -> None:
    now = 0.0
    limiter, token = Limiter(each_minute=2, clock=lambda: now), uuid4()
    assert [limiter.seconds_to_wait(token) for _ in range(3)] == [0, 0, 30]
    now = 29.0
    assert limiter.seconds_to_wait(token) == 1
    now = 30.0
    assert [limiter.seconds_to_wait(token) for _ in range(2)] == [0, 30]
    now = 1000.0
    assert [limiter.seconds_to_wait(token) for _ in range(3)] == [0, 0, 30]


def test_without_a_switchboard_there_is_nothing(site: PortalSite) -> None:
    program = Program(site)
    for path in ("/switchboard", "/draft", "/draft/users/anna"):
        assert program.ask("GET", path).status_code == 404
    assert program.add_user().status_code == 404
