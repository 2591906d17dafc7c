"""Tests of the Ansible module wco_callplan."""
