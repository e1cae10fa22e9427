"""argon2id, off the event loop: hashing takes tens of milliseconds in which no stream would move."""

import threading
from base64 import b64encode
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Result = TypeVar("Result")

#: hashes at one moment: each takes 64 MiB and keeps several cores busy
AT_ONCE = 2


class Passwords:
    """Hashes passwords and checks them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        #: what a log-in with an unknown address is checked against, so that it takes as long as with a known one
        self._nobody = _nobodys_hash(self._hasher)

    def hash(self, password: str) -> str:
        """An argon2id hash with its salt and parameters."""
        return self._off_the_loop(lambda: self._hasher.hash(password))

    def match(self, password_hash: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; takes equally long when there is none."""

        def verify() -> bool:
            try:
                return self._hasher.verify(password_hash or self._nobody, password) and password_hash is not None
            except (VerificationError, InvalidHashError):
                return False

        return self._off_the_loop(verify)

    def _off_the_loop(self, work: Callable[[], Result]) -> Result:
        from gevent import get_hub, monkey

        with self._turns:
            if not monkey.is_module_patched("threading"):
                return work()  # a server with real threads: this one may block
            result: Result = get_hub().threadpool.apply(work)
            return result


def _nobodys_hash(hasher: PasswordHasher) -> str:
    """A hash that no password has, and that costs as much to check as a real one, but nothing to make."""
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${digest}"
