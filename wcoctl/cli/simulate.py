"""``simulate``: what would happen to a call, and why."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from wcoctl.cli.options import SpecFile

if TYPE_CHECKING:
    from wcoctl.compile.callplan import CallPlan
    from wcoctl.simulate import SimulatedCall, Walk

__all__ = ["simulate"]

DAY = 24 * 60 * 60

Caller = Annotated[
    str, typer.Option("--from", metavar="NUMBER", help="Caller; `anonymous`: number withheld.")
]
Asserted = Annotated[
    bool,
    typer.Option(
        "--asserted/--claimed",
        help="Whether the network vouches for that number (P-Asserted-Identity), or only From names it.",
    ),
]
Dialled = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="NUMBER",
        help="Number dialled; also a user's outgoing call: `*666501502503`.",
        show_default="primary",
    ),
]
At = Annotated[
    str,
    typer.Option(metavar="TIME", help="When, on the tenant's clock: `2026-12-24 10:30`.", show_default="now"),
]
Keys = Annotated[
    str,
    typer.Option(metavar="KEYS", help="Keys that the caller presses: `1,_,204#`; `_` waits for the timeout."),
]
Phones = Annotated[
    list[str] | None,
    typer.Option(
        "--phone", metavar="WHO=BEHAVIOUR", help="How the phone of a user or number behaves. Repeatable."
    ),
]
Waiting = Annotated[
    list[str] | None,
    typer.Option(
        metavar="GROUP=CALLERS", help="How many callers are already waiting in a group. Repeatable."
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--override",
        metavar="KIND/NAME=VALUE",
        help="An active override: `schedule/office=closed`, `group/sales=off`, `member/sales/anna=out`. Repeatable.",
    ),
]
Webhooks = Annotated[
    list[str] | None,
    typer.Option("--webhook", metavar="BLOCK=VALUE", help="What a company's server answers. Repeatable."),
]
LastAgents = Annotated[
    list[str] | None,
    typer.Option(
        "--last-agent", metavar="GROUP=USER", help="The member that the caller talked to last. Repeatable."
    ),
]
Transfers = Annotated[
    list[str] | None,
    typer.Option(
        "--transfer",
        metavar="USER=DIGITS",
        help="Where a user transfers the call with # during a conversation: `anna=204`. Repeatable.",
    ),
]
Full = Annotated[
    list[str] | None,
    typer.Option("--full", metavar="BLOCK", help="A voicemail that is full. Repeatable."),
]
DivertedBy = Annotated[
    list[str] | None,
    typer.Option("--diverted-by", metavar="NUMBER", help="Who forwarded the call, in order. Repeatable."),
]
GivesUp = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, max=DAY, help="The caller gives up after this many seconds."),
]
Speaks = Annotated[
    float, typer.Option(metavar="SECONDS", min=0, max=DAY, help="How long the caller speaks to a voicemail.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def simulate(
    spec: SpecFile,
    caller: Caller = "anonymous",
    asserted: Asserted = True,
    dialled: Dialled = "",
    at: At = "",
    keys: Keys = "",
    phone: Phones = None,
    waiting: Waiting = None,
    override: Overrides = None,
    webhook: Webhooks = None,
    last_agent: LastAgents = None,
    transfer: Transfers = None,
    full: Full = None,
    diverted_by: DivertedBy = None,
    hang_up_after: GivesUp = None,
    speaks: Speaks = 10.0,
    as_json: Json = False,
) -> None:
    """Walk a call through a tenant's switchboard, and explain each step.

    No call is placed and no host is contacted. For example: who answers on
    Christmas Eve, when the caller presses 1 and Anna is busy?

      wcoctl simulate acme.yml --at "2026-12-24 10:30" --keys 1 --phone anna=busy

    Phones that are not listed answer. How a phone may behave:

      busy, reject, failed, no_answer
      answer:5            rings 5 seconds, then answers and hangs up in the end
      answer:5:60:caller  rings 5, talks 60, then the caller hangs up first
      mailbox:20          rings 20 seconds, then a machine answers, which presses nothing
      redirects           answers with a redirection (302)
      forwards:NUMBER     its network forwards its calls there, perhaps back to WCO

    Webhooks that are not listed answer with their first value. A webhook
    may also end in error or timeout, and set variables: crm=vip,name=Anna.

    Times are estimates: a prompt counts with the length of its text.
    """
    from wcoctl.compile.callplan import compile_tenant
    from wcoctl.model.load import load_tenant
    from wcoctl.model.site import Speech
    from wcoctl.simulate import simulate as walk_through
    from wcoctl.simulate.request import Request

    loaded = load_tenant(spec)
    plan = compile_tenant(loaded.model, {name: wav.sha256 for name, wav in loaded.wavs.items()}, Speech())
    request = Request(
        caller,
        dialled,
        at,
        keys,
        phone or (),
        waiting or (),
        webhook or (),
        hang_up_after,
        speaks,
        override or (),
        last_agent or (),
        transfer or (),
        asserted,
        full or (),
        diverted_by or (),
    )
    try:
        call = request.call(plan)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    walk = walk_through(call, [plan])
    if as_json:
        typer.echo(json.dumps(_data(walk), indent=2))
    else:
        _tell(call, walk, plan)


def _tell(call: "SimulatedCall", walk: "Walk", plan: "CallPlan") -> None:
    from rich.console import Console
    from rich.text import Text

    from wcoctl.compile.rows import TenantRow
    from wcoctl.simulate.story import story

    (tenant,) = plan.of(TenantRow)
    console = Console(highlight=False, soft_wrap=True)
    local = call.at.astimezone(ZoneInfo(tenant.timezone))
    console.print(Text(f"{call.caller or 'An anonymous caller'} calls {call.dialled} of {tenant.name}"))
    console.print(Text(f"on {local:%A %Y-%m-%d} at {local:%H:%M:%S} ({tenant.timezone})\n"))
    for style, line in story(walk, plan):
        console.print(Text(line, style))


def _data(walk: "Walk") -> dict[str, Any]:
    steps = [asdict(step) | {"candidates": sorted(step.candidates)} for step in walk.steps]
    return asdict(walk) | {"path": walk.path, "steps": steps}
