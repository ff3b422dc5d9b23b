"""Dated statuses of facts (seed XJ art. 10): revoked, changed, wrong, objected, barred, repaired, void."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from graph.domain import DAY_OPEN, FactKind, FactState, TieKind
from graph.filing_tables import FILING_TABLES
from graph.synthetic.deliveries import Schedule
from graph.synthetic.docket import Docket
from graph.synthetic.events import CAUSES
from graph.synthetic.nodes import STREAMS, Nodes
from graph.synthetic.parameters import Parameters, words
from graph.synthetic.randomness import stream, subset
from graph.synthetic.rows import Cells, Days, Digits, HexIds, Joined, Rows, Taken
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.ties import KIND_CODE, Ties
from graph.synthetic.versions import known_days, versions

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_RANGE = 1 << 40
"""Counters a kind of fact has for the ids of its statuses; records come first."""

_STATES = tuple(str(state) for state in FactState)
_GROUNDS = {
    FactState.REVOKED: "administrative_reconsideration",
    FactState.PARTLY_REVOKED: "court_judgment",
    FactState.CHANGED: "self_correction",
    FactState.WRONG: "source_declaration",
    FactState.OBJECTED: "objection",
    FactState.BARRED: "law",
    FactState.REPAIRED: "credit_repair",
    FactState.VOID_FROM_START: "impersonation",
}


def record_statuses(
    docket: Docket, *, seed: int, schedule: Schedule, numbers: Parameters, item_record: Int
) -> Rows:
    """Statuses of records; a changed record names its replacement, a partly revoked one its item.

    Parameters
    ----------
    docket : Docket
    seed, schedule, numbers
        As given to the province.
    item_record : int64, shape (items,)
        Record of each item, ascending.
    """
    rng = stream(seed, "record_statuses")
    plan = numbers.statuses
    events = docket.events
    count = len(events)
    replaced = np.full(count, -1, dtype=np.int64)
    copies = np.flatnonzero(events.cause == CAUSES.index("replacement"))
    replaced[events.parent[copies]] = copies
    shares = {
        FactState.REVOKED: plan.revoked,
        FactState.PARTLY_REVOKED: plan.partly_revoked,
        FactState.WRONG: plan.wrong,
        FactState.OBJECTED: plan.objected,
        FactState.BARRED: plan.barred,
        FactState.REPAIRED: plan.repaired,
    }
    draw = rng.random(count)
    edges = np.concatenate([[0.0], np.cumsum(list(shares.values()))])
    chosen = np.searchsorted(edges, draw, side="right") - 1
    states = np.array([_STATES.index(state) for state in shares])
    # Only a record of several parts can lose one of them.
    whole = (chosen == list(shares).index(FactState.PARTLY_REVOKED)) & (events.second < 0)
    chosen = np.where(whole, len(shares), chosen)
    changed = replaced >= 0
    rows = np.flatnonzero((chosen < len(shares)) & ~changed & docket.covered)
    fact = np.concatenate([rows, np.flatnonzero(changed & docket.covered)])
    state = np.concatenate(
        [states[chosen[rows]], np.full(len(fact) - len(rows), _STATES.index(FactState.CHANGED))]
    )
    effective = docket.decided[fact] + rng.integers(plan.days[0], plan.days[1], len(fact))
    in_change = state == _STATES.index(FactState.CHANGED)
    effective = np.where(in_change, docket.decided[np.maximum(replaced[fact], 0)], effective)
    objection = state == _STATES.index(FactState.OBJECTED)
    lifted = objection & subset(rng, len(fact), plan.lifted_share)
    ends = np.where(lifted, effective + rng.integers(*plan.lifted_days, len(fact)), DAY_OPEN)
    item = np.searchsorted(item_record, fact)
    has_item = state == _STATES.index(FactState.PARTLY_REVOKED)
    return _rows(
        rng,
        FactKind.RECORD,
        HexIds(STREAMS["record"], fact, seed),
        state,
        effective,
        ends,
        docket.known[fact],
        seed=seed,
        schedule=schedule,
        numbers=numbers,
        numbered=np.arange(len(fact)),
        item=HexIds(STREAMS["item"], np.where(has_item, item, -1), seed),
        replaced_by=HexIds(STREAMS["record"], np.where(in_change, replaced[fact], -1), seed),
    )


def other_statuses(
    ties: Ties, nodes: Nodes, known: Int, *, seed: int, schedule: Schedule, numbers: Parameters
) -> list[Rows]:
    """Void registrations of representatives, wrong filings, wrong attributes.

    Parameters
    ----------
    ties : Ties
    nodes : Nodes
    known : int32, shape (firms,)
        Day on which each firm became known.
    seed, schedule, numbers
        As given to the province.
    """
    rng = stream(seed, "other_statuses")
    plan = numbers.statuses
    posts = np.flatnonzero(
        (ties.kind == KIND_CODE[TieKind.LEGAL_REPRESENTATIVE_OF])
        & subset(rng, len(ties), plan.tie_void_share)
        & (ties.known <= schedule.day_numbers[-1])
    )
    last_day = int(schedule.day_numbers[-1])
    blocks = [
        _spread(
            rng,
            FactKind.TIE,
            HexIds(STREAMS["tie"], posts, seed),
            FactState.VOID_FROM_START,
            np.maximum(ties.known[posts], schedule.month_starts[0]),
            last_day,
            _RANGE + posts,
            seed=seed,
            schedule=schedule,
            numbers=numbers,
        )
    ]
    firms = np.flatnonzero(subset(rng, nodes.firms, plan.attribute_share))
    attribute = Joined(
        (
            WordCells(nodes.ids, firms),
            WordCells(pa.array(["#registered_capital_cents"]), np.zeros(len(firms), dtype=np.int8)),
        )
    )
    blocks.append(
        _spread(
            rng,
            FactKind.ATTRIBUTE,
            attribute,
            FactState.WRONG,
            np.maximum(known[firms], schedule.month_starts[0]),
            last_day,
            2 * _RANGE + firms,
            seed=seed,
            schedule=schedule,
            numbers=numbers,
        )
    )
    return blocks


def filing_statuses(
    table: str, known: Int, first: int, *, seed: int, schedule: Schedule, numbers: Parameters
) -> Rows:
    """Filings of one table that their source declared wrong.

    Parameters
    ----------
    table : str
    known : int32, shape (rows,)
        Day on which each filing became known; DAY_OPEN if it never does.
    first : int
        Number of the first of these rows in the table.
    seed, schedule, numbers
        As given to the province.
    """
    rng = stream(seed, f"filing_statuses:{table}:{first}")
    last_day = int(schedule.day_numbers[-1])
    rows = np.flatnonzero((known <= last_day) & subset(rng, len(known), numbers.statuses.filing_wrong_share))
    number = [entry.name for entry in FILING_TABLES].index(table)
    return _spread(
        rng,
        FactKind.FILING,
        HexIds(STREAMS["filing"] + number, first + rows, seed),
        FactState.WRONG,
        known[rows],
        last_day,
        (3 + number) * _RANGE + first + rows,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
    )


def _spread(
    rng: np.random.Generator,
    kind: FactKind,
    fact: Cells,
    state: FactState,
    known: Int,
    last_day: int,
    numbered: Int,
    *,
    seed: int,
    schedule: Schedule,
    numbers: Parameters,
) -> Rows:
    """One status each, some time between the fact's becoming known and the last delivery."""
    span = np.maximum(last_day - known, 1)
    effective = known + (span * rng.random(len(known))).astype(np.int64)
    return _rows(
        rng,
        kind,
        fact,
        np.full(len(known), _STATES.index(state)),
        effective,
        np.full(len(known), DAY_OPEN),
        known,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
        numbered=numbered,
    )


