"""One file of a batch: read, clean, check, stage; its report and its rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from graph.ingest.cleaning import FileContext, NumberByKey, TextByKey
from graph.ingest.conditions import condition_columns, holds
from graph.ingest.deliveries import DeliveredFile
from graph.ingest.entries import EntryRunner, TableCounts, runners
from graph.ingest.limits import Limits
from graph.ingest.lookups import FoundLookup
from graph.ingest.mapping import FileRule, Mapping
from graph.ingest.person_names import PERSON_NAMES, NameVault
from graph.ingest.readers import TableFile, open_file, require_columns
from graph.ingest.reading import FileRejectedError
from graph.ingest.rejects import RejectWriter
from graph.ingest.report import FileReport, RejectCount, TableReport
from graph.ingest.rows import Rows
from graph.ingest.staging import FileWriter, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchContext:
    """What all files of a batch share."""

    mapping: Mapping
    source: str
    day: date
    salt: bytes
    vault: NameVault
    limits: Limits
    null_words: pa.LargeStringArray
    lookups: dict[str, FoundLookup]


def import_file(
    file: DeliveredFile, number: int, stage: Stage, batch: BatchContext, progress: Callable[[int], None]
) -> FileReport:
    """Stage one file; a checkpoint makes a second call return at once.

    Parameters
    ----------
    number : int
        Place of the file in its batch; names its staged files.
    progress : callable
        Called with the number of bytes read so far.
    """
    done = stage.finished(number)
    if done is not None:
        return done
    with stage.rejects_path(number).open("w", encoding="utf-8", newline="") as stream:
        rejects = RejectWriter(stream, file.name, batch.limits.reject_value_characters)
        report = _read(file, number, stage, batch, rejects, progress)
    report.rejects = [
        RejectCount(table=table, field=field, reason=reason, effect=effect, count=count)  # type: ignore[arg-type]
        for (table, field, reason, effect), count in sorted(rejects.counts.items())
    ]
    stage.finish(number, report)
    return report


def _read(
    file: DeliveredFile,
    number: int,
    stage: Stage,
    batch: BatchContext,
    rejects: RejectWriter,
    progress: Callable[[int], None],
) -> FileReport:
    report = FileReport(name=file.name, sha256=file.sha256, size=file.size, state="read")
    counts: dict[str, TableCounts] = {}
    try:
        rule = batch.mapping.files[file.rule]
        opened = open_file(file.path, rule, batch.mapping, batch.limits)
        report.encoding, report.delimiter = opened.encoding, opened.delimiter
        header = tuple(dict.fromkeys([*opened.header, *rule.fill]))
        entries = runners(rule, header, batch.mapping)
        wanted = (columns for entry in entries for columns in entry.requires())
        require_columns(opened, [word for word in wanted if not set(word) & set(rule.fill)], batch.limits)
        used = {column for entry in entries for column in entry.mentions()}
        used.update(fill.key for fill in rule.fill.values())
        used.update(column for refusal in rule.refuse for column in condition_columns(refusal.when))
        report.unused_columns = [word for word in opened.header if word and word not in used]
        report.absent_columns = sorted(used - set(header))
        with FileWriter(stage, number) as writer:
            _rows(opened, rule, entries, writer, batch, rejects, progress, report, counts)
    except FileRejectedError as error:
        # Rows of a file that breaks off in the middle are left out with it: half a file is no delivery.
        rejects.file_rejected(error.reason, error.detail)
        report.state, report.reason = "rejected", error.message
        report.rows, counts = 0, {}
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        # A column of a type that no cleaner takes; the message is left out, it may quote a value.
        rejects.file_rejected("unsupported_column_type", type(error).__name__)
        report.state, report.reason = "rejected", f"unsupported_column_type: {type(error).__name__}"
        report.rows, counts = 0, {}
    report.tables = {name: _table_report(found, batch.limits) for name, found in sorted(counts.items())}
    return report


def _rows(
    opened: TableFile,
    rule: FileRule,
    entries: list[EntryRunner],
    writer: FileWriter,
    batch: BatchContext,
    rejects: RejectWriter,
    progress: Callable[[int], None],
    report: FileReport,
    counts: dict[str, TableCounts],
) -> None:
    context = FileContext(
        source=batch.source,
        salt=batch.salt,
        anchors=batch.mapping.anchors,
        lookups={name: found for name, found in batch.lookups.items() if isinstance(found, NumberByKey)},
        texts={name: found for name, found in batch.lookups.items() if isinstance(found, TextByKey)},
        day=batch.day,
        placeholder_days=batch.mapping.placeholder_days,
    )
    read = {column for entry in entries for column in entry.mentions()}
    read.update(fill.key for fill in rule.fill.values())
    read.update(column for refusal in rule.refuse for column in condition_columns(refusal.when))
    columns = [word for word in opened.header if word in read]
    for reading in opened.read(columns):
        rejects.lines(reading.bad_lines)
        report.lines_rejected += len(reading.bad_lines)
        report.unterminated |= reading.unterminated
        if reading.truncated:
            report.state = "truncated"
        if reading.chunk is not None:
            report.rows += len(reading.chunk.lines)
            rows = Rows(reading.chunk.columns, reading.chunk.lines, batch.null_words)
            for column, fill in rule.fill.items():
                rows.filled(column, batch.lookups[fill.lookup].of(rows.text(fill.key)))
            rows = _not_refused(rows, rule, report, rejects)
            for entry in entries:
                found = counts.setdefault(entry.entry.table, TableCounts())
                emitted = entry.run(rows, context, batch.day, batch.limits, rejects, found)
                if emitted is None:
                    continue
                if emitted.table is PERSON_NAMES:
                    batch.vault.put(
                        emitted.fields["person_id"], emitted.fields["name"], batch.source, batch.day
                    )
                else:
                    writer.write(emitted)
        progress(reading.bytes_read)


def _not_refused(rows: Rows, rule: FileRule, report: FileReport, rejects: RejectWriter) -> Rows:
    """Rows that no refusal of the rule meets; the others are listed."""
    for refusal in rule.refuse:
        refused = holds(refusal.when, rows)
        if refused.any():
            field = next(condition_columns(refusal.when))
            values = rows.text(field)
            rejects.cells(
                "",
                field,
                refusal.reason,
                refused,
                rows.lines,
                values,
                whole_row=True,
                personal=False,
                identifies=False,
                displaced=True,
            )
            report.lines_rejected += int(refused.sum())
            rows = rows.select(~refused)
    return rows


def _table_report(counts: TableCounts, limits: Limits) -> TableReport:
    words = {
        name: dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[: limits.unknown_words_kept])
        for name, found in sorted(counts.unknown_words.items())
    }
    known: Counter[str] = counts.known
    return TableReport(
        rows=counts.rows,
        rejected=counts.rejected,
        repeated=counts.repeated,
        formulas=counts.formulas,
        known=dict(sorted(known.items())),
        unknown_words=words,
    )
