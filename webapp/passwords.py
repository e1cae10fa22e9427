"""argon2id, off the event loop: hashing takes tens of milliseconds in which no stream would move."""

import threading
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Result = TypeVar("Result")

#: hashes at one moment: each takes 64 MiB and keeps several cores busy
AT_ONCE = 2

_HASHER = PasswordHasher()
_TURNS = threading.BoundedSemaphore(AT_ONCE)
#: what a log-in with an unknown address is checked against, so that it takes as long as with a known one
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """An argon2id hash with its salt and parameters."""
    return _off_the_loop(lambda: _HASHER.hash(password))


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; takes equally long when there is none."""

    def verify() -> bool:
        try:
            return _HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    return _off_the_loop(verify)


def _off_the_loop(work: Callable[[], Result]) -> Result:
    from gevent import get_hub, monkey

    with _TURNS:
        if not monkey.is_module_patched("threading"):
            return work()  # a server with real threads: this one may block
        result: Result = get_hub().threadpool.apply(work)
        return result