def _rows(
    rng: np.random.Generator,
    kind: FactKind,
    fact: Cells,
    state: Int,
    effective: Int,
    ends: Int,
    fact_known: Int,
    *,
    seed: int,
    schedule: Schedule,
    numbers: Parameters,
    numbered: Int,
    item: Cells | None = None,
    replaced_by: Cells | None = None,
) -> Rows:
    count = len(state)
    known = np.maximum(known_days(rng, effective.astype(np.int32), numbers), fact_known)
    ends = ends.astype(np.int32)
    index, known_on, ended = versions(schedule, known, ends, known_days(rng, ends, numbers))
    grounds = pa.array([_GROUNDS[FactState(name)] for name in _STATES])
    serial = rng.integers(0, 10**7, count)
    columns: dict[str, Cells] = {
        "status_id": HexIds(STREAMS["status"], numbered, seed),
        "fact_kind": WordCells(pa.array([str(kind)]), np.zeros(count, dtype=np.int8)),
        "fact_id": fact,
        "effective_on": Days(effective),
        "status": WordCells(pa.array(_STATES), state.astype(np.int8)),
        "ground": WordCells(grounds, state.astype(np.int8)),
        "source_organ": WordCells(
            pa.array([f"{words().province.zh}市场监督管理局"]), np.zeros(count, dtype=np.int8)
        ),
        "document_no": Joined(
            (
                WordCells(pa.array([f"{words().province.short[0]}市监更〔"]), np.zeros(count, dtype=np.int8)),
                Digits(effective.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970, 4),
                WordCells(pa.array(["〕"]), np.zeros(count, dtype=np.int8)),
                Digits(serial, 7),
                WordCells(pa.array(["号"]), np.zeros(count, dtype=np.int8)),
            )
        ),
        "author": WordCells(pa.array(["clerk"]), np.zeros(count, dtype=np.int8)),
        "approver": WordCells(pa.array(["reviewer"]), np.zeros(count, dtype=np.int8)),
    }
    if item is not None:
        columns["item_id"] = item
    if replaced_by is not None:
        columns["replaced_by"] = replaced_by
    taken: dict[str, Cells] = {name: Taken(cells, index) for name, cells in columns.items()}
    return Rows({**taken, "ends_on": Days(ended)}, known_on)
