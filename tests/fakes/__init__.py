"""Servers that stand in for outside services in tests; they speak the real wire formats."""
