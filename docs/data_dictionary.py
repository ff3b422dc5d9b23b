"""Writes docs/guides/data-dictionary.md from the table contracts and the catalogues.

Run it with ``make docs`` after a change of either; a test holds the guide to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from graph.catalogue import entity_types, records, relations
from graph.columns import Column, ColumnType, Table
from graph.filing_tables import FILING_TABLES
from graph.ingest.mapping import load_mapping
from graph.tables import GRAPH_TABLES

_MAPPINGS = ("registry", "commercial")
GUIDE = Path(__file__).parent / "guides" / "data-dictionary.md"

_TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.DAY: "day",
    ColumnType.CENTS: "integer, cents of a yuan",
    ColumnType.FRACTION: "fraction",
    ColumnType.NUMBER: "integer",
    ColumnType.FLAG: "true or false",
}

_HEAD = """# Data dictionary

Written by `make docs` from `graph/tables.py`, `graph/filing_tables.py` and the catalogues; do not edit.

Every row is a version and nothing is overwritten: as of a day the version with the greatest `known_on` on or
before that day counts. Besides its own columns each stored row has `source`, `batch`, `known_on` and
`known_on_basis` (row: the extract's own day; batch: the day of the batch; backfill: declared history;
absent: closed by a complete delivery). An empty cell is *unknown*, never zero. **Bold** columns are required.
"""


def render() -> str:
    """The whole guide as Markdown."""
    lines = [_HEAD]
    lines.append("## Tables of the fact store\n")
    for table in GRAPH_TABLES:
        lines.extend(_table_lines(table))
    lines.append("## Filings\n")
    lines.append(
        "Dated rows of one enterprise, kept as Parquet; `filing_id`, `enterprise_id`, `filed_on` first.\n"
    )
    for table in FILING_TABLES:
        lines.extend(_table_lines(table))
    lines.extend(_unused_lines())
    lines.extend(_catalogue_lines())
    return "\n".join(lines).rstrip() + "\n"


def _table_lines(table: Table) -> Iterator[str]:
    yield f"### {table.name} {table.zh}\n"
    rules = [f"key `{table.key}`"]
    if table.valid_from:
        rules.append(f"valid from `{table.valid_from}` until before `{table.valid_to}`")
    if table.backfill_day:
        rules.append(
            "known_on of declared history: " + ", else ".join(f"`{name}`" for name in table.backfill_day)
        )
    if table.closes:
        rules.append(f"a complete delivery that lacks a living row sets `{table.closes}`")
    if table.scope:
        rules.append(f"region of a row: `{table.scope}`")
    yield f"{table.en}. {'; '.join(rules)[:1].upper()}{'; '.join(rules)[1:]}.\n"
    yield from _markdown(
        ("column", "type", "zh", "meaning", "sensitivity"),
        (
            (_name(column), _type(column), column.zh, column.en, column.sensitivity)
            for column in table.columns
        ),
    )


def _name(column: Column) -> str:
    return f"**{column.name}**" if column.required else column.name


def _type(column: Column) -> str:
    if column.allowed:
        return "one of " + ", ".join(column.allowed)
    text = _TYPES[column.kind]
    if column.at_least is not None and column.at_most is not None:
        return f"{text}, {column.at_least:g} to {column.at_most:g}"
    return text if column.at_least is None else f"{text}, at least {column.at_least:g}"


def _unused_lines() -> Iterator[str]:
    """Delivered files that a shipped mapping knows and that fill no table of their own."""
    yield "## Delivered files without a table of their own\n"
    yield (
        "They are read and counted in the report of a delivery. Some give a column to another file's rows. "
        "Names of sites and shops (`AN_WEBSITEINFO`) and conclusions of a vendor feed nothing: that a firm "
        "has a site says nothing about its conduct or the attention it draws (`news` counts that), and a "
        "conclusion is no fact. The delivery's own files are where an officer finds them.\n"
    )
    yield from _markdown(
        ("mapping", "files", "what they hold"),
        (
            (name, ", ".join((*rule.match, *rule.sheets)), rule.meaning)
            for name in _MAPPINGS
            for rule in load_mapping(name).files
            if not rule.emit
        ),
    )


def _catalogue_lines() -> Iterator[str]:
    yield "## Tie kinds\n"
    yield from _markdown(
        ("kind", "zh", "from", "to", "roles", "sensitivity", "basis"),
        (
            (kind, e.zh, ", ".join(e.source), ", ".join(e.target), ", ".join(e.roles), e.sensitivity, e.basis)
            for kind, e in relations().kinds.items()
        ),
    )
    yield "## Record kinds\n"
    yield from _markdown(
        ("kind", "zh", "en", "severity", "conduct", "adverse", "listing", "signal", "basis"),
        (
            (
                *(kind, e.zh, e.en, str(e.severity), e.conduct),
                *(_yes(e.adverse), _yes(e.listing), _yes(e.signal), e.basis),
            )
            for kind, e in records().kinds.items()
        ),
    )
    yield "## Measures of a penalty\n"
    yield from _markdown(
        ("measure", "zh", "en", "severity"),
        ((word, e.zh, e.en, str(e.severity)) for word, e in records().measures.items()),
    )
    yield "## Outcomes\n"
    yield from _markdown(
        ("outcome", "zh", "en", "adverse"),
        ((word, e.zh, e.en, _yes(e.adverse)) for word, e in records().outcomes.items()),
    )
    yield "## Entity types\n"
    yield from _markdown(
        ("code prefix", "zh", "en", "group", "branch", "operator and business are one unit"),
        (
            (code, e.zh, e.en, e.group, _yes(e.branch), _yes(e.operator_is_unit))
            for code, e in entity_types().types.items()
        ),
    )


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


if __name__ == "__main__":
    GUIDE.write_text(render(), encoding="utf-8")
