"""The bundles that Molecule's scenarios send to nodes: ``python -m tests.tools.bundles`` writes the present schema's version."""

import re
from pathlib import Path

from wcoctl.compile.schema import schema_version

__all__ = ["BUNDLES"]

BUNDLES = sorted((Path(__file__).parents[2] / "molecule").glob("*/files/*/bundle.json"))


def _write() -> None:
    for file in BUNDLES:
        text = file.read_text(encoding="utf-8")
        text = re.sub(r'"schema_version": \d+', f'"schema_version": {schema_version()}', text)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()
