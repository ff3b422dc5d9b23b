"""Import of a batch: stage every file, look at the whole, load it, report it.

A batch is idempotent (the same files, mapping and declarations load once), resumable (a
killed import goes on with the first file that was not staged whole) and bounded in
memory (a block of a file at a time, whatever its size).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from graph.disk import disk_full_as_error
from graph.errors import InputError
from graph.identity import salt_id
from graph.ingest.coverage_claims import claims_of, coverage_rows
from graph.ingest.deliveries import Declaration, DeliveredFile, Progress, batch_id, deliver
from graph.ingest.limits import Limits, limits
from graph.ingest.load_guard import load_guard
from graph.ingest.lookups import read_lookups
from graph.ingest.mapping import Mapping, load_mapping
from graph.ingest.normalisers import check_normalisers, normalisers
from graph.ingest.one_file import BatchContext, import_file
from graph.ingest.person_names import NameVault
from graph.ingest.quality.import_report import findings
from graph.ingest.rejects import join_reject_files
from graph.ingest.report import Acceptance, FileReport, ImportReport
from graph.ingest.report_text import report_text
from graph.ingest.salts import check_salt
from graph.ingest.staging import FileWriter, Stage
from graph.ingest.summary import Appended, load_counts, summary
from graph.ingest.vocabularies import vocabularies
from graph.kept_rows import describe, keep, prune
from graph.locks import held_alone
from graph.store.protocol import FactStore, Scope, StagedBatch


class FilingStore(Protocol):
    """Where filings go; ``graph.filings`` implements it."""

    def append(self, batch: StagedBatch) -> Appended:
        """Keep the filings of a batch; the same batch twice changes nothing."""
        ...


def import_files(
    *,
    folder_or_files: Path | Sequence[Path],
    mapping: str | Path,
    home: Path,
    store: FactStore,
    filings: FilingStore,
    vault: NameVault,
    salt: bytes,
    day: date,
    source: str,
    full: Sequence[Scope] = (),
    backfill: bool = False,
    accepted: Acceptance | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import the files of one delivery as one batch.

    Parameters
    ----------
    folder_or_files : Path or sequence of Path
        A folder (its first level) or files.
    mapping : str or Path
        Name of a shipped mapping, or a YAML file.
    home : Path
        Reports and rejects go to ``home/imports/<batch>/``.
    store, filings, vault
        Facts, filings and names of persons go there.
    salt : bytes
        Salt of person ids; never empty where persons have certificates.
    day : date
        Day of the batch: known_on of rows that bring none.
    source : str
    full : sequence of Scope
        Complete deliveries; they close absent rows only if the batch is whole.
    backfill : bool
        Declared history: known_on may be the facts' own day.
    accepted : Acceptance, optional
        Loads also what ends or changes more ties than the load guard allows; kept in the report.
    progress : callable, optional
        Called with step, done, total.

    Returns
    -------
    ImportReport
        Also written as ``report.json`` and ``report.txt``, beside ``rejects.csv``.

    Raises
    ------
    MappingError
        If the mapping is not usable.
    InputError
        If there is no file to read, or none of them can be read; or if the home was loaded
        with other versions of the normalisers, or persons with another salt.
    LoadGuardError
        If it would end or change more living ties than ``guard.yaml`` allows; nothing is loaded.
    StoreBusyError
        If the same batch is being imported by another process.
    DiskFullError
        Nothing stored is lost; the same call goes on later.
    """
    spoken = load_mapping(mapping)
    declaration = Declaration(day=day, source=source, backfill=backfill, full=tuple(full))
    files, unmatched = deliver(folder_or_files, spoken, progress)
    batch = batch_id(files, spoken, declaration)
    folder = home / "imports" / batch
    with disk_full_as_error("the import", home):
        folder.mkdir(parents=True, exist_ok=True)
        busy = f"batch {batch}: another process is importing it: wait until it is done and run again"
        with held_alone(folder / ".lock", busy):
            earlier = _earlier(folder, batch, store)
            if earlier is not None:
                # Left by an import that was killed after it had written its report.
                keep(folder / "stage")
                return earlier
            loaded, mine = store.state().batches, salt_id(salt) if salt else ""
            check_normalisers(home / "imports", loaded, normalisers())
            if mine:
                check_salt(home / "imports", loaded, mine)
            run = _Run(batch, spoken, declaration, files, folder, limits(), progress or _silent)
            report = run.finish(store, filings, run.stage_all(vault, salt), unmatched, mine, accepted)
            prune(home, store.state().batches, limits().undo_batches_kept, limits().undo_bytes_kept)
            return report


