"""Log-in, in three stages: password, code of the authenticator app, a password of one's own."""
