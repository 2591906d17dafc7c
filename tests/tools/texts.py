"""``python -m tests.tools.texts``: bring the portal's Polish catalogues up to what the code says; new texts are empty there."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from wco_portal.texts import catalogues

METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None}


def extracted(file: Path) -> Catalog:
    """Return what the code beside a catalogue says: that of its screen, or all that belongs to none."""
    shared = file.parent.name == "texts"
    top = file.parents[1] if shared else file.parent
    catalogue = Catalog("pl")
    for name, _line, message, _comments, _context in extract_from_dir(
        str(top),
        METHODS,
        OPTIONS,
        KEYWORDS,
        directory_filter=lambda folder: not shared or Path(folder).name != "screens",
    ):
        assert name
        if message:
            catalogue.add(message)
    return catalogue


def updated(file: Path) -> Catalog:
    """Return a catalogue with the texts of the code, and the translations that it has."""
    catalogue = extracted(file)
    if file.exists():
        with file.open("rb") as source:
            known = read_po(source, locale="pl")
        for message in catalogue:
            if message.id and (found := known.get(message.id)):
                message.string = found.string
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return the text of a catalogue."""
    target = BytesIO()
    write_po(target, catalogue, width=130, no_location=True, omit_header=True, sort_output=True)
    return target.getvalue()


def stale() -> Iterator[Path]:
    """Yield the catalogues that are not what they would be."""
    yield from (
        file for file in catalogues() if not file.exists() or written(updated(file)) != file.read_bytes()
    )


if __name__ == "__main__":
    for catalogue_file in catalogues():
        catalogue_file.write_bytes(written(updated(catalogue_file)))
