"""Freezing a version into a snapshot: node codes, then every frame in its fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import structlog

from graph.domain import day_number
from graph.snapshot import Snapshot
from graph.store.embedded.frozen_facts import frozen_coverage, frozen_statuses, frozen_ties
from graph.store.embedded.frozen_nodes import (
    frozen_aliases,
    frozen_described,
    frozen_enterprises,
    node_codes,
)
from graph.store.embedded.frozen_records import (
    find_united,
    frozen_items,
    frozen_parties,
    frozen_records,
    record_rows,
)
from graph.store.embedded.knowledge import Knowledge
from graph.store.embedded.legal_persons import branch_ties_in_force, heads_of
from graph.store.embedded.segments import Version
from graph.united_records import united_parties, united_statuses

_LOG = structlog.get_logger(__name__)


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
    statuses = frozen_statuses(knowledge)
    found = record_rows(knowledge)
    parties = frozen_parties(knowledge, nodes.code, found)
    union, names = find_united(knowledge, nodes.code, found, parties, statuses)
    items, parts = frozen_items(knowledge, found, union)
    statuses = united_statuses(statuses, names, parts)
    if union is not None:
        parties = united_parties(parties, union)
        _LOG.info("graph.records_united", records=len(union.gone), as_of=as_of.isoformat())
    rows = branch_ties_in_force(
        ties.numbers("kind"), ties.numbers("valid_from"), ties.numbers("valid_to"), day_number(as_of)
    )
    legal_person, _ = heads_of(
        np.concatenate([ties.numbers("src")[rows], attribute_branch]),
        np.concatenate([ties.numbers("dst")[rows], attribute_head]),
        enterprises.rows,
    )
    # The frame that takes most to make, while the least of the others is held.
    records = frozen_records(knowledge, found, union)
    return Snapshot(
        as_of=as_of,
        known_by=known_by,
        enterprises=enterprises.replace(legal_person=legal_person),
        persons=frozen_described(knowledge, nodes, "persons"),
        places=frozen_described(knowledge, nodes, "places"),
        contacts=frozen_described(knowledge, nodes, "contacts"),
        ties=ties,
        records=records,
        parties=parties,
        items=items,
        statuses=statuses,
        coverage=frozen_coverage(knowledge),
        aliases=frozen_aliases(knowledge, nodes),
    )
