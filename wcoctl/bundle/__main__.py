"""``python -m wcoctl.bundle VERSION ARCHITECTURE FOLDER``: have a bundle in the cache.

``version`` alone prints the version of this checkout. The playbook runs it on the controller.
"""

import sys
from pathlib import Path

from wcoctl.bundle.archive import ARCHITECTURES, make_bundle
from wcoctl.bundle.contents import portal_version
from wcoctl.errors import RunFailed


def main(arguments: list[str]) -> None:
    """Make what is missing; exit with the reason if that is impossible."""
    if arguments == ["version"]:
        sys.stdout.write(portal_version() + "\n")
        return
    if len(arguments) != 3 or arguments[1] not in ARCHITECTURES:
        sys.exit(f"usage: python -m wcoctl.bundle version | VERSION {'|'.join(ARCHITECTURES)} FOLDER")
    version, architecture, folder = arguments
    try:
        sys.stdout.write(make_bundle(version, architecture, Path(folder)) + "\n")
    except RunFailed as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
