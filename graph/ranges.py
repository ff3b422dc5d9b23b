"""Half-open ranges of positions, laid out one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

Numbers = np.ndarray[Any, Any]


def ranges(start: Numbers, stop: Numbers) -> tuple[Numbers, Numbers]:
    """All positions of half-open ranges, and the number of the range that each belongs to."""
    lengths = stop - start
    owner = np.repeat(np.arange(len(start)), lengths)
    inside = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return start[owner] + inside, owner
