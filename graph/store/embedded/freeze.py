"""Freezing a version into a snapshot: node codes, then every frame in its fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from graph.domain import day_number
from graph.snapshot import Snapshot
from graph.store.embedded.frozen_facts import (
    frozen_coverage,
    frozen_items,
    frozen_parties,
    frozen_records,
    frozen_statuses,
    frozen_ties,
)
from graph.store.embedded.frozen_nodes import (
    frozen_aliases,
    frozen_described,
    frozen_enterprises,
    node_codes,
)
from graph.store.embedded.knowledge import Knowledge
from graph.store.embedded.legal_persons import branch_ties_in_force, heads_of
from graph.store.embedded.segments import Version


def freeze_version(
    version: Version | None, as_of: date, known_by: date, corrections: Sequence[str] = ()
) -> Snapshot:
    """Snapshot of what a version knew, as documented in ``graph.snapshot``.

    Parameters
    ----------
    version : Version or None
        None for a store that was never loaded: a snapshot without rows.
    as_of, known_by : date
        Facts count when known by the earlier of both; statuses and the corrected facts
        when known by ``known_by``.
    corrections : sequence of str
        Ids of facts, or ``enterprise_id#column``.
    """
    if version is None:
        version = Version(Path(), {"version": "none", "batches": [], "tables": {}, "ids": {}, "files": {}})
    knowledge = Knowledge.of(version, as_of, known_by, corrections)
    nodes = node_codes(knowledge)
    enterprises, attribute_branch, attribute_head = frozen_enterprises(knowledge, nodes)
    ties = frozen_ties(knowledge, nodes.code)
    records, record_row = frozen_records(knowledge)
    rows = branch_ties_in_force(
        ties.numbers("kind"), ties.numbers("valid_from"), ties.numbers("valid_to"), day_number(as_of)
    )
    legal_person, _ = heads_of(
        np.concatenate([ties.numbers("src")[rows], attribute_branch]),
        np.concatenate([ties.numbers("dst")[rows], attribute_head]),
        enterprises.rows,
    )
    return Snapshot(
        as_of=as_of,
        known_by=known_by,
        enterprises=enterprises.replace(legal_person=legal_person),
        persons=frozen_described(knowledge, nodes, "persons"),
        places=frozen_described(knowledge, nodes, "places"),
        contacts=frozen_described(knowledge, nodes, "contacts"),
        ties=ties,
        records=records,
        parties=frozen_parties(knowledge, nodes.code, record_row),
        items=frozen_items(knowledge, record_row),
        statuses=frozen_statuses(knowledge),
        coverage=frozen_coverage(knowledge),
        aliases=frozen_aliases(knowledge, nodes),
    )
