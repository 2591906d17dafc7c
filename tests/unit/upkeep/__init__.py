"""Tests of the role upkeep, whose module_utils import each other by the name under which Ansible has them."""

from pathlib import Path

import ansible.module_utils

ansible.module_utils.__path__.append(str(Path(__file__).parents[3] / "roles/upkeep/module_utils"))
