"""The hosts: what they hold, what an apply changes there, and what keeps it from hurting them."""
