"""From the reports of files to the report of their batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from graph.ingest.coverage_claims import claims_of
from graph.ingest.deliveries import Declaration, DeliveredFile
from graph.ingest.limits import Limits
from graph.ingest.mapping import Mapping as FileMapping
from graph.ingest.normalisers import normalisers
from graph.ingest.person_names import PERSON_NAMES
from graph.ingest.report import (
    FileReport,
    ImportReport,
    LoadCounts,
    RejectCount,
    ScopeReport,
    TableReport,
)
from graph.store.protocol import LoadReport, Scope

_LOST_LINE_ENDS = frozenset({"line_too_long", "lone_carriage_return", "nul_byte"})
"""Reasons of lines that may stand for more than one row."""


class Appended(Protocol):
    """What an append of filings did, by table; conflicts as (table, filing, column)."""

    @property
    def added(self) -> Mapping[str, int]:
        """Rows added."""
        ...

    @property
    def conflicts(self) -> Sequence[tuple[str, str, str]]:
        """Rows left out because they contradict another row of the batch."""
        ...


def summary(
    batch: str,
    mapping: FileMapping,
    declaration: Declaration,
    files: Sequence[DeliveredFile],
    reports: list[FileReport],
    unmatched: list[str],
    limits: Limits,
) -> ImportReport:
    """Report of a staged batch; ``files`` and ``reports`` are in the same order."""
    report = ImportReport(
        batch=batch,
        state="loaded",
        day=declaration.day,
        source=declaration.source,
        mapping=mapping.name,
        mapping_hash=mapping.hash,
        normalisers=normalisers(),
        backfill=declaration.backfill,
        files=reports,
        unmatched_files=unmatched,
    )
    rejects: dict[tuple[str, str, str, str], RejectCount] = {}
    for file in reports:
        for name, table in file.tables.items():
            if name == PERSON_NAMES.name:
                report.names += table.rows
            else:
                report.tables.setdefault(name, TableReport()).add(table, limits.unknown_words_kept)
        for reject in file.rejects:
            key = (reject.table, reject.field, reject.reason, reject.effect)
            known = rejects.setdefault(key, reject.model_copy(update={"count": 0}))
            known.count += reject.count
    report.rejects = [reject for _, reject in sorted(rejects.items())]
    claims = len(claims_of(mapping, files, reports))
    if claims:
        report.tables.setdefault("coverage", TableReport()).rows += claims
    fed = [{entry.table for entry in mapping.files[file.rule].emit} for file in files]
    report.scopes = [
        _scope(
            scope,
            report,
            [file for file, tables in zip(reports, fed, strict=True) if scope.table in tables],
            limits,
        )
        for scope in declaration.full
    ]
    return report


def _scope(scope: Scope, report: ImportReport, feeding: list[FileReport], limits: Limits) -> ScopeReport:
    """A complete delivery closes only what it cannot have lost on the way."""
    broken = [file.name for file in feeding if file.state != "read"]
    merged = [
        file.name for file in feeding if any(reject.reason in _LOST_LINE_ENDS for reject in file.rejects)
    ]
    table = report.tables.get(scope.table, TableReport())
    lost = table.rejected + sum(file.lines_rejected for file in feeding)
    share = lost / max(table.rows + lost, 1)
    reason = ""
    if not feeding:
        reason = "no file of this table was delivered"
    elif broken:
        reason = f"not whole: {', '.join(broken)}"
    elif merged:
        reason = f"line ends are missing, each may hide many rows: {', '.join(merged)}"
    elif share > limits.full_delivery_max_rejected_share:
        reason = f"{lost:,} rows ({share:.2%}) were rejected"
    return ScopeReport(
        table=scope.table, source=scope.source, region=scope.region, closes=not reason, reason=reason
    )


def load_counts(loaded: LoadReport, appended: Appended, limits: Limits) -> LoadCounts:
    """What store and filings did, in the order of tables and keys."""
    conflicts = sorted([*loaded.conflicts, *appended.conflicts])
    return LoadCounts(
        version=loaded.version,
        added=dict(sorted({**loaded.added, **appended.added}.items())),
        unchanged=dict(sorted(loaded.unchanged.items())),
        closed=dict(sorted(loaded.closed.items())),
        stubs=loaded.stubs,
        conflicts=len(conflicts),
        conflict_examples=conflicts[: limits.examples_kept],
    )
