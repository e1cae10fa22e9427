"""However many sign in at one moment, few passwords are hashed at a time."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

from webapp import passwords

ROOT = Path(__file__).parent.parent.parent

UNDER_GEVENT = """
from gevent import monkey; monkey.patch_all()
from tests.unit.test_passwords import most_at_once
print(most_at_once())
"""


def most_at_once() -> int:
    """How many hashes were being made at one moment while eight asked for one."""
    real, running, counts = passwords._HASHER, [], []

    def observed(password: str) -> str:
        running.append(password)
        counts.append(len(running))
        try:
            return real.hash(password)
        finally:
            running.remove(password)

    with mock.patch.object(passwords, "_HASHER") as hasher, ThreadPoolExecutor(8) as callers:
        hasher.hash = observed
        assert len(set(callers.map(passwords.hash_password, map(str, range(8))))) == 8
    return max(counts)


def test_few_are_hashed_at_once_in_threads() -> None:
    assert most_at_once() == passwords.AT_ONCE


def test_few_are_hashed_at_once_under_gevent() -> None:
    answer = subprocess.run([sys.executable, "-c", UNDER_GEVENT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(answer.stdout) == passwords.AT_ONCE
