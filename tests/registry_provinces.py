"""One province in both layouts, imported: registry and canonical extracts are the same facts."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from graph.ingest.report import ImportReport
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from graph.synthetic.truth import Truth
from tests.home_imports import import_delivery
from tests.written_province import UNTIL

Cell = tuple[str, str, str, str, str]
"""File, line, field, reason and effect."""


@dataclass(frozen=True)
class ImportedProvince:
    """A province, its imports and what they left."""

    truth: Truth
    home: Path
    store: EmbeddedStore
    reports: list[ImportReport]

    def snapshot(self) -> Snapshot:
        """Everything known at the end."""
        return self.store.freeze(UNTIL, UNTIL)

    def rejects(self, number: int) -> set[Cell]:
        """What the import of a delivery listed."""
        path = self.home / "imports" / self.reports[number].batch / "rejects.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return {(row["file"], row["line"], row["field"], row["reason"], row["effect"]) for row in rows}

    def key(self, number: int) -> set[Cell]:
        """What the answer key says it has to list."""
        with (self.truth.folder / "registry_errors.csv").open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["delivery"] == str(number) and row["reason"]]
        return {(row["file"], row["line"], row["field"], row["reason"], row["effect"]) for row in rows}


def import_province(truth: Truth, home: Path) -> ImportedProvince:
    """Import all deliveries of a province, each as it declares itself."""
    reports = [import_delivery(home, folder, salt=b"province") for folder in truth.deliveries]
    return ImportedProvince(truth, home, EmbeddedStore(home), reports)
