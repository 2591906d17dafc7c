"""Survey (ankieta): questions after a conversation, answered by digits."""
