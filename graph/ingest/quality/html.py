"""The quality report as one page of HTML: Chinese first, no script, nothing from outside, fit to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType

from graph.html_page import html_page
from graph.ingest.quality.report import AuthorityQuality, Quality
from graph.ingest.quality.rules import quality_rules
from graph.ingest.quality.store import NEVER
from graph.ingest.quality.words import CHECKS, EFFECTS, TIES, both, column_name, table_name
from graph.ingest.report import Examples

_STYLE = """
td.gap{background:#fbe0dd;font-weight:bold}.months td,.months th{padding:1px 3px;font-size:11px}
.zero{color:#b00}.note{color:#444}
"""


_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def quality_html(found: Quality, made_for: str = "", names: Mapping[str, str] = _NO_NAMES) -> str:
    """One self-contained page.

    Parameters
    ----------
    found : Quality
    made_for : str
        Line under the title: the home, the month or the batch that was looked at.
    names : mapping
        Names of supervising authorities by their code; a code without one stands alone.
    """
    return html_page("数据质量报告", "\n".join(_body(found, made_for, names)), _STYLE)


def _body(found: Quality, made_for: str, names: Mapping[str, str]) -> Iterator[str]:
    whose = "全部监管机关 all authorities" if found.authority is None else _authority(found.authority, names)
    yield '<h1>数据质量报告 <span class="en">Data quality report</span></h1>'
    yield _note(
        f"截至 as of {found.as_of}，知悉截止 known by {found.known_by}；范围 scope：{whose}。{made_for}"
    )
    yield _note(
        f"企业 {found.enterprises:,} 户；另有 {found.stubs:,} 户仅被提及、未报送登记信息。"
        f"{found.enterprises:,} enterprises; {found.stubs:,} more are only referred to."
    )
    yield from _gaps(found, names)
    yield from _tables(found)
    yield from _authorities(found, names)
    yield from _codes(found)
    yield from _ties(found)
    yield from _twice(found)
    yield from _words(found)
    yield from _weight(found)


def _gaps(found: Quality, names: Mapping[str, str]) -> Iterator[str]:
    yield _head("一、缺报提示", "What is missing")
    rows = [
        (
            _authority(one.authority, names),
            both(table_name(gap.table)),
            _since(gap.missing_since),
            gap.newest or "—",
        )
        for one in found.authorities
        for gap in one.gaps
    ]
    rows = [
        ("全部 all", both(table_name(t.table)), _since(t.missing_since), t.newest or "—")
        for t in found.tables
        if t.missing_since
    ] + rows
    if not rows:
        yield _note("没有发现中断报送的表。No table stopped coming.")
        return
    yield from _summary(found)
    yield _table(("监管机关 authority", "表 table", "自何时起 since", "最近一条 newest"), rows, gap=2)


def _summary(found: Quality) -> Iterator[str]:
    """How many authorities lack something, and which tables most of them."""
    lacking = [one for one in found.authorities if one.gaps]
    if not lacking:
        return
    by_table = Counter(gap.table for one in lacking for gap in one.gaps).items()
    tables = "、".join(
        f"{table_name(name)[0]} {count:,}" for name, count in sorted(by_table, key=_most_first)
    )
    yield _note(
        f"{len(found.authorities):,} 个监管机关中 {len(lacking):,} 个有缺报；各表缺报的机关数：{tables}。"
        f"{len(lacking):,} of {len(found.authorities):,} authorities lack a table."
    )


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _tables(found: Quality) -> Iterator[str]:
    yield _head("二、各表与字段覆盖", "Coverage by table and field")
    rows = (
        (
            both(table_name(one.table)),
            *(f"{one.rows:,}", f"{one.enterprises:,}", one.newest or "—"),
            "；".join(f"{column_name(one.table, name)[0]} {share:.0%}" for name, share in one.known.items()),
        )
        for one in found.tables
    )
    heads = ("表 table", "#行 rows", "#企业 enterprises", "最近 newest", "字段已知比例 known share of fields")
    yield _table(heads, rows)


def _authorities(found: Quality, names: Mapping[str, str]) -> Iterator[str]:
    yield _head("三、各监管机关", "By supervising authority")
    most = quality_rules().most_authorities.value
    ordered = sorted(found.authorities, key=lambda one: (-len(one.gaps), one.authority))
    if len(ordered) > most:
        yield _note(f"显示 {most} / {len(ordered)} 个，其余见 JSON。{most} of {len(ordered)} are shown.")
    for one in ordered[:most]:
        yield from _authority_part(one, found.months, names)


def _authority_part(one: AuthorityQuality, months: Sequence[str], names: Mapping[str, str]) -> Iterator[str]:
    title = escape(_authority(one.authority, names))
    yield f'<h3>{title} <span class="en">{one.enterprises:,} 户</span></h3>'
    known = "；".join(
        f"{column_name('enterprises', name)[0]} {share:.0%}" for name, share in one.known.items()
    )
    yield _note(f"登记信息已知比例 known share：{known}")
    spoken = [table for table in one.tables if table.rows or table.missing_since]
    if not spoken:
        yield _note("没有任何申报或记录。No filings and no records.")
        return
    heads = "".join(f'<th class="n">{month[2:4]}<br>{month[5:]}</th>' for month in months)
    lines = []
    for table in spoken:
        cells = "".join(f'<td class="n{"" if count else " zero"}">{count:,}</td>' for count in table.counts)
        mark = (
            f'<td class="gap">{escape(_since(table.missing_since))}</td>'
            if table.missing_since
            else "<td></td>"
        )
        lines.append(f"<tr><td>{escape(table_name(table.table)[0])}</td>{cells}{mark}</tr>")
    yield (
        '<table class="months"><caption>逐月行数 rows by month</caption><thead><tr><th>表</th>'
        f"{heads}<th>缺报自 since</th></tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _codes(found: Quality) -> Iterator[str]:
    yield _head("四、代码与日期", "Codes and days")
    rows = (
        (
            both(CHECKS.get(one.check, (one.check, one.check))),
            *(f"{one.valid:,}", _share(one.valid, one.total), f"{one.unknown:,}", f"{one.wrong.count:,}"),
            _some(one.wrong),
        )
        for one in found.codes
    )
    heads = ("项目 check", "#有效 valid", "#比例 share", "#未知 unknown", "#有误 wrong", "示例 examples")
    yield _table(heads, rows)
    if found.refused:
        yield _note("导入时拒收或按未知处理的值 Values that imports refused or took as unknown")
        refused = (
            (
                both(table_name(one.table)),
                one.field,
                one.reason,
                both(EFFECTS.get(one.effect, (one.effect,) * 2)),
                f"{one.count:,}",
            )
            for one in found.refused
        )
        yield _table(("表 table", "字段 field", "原因 reason", "处理 effect", "#数量 count"), refused)


def _ties(found: Quality) -> Iterator[str]:
    yield _head("五、持股合计与悬空关系", "Sums of shares and loose ends")
    sums = found.shares
    rows = (
        ("合计约等于 100% about 100 %", f"{sums.whole:,}", ""),
        ("不足 below", f"{sums.below:,}", ""),
        ("有比例未知 some share unknown", f"{sums.unknown:,}", ""),
        ("超过 100% above 100 %", f"{sums.above.count:,}", _some(sums.above)),
    )
    yield _table(("有股东的企业 enterprises with holders", "#户数 count", "示例 examples"), rows)
    loose = (
        (
            both(TIES.get(one.kind, (one.kind,) * 2)),
            f"{one.ties:,}",
            f"{one.orphans:,}",
            _share(one.orphans, one.ties),
        )
        for one in found.orphans
    )
    yield _table(("关系 tie", "#现存 in force", "#一端未报送 loose", "#比例 share"), loose)
    if found.stub_examples.count:
        yield _note(
            f"仅被提及的企业 only referred to：{found.stub_examples.count:,}；{_some(found.stub_examples)}"
        )


def _twice(found: Quality) -> Iterator[str]:
    yield _head("六、重名与重码", "Same name, same code")
    rows = (
        (
            f"同一区划内名称相同、标识不同 same name in one region ({found.same_name_groups:,} 个名称)",
            f"{found.same_names.count:,}",
            _some(found.same_names),
        ),
        (
            "同一信用代码对应多个内部主键 several internal keys of one credit code",
            f"{found.keys_of_one_code.count:,}",
            _some(found.keys_of_one_code),
        ),
    )
    yield _table(("情形 finding", "#企业 enterprises", "示例 examples"), rows)


def _words(found: Quality) -> Iterator[str]:
    yield _head("七、未识别的用词", "Words that no catalogue has")
    if not found.unknown_words:
        yield _note("无。None.")
        return
    rows = (
        (both(table_name(one.table)), both(column_name(one.table, one.field)), one.word, f"{one.count:,}")
        for one in found.unknown_words
    )
    yield _table(("表 table", "字段 field", "用词 word", "#次数 count"), rows)


def _weight(found: Quality) -> Iterator[str]:
    yield _head("八、未知指标权重", "Unknown indicator weight")
    weight = found.unknown_weight
    if weight is None:
        yield _note(
            "尚未评价：本报告所截日期没有已发布的月份。Not scored yet: no month is published for this day."
        )
        return
    yield _note(f"{weight.month} 第 {weight.revision} 版，评价 {weight.scored:,} 户 scored")
    rows = ((both((one.zh, one.en)), f"{one.unknown:.1%}") for one in weight.factors)
    yield _table(("因素 factor", "#未知权重 unknown weight"), rows)


def _head(zh: str, en: str) -> str:
    return f'<h2>{zh} <span class="en">{en}</span></h2>'


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'


def _authority(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} {code}" if code in names else code or "未注明 not given"


def _since(since: str | None) -> str:
    return "从未报送 never" if since == NEVER else (since or "")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"


def _some(found: Examples) -> str:
    more = "……" if found.count > len(found.examples) else ""
    return "、".join(found.examples) + more


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]], gap: int | None = None) -> str:
    """Table; a head that begins with # is of numbers, ``gap`` is the column that is marked."""
    number = [head.startswith("#") for head in heads]
    top = "".join(
        f"<th{' class=' + chr(34) + 'n' + chr(34) if is_number else ''}>{escape(head.lstrip('#'))}</th>"
        for head, is_number in zip(heads, number, strict=True)
    )
    lines = []
    for row in rows:
        cells = []
        for place, value in enumerate(row):
            kind = "gap" if place == gap else "n" if number[place] else ""
            cells.append(f"<td{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{escape(str(value))}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
