"""Reads the Procfile, so that what runs here is what a host runs."""

from pathlib import Path

PROCFILE = Path(__file__).parent.parent / "Procfile"


def commands() -> dict[str, list[str]]:
    """Each process's command by its name, for a shell: hosts expand variables, and so do we."""
    lines = (line.partition(":") for line in PROCFILE.read_text().splitlines() if line.strip())
    return {name.strip(): ["/bin/sh", "-c", f"exec {command.strip()}"] for name, _, command in lines}
