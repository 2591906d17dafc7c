"""Attacks on the deployed lab, each of which once succeeded."""
