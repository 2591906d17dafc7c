"""What operators change on a running site: companies renamed, numbers moved, many at once; settings: `./wco bench settings`."""

import pytest

from tests.apply.host import look
from tests.faults.beside import ANNOUNCED, calls_beside, lost
from tests.standalone import Lab, Standalone

pytestmark = pytest.mark.lab

MANY = 200
_COMPANY = """\
tenant: {name}
name: Company {name}
main_numbers:
  primary: {{ number: "{number}", entry: closed }}
prompts:
  closed: {{ text: "Zapraszamy jutro." }}
blocks:
  closed: {{ type: announcement, prompt: closed, exits: {{ next: hangup }} }}
"""


def company(name: str, number: str) -> str:
    return _COMPANY.format(name=name, number=number)


@pytest.fixture
def demo(lab: Lab) -> str:
    return (lab.site.root / "tenants" / "demo.yml").read_text(encoding="utf-8")


def test_companies_renamed_numbers_moved_many_at_once(lab: Lab, standalone: Standalone, demo: str) -> None:
    """Each in one apply, while calls come to all the numbers."""
    one, two = "+48221007701", "+48221007702"
    before = {"demo": demo, "one": company("one", one), "two": company("two", two)}
    swapped = {"demo": demo, "one": company("one", two), "two": company("two", one)}
    renamed = {"demo": demo, "one": company("one", two), "three": company("three", one)}
    many = {f"m{n}": company(f"m{n}", f"+4822101{n:04}") for n in range(MANY)}

    Lab(standalone.copy(before, instead=True)).apply()
    with calls_beside(lab, ANNOUNCED, one, two) as calls:
        for tenants in (swapped, renamed, renamed | many):
            Lab(standalone.copy(tenants, instead=True)).apply()
            assert look(lab)["manifest"].keys() == tenants.keys() | {"_site"}
    assert lost(calls) == []
    lab.apply()
