"""Tests of functions; they start at most child processes of their own, and no site."""
