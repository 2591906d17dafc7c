"""Service wco-voicemail: recorded messages go by e-mail."""
