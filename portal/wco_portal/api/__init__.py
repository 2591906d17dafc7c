"""The API: what the pages do, for programs that have a token of somebody's account."""
