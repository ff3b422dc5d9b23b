"""Links that nobody reviewed, where a pack gives them strength: ties of one id, seen at the other.

A path over such a link is as strong as its ties times the confidence of the link times the
pack's strength of POSSIBLY_SAME (0 as shipped: nothing is carried). Only the relation
network sees these ties; they are counted nowhere and crowd no hub.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import DAY_OPEN, TIE_KINDS, NodeKind, TieKind
from graph.metapaths import spread, stable_order, starts_of
from graph.path_rules import PathRules
from graph.snapshot import Snapshot

_POSSIBLY_SAME = TIE_KINDS.index(TieKind.POSSIBLY_SAME)
_BETWEEN = "~"
NOT_REVIEWED = 0
"""Number in the place of a review where there was none."""


def with_possible_links(snapshot: Snapshot, rules: PathRules) -> Snapshot:
    """Snapshot of the relation network: for each link, the ties of either person at the other too.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    rules : PathRules

    Returns
    -------
    Snapshot
        The very same where the pack gives links no strength. Else its ties are followed by the
        added ones, so that the rows of the others stay; each is named in ``same_persons`` with no
        review. Added ties come last at every hub: they make no degree but their own.
    """
    strength = rules.strengths[TieKind.POSSIBLY_SAME].default
    ties, first = snapshot.ties, snapshot.node_starts[NodeKind.PERSON]
    if strength == 0 or not (ties.numbers("kind") == _POSSIBLY_SAME).any():
        return snapshot
    persons = snapshot.persons.rows
    source, target = ties.numbers("src").astype(np.int64), ties.numbers("dst").astype(np.int64)
    links = np.flatnonzero((ties.numbers("kind") == _POSSIBLY_SAME) & (source != target))
    if not len(links):
        return snapshot
    from_person = (source >= first) & (source < first + persons) & (target < first)
    to_person = (target >= first) & (target < first + persons) & (source < first)
    rows = np.flatnonzero(from_person | to_person)
    person = np.where(from_person[rows], source[rows], target[rows]) - first
    order = stable_order(person)
    rows, person = rows[order], person[order]
    at_person = np.concatenate((target[links], source[links])) - first
    other = np.concatenate((source[links], target[links]))
    link = np.concatenate((links, links))
    which, entry = spread(starts_of(person, persons), at_person)
    tie, here = rows[entry], other[which]
    added = ties.take(tie)
    match = snapshot.persons.numbers("match_confidence")[person[entry]]
    worth = np.nan_to_num(added.numbers("confidence").astype(np.float64), nan=1.0)
    worth *= np.nan_to_num(match, nan=1.0) * strength
    worth *= np.nan_to_num(ties.numbers("confidence")[link[which]].astype(np.float64), nan=1.0)
    forth = from_person[tie]
    ids = pc.binary_join_element_wise(
        added.text("tie_id"),
        ties.text("tie_id").take(pa.array(link[which])),
        pa.scalar(_BETWEEN, pa.large_string()),
    )
    added = added.replace(
        tie_id=large_text(ids),
        src=np.where(forth, here, source[tie]).astype(np.int32),
        dst=np.where(forth, target[tie], here).astype(np.int32),
        confidence=worth.astype(np.float32),
        entered_on=np.full(len(tie), DAY_OPEN - 1, np.int32),
        left_on=np.full(len(tie), DAY_OPEN, np.int32),
    )
    moved = Frame(
        {
            "fact_id": added.text("tie_id"),
            "reviewer": large_text([""] * len(tie)),
            "person": (person[entry] + first).astype(np.int32),
            "same_as": here.astype(np.int32),
            "review": np.full(len(tie), NOT_REVIEWED, np.int32),
        }
    )
    return replace(snapshot, ties=stacked(ties, added), same_persons=stacked(snapshot.same_persons, moved))


def stacked(above: Frame, below: Frame) -> Frame:
    """Rows of both, with the columns and types of the first."""
    return Frame(
        {
            name: np.concatenate((column, below.numbers(name).astype(column.dtype)))
            if isinstance(column, np.ndarray)
            else pa.concat_arrays([column, below.text(name)])
            for name, column in above.items()
        }
    )
