"""Feature codes (obsługa przez telefon): users switch things, record prompts and pick calls up by codes."""
