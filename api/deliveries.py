"""Import of deliveries into a home: declared in their folders, or on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.dates import day_from
from api.output import cell
from api.progress import bars
from graph.errors import InputError
from graph.ingest.deliveries import DECLARATION, Declaration, Delivery, read_delivery
from graph.ingest.report import Acceptance, ImportReport
from graph.ingest.report_text import report_text
from graph.ingest.run import import_files
from graph.store.protocol import Scope

if TYPE_CHECKING:
    from api.workplace import Workplace


class Imports(BaseModel):
    """Reports of all imported batches, in their order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    batches: tuple[ImportReport, ...]


def declared(paths: Sequence[Path]) -> list[Delivery]:
    """Deliveries of folders that declare themselves, or whose folders do, in the order of their names.

    Raises
    ------
    InputError
        If a path holds no declared delivery.
    """
    found: list[Delivery] = []
    for path in paths:
        folders = [path] if (path / DECLARATION).is_file() else sorted(path.glob(f"*/{DECLARATION}"))
        if not folders:
            raise InputError(
                f"import: expected {DECLARATION} in {path.name} or its folders, got none; "
                "write one, or say --day and --source"
            )
        found.extend(read_delivery(one if one.is_dir() else one.parent) for one in folders)
    return found


def described(
    mapping: str | None, day: str | None, source: str | None, full: Sequence[str], backfill: bool
) -> tuple[str, Declaration]:
    """Mapping and declaration of a delivery from the words of the command line.

    Raises
    ------
    InputError
        If day or source is missing or the day is not written YYYY-MM-DD.
    """
    if day is None or source is None:
        raise InputError("import: expected --day and --source, or a folder with delivery.yaml")
    scopes = []
    for word in full:
        table, _, region = word.partition("@")
        scopes.append(Scope(table=table, source=source, region=region or None))
    return mapping or "canonical", Declaration(
        day=day_from(day, "day"), source=source, backfill=backfill, full=tuple(scopes)
    )


def acceptance(reason: str, day: date) -> Acceptance | None:
    """Acceptance of what the load guard would stop, None without a reason."""
    return Acceptance(reason=reason.strip(), day=day) if reason.strip() else None


def import_one(
    place: Workplace,
    paths: Path | Sequence[Path],
    mapping: str | Path,
    said: Declaration,
    accepted: Acceptance | None = None,
) -> ImportReport:
    """Import one delivery with a progress bar."""
    with bars(f"import {said.day}") as tell:
        return import_files(
            folder_or_files=paths,
            mapping=mapping,
            home=place.home,
            store=place.store,
            filings=place.filings,
            vault=place.vault,
            salt=place.settings.person_salt(),
            day=said.day,
            source=said.source,
            full=said.full,
            backfill=said.backfill,
            accepted=accepted,
            progress=tell,
        )


def import_all(
    place: Workplace, deliveries: Sequence[Delivery], accepted: Acceptance | None = None
) -> Imports:
    """Import declared deliveries one after the other."""
    return Imports(
        batches=tuple(
            import_one(place, one.folder, one.mapping, one.declaration, accepted) for one in deliveries
        )
    )


def render(answer: Imports) -> Iterator[RenderableType]:
    """Readable reports."""
    for report in answer.batches:
        for line in report_text(report).splitlines():
            yield cell(line)
