"""Composes the bed under a clip with numpy; run as a program (`music.__main__`), so that the worker stays lean."""
