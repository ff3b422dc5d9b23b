"""Small deliveries and recording stores for tests of the import."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from graph.filings import AppendReport
from graph.ingest.report import ImportReport
from graph.ingest.run import import_files
from graph.store.protocol import LoadReport, Ready, Scope, StagedBatch, StoreState, load_now

DAY = date(2026, 10, 31)
SALT = b"salt of the tests"
# Codes of a fictitious region with right check characters.
FIRMS = ("91000000000000001N", "91000000000000002R", "91000000000000003W")
PERSON = "P:0123456789abcdef01234567"


@dataclass
class RecordingStore:
    """Keeps what it is given; loads every batch once."""

    batches: list[StagedBatch] = field(default_factory=list)
    staged: dict[str, bytes] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def load(self, batch: StagedBatch, ready: Ready = load_now) -> LoadReport:
        ready()
        known = batch.batch in [earlier.batch for earlier in self.batches]
        if not known:
            self.batches.append(batch)
            for path in sorted(batch.folder.glob("*/*.parquet")):
                self.staged[str(path.relative_to(batch.folder))] = path.read_bytes()
                rows = parquet.read_table(path).to_pylist()
                self.tables.setdefault(path.parent.name, []).extend(rows)
        return LoadReport(
            version="v000001",
            added={} if known else dict(batch.rows),
            unchanged={},
            closed={},
            conflicts=(),
            stubs=0,
            already_loaded=known,
        )

    def state(self) -> StoreState:
        return StoreState(version="v000001", batches=[batch.batch for batch in self.batches])


@dataclass
class RecordingFilings:
    """Notes the batches it is given."""

    batches: list[str] = field(default_factory=list)

    def append(self, batch: StagedBatch) -> AppendReport:
        self.batches.append(batch.batch)
        return AppendReport(added={}, conflicts=())


@dataclass
class RecordingVault:
    """Keeps names in memory."""

    names: dict[str, str] = field(default_factory=dict)

    def put(self, person_ids: Any, names: Any, source: str, known_on: date) -> int:
        self.names.update(zip(person_ids.to_pylist(), names.to_pylist(), strict=True))
        return len(self.names)


@dataclass
class Imported:
    """An import through recording stores."""

    report: ImportReport
    store: RecordingStore
    vault: RecordingVault
    folder: Path

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.store.tables.get(table, [])

    def rejects(self) -> list[dict[str, str]]:
        with (self.folder / "rejects.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def reasons(self) -> list[tuple[str, str, str]]:
        return [(row["line"], row["field"], row["reason"]) for row in self.rejects()]


def deliver(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files of a delivery into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    return folder


def import_texts(
    place: Path,
    files: Mapping[str, str | bytes],
    *,
    mapping: str = "canonical",
    full: Sequence[Scope] = (),
    day: date = DAY,
    store: RecordingStore | None = None,
) -> Imported:
    """Import files through recording stores; ``mapping`` is a name or YAML text."""
    delivery = deliver(place / "delivery", files)
    chosen: str | Path = mapping
    if "\n" in mapping:
        chosen = place / "mapping.yaml"
        chosen.write_text(mapping, encoding="utf-8")
    store = store or RecordingStore()
    vault = RecordingVault()
    home = place / "home"
    report = import_files(
        folder_or_files=delivery,
        mapping=chosen,
        home=home,
        store=store,  # type: ignore[arg-type]
        filings=RecordingFilings(),
        vault=vault,
        salt=SALT,
        day=day,
        source="registry",
        full=full,
    )
    return Imported(report, store, vault, home / "imports" / report.batch)


def texts(*values: str | None) -> pa.LargeStringArray:
    """Text column."""
    return pa.array(values, pa.large_string())
