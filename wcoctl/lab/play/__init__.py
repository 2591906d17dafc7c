"""Stories played by SIPp as the operator's network, and what it observed of each call."""
