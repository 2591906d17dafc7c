"""Service wco-speech: texts that are known only when a call is there."""
