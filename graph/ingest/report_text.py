"""The report of an import as a page of text."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ingest.report import Examples, ImportReport

_WORDS_SHOWN = 10


def report_text(report: ImportReport) -> str:
    """Readable form of a report; says what is unknown and how much, never a person's name."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: ImportReport) -> Iterator[str]:
    yield f"Import {report.batch}: {report.state.replace('_', ' ')}"
    yield f"source {report.source}, day {report.day}, mapping {report.mapping}" + (
        ", history (backfill)" if report.backfill else ""
    )
    yield "normalisers " + ", ".join(
        f"{name} {version}" for name, version in sorted(report.normalisers.items())
    )
    yield ""
    yield "Files"
    for file in report.files:
        note = f", {file.lines_rejected} lines rejected" if file.lines_rejected else ""
        note += ", last line without line end" if file.unterminated else ""
        note += f", columns not used: {', '.join(file.unused_columns)}" if file.unused_columns else ""
        note += f" ({file.reason})" if file.reason else ""
        form = file.encoding + (f" {file.delimiter!r}" if file.delimiter else "")
        yield f"  {file.name}: {file.state}, {file.rows:,} rows, {form}{note}"
    for name in report.unmatched_files:
        yield f"  {name}: no rule of the mapping takes it"
    yield ""
    yield "Tables                       rows    rejected    repeated       added   unchanged      closed"
    for name, table in sorted(report.tables.items()):
        load = report.load
        counts = (load.added.get(name, 0), load.unchanged.get(name, 0), load.closed.get(name, 0))
        yield f"  {name:<20}" + "".join(
            f"{count:>12,}" for count in (table.rows, table.rejected, table.repeated, *counts)
        )
    yield from _rejects(report)
    yield from _coverage(report)
    yield from _findings(report)


def _rejects(report: ImportReport) -> Iterator[str]:
    if not report.rejects:
        return
    yield ""
    yield "Not taken over (rejects.csv has file, line, field, value, reason)"
    for reject in report.rejects:
        place = f"{reject.table}.{reject.field}".strip(".") or "-"
        yield f"  {reject.count:>10,}  {reject.effect.replace('_', ' ')}: {place}: {reject.reason}"


def _coverage(report: ImportReport) -> Iterator[str]:
    yield ""
    yield "Known values (columns that are not always known)"
    for name, table in sorted(report.tables.items()):
        if table.rows:
            partly = [
                f"{column} {known / table.rows:.1%}"
                for column, known in sorted(table.known.items())
                if known < table.rows
            ]
            yield f"  {name}: {', '.join(partly) or 'everything'}"
    for name, table in sorted(report.tables.items()):
        for column, words in sorted(table.unknown_words.items()):
            some = ", ".join(f"{word} ({count:,})" for word, count in list(words.items())[:_WORDS_SHOWN])
            yield f"  words unknown to the catalogue in {name}.{column}: {sum(words.values()):,}: {some}"
        if table.formulas:
            yield f"  texts of {name} that look like formulas, kept as inert text: {table.formulas:,}"


def _findings(report: ImportReport) -> Iterator[str]:
    found = report.findings
    listed: tuple[tuple[str, Examples], ...] = (
        ("enterprises whose shares add up to more than 100 %", found.share_sums_above_one),
        (
            "branches with several head offices (each stays a unit of its own)",
            found.branches_with_several_heads,
        ),
        ("records that name one party more than once", found.records_naming_a_party_twice),
        ("enterprises in ownership cycles", found.enterprises_in_ownership_cycles),
        ("enterprises referred to but not in this delivery", found.enterprises_not_delivered),
    )
    yield ""
    yield "Findings"
    for label, examples in listed:
        some = f": {', '.join(examples.examples)}" if examples.examples else ""
        yield f"  {label}: {examples.count:,}{some}"
    yield f"  stubs made by the store: {report.load.stubs:,}"
    yield f"  facts with two different known values: {report.load.conflicts:,}"
    for table, key, column in report.load.conflict_examples:
        yield f"    {table} {key} {column}"
    for scope in report.scopes:
        if not scope.closes:
            yield f"  complete delivery of {scope.table} closes nothing: {scope.reason}"
    yield f"  names of persons put into the vault: {report.names:,}"
