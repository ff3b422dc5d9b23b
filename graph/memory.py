"""Memory that is free but still held: handed back to the system between heavy steps."""

from __future__ import annotations

import ctypes

import pyarrow as pa


def give_memory_back() -> None:
    """Hand memory that a step freed back to the system: pools keep it otherwise."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
