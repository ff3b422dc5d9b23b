"""All ties of the province with node codes and known days, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from graph.domain import DAY_OPEN, DAY_UNKNOWN, TIE_KINDS
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import FATES, Firms
from graph.synthetic.nodes import STREAMS, Nodes
from graph.synthetic.parameters import Parameters
from graph.synthetic.premises import Premises
from graph.synthetic.randomness import stream, subset
from graph.synthetic.rows import Cells, Days, Fractions, HexIds, Numbers, Rows
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.ties import ROLES, Ties, joined, renamed
from graph.synthetic.versions import known_days, versions

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def assemble(
    *,
    blocks: Sequence[Ties],
    premises: Premises,
    firms: Firms,
    nodes: Nodes,
    seed: int,
    schedule: Schedule,
    numbers: Parameters,
) -> Ties:
    """One book of ties: premises get node codes, deregistered firms end theirs, days become known.

    A tie is never known before both its ends.
    """
    rng = stream(seed, "ties")
    filed_end = np.where(premises.agent_is_firm, premises.filed.dst, nodes.first_contact + premises.filed.dst)
    book = joined(
        [
            *blocks,
            renamed(premises.at, dst=nodes.first_place + premises.at.dst),
            renamed(premises.reached, dst=nodes.first_contact + premises.reached.dst),
            renamed(premises.filed, dst=filed_end.astype(np.int32)),
        ]
    )
    gone = np.isin(
        firms.fate, [code for code, state in enumerate(FATES) if state in ("deregistered", "moved_out")]
    )
    owner = np.where(book.src < nodes.firms, book.src, np.minimum(book.dst, nodes.firms - 1))
    leaves = gone[owner] & subset(rng, len(book), 0.7) & (book.end == DAY_OPEN)
    leaves &= firms.left[owner] > book.start
    end = np.where(leaves, firms.left[owner], book.end).astype(np.int32)
    first_known = np.full(nodes.count, DAY_UNKNOWN, dtype=np.int32)
    first_known[: nodes.firms] = firms.known
    known = np.maximum(
        known_days(rng, book.start, numbers), np.maximum(first_known[book.src], first_known[book.dst])
    )
    end_known = np.maximum(known_days(rng, end, numbers), known)
    return renamed(book, end=end, known=known.astype(np.int32), end_known=end_known.astype(np.int32))


def first_known_days(ties: Ties, nodes: Nodes) -> Int:
    """Day on which each node is first named by a tie, int32; DAY_OPEN if none names it."""
    first = np.full(nodes.count, DAY_OPEN, dtype=np.int32)
    np.minimum.at(first, ties.src, ties.known)
    np.minimum.at(first, ties.dst, ties.known)
    return first


def tie_rows(ties: Ties, nodes: Nodes, *, seed: int, schedule: Schedule, numbers: Parameters) -> Rows:
    """Rows of ties in versions; some starts are not delivered."""
    rng = stream(seed, "tie_rows")
    hidden = subset(rng, len(ties), numbers.people.unknown_start_share)
    start = np.where(hidden, DAY_UNKNOWN, ties.start).astype(np.int32)
    index, known_on, ended = versions(schedule, ties.known, ties.end, ties.end_known)
    columns: dict[str, Cells] = {
        "tie_id": HexIds(STREAMS["tie"], index, seed),
        "kind": WordCells(pa.array([str(kind) for kind in TIE_KINDS]), ties.kind[index]),
        "source_id": WordCells(nodes.ids, ties.src[index]),
        "target_id": WordCells(nodes.ids, ties.dst[index]),
        "role": WordCells(pa.array(ROLES), ties.role[index]),
        "share": Fractions(np.round(ties.share[index].astype(np.float64), 6)),
        "amount_cents": Numbers(ties.amount[index]),
        "valid_from": Days(start[index]),
        "valid_to": Days(ended),
        "confidence": Fractions(np.round(ties.confidence[index].astype(np.float64), 4)),
    }
    return Rows(columns, known_on)
