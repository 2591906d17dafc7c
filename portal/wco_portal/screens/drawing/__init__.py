"""The switchboard as a picture: the way in to editing it."""
