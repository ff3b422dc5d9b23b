"""Hand-made graphs in the data model of the store, written without its loader.

Everything is known since 2020-01-01 by batch 1 of 2 unless a test says otherwise.

References
----------
docs/adr/0017-data-model-in-neo4j.md
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import Any, Self

from graph.domain import TieKind
from tests.neo4j_process import Neo4jServer
from tests.neo4j_server import ask

KNOWN_ON, NEVER, PUBLISHED = 20200101, 99991231, 2
LABELS = {"P": "Person", "A": "Place", "C": "Contact"}


def label_of(entity_id: str) -> str:
    return LABELS.get(entity_id.partition(":")[0], "Enterprise") if ":" in entity_id else "Enterprise"


class SmallGraph:
    """Collects nodes and relationships; ``write`` stores them."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, str], dict[str, Any]] = {}
        self._labels: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._relationships: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self._number = count(1)

    def entity(self, entity_id: str, **content: Any) -> Self:
        """A described node; ``known_on`` and ``batch_seq`` may be among the content."""
        return self._node("Entity", entity_id, content)

    def stub(self, entity_id: str) -> Self:
        """A node that something named and nothing describes."""
        self._nodes.setdefault(("Entity", entity_id), {"id": entity_id, "first_known_on": KNOWN_ON})
        return self

    def record(self, record_id: str, **content: Any) -> Self:
        """A described record."""
        return self._node("Record", record_id, content)

    def version(self, label: str, of: str, key: str = "fact_id", **content: Any) -> Self:
        """An older version of a node."""
        row = {"version_id": f"{of}|{next(self._number)}", key: of, **_known(content)}
        self._labels[f"{label}Version"].append(row)
        return self

    def status(self, fact_kind: str, fact_id: str, status: str, **content: Any) -> Self:
        """A status of a fact, in force from the first day unless ``effective_on`` says otherwise."""
        row = {"fact_kind": fact_kind, "fact_id": fact_id, "status": status, "effective_on": KNOWN_ON}
        self._labels["FactStatus"].append({"id": f"S:{fact_id}", **row, **_known(content)})
        return self

    def tie(self, kind: TieKind | str, source: str, target: str, tie_id: str = "", **content: Any) -> Self:
        """A version of a tie; without an id it is called ``source>target``."""
        made = tie_id or f"{source}>{target}"
        row = {"tie_id": made, "superseded_on": NEVER, "superseded_seq": 0, **_known(content)}
        return self._relationship(TieKind(kind), ("Entity", source), ("Entity", target), made, row)

    def names(self, record_id: str, party: str, role: str = "responsible", **content: Any) -> Self:
        """A party of a record."""
        row = {"role": role, "superseded_on": NEVER, "superseded_seq": 0, **_known(content)}
        return self._relationship(
            "NAMES", ("Record", record_id), ("Entity", party), f"{record_id}>{party}", row
        )

    def linked(self, source: str, target: str, **content: Any) -> Self:
        """Two ids of one enterprise."""
        row = {"superseded_on": NEVER, "superseded_seq": 0, **_known(content)}
        return self._relationship(
            "LINKED_TO", ("Entity", source), ("Entity", target), f"{source}={target}", row
        )

    def classed(self, month: str = "2026-10", revision: int = 1, **classes: str) -> Self:
        """Stamps of a published month by enterprise."""
        for entity_id, name in classes.items():
            self.stub(entity_id)
            self._nodes["Entity", entity_id] |= {
                "class": name,
                "score_month": month,
                "score_revision": revision,
            }
        self._labels["Published"] = [{"name": "guanlian", "month": month, "revision": revision}]
        return self

    def write(self, server: Neo4jServer) -> None:
        """Store everything in an empty database."""
        ask(server, "CREATE (:Store {name: 'guanlian', batches: $published})", published=PUBLISHED)
        for (space, node_id), row in self._nodes.items():
            labels = f"{space}:{label_of(node_id)}" if space == "Entity" else space
            ask(server, f"CREATE (n:{labels}) SET n = $row", row=row)
        for label, rows in self._labels.items():
            ask(server, f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", rows=rows)
        for (kind, space), rows in self._relationships.items():
            ends = f"MATCH (a:{space} {{id: row.source}}) MATCH (b:Entity {{id: row.target}})"
            made = f"CREATE (a)-[t:{kind}]->(b) SET t = row.properties"
            ask(server, f"UNWIND $rows AS row {ends} {made}", rows=rows)

    def _node(self, space: str, node_id: str, content: dict[str, Any]) -> Self:
        row = self._nodes.setdefault((space, node_id), {"id": node_id, "first_known_on": KNOWN_ON})
        row |= {"slot": next(self._number), **_known(content)}
        return self

    def _relationship(
        self, kind: str, source: tuple[str, str], target: tuple[str, str], key: str, row: dict[str, Any]
    ) -> Self:
        for space, node_id in (source, target):
            self._nodes.setdefault((space, node_id), {"id": node_id, "first_known_on": KNOWN_ON})
        made = row | {"version_id": f"{key}|{row['known_on']}|{row['batch_seq']}"}
        self._relationships[str(kind), source[0]].append(
            {"source": source[1], "target": target[1], "properties": made}
        )
        return self


def _known(content: dict[str, Any]) -> dict[str, Any]:
    return {"known_on": KNOWN_ON, "batch_seq": 1, "basis": "row", **content}
