"""A portal under test: the application, people in their browsers, and the operator's side of the database."""

from __future__ import annotations

from contextlib import ExitStack
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

import psycopg
from fastapi.testclient import TestClient
from httpx import Response
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb

from wco_portal.app import create_app
from wco_portal.settings import Settings
from wcoctl.accounts.passwords import hash_password

ORIGIN = "https://portal.test"
PASSWORD = "korek wiatrak 5 dorsz"

DOCUMENT = {
    "tenant": "acme",
    "name": "Acme",
    "main_numbers": {"primary": {"number": "+48221001000", "entry": "end"}},
    "blocks": {"end": {"type": "hangup"}},
}


class Browser:
    """Somebody's browser, which follows redirects and names its origin as browsers do."""

    def __init__(self, site: PortalSite, address: str = "198.51.100.7", language: str = "en") -> None:
        headers = {"accept-language": language, "x-forwarded-for": address}
        self._client = TestClient(
            site.app, base_url=ORIGIN, headers=headers, client=("127.0.0.1", 1), follow_redirects=True
        )

    def get(self, path: str, **options: Any) -> Response:
        """Open a page."""
        answer: Response = self._client.get(path, **options)
        return answer

    def post(self, path: str, **fields: Any) -> Response:
        """Send a form of the portal's own."""
        answer: Response = self._client.post(path, data=fields, headers={"origin": ORIGIN})
        return answer

    def log_in(self, login: str = "anna", password: str = PASSWORD, company: str = "acme") -> Response:
        """Log in by the form."""
        return self.post("/login", company=company, login=login, password=password)

    @property
    def client(self) -> TestClient:
        """What sends the requests, for those that are no browser's."""
        return self._client


class PortalDatabase:
    """The portal's database, seen from the operator's side."""

    def __init__(self, socket: Path, database: str) -> None:
        self._conninfo = f"host={socket} dbname={database}"

    def connect(self, login: str = "postgres") -> psycopg.Connection[DictRow]:
        """Connect as a login of the database."""
        return psycopg.connect(f"{self._conninfo} user={login}", row_factory=dict_row, autocommit=True)

    def add_company(self, tenant: str = "acme", document: dict[str, Any] | None = None) -> None:
        """Have the agent know a company."""
        document = document or DOCUMENT | {"tenant": tenant, "name": tenant.title()}
        with self.connect("wco_agent") as connection:
            connection.execute(
                "INSERT INTO portal.company (tenant, name, document, digest, live) VALUES (%s, %s, %s, '', true)",
                (tenant, document["name"], Jsonb(document)),
            )

    def add_account(
        self,
        login: str = "anna",
        tenant: str = "acme",
        permissions: tuple[str, ...] = ("owner",),
        *,
        once: bool = False,
    ) -> str:
        """Add an account, and return its identifier."""
        with self.connect("wco_agent") as connection:
            row = connection.execute(
                """INSERT INTO portal.account (tenant, login, name, language, password, password_once)
                   VALUES (%s, %s, %s, 'en', %s, %s) RETURNING account""",
                (tenant, login, login.title(), hash_password(PASSWORD), once),
            ).fetchone()
            assert row
            for permission in permissions:
                connection.execute(
                    "INSERT INTO portal.permission (tenant, account, permission) VALUES (%s, %s, %s)",
                    (tenant, row["account"], permission),
                )
        return str(row["account"])

    def add_token(self, account: str, tenant: str = "acme") -> str:
        """Add a token of an account for the API, and return it."""
        token = f"wco_{token_hex(32)}"
        with self.connect() as connection:
            connection.execute(
                """INSERT INTO portal.api_token (digest, tenant, account, name, ends)
                   VALUES (%s, %s, %s, 'Test', now() + interval '1 day')""",
                (sha256(token.encode()).digest(), tenant, account),
            )
        return token

    def audit(self, tenant: str = "acme") -> list[dict[str, Any]]:
        """Return the company's audit log."""
        query = "SELECT content FROM portal.audit WHERE tenant = %s ORDER BY number"
        with self.connect() as connection:
            return [row["content"] for row in connection.execute(query, (tenant,))]


class PortalSite(PortalDatabase):
    """A portal with a database of its own."""

    def __init__(self, socket: Path, database: str, key: bytes) -> None:
        super().__init__(socket, database)
        self.settings = Settings(
            ORIGIN, f"{self._conninfo} user=wco_portal", key, (ip_network("127.0.0.0/8"),)
        )
        self.app = create_app(self.settings)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(TestClient(self.app))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
