"""What a reader of an area may suppose: what is not told could be measured by supposing it otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from api.ego_reads import told_around
from api.graph_reads import ends_seen, node_id, told
from api.readers import Reading
from api.security.errors import OutOfScopeError
from api.security.scope import in_scope, sees_enterprise
from graph.arrays import Frame
from graph.domain import FactKind, TieKind
from graph.snapshot import Snapshot
from graph.store.protocol import ALL_TIES
from scoring.hidden_terms import behind_hidden_terms
from scoring.results_profile import public_rows
from scoring.suppositions import FactGoes, PartyOfClass, Supposition, TieEnds, no_such_fact

_HOPS = 2
"""Ties between an enterprise and a party on one of its paths."""


def require_told(
    reading: Reading, snapshot: Snapshot, enterprise_id: str, suppositions: Sequence[Supposition]
) -> None:
    """Refuse to suppose what the reader is not told.

    Parameters
    ----------
    reading : Reading
    snapshot : Snapshot
        Of the month.
    enterprise_id : str
        Whose score is asked for, inside the reader's area.
    suppositions : sequence of Supposition

    Raises
    ------
    NotFoundError
        On a tie or record that is not told, as on one that there is none of; on an unknown party.
    OutOfScopeError
        On a party outside the area that no ties told join to the enterprise, or one behind a tie whose
        terms are not told; on a holding between others, of which it is told that there is one.
    """
    if reading.viewer.whole_area:
        return
    for one in suppositions:
        match one:
            case PartyOfClass():
                _check_party(reading, enterprise_id, node_id(reading, one.enterprise_id))
            case TieEnds():
                _check_tie(reading, snapshot.ties, one.tie_id)
            case FactGoes(kind=FactKind.TIE):
                _check_tie(reading, snapshot.ties, one.fact_id)
            case FactGoes(kind=FactKind.RECORD):
                _check_record(reading, snapshot, one.fact_id)


def _check_party(reading: Reading, enterprise_id: str, party: str) -> None:
    if sees_enterprise(reading, party):
        return
    around, _ = told_around(reading, enterprise_id, hops=_HOPS, ties=ALL_TIES)
    if party not in around:
        raise OutOfScopeError(
            "a supposed class: expected a party of your area, or one that ties you are told join to the "
            "enterprise, got another"
        )
    views, inside = reading.month.views, in_scope(reading.month, reading.viewer)
    ends = (views.code(enterprise_id), views.code(party))
    if behind_hidden_terms(views.ties, views.month.network.units, inside, *ends):
        raise OutOfScopeError(
            "a supposed class: expected a party whose ties on the way to the enterprise are told with their "
            "terms, got one behind a holding or a dealing between others: the answer would measure it"
        )


def _check_tie(reading: Reading, ties: Frame, name: str) -> None:
    row = _row(ties, "tie_id", name)
    found = reading.month.views.ties.typed(np.array([row], np.int64)) if row >= 0 else []
    if not told(reading, found):
        raise no_such_fact(FactKind.TIE, name)
    if found[0].kind is TieKind.HOLDS and not any(ends_seen(reading, found).values()):
        raise OutOfScopeError(
            "a supposed tie: expected one with an end in your area, got a holding between others"
        )


def _check_record(reading: Reading, snapshot: Snapshot, name: str) -> None:
    row = _row(snapshot.records, "record_id", name)
    party = snapshot.parties.numbers("party")[snapshot.parties.numbers("record") == row]
    inside = in_scope(reading.month, reading.viewer)
    if row >= 0 and inside[party[party < len(inside)]].any():
        return
    if row < 0 or not len(public_rows(snapshot, np.array([row], np.int32))):
        raise no_such_fact(FactKind.RECORD, name)


def _row(frame: Frame, column: str, name: str) -> int:
    return int(pc.index(frame.text(column), pa.scalar(name, pa.large_string())).as_py())
