"""Count and checksum of a set of keys, independent of their order.

A key is a text; its hash is pandas' SipHash of 64 bits. The checksum is the sum and the
exclusive or of the hashes: a lost, added or changed key changes both, and keys that are
there twice do not cancel out in the sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySum:
    """Number of keys, sum of their hashes modulo 2^64, and their exclusive or."""

    keys: int = 0
    total: int = 0
    mixed: int = 0

    def plus(self, hashes: Hashes) -> KeySum:
        """Sum with further keys."""
        total = int(np.sum(hashes, dtype=np.uint64)) if len(hashes) else 0
        mixed = int(np.bitwise_xor.reduce(hashes)) if len(hashes) else 0
        return KeySum(
            keys=self.keys + len(hashes), total=(self.total + total) % 2**64, mixed=self.mixed ^ mixed
        )

    def merged(self, other: KeySum) -> KeySum:
        """Sum over the keys of both."""
        return KeySum(
            keys=self.keys + other.keys,
            total=(self.total + other.total) % 2**64,
            mixed=self.mixed ^ other.mixed,
        )

    @property
    def checksum(self) -> str:
        """Sum and exclusive or as 32 hexadecimal digits."""
        return f"{self.total:016x}{self.mixed:016x}"


def key_hashes(keys: pa.Array) -> Hashes:
    """Hashes of keys given as an Arrow text column without nulls."""
    hashes: Hashes = pd.util.hash_array(keys.to_numpy(zero_copy_only=False), categorize=False)
    return hashes


def joined(*parts: pa.Array) -> pa.LargeStringArray:
    """Keys made of several columns, joined by a bar; numbers as decimals."""
    texts = [part.cast(pa.large_string()) for part in parts]
    return pc.binary_join_element_wise(*texts, pa.scalar("|", pa.large_string()))
