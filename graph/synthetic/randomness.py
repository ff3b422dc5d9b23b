"""Seeded streams and heavy-tailed draws.

Each stage draws from a stream of its own, so a change in one stage leaves the others alone.
"""

from __future__ import annotations

import zlib
from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


def stream(seed: int, stage: str) -> np.random.Generator:
    """Generator of one named stage of one seeded province."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(stage.encode())])))


def choose(rng: np.random.Generator, shares: dict[str, float] | list[float] | Float, size: int) -> Int:
    """Codes 0..k-1 drawn by (unnormalised) shares, int32, shape (size,)."""
    weights = np.asarray(list(shares.values()) if isinstance(shares, dict) else shares, dtype=np.float64)
    edges = np.cumsum(weights / weights.sum())
    edges[-1] = 1.0
    return np.searchsorted(edges, rng.random(size), side="right").astype(np.int32)


def subset(rng: np.random.Generator, size: int, share: float | Float) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Independent draws, each True with probability ``share``."""
    chosen: np.ndarray[Any, np.dtype[np.bool_]] = rng.random(size) < share
    return chosen


def tail_degrees(*, top: float, exponent: float, least: int, total: int) -> Int:
    """Degrees top * rank^-exponent, falling, until below ``least`` or their sum reaches ``total``.

    Parameters
    ----------
    top : float
        Degree of rank 1.
    exponent : float
        Positive; small is a heavier tail.
    least : int
        Smallest degree kept, at least 1.
    total : int
        Bound of the sum.

    Returns
    -------
    int64 array, shape (ranks,), possibly empty
    """
    if top < least or total < least:
        return np.empty(0, dtype=np.int64)
    ranks = int(np.floor((top / least) ** (1 / exponent)))
    ranks = max(1, min(ranks, total // least))
    degrees = np.floor(top * np.arange(1, ranks + 1, dtype=np.float64) ** -exponent).astype(np.int64)
    degrees = degrees[degrees >= least]
    return degrees[np.cumsum(degrees) <= total]


def local_owners(rng: np.random.Generator, slots: int, degrees: Int, spread: float = 3.0) -> Int:
    """Owner of each slot: shared owners take slots near one another, the rest stay their own.

    Parameters
    ----------
    slots : int
        Number of slots in home order (neighbours share a district).
    degrees : integer array, shape (owners,)
        Slots each shared owner takes; the sum must not exceed ``slots``.
    spread : float
        Width of an owner's neighbourhood in units of its degree.

    Returns
    -------
    int64 array, shape (slots,)
        Row of the shared owner, -1 where the slot has an owner of its own.
    """
    owners = np.full(slots, -1, dtype=np.int64)
    wanted = int(degrees.sum())
    if wanted == 0:
        return owners
    owner = np.repeat(np.arange(len(degrees)), degrees)
    centre = np.repeat(rng.random(len(degrees)) * slots, degrees)
    width = np.repeat(degrees * spread + 5.0, degrees)
    desired = (centre + (rng.random(wanted) - 0.5) * 2.0 * width) % slots
    # The k-th smallest wish takes the k-th shared slot: no collisions, neighbours stay near.
    shared = np.sort(rng.permutation(slots)[:wanted])
    owners[shared] = owner[np.argsort(desired, kind="stable")]
    return owners


def lognormal(rng: np.random.Generator, median: float | Float, sigma: float, size: int) -> Float:
    """Lognormal draws around a median."""
    return np.asarray(median * np.exp(sigma * rng.standard_normal(size)), dtype=np.float64)


def exponential_days(rng: np.random.Generator, mean: float, size: int) -> Int:
    """Whole days, exponentially distributed, int32."""
    return np.minimum(rng.exponential(mean, size), 3e4).astype(np.int32)


def later(days: Int, delay: int | Int) -> Int:
    """Days shifted by a delay, int32; DAY_OPEN stays."""
    shifted = np.minimum(days.astype(np.int64) + delay, DAY_OPEN)
    return np.where(days == DAY_OPEN, DAY_OPEN, shifted).astype(np.int32)
