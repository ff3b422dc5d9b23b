"""Password hashes: argon2id (RFC 9106), few at once, and as long for nobody as for somebody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.security.errors import RateLimitedError

_AT_ONCE = 2
"""Hashes made at the same time: each takes ``memory_kib``, so a flood of sign-ins takes no more."""
_WAIT_S = 10.0
"""Longest wait for a turn: requests that wait hold threads that others need."""


class Hashing:
    """Makes and checks hashes.

    Parameters
    ----------
    time_cost, memory_kib, parallelism : int
        Costs of argon2id; by default the second recommendation of RFC 9106, section 4. Tests give less.
    """

    def __init__(self, *, time_cost: int = 3, memory_kib: int = 65_536, parallelism: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism)
        self._turn = threading.BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """Hash of a password with a salt of its own.

        Raises
        ------
        RateLimitedError
            If too many wait for theirs.
        """
        with self._in_turn():
            return self._hasher.hash(password)

    def fits(self, password_hash: str | None, password: str) -> bool:
        """Whether a password has this hash; without a hash the same work is done and the answer is no.

        Raises
        ------
        RateLimitedError
            If too many wait for theirs.
        """
        # Half a sign, which JSON can write and UTF-8 cannot, is work and a wrong password like any other.
        given = password.encode("utf-8", "surrogatepass")
        with self._in_turn():
            try:
                return self._hasher.verify(password_hash or self._nobodys, given) and bool(password_hash)
            except (VerificationError, InvalidHashError):
                return False

    def is_weak(self, password_hash: str) -> bool:
        """Whether a hash was made with other costs than now in force."""
        return self._hasher.check_needs_rehash(password_hash)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=_WAIT_S):
            raise RateLimitedError("too many sign in at this moment; wait a little and try again")
        try:
            yield
        finally:
            self._turn.release()

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("the password of nobody")
