"""Who somebody is and what they may do: passwords, codes, sessions, permissions."""
