"""The report of an import as a page of text, Chinese first with English beside it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ingest.quality.words import EFFECTS, both, column_name, table_name
from graph.ingest.report import Examples, FileReport, ImportReport

_WORDS_SHOWN = 10
_STATES = {
    "loaded": ("已导入", "loaded"),
    "already_loaded": ("此前已导入，未作更改", "already loaded"),
    "read": ("已读取", "read"),
    "truncated": ("文件不完整，末行被截断", "truncated"),
    "rejected": ("整个文件被拒收", "rejected"),
}


def report_text(report: ImportReport) -> str:
    """Readable form of a report; says what is unknown and how much, never a person's name."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: ImportReport) -> Iterator[str]:
    yield f"导入批次 Import {report.batch}: {both(_STATES[report.state])}"
    yield f"来源 source {report.source}, 交付日 day {report.day}, 映射 mapping {report.mapping}" + (
        ", 历史数据 history (backfill)" if report.backfill else ""
    )
    yield "规范化版本 normalisers " + ", ".join(
        f"{name} {version}" for name, version in sorted(report.normalisers.items())
    )
    if report.salt_id:
        yield f"人员标识盐值编号 salt of persons {report.salt_id}"
    if report.accepted is not None:
        yield (
            f"导入防护已由人工放行 load guard passed on {report.accepted.day}, "
            f"理由 reason: {report.accepted.reason}"
        )
    for day in report.undone_on:
        yield f"本批次曾被撤销，现再次导入 loaded again: an earlier load is undone from {day} on"
    yield ""
    yield "文件 Files"
    for file in report.files:
        yield f"  {_file(file)}"
    for name in report.unmatched_files:
        yield f"  {name}: 没有映射规则适用 no rule of the mapping takes it"
    yield ""
    yield "表 Tables (行 rows, 拒收 rejected, 重复 repeated, 新增 added, 未变 unchanged, 终止 closed)"
    for name, table in sorted(report.tables.items()):
        load = report.load
        counts = (load.added.get(name, 0), load.unchanged.get(name, 0), load.closed.get(name, 0))
        yield (
            f"  {name:<22}"
            + "".join(f"{count:>12,}" for count in (table.rows, table.rejected, table.repeated, *counts))
            + f"  {table_name(name)[0]}"
        )
    yield from _rejects(report)
    yield from _coverage(report)
    yield from _findings(report)


def _file(file: FileReport) -> str:
    note = f", 拒收 {file.lines_rejected} 行 lines rejected" if file.lines_rejected else ""
    note += ", 末行无换行符 last line without line end" if file.unterminated else ""
    note += f", 未使用的列 columns not used: {', '.join(file.unused_columns)}" if file.unused_columns else ""
    note += f" ({file.reason})" if file.reason else ""
    form = file.encoding + (f" {file.delimiter!r}" if file.delimiter else "")
    return f"{file.name}: {both(_STATES[file.state])}, {file.rows:,} 行 rows, {form}{note}"


def _rejects(report: ImportReport) -> Iterator[str]:
    if not report.rejects:
        return
    yield ""
    yield "未采用的内容 Not taken over (rejects.csv: 文件 file, 行 line, 字段 field, 值 value, 原因 reason)"
    for reject in report.rejects:
        place = f"{reject.table}.{reject.field}".strip(".") or "-"
        yield f"  {reject.count:>10,}  {both(EFFECTS[reject.effect])}: {place}: {reject.reason}"


def _coverage(report: ImportReport) -> Iterator[str]:
    yield ""
    yield "字段已知比例（只列不全的字段） Known values (columns that are not always known)"
    for name, table in sorted(report.tables.items()):
        if table.rows:
            partly = [
                f"{both(column_name(name, column))} {known / table.rows:.1%}"
                for column, known in sorted(table.known.items())
                if known < table.rows
            ]
            yield f"  {both(table_name(name))}: {', '.join(partly) or '全部已知 everything'}"
    for name, table in sorted(report.tables.items()):
        for column, words in sorted(table.unknown_words.items()):
            some = ", ".join(f"{word} ({count:,})" for word, count in list(words.items())[:_WORDS_SHOWN])
            yield (
                f"  未识别的用词 words unknown to the catalogue in {name}.{column}: "
                f"{sum(words.values()):,}: {some}"
            )
        if table.formulas:
            yield (
                f"  形似公式的文本，按普通文本保存 texts of {name} that look like formulas, kept as inert "
                f"text: {table.formulas:,}"
            )


def _findings(report: ImportReport) -> Iterator[str]:
    found = report.findings
    listed: tuple[tuple[str, Examples], ...] = (
        (
            "持股合计超过 100% 的企业 enterprises whose shares add up to more than 100 %",
            found.share_sums_above_one,
        ),
        (
            "有多个隶属总部的分支机构（各按独立单位处理） branches with several head offices "
            "(each stays a unit of its own)",
            found.branches_with_several_heads,
        ),
        (
            "重复列名同一当事人的记录 records that name one party more than once",
            found.records_naming_a_party_twice,
        ),
        ("循环持股的企业 enterprises in ownership cycles", found.enterprises_in_ownership_cycles),
        (
            "被提及但本次未报送的企业 enterprises referred to but not in this delivery",
            found.enterprises_not_delivered,
        ),
    )
    yield ""
    yield "核查结果 Findings"
    for label, examples in listed:
        some = f": {', '.join(examples.examples)}" if examples.examples else ""
        yield f"  {label}: {examples.count:,}{some}"
    yield f"  新建占位节点 stubs made by the store: {report.load.stubs:,}"
    yield f"  同一事实有两个不同已知值 facts with two different known values: {report.load.conflicts:,}"
    for table, key, column in report.load.conflict_examples:
        yield f"    {table} {key} {column}"
    for scope in report.scopes:
        if not scope.closes:
            yield f"  全量报送未终止任何行 complete delivery of {scope.table} closes nothing: {scope.reason}"
    yield f"  存入姓名库的人员姓名 names of persons put into the vault: {report.names:,}"
    yield "  全部数据的质量报告 quality of all that is known: guanlian quality --html FILE"
