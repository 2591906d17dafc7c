"""``python -m wcoctl.numbering``: regenerates ``ranges.txt``, after an update of ``phonenumbers``."""

import phonenumbers

from wcoctl.numbering.derive import derive
from wcoctl.numbering.ranges import FILE

if __name__ == "__main__":
    lines = [f"# Made by python -m wcoctl.numbering from phonenumbers {phonenumbers.__version__}."]
    lines += [" ".join(one if one.region else one[:1]) for one in derive()]
    FILE.write_text("\n".join(lines) + "\n", encoding="ascii")
