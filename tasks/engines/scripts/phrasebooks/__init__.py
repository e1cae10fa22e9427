"""The lines of ads, one file for each language."""
