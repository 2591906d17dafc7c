"""``python -m wcoctl``."""

from wcoctl.cli import main

main()
