"""Bulk files of small deliveries, and the real import tool on a fresh home."""

from __future__ import annotations

import os
import shlex
import subprocess
from datetime import date
from pathlib import Path

from graph.store.embedded.segments import Version
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j.bulk import BulkFiles, write_bulk_files
from graph.store.neo4j.bulk_command import class_command
from graph.store.neo4j.store import Neo4jStore
from graph.store.protocol import Undo
from tests.deliveries import Delivery
from tests.neo4j_jars import jars
from tests.neo4j_process import Neo4jProcess

CYPHER_TEXT = "'; MATCH (n) DETACH DELETE n //"

FIRST = Delivery(
    batch="b1",
    day=date(2026, 1, 31),
    rows={
        "enterprises": [
            {"enterprise_id": "U1", "name": '云岭"甲"\n公司, \\"x\\"', "former_names": "", "listed": True},
            {"enterprise_id": "U2", "name": CYPHER_TEXT, "registered_capital_cents": 0, "listed": False},
            {
                "enterprise_id": "U3",
                "name": " 𠮷\t,\\\\",
                "legal_person_id": "U1",
                "established_on": date(2001, 2, 3),
            },
        ],
        "persons": [{"person_id": "P:1", "match_confidence": 0.1}],
        "ties": [
            {"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U1", "share": 0.333333},
            {"tie_id": "t2", "kind": "BRANCH_OF", "source_id": "U3", "target_id": "U9"},
            {"tie_id": "t3", "kind": "REGISTERED_AT", "source_id": "U1", "target_id": "A:1"},
        ],
        "records": [{"record_id": "r1", "kind": "penalty", "severity": 3, "decided_on": date(2025, 5, 5)}],
        "record_items": [{"item_id": "m1", "record_id": "r1", "item_kind": "fine", "amount_cents": 100}],
        "parties": [
            {"party_key": "k1", "record_id": "r1", "party_id": "U1", "role": "responsible"},
            {"party_key": "k2", "record_id": "r2", "party_id": "P:1", "role": "plaintiff"},
        ],
        "identifiers": [
            {"identifier_key": "i1", "entity_id": "R:n:1", "scheme": "uscc", "value": "U1"},
            {"identifier_key": "i2", "entity_id": "U3", "scheme": "registration_no", "value": "77"},
        ],
        "fact_statuses": [
            {
                "status_id": "s1",
                "fact_kind": "record",
                "fact_id": "r1",
                "effective_on": date(2026, 1, 2),
                "status": "objected",
            }
        ],
    },
)
SECOND = Delivery(
    batch="b2",
    day=date(2026, 2, 28),
    rows={
        "enterprises": [{"enterprise_id": "U1", "name": "云岭甲公司"}],
        "ties": [{"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U1", "share": 0.5}],
        "records": [{"record_id": "r1", "kind": "penalty", "severity": 4}],
        "parties": [{"party_key": "k1", "record_id": "r1", "party_id": "U1", "role": "third_party"}],
        "fact_statuses": [
            {
                "status_id": "s1",
                "fact_kind": "record",
                "fact_id": "r1",
                "effective_on": date(2026, 1, 2),
                "ends_on": date(2026, 2, 3),
                "status": "objected",
            }
        ],
    },
)
"""A second batch that supersedes an enterprise, a tie, a record, a party and a status."""


GONE = Delivery(
    batch="gone",
    day=date(2026, 2, 3),
    rows={
        "enterprises": [{"enterprise_id": "U1", "name": "误"}, {"enterprise_id": "U7", "name": "无"}],
        "ties": [{"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U1", "share": 0.1}],
    },
)
"""A batch between the first and the second one that is undone."""
UNDO = Undo(batch="gone", day=date(2026, 4, 1), reason="wrong county", author="u1", approver="u2")


def undone_between(store: EmbeddedStore | Neo4jStore, folder: Path) -> None:
    """Load the three batches and undo the one between."""
    staged = [delivery.staged(folder) for delivery in (FIRST, GONE, SECOND)]
    for batch in staged:
        store.load(batch)
    store.undo(UNDO, staged[2:])


def loaded_version(folder: Path, *deliveries: Delivery) -> Version:
    """Version of an embedded store that holds the deliveries."""
    store = EmbeddedStore(folder / "home")
    for delivery in deliveries:
        store.load(delivery.staged(folder / "staged"))
    version = store.version()
    assert version is not None
    return version


def written_files(folder: Path, *deliveries: Delivery) -> BulkFiles:
    """Bulk files of the deliveries."""
    return write_bulk_files(loaded_version(folder, *deliveries), folder / "bulk", schema_version=0)


def import_into(process: Neo4jProcess, files: BulkFiles) -> None:
    """Run the printed command on the home of a server that has not been started yet."""
    conf = process.home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    command = shlex.split(class_command(files, jars()).replace("\\\n", " "))
    done = subprocess.run(
        [command[0], "-Xmx512m", *command[1:]],
        env={**os.environ, "NEO4J_HOME": str(process.home), "NEO4J_CONF": str(conf)},
        capture_output=True,
        text=True,
        check=False,
        cwd=process.home,
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
