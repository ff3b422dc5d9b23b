"""Lists as files: enterprises, members of a cluster, lines of a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from api import month_reads
from api.exports.receipt_rows import receipt_table
from api.exports.stamp import Made, Stamp
from api.exports.tabular import Column, Row, Table, chunks, write_csv, write_xlsx
from api.exports.task import Task
from api.security.scope import in_scope
from api.words import STATES
from graph.arrays import Frame
from graph.domain import RiskClass

_CLASSES = (*(name.value for name in RiskClass), "none")
_PAGE = 500
Rows = npt.NDArray[np.int64]


def enterprises_csv(task: Task) -> Made:
    """Enterprises that fit the filters, or exactly the given ones."""
    table, notes, truncated = _enterprises(task)
    return write_csv(task.path, table, task.stamp, notes, truncated)


def enterprises_xlsx(task: Task) -> Made:
    """The same as a workbook."""
    table, notes, truncated = _enterprises(task)
    return write_xlsx(task.path, [table], task.stamp, notes, truncated)


def members_csv(task: Task) -> Made:
    """Members of a cluster, as many as the bounds allow."""
    stamp = task.stamp
    columns = (
        _columns(stamp)[0],
        _columns(stamp)[1],
        Column(head=stamp.word("地区", "region")),
        Column(head=stamp.word("类别", "class")),
        Column(head=stamp.word("自身类别", "standalone class")),
        Column(head=stamp.word("得分", "score")),
        Column(head=stamp.word("核心成员", "core member")),
        Column(head=stamp.word("联系强度", "strength of its ties")),
        Column(head=stamp.word("本月新加入", "joined this month")),
    )
    first = month_reads.members(task.reading, task.named_subject, limit=1, cursor=None)
    name = stamp.word("群组成员", "members")
    table = Table(name=name, columns=columns, rows=_members(task))
    notes = [(stamp.word("群组", "cluster"), task.named_subject), _total(stamp, first.total)]
    return write_csv(task.path, table, stamp, notes, first.total > task.bounds.rows)


def receipt_csv(task: Task) -> Made:
    """Every line of a receipt with its reason, document and path."""
    answer = month_reads.receipt(task.reading, task.named_subject)
    table, notes = receipt_table(answer, task.stamp)
    return write_csv(task.path, table, task.stamp, notes, answer.receipt.parts > len(answer.receipt.lines))


def _members(task: Task) -> Iterator[Row]:
    yes, no = task.stamp.word("是", "yes"), task.stamp.word("否", "no")
    cursor: str | None = None
    left = task.bounds.rows
    while left > 0:
        page = month_reads.members(task.reading, task.named_subject, limit=min(_PAGE, left), cursor=cursor)
        for one in page.items:
            yield (
                one.name,
                one.enterprise_id,
                one.region,
                None if one.risk_class is None else one.risk_class.value,
                None if one.standalone_class is None else one.standalone_class.value,
                one.score,
                None if one.core is None else (yes if one.core else no),
                None if one.weight is None else round(one.weight, 4),
                None if one.joined is None else (yes if one.joined else no),
            )
        left -= len(page.items)
        cursor = page.cursor
        if cursor is None:
            return


def _enterprises(task: Task) -> tuple[Table, list[tuple[str, str]], bool]:
    scores, asked, stamp = task.reading.month.scores, task.parameters, task.stamp
    inside = in_scope(task.reading.month, task.reading.viewer)
    if asked.enterprise_ids:
        rows, missing = _given(scores, asked.enterprise_ids)
    else:
        rows, missing = _fitting(scores, asked.risk_class, asked.region), 0
    outside = int(np.count_nonzero(~inside[rows]))
    if not asked.enterprise_ids:
        # A list by class or region would tell of the other areas; single ones may be looked up.
        rows = rows[inside[rows]]
    shown = rows[: task.bounds.rows]
    notes = [_total(stamp, len(rows))]
    if outside:
        notes.append((stamp.word("辖区外户数", "outside the area"), str(outside)))
    if missing:
        notes.append((stamp.word("未匹配", "not matched"), str(missing)))
    table = Table(
        name=stamp.word("企业清单", "enterprises"),
        columns=_columns(stamp),
        rows=_lines(scores, shown, inside, stamp),
    )
    return table, notes, len(shown) < len(rows)


def _total(stamp: Stamp, total: int) -> tuple[str, str]:
    return stamp.word("总户数", "total"), str(total)


def _columns(stamp: Stamp) -> tuple[Column, ...]:
    word = stamp.word
    return (
        Column(head=word("名称", "name"), width=36),
        Column(head=word("统一社会信用代码", "credit code"), width=22),
        Column(head=word("类别", "class"), width=7),
        Column(head=word("得分", "score"), width=9, form="0.00"),
        Column(head=word("上月类别", "class before"), width=9),
        Column(head=word("上月得分", "score before"), width=9, form="0.00"),
        Column(head=word("自身类别", "standalone class"), width=9),
        Column(head=word("登记状态", "state"), width=14),
        Column(head=word("地区", "region"), width=10),
        Column(head=word("监管机关", "authority"), width=14),
        Column(head=word("所在群组", "cluster"), width=14),
    )


def _lines(scores: Frame, rows: Rows, inside: npt.NDArray[np.bool_], stamp: Stamp) -> Iterator[Row]:
    """Cells of rows, read slice by slice; outside the area only name, code and class."""
    for start, stop in chunks(len(rows)):
        part = rows[start:stop]
        names, ids, states, regions, authorities, clusters = (
            scores.text(name).take(pa.array(part)).to_pylist()
            for name in ("name", "enterprise_id", "status", "region", "supervising_authority", "cluster_id")
        )
        classes, before, own = (
            [_class(code) for code in scores.numbers(name)[part].tolist()]
            for name in ("risk_class", "previous_class", "standalone_class")
        )
        points, points_before = (
            [None if value < 0 else value / 100 for value in scores.numbers(name)[part].tolist()]
            for name in ("score", "previous_score")
        )
        seen = inside[part].tolist()
        said = [stamp.say(STATES[one]) if one in STATES else one for one in states]
        outer = stamp.word("辖区外", "outside the area")
        for number in range(len(part)):
            head = (names[number], ids[number], classes[number])
            if not seen[number]:
                yield (*head, None, None, None, None, outer, None, None, None)
                continue
            yield (
                *head,
                points[number],
                before[number],
                points_before[number],
                own[number],
                said[number],
                regions[number],
                authorities[number],
                clusters[number],
            )


def _class(code: int) -> str | None:
    return None if code < 0 else _CLASSES[code]


def _given(scores: Frame, ids: Sequence[str]) -> tuple[Rows, int]:
    """Rows of the ids that the month knows, each once, and how many it does not."""
    wanted = set(ids)
    found = sorted({row for one in wanted if (row := scores.place("enterprise_id", one)) is not None})
    return np.array(found, dtype=np.int64), len(wanted) - len(found)


def _fitting(scores: Frame, risk_class: str | None, region: str | None) -> Rows:
    """Rows that fit the filters, in the order of their ids."""
    keep: Any = np.ones(scores.rows, np.bool_)
    if risk_class is not None:
        code = -1 if risk_class == "none" else _CLASSES.index(risk_class)
        keep &= scores.numbers("risk_class") == code
    if region is not None:
        begins = pc.fill_null(pc.starts_with(scores.text("region"), region), False)
        keep &= begins.to_numpy(zero_copy_only=False)
    return np.flatnonzero(keep).astype(np.int64)
