"""Programs of hosts that are files, each with a copy of wco_host beside it there."""

import os
from pathlib import Path

__all__ = ["ENVIRONMENT"]

ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(Path(__file__).parents[2] / "roles/host_library/module_utils"),
}
