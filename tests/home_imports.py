"""Files imported into a home on disk as the command does it, with the salt of the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from graph.filings import FilingStore
from graph.ingest.deliveries import read_delivery
from graph.ingest.report import ImportReport
from graph.ingest.run import import_files
from graph.state import open_state
from graph.store.embedded.store import EmbeddedStore
from graph.vault import NameVault


def import_home(home: Path, files: Path | Sequence[Path], day: date, **more: Any) -> ImportReport:
    """Import a folder or files into the embedded store, the filings and the vault of a home."""
    return import_files(
        folder_or_files=files,
        mapping=more.pop("mapping", "canonical"),
        home=home,
        store=more.pop("store", None) or EmbeddedStore(home),
        filings=FilingStore(home),
        vault=NameVault(open_state(home)),
        salt=more.pop("salt", b"salt"),
        day=day,
        source=more.pop("source", "registry"),
        **more,
    )


def import_delivery(home: Path, folder: Path, **more: Any) -> ImportReport:
    """Import a folder as its ``delivery.yaml`` declares it."""
    delivery = read_delivery(folder)
    declared = delivery.declaration
    told = {"source": declared.source, "full": declared.full, "backfill": declared.backfill}
    return import_home(home, folder, declared.day, mapping=delivery.mapping, **told, **more)
