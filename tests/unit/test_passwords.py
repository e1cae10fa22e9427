"""However many sign in at one moment, few passwords are hashed at a time."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from argon2 import PasswordHasher, extract_parameters

from webapp.passwords import AT_ONCE, Passwords

ROOT = Path(__file__).parent.parent.parent

UNDER_GEVENT = """
from gevent import monkey; monkey.patch_all()
from tests.unit.test_passwords import most_at_once
print(most_at_once())
"""


def most_at_once() -> int:
    """How many hashes were being made at one moment while eight asked for one."""
    running: list[str | bytes] = []
    counts: list[int] = []

    class Observed(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            running.append(password)
            counts.append(len(running))
            try:
                return super().hash(password, salt=salt)
            finally:
                running.remove(password)

    with ThreadPoolExecutor(8) as callers:
        assert len(set(callers.map(Passwords(Observed()).hash, map(str, range(8))))) == 8
    return max(counts)


def test_few_are_hashed_at_once_in_threads() -> None:
    assert most_at_once() == AT_ONCE


def test_few_are_hashed_at_once_under_gevent() -> None:
    answer = subprocess.run([sys.executable, "-c", UNDER_GEVENT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(answer.stdout) == AT_ONCE


def test_an_unknown_address_is_checked_like_a_known_one() -> None:
    checked: list[str | bytes] = []

    class Observed(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            checked.append(hash)
            return super().verify(hash, password)

    passwords = Passwords(Observed())
    known = passwords.hash("correct horse")
    assert passwords.match(known, "correct horse")
    assert not passwords.match(None, "correct horse")
    assert extract_parameters(str(checked[1])) == extract_parameters(known)
