"""User (użytkownik): one user's phone rings."""
