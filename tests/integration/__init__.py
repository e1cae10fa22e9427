"""Tests that talk HTTP to a running site in which nothing breaks; what breaks on purpose is in `faults`."""
