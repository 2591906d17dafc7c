"""Call stories: what is written in them, and whom they name."""
