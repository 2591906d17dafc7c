"""The lab: containers that are hosts, and an operator's network that calls them."""
