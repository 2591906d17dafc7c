"""Tests of the Ansible module wco_site."""
