"""A PostgreSQL of the tests' own: a cluster on a Unix socket, with the logins and the migrations that a data host has."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import yaml

from wcoctl.workspace.directory import REPOSITORY

_VARIABLES = yaml.safe_load((REPOSITORY / "roles" / "postgresql" / "vars" / "main.yml").read_text("utf-8"))
LOGINS = tuple(login["name"] for login in _VARIABLES["_postgresql_logins"])


@contextmanager
def cluster() -> Iterator[Path]:
    """Run PostgreSQL, and give the folder of its socket."""
    (programs, *_) = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    with TemporaryDirectory(prefix="wco-postgresql-") as name:
        folder = Path(name)
        shutil.chown(folder, "postgres")
        data = folder / "data"
        _run(
            programs / "initdb",
            "-D",
            data,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        quick = "-c fsync=off -c listen_addresses='' -c log_min_messages=fatal"
        _run(
            programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"{quick} -k {folder}", "start"
        )
        try:
            with psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as server:
                for role in ("wco_owner NOLOGIN", *(f"{login} LOGIN" for login in LOGINS)):
                    server.execute(f"CREATE ROLE {role}".encode())
            yield folder
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def new_database(socket: Path, name: str) -> None:
    """Make a database as the role postgresql does; the migrations run once, in a database that all others are copies of."""
    with psycopg.connect(f"host={socket} user=postgres dbname=postgres", autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'migrated'").fetchone():
            server.execute("CREATE DATABASE migrated OWNER wco_owner")
            _migrate(socket)
        server.execute(f"CREATE DATABASE {name} OWNER wco_owner TEMPLATE migrated".encode())
        server.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC".encode())
        server.execute(f"GRANT CONNECT ON DATABASE {name} TO {', '.join(LOGINS)}".encode())


def _migrate(socket: Path) -> None:
    with psycopg.connect(f"host={socket} user=postgres dbname=migrated") as database:
        database.execute("SET ROLE wco_owner")
        for file in sorted((REPOSITORY / "schemas" / "postgresql").glob("*.sql")):
            database.execute(file.read_bytes())
        for grant in _VARIABLES["_postgresql_grants"]:
            query = f"GRANT {grant['privileges']} ON {grant['objects']} TO {grant['login']}"
            database.execute(query.encode())


def _run(program: Path, *arguments: object) -> None:
    command = ["runuser", "-u", "postgres", "--", str(program), *map(str, arguments)]
    if os.geteuid():
        command = command[4:]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
