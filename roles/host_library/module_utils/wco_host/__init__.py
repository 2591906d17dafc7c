"""What the services of a host share. Each service has a copy of its own beside it, and never another than it was made for."""
