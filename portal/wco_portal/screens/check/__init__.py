"""What would happen to a call: the simulator asked about the draft, or about what is published."""