def _silent(step: str, done: int, total: int) -> None:
    """Progress of nobody."""


def _earlier(folder: Path, batch: str, store: FactStore) -> ImportReport | None:
    path = folder / "report.json"
    if not path.exists() or batch not in store.state().batches:
        return None
    report = ImportReport.model_validate_json(path.read_text(encoding="utf-8"))
    return report.model_copy(update={"state": "already_loaded"})


class _Run:
    """One import that is not finished yet."""

    def __init__(
        self,
        batch: str,
        mapping: Mapping,
        declaration: Declaration,
        files: list[DeliveredFile],
        folder: Path,
        bounds: Limits,
        progress: Progress,
    ) -> None:
        self._batch = batch
        self._mapping = mapping
        self._declaration = declaration
        self._files = files
        self._folder = folder
        self._limits = bounds
        self._progress = progress
        self._stage = Stage(folder / "stage")

    def stage_all(self, vault: NameVault, salt: bytes) -> list[FileReport]:
        """Stage every file that is not yet, in order."""
        words = {*vocabularies().null_words, *self._mapping.null_words}
        null_words = pa.array(sorted(words), pa.large_string())
        context = BatchContext(
            mapping=self._mapping,
            source=self._declaration.source,
            day=self._declaration.day,
            salt=salt,
            vault=vault,
            limits=self._limits,
            null_words=null_words,
            lookups=read_lookups(self._mapping, self._files, null_words, self._limits),
        )
        total = sum(file.size for file in self._files)
        reports, before = [], 0
        for number, file in enumerate(self._files):
            tell = self._teller(before, total)
            reports.append(import_file(file, number, self._stage, context, tell))
            before += file.size
            tell(0) if not file.size else self._progress("read", before, total)
        claims = claims_of(self._mapping, self._files, reports)
        if claims:
            with FileWriter(self._stage, len(self._files)) as writer:
                writer.write(coverage_rows(claims, self._declaration.source, self._declaration.day))
        return reports

    def _teller(self, before: int, total: int) -> Callable[[int], None]:
        return lambda done: self._progress("read", before + done, total)

    def finish(
        self,
        store: FactStore,
        filings: FilingStore,
        reports: list[FileReport],
        unmatched: list[str],
        salt: str,
        accepted: Acceptance | None,
    ) -> ImportReport:
        """Load what is staged and write report and rejects; the staged rows are kept last."""
        parts = [self._stage.rejects_path(number) for number in range(len(self._files))]
        join_reject_files(parts, self._folder / "rejects.csv")
        if all(report.state == "rejected" for report in reports):
            self._stage.remove()
            first = reports[0]
            raise InputError(
                f"import: expected at least one readable file, got none; {first.name}: {first.reason}"
            )
        report = summary(
            self._batch, self._mapping, self._declaration, self._files, reports, unmatched, self._limits
        )
        report.salt_id = salt
        self._progress("check", 0, 1)
        report.findings = findings(self._stage, self._limits)
        staged = StagedBatch(
            batch=self._batch,
            day=self._declaration.day,
            source=self._declaration.source,
            folder=self._stage.folder,
            rows={name: table.rows for name, table in report.tables.items() if table.rows},
            backfill=self._declaration.backfill,
            full=tuple(
                Scope(table=scope.table, source=scope.source, region=scope.region)
                for scope in report.scopes
                if scope.closes
            ),
            guard=load_guard() if accepted is None else None,
        )
        self._progress("load", 0, 1)
        report.accepted = accepted
        report.undone_on = [one.undo.day for one in store.state().undone if one.undo.batch == self._batch]
        describe(staged)
        # Filings before the graph is published: a batch that the store knows is then whole everywhere.
        loaded = store.load(staged, lambda: filings.append(staged))
        report.load = load_counts(loaded, filings.append(staged), self._limits)
        self._write(report)
        keep(self._stage.folder)
        self._progress("load", 1, 1)
        return report

    def _write(self, report: ImportReport) -> None:
        for name, text in (
            ("report.txt", report_text(report)),
            ("report.json", report.model_dump_json(indent=1) + "\n"),
        ):
            partial = self._folder / f"{name}.partial"
            partial.write_text(text, encoding="utf-8")
            partial.replace(self._folder / name)
