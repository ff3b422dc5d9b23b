"""Naming that outlives publication: an expired joint record still names its parties.

When the publication of a joint decision ends, its record counts no more, but a listing
that follows from it may. Its parties are kept as parties of unknown role of the records
that remain of the decision, so that what an enterprise did itself does not begin to come
back to it over a co-party on the day its own record expires.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.catalogue import records as record_catalogue
from graph.domain import PartyRole
from graph.metapaths import spread, starts_of
from graph.snapshot import Snapshot


def keep_naming(snapshot: Snapshot, expired: np.ndarray, keep: np.ndarray) -> Snapshot:
    """Snapshot whose remaining records carry the parties of expired joint records.

    Parameters
    ----------
    snapshot : Snapshot
        With the expired records still in it.
    expired : bool, one a record
        Records whose publication has ended.
    keep : bool, one a record
        Records that remain.

    Returns
    -------
    Snapshot
        Same rows but in ``parties``, which may have more of role ``unknown``.
    """
    records, parties = snapshot.records, snapshot.parties
    single = [kind for kind, entry in record_catalogue().kinds.items() if entry.conduct == "per_party"]
    per_party = np.asarray(pc.is_in(records.text("kind"), value_set=pa.array(single, pa.large_string())))
    decision = np.asarray(
        pc.fill_null(pc.dictionary_encode(records.text("decision_id")).indices, -1), np.int64
    )
    naming = expired & ~per_party & (decision >= 0)
    remaining = np.flatnonzero(keep & np.isin(decision, decision[naming]) & (decision >= 0))
    if len(remaining) == 0:
        return snapshot
    remaining = remaining[np.argsort(decision[remaining], kind="stable")]
    starts = starts_of(decision[remaining], int(decision.max()) + 1)
    record = parties.numbers("record").astype(np.int64)
    rows = np.flatnonzero(naming[record])
    at, entry = spread(starts, decision[record[rows]])
    width = snapshot.nodes
    carried = np.unique(remaining[entry] * width + parties.numbers("party")[rows][at])
    carried = carried[~np.isin(carried, record * width + parties.numbers("party"))]
    return replace(snapshot, parties=_with_rows(parties, carried // width, carried % width))


def _with_rows(parties: Frame, record: np.ndarray, party: np.ndarray) -> Frame:
    """Parties with more rows of unknown role, in the order (record, party, role)."""
    role = pa.concat_arrays([parties.text("role"), large_text([PartyRole.UNKNOWN.value] * len(record))])
    joined = Frame(
        {
            "record": np.concatenate((parties.numbers("record"), record)).astype(np.int32),
            "party": np.concatenate((parties.numbers("party"), party)).astype(np.int32),
            "role": role,
        }
    )
    return joined.take(np.lexsort((joined.numbers("party"), joined.numbers("record"))))
