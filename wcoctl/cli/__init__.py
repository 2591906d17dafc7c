"""The command line: the commands, and the only place that turns errors into exit codes."""

import errno
import io
import json
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, NoReturn

import typer

from wcoctl import __version__
from wcoctl.cli import (
    agent,
    apply,
    audit,
    demo,
    diff,
    drift,
    graph,
    history,
    init,
    lab,
    plan,
    rollback,
    schema,
    simulate,
    status,
    tenant,
    unlock,
    upgrade,
    user,
    validate,
    verify,
    webhook_key,
)
from wcoctl.errors import Problem, RunFailed, UserError
from wcoctl.model.renamed import new_name

__all__ = ["app", "main"]

USER_ERROR, RUN_FAILED, UNEXPECTED = 1, 3, 70

app = typer.Typer(
    name="wcoctl",
    help="Rolls out and runs a hosted virtual PBX service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wcoctl {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Roll out and run a hosted virtual PBX service."""


_COMMANDS: dict[str, Callable[..., Any]] = {
    "init": init.init,
    "validate": validate.validate,
    "schema": schema.schema,
    "graph": graph.graph,
    "simulate": simulate.simulate,
    "plan": plan.plan,
    "apply": apply.apply,
    "verify": verify.verify,
    "status": status.status,
    "drift": drift.drift,
    "history": history.history,
    "diff": diff.diff,
    "rollback": rollback.rollback,
    "webhook-key": webhook_key.webhook_key,
    "unlock": unlock.unlock,
    "agent": agent.agent,
    "demo": demo.demo,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
app.add_typer(tenant.app, name="tenant")
app.add_typer(user.app, name="user")
app.add_typer(audit.app, name="audit")
app.add_typer(lab.app, name="lab")
app.add_typer(upgrade.app, name="upgrade")


_OF_THE_MACHINE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE),
    *(errno.EACCES, errno.EPERM, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ELOOP),
}
"""Errors of this machine's disks and folders: the message names the file, and that is what has to be fixed."""

_UNKNOWN = re.compile(r"No such (?:option: |command ')(?P<old>[\w-]+)'?")


def main() -> NoReturn:
    """Run the command line: exit code 0 ok, 1 the user's problem, 2 usage, 3 a run failed, 70 a bug."""
    # Closed by whoever runs us: the next file would take its number, and our children print there.
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names of files may be in any encoding
    try:
        code = _run()
        sys.stdout.flush()
    except OSError as error:
        # What could not be printed is dropped, or Python would try again as it leaves.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # whoever read has seen enough
            sys.stderr.write(f"the output cannot be written: {error.strerror}\n")
        code = USER_ERROR
    sys.exit(code)


def _run() -> int:
    """Run the command, report what went wrong, and return the exit code."""
    try:
        code = app(prog_name="wcoctl", standalone_mode=False)  # what ends a command comes as its exit code
    except (typer.TyperException, typer.Abort) as mistake:
        return _usage(mistake)
    except UserError as error:
        problems = [replace(problem, file=_short(problem.file)) for problem in error.problems]
        text = "\n".join(filter(None, (error.message, *map(str, problems))))
        _report(text, [_data(problem) for problem in problems], error.result)
        return USER_ERROR
    except RunFailed as error:
        _report(str(error), [], error.result)
        return RUN_FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            _report(_mistake_of_ours(error), [])
            return UNEXPECTED
        where = f"{error.filename}: " if error.filename else ""
        _report(f"{where}{error.strerror} (fix that on this machine and run the command again)", [])
        return USER_ERROR
    except Exception as error:
        _report(_mistake_of_ours(error), [])
        return UNEXPECTED
    return code if isinstance(code, int) else 0


def _usage(mistake: typer.TyperException | typer.Abort) -> int:
    """Report a usage error, and return its exit code: 2; 1 when a question got no answer."""
    if isinstance(mistake, typer.Abort):
        _report("stopped: the question got no answer", [])
        return USER_ERROR
    context: typer.Context | None = getattr(mistake, "ctx", None)
    if what := mistake.format_message().removesuffix("."):  # nothing where the help has been told already
        _report(f"{_renamed(what, context)} (see {context.command_path} --help)" if context else what, [])
    return mistake.exit_code


def _renamed(what: str, context: typer.Context) -> str:
    """Return what is wrong, with the new name of an unknown command or option that has one."""
    known = {*_COMMANDS, *(name for parameter in context.command.params for name in parameter.opts)}
    if (unknown := _UNKNOWN.match(what)) and (new := new_name(unknown["old"], known)):
        return f"{unknown[0]} (renamed: use `{new}`)"
    return what


def _mistake_of_ours(error: Exception) -> str:
    """Keep the traceback in a file, which may quote the operator's specs, and return one line about it."""
    what = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
    told = f"unexpected error: {what} (a bug in wcoctl; please report it with"
    try:
        with tempfile.NamedTemporaryFile(prefix="wcoctl-", suffix=".traceback", delete=False) as stream:
            stream.write("".join(traceback.format_exception(error)).encode(errors="replace"))
    except OSError as other:
        return f"{told} what you did: its traceback could not be kept, {other.strerror})"
    return f"{told} {stream.name})"


def _data(problem: Problem) -> dict[str, Any]:
    return asdict(problem) | {"file": str(problem.file)}


def _short(file: Path) -> Path:
    """Return the path as seen from the current directory, when the file is below it."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


def _report(
    text: str, problems: list[dict[str, Any]], result: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Say what went wrong: for people on standard error, for programs on standard output, in one document."""
    if "--json" in sys.argv:
        document = {**result, "error": text, "problems": problems}
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        sys.stderr.write(text + "\n")
