"""Memory that is free but still held: kept for the next step, or handed back to the system."""

from __future__ import annotations

import ctypes
from threading import Event

import pyarrow as pa

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Parameters of the C library's allocator (mallopt)."""
_NEVER = (1 << 31) - 1
_LARGE = 32 << 20
"""Bytes from which on an array is handed back all the same, the most that the allocator takes: few are
as large, and what lies between them would add up."""
_KEPT = Event()
"""Set once this process keeps what it frees."""


def keep_freed_memory() -> None:
    """From now on use freed memory again instead of handing it to the system and asking for it anew.

    A process that makes large arrays by the hundred else waits for the system to clear the same
    pages again and again. What it holds at most is what it once used at most in arrays that are not
    very large, and what lies between. For a process that ends with its work.
    """
    options = getattr(ctypes.CDLL(None), "mallopt", None)
    if options is None:
        return
    for parameter, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _NEVER)):
        options(parameter, value)
    pa.set_memory_pool(pa.system_memory_pool())
    _KEPT.set()


def give_memory_back() -> None:
    """Hand memory that a step freed back to the system, unless the process keeps it: pools do otherwise."""
    if _KEPT.is_set():
        return
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
