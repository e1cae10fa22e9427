"""Reads the user's free text: what can be said, what must be shown, and what is an instruction."""
