"""What goes wrong on hosts and at the desk, and the command that repairs it."""
