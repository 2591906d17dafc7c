"""One's own account: password, authenticator app, sessions, language."""
