"""Small graphs of holdings written as shares, and what a dense computation says of them."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from graph.domain import TieKind
from graph.ownership.holdings import Holdings, holdings_of
from graph.snapshot import Snapshot
from tests.relation_graphs import Firm, Person, T, Tie, World

Shares = dict[tuple[str, str], float | None]

WORKED: Shares = {("P", "A"): 0.6, ("P", "B"): 0.3, ("A", "B"): 0.4, ("B", "A"): 0.3}
"""The worked case: a person over two enterprises that hold each other."""


def world_of(shares: Shares, **tie: Any) -> World:
    """World of some shares, None unknown; ids that begin with P are persons."""
    names = sorted({name for pair in shares for name in pair})
    return World(
        firms=tuple(Firm(name) for name in names if not name.startswith("P")),
        persons=tuple(Person(name) for name in names if name.startswith("P")),
        ties=tuple(
            Tie(
                f"t{number:03d}",
                TieKind.HOLDS,
                owner,
                owned,
                share=float("nan") if share is None else share,
                entered=T - 900 + number,
                **tie,
            )
            for number, ((owner, owned), share) in enumerate(shares.items())
        ),
    )


def graph(shares: Shares) -> tuple[Holdings, dict[str, int]]:
    """Holdings of some shares and the code of each name."""
    snapshot = world_of(shares).freeze()
    return holdings_of(snapshot), codes_of(snapshot)


def codes_of(snapshot: Snapshot) -> dict[str, int]:
    return {snapshot.id_of(code): code for code in range(snapshot.nodes)}


def random_shares(seed: int, *, firms: int = 7, persons: int = 3, full: float = 0.95) -> Shares:
    """Shares in thousandths, cycles included, below the whole in every enterprise."""
    rng = random.Random(seed)
    names = [f"F{k}" for k in range(rng.randint(2, firms))]
    owners = [*names, *(f"P{k}" for k in range(persons))]
    shares: Shares = {}
    for owned in names:
        holders = rng.sample([o for o in owners if o != owned], rng.randint(0, min(4, len(owners) - 1)))
        left = round(1000 * full)
        for holder in holders:
            share = rng.randint(0, left)
            left -= share
            if share:
                shares[holder, owned] = share / 1000
    return shares or {("P0", "F0"): 0.5}


def dense(shares: Shares, codes: dict[str, int]) -> np.ndarray[Any, Any]:
    """W as a dense matrix; unknown shares 0."""
    matrix = np.zeros((len(codes), len(codes)))
    for (owner, owned), share in shares.items():
        matrix[codes[owner], codes[owned]] = share or 0.0
    return matrix


def brioschi(matrix: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """W (I - W)^-1, without the diagonal."""
    found = np.asarray(matrix @ np.linalg.inv(np.eye(len(matrix)) - matrix))
    np.fill_diagonal(found, 0.0)
    return found


def baldone(matrix: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Row by row: y = w + y restricted to others than the holder, times W."""
    found = np.zeros_like(matrix)
    for holder in range(len(matrix)):
        others = matrix.copy()
        others[holder] = 0.0
        found[holder] = matrix[holder] @ np.linalg.inv(np.eye(len(matrix)) - others)
    np.fill_diagonal(found, 0.0)
    return found
