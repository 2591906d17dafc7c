"""Tests of the role upkeep, whose module_utils import each other by the name under which Ansible has them."""

from pathlib import Path

import ansible.module_utils

for _role in ("host_library", "upkeep"):
    ansible.module_utils.__path__.append(str(Path(__file__).parents[3] / "roles" / _role / "module_utils"))
