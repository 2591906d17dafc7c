"""The edge's queries fit the call plan, and each column has a variable that takes it."""

import re
from pathlib import Path

import pytest

from tests.tools.queries import CALL_PLAN, database

ROUTES = Path(__file__).parents[2] / "roles" / "kamailio" / "files"
TEXT = "\n".join(file.read_text(encoding="utf-8") for file in sorted(ROUTES.glob("*.cfg")))
QUERIES = [
    (" ".join(query.split()), variables)
    for query, variables in re.findall(r'sql_pvquery\("callplan",\s*"([^"]*)",\s*"([^"]*)"\)', TEXT)
]
CONDITIONS = [
    re.sub(r'" \+ [^"]* \+ "', "0", condition)
    for condition in re.findall(r'\$var\(condition\) = "(.*)";', TEXT)
]


def test_all_queries_are_looked_at() -> None:
    assert len(QUERIES) == len(re.findall(r"sql_pvquery\(", TEXT)) > 4
    assert CONDITIONS


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize(("query", "variables"), QUERIES)
def test_a_query_fits_the_call_plan(query: str, variables: str, condition: str) -> None:
    text = query.replace("$var(condition)", condition)
    asked = database(CALL_PLAN).execute(re.sub(r"\$(var\(\w+\)|\w+)", "0", text))
    assert len(asked.description) == len(variables.split(";"))
