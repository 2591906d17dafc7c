"""What goes wrong on hosts and on the controller, and the command that repairs it."""
