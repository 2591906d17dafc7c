"""An apply that dies at any moment is made good by the next one."""

import shutil
import time
from collections.abc import Callable, Mapping
from itertools import count

import pytest

from tests.apply.command import Process, running, wait_for_role, wco
from tests.apply.host import CALLPLAN, callplan_held, look
from tests.standalone import Lab
from wcoctl.workspace.compiled import Workspace

pytestmark = pytest.mark.lab

_PATIENCE = 60.0
_WRITERS = f"""
import pathlib, os
def opened(process):
    try:
        return any(os.readlink(file) == "{CALLPLAN}" for file in (process / "fd").iterdir())
    except OSError:
        return False
processes = pathlib.Path("/proc").glob("[0-9]*/comm")
print(sum(comm.read_text() == "python3\\n" and opened(comm.parent) for comm in processes))
"""
_revisions = count(1)


def _until(sign: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not sign():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _while_asking(_lab: Lab, apply: Process) -> None:
    wait_for_role(apply, "callplan")


def _with_the_bundle_half_written(lab: Lab, _apply: Process) -> None:
    _until(lab.site.bundle.exists)


def _with_the_bundle_written(lab: Lab, _apply: Process) -> None:
    _until((lab.site.bundle / "prompts.json").exists)


def _while_prompts_are_spoken(_lab: Lab, apply: Process) -> None:
    wait_for_role(apply, "voice_prompts")


def _while_the_call_plan_is_written(lab: Lab, apply: Process) -> None:
    with callplan_held(lab):
        wait_for_role(apply, "callplan", 2)
        _until(lambda: int(lab.inside.run(lab.edge, "python3", "-c", _WRITERS)) == 2)
        apply.kill()
        apply.wait()


MOMENTS: Mapping[str, Callable[[Lab, Process], None]] = {
    function.__name__.strip("_"): function
    for function in (
        _while_asking,
        _with_the_bundle_half_written,
        _with_the_bundle_written,
        _while_prompts_are_spoken,
        _while_the_call_plan_is_written,
    )
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_next_apply_succeeds(lab: Lab, moment: str) -> None:
    _revise(lab)
    shutil.rmtree(lab.site.bundle, ignore_errors=True)
    with running("apply", lab.site) as apply:
        MOMENTS[moment](lab, apply)
        apply.kill()
        assert apply.wait() == -9
    answer = wco("apply", lab.site)
    assert answer.code == 0, answer.error
    assert look(lab)["manifest"] == Workspace.open(lab.site).manifest
    assert wco("plan", lab.site).data["empty"]


def test_a_second_apply_at_the_same_time_is_refused_and_a_status_is_not(lab: Lab) -> None:
    with running("apply", lab.site) as first:
        wait_for_role(first, "callplan")
        answer = wco("apply", lab.site)
        assert first.poll() is None
        status = wco("status", lab.site)
        assert first.wait(600) == 0
    assert (status.code, bool(status.data["hosts"])) == (0, True)
    assert answer.code == 3
    assert f"`apply {lab.site.root} --json`" in answer.error
    assert f"process {first.pid}," in answer.error
    assert wco("apply", lab.site).code == 0


def _revise(lab: Lab) -> None:
    """Change a prompt of the site's tenant, which changes its call plan too."""
    file = lab.site.root / "tenants" / "demo.yml"
    text = file.read_text(encoding="utf-8")
    new = f"text: Wybierz numer wewnętrzny {next(_revisions)}."
    lines = [f"    {new}" if "text: Wybierz numer wewn" in line else line for line in text.splitlines()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
