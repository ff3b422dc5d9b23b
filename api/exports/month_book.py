"""The month for the leader: classes by authority and by industry, their change, the largest movers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from api.exports.industries import sections
from api.exports.stamp import Made, Stamp
from api.exports.tabular import Column, Row, Table, write_xlsx
from api.exports.task import Task
from api.security.scope import in_scope
from graph.arrays import Frame
from graph.domain import RiskClass
from scoring.results_rows import class_of, points_at, text_at

_CLASSES = tuple(RiskClass)
_NUMBER = len(_CLASSES)
_MOST_MOVERS = 200
_DIVISIONS = 2
"""Digits of GB/T 4754 that name a division (大类)."""
Codes = npt.NDArray[np.int64]


def month_xlsx(task: Task) -> Made:
    """Four sheets: the whole, by supervising authority, by industry, largest movers; own area only."""
    month, stamp = task.reading.month, task.stamp
    scores = month.scores
    rows = np.flatnonzero(in_scope(month, task.reading.viewer))
    now, before = _codes(scores, "risk_class", rows), _codes(scores, "previous_class", rows)
    industry = _industries(task, rows)
    authority = scores.text("supervising_authority").take(pa.array(rows))
    word = stamp.word
    tables = [
        Table(
            name=word("总体", "the whole"),
            columns=_columns(stamp, word("范围", "extent")),
            rows=_grouped([word("全部", "all")], np.zeros(len(rows), np.int64), now, before),
        ),
        _by(
            word("按监管机关", "by authority"),
            word("监管机关", "authority"),
            authority,
            now,
            before,
            stamp,
            lambda code: _named(code, task.authority_name(code)),
        ),
    ]
    if industry is not None:
        held = sections().sections
        tables += [
            _by(
                word("按行业门类", "by section"),
                word("行业门类", "section"),
                _in_sections(industry),
                now,
                before,
                stamp,
                lambda letter: f"{letter} {stamp.say(held[letter].label)}",
            ),
            _by(
                word("按行业大类", "by division"),
                word("行业大类", "division"),
                industry,
                now,
                before,
                stamp,
                str,
            ),
        ]
    changes, truncated = _movers(scores, rows, stamp)
    tables.append(changes)
    notes = [
        (word("统计范围", "extent"), word("操作人辖区内企业", "enterprises of the operator's area")),
        (word("企业户数", "enterprises"), str(len(rows))),
        (
            word("行业", "industry"),
            word("GB/T 4754-2017 门类、大类", "GB/T 4754-2017 sections and divisions"),
        ),
    ]
    made = write_xlsx(task.path, tables, stamp, notes, truncated)
    return Made(rows=made.rows, truncated=truncated, content_sha256=made.content_sha256)


def _named(code: str, name: str | None) -> str:
    return code if name is None else f"{name}（{code}）"


def _codes(scores: Frame, name: str, rows: Codes) -> Codes:
    """Class codes of rows; the last number stands for none."""
    found = scores.numbers(name)[rows].astype(np.int64)
    return np.where(found < 0, _NUMBER, found)


def _industries(task: Task, rows: Codes) -> Any:
    """Divisions of rows; None where the month keeps no snapshot (a month in tests)."""
    snapshot = getattr(task.reading.month, "snapshot", None)
    if snapshot is None:
        return None
    codes = snapshot.enterprises.text("industry").take(pa.array(rows))
    return pc.utf8_slice_codeunits(codes, 0, _DIVISIONS)


def _by(
    name: str,
    head: str,
    keys: Any,
    now: Codes,
    before: Codes,
    stamp: Stamp,
    shown: Callable[[str], str],
) -> Table:
    """Sheet with one row a key, unknown ones last; ``shown`` names a key."""
    encoded = pc.fill_null(keys, "").dictionary_encode()
    names = encoded.dictionary.to_pylist()
    order = sorted(range(len(names)), key=lambda code: (names[code] == "", names[code]))
    place = np.empty(max(len(names), 1), np.int64)
    place[order] = np.arange(len(order))
    groups = place[encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)]
    heads = [shown(names[code]) if names[code] else stamp.word("（未知）", "(unknown)") for code in order]
    return Table(name=name, columns=_columns(stamp, head), rows=_grouped(heads, groups, now, before))


def _in_sections(divisions: Any) -> Any:
    """Letter of the section of each division, by its dictionary: nothing is done row by row."""
    encoded = pc.fill_null(divisions, "").dictionary_encode()
    found = (sections().of_division(one) for one in encoded.dictionary.to_pylist())
    letters = pa.array(["" if one is None else one[0] for one in found], pa.large_string())
    return letters.take(encoded.indices)


def _columns(stamp: Stamp, first: str) -> tuple[Column, ...]:
    word = stamp.word
    return (
        Column(head=first, width=34),
        Column(head=word("企业户数", "enterprises"), width=11, form="#,##0"),
        Column(head=word("评价户数", "classed"), width=11, form="#,##0"),
        *(Column(head=word(f"{one} 类", f"class {one}"), width=9, form="#,##0") for one in _CLASSES),
        *(
            Column(head=word(f"{one} 类较上月", f"change of {one}"), width=11, form="+#,##0;-#,##0;0")
            for one in _CLASSES
        ),
        Column(head=word("D 类占比", "share of D"), width=10, form="0.00%"),
        Column(head=word("D 类占比较上月", "change of it"), width=14, form="+0.00%;-0.00%;0.00%"),
        Column(head=word("升高户数", "rose"), width=10, form="#,##0"),
        Column(head=word("降低户数", "fell"), width=10, form="#,##0"),
    )


def _grouped(names: list[str], groups: Codes, now: Codes, before: Codes) -> Iterator[Row]:
    """Counts by group: whole columns, then one row a group."""
    size = len(names)
    here, there = (
        np.bincount(groups * (_NUMBER + 1) + codes, minlength=size * (_NUMBER + 1)).reshape(size, -1)
        for codes in (now, before)
    )
    both = (now < _NUMBER) & (before < _NUMBER)
    rose = np.bincount(groups[both & (now > before)], minlength=size)
    fell = np.bincount(groups[both & (now < before)], minlength=size)
    for number, name in enumerate(names):
        counts, old = here[number, :_NUMBER].tolist(), there[number, :_NUMBER].tolist()
        share, share_before = _share(counts), _share(old)
        known = sum(old) > 0
        yield (
            name,
            int(here[number].sum()),
            sum(counts),
            *counts,
            *(a - b if known else None for a, b in zip(counts, old, strict=True)),
            share,
            None if share is None or share_before is None else share - share_before,
            int(rose[number]) if known else None,
            int(fell[number]) if known else None,
        )


def _share(counts: list[int]) -> float | None:
    return counts[-1] / sum(counts) if sum(counts) else None


def _movers(scores: Frame, rows: Codes, stamp: Stamp) -> tuple[Table, bool]:
    """The largest changes of the score, up and down, at most so many; ties by id."""
    now, before = scores.numbers("score")[rows], scores.numbers("previous_score")[rows]
    known = rows[(now >= 0) & (before >= 0) & (now != before)]
    change = scores.numbers("score")[known].astype(np.int64) - scores.numbers("previous_score")[known]
    order = known[np.lexsort((known, -np.abs(change)))][:_MOST_MOVERS]
    word = stamp.word
    columns = (
        Column(head=word("名称", "name"), width=36),
        Column(head=word("统一社会信用代码", "credit code"), width=22),
        Column(head=word("监管机关", "authority"), width=14),
        Column(head=word("上月类别", "class before"), width=9),
        Column(head=word("本月类别", "class now"), width=9),
        Column(head=word("上月得分", "score before"), width=10, form="0.00"),
        Column(head=word("本月得分", "score now"), width=10, form="0.00"),
        Column(head=word("变化", "change"), width=10, form="+0.00;-0.00;0.00"),
    )
    table = Table(
        name=word("变动最大企业", "largest changes"), columns=columns, rows=_mover_rows(scores, order)
    )
    return table, len(known) > len(order)


def _mover_rows(scores: Frame, rows: Codes) -> Iterator[Row]:
    for row in rows.tolist():
        before, now = points_at(scores, "previous_score", row), points_at(scores, "score", row)
        assert before is not None
        assert now is not None
        yield (
            text_at(scores, "name", row),
            text_at(scores, "enterprise_id", row),
            text_at(scores, "supervising_authority", row),
            _class(scores, "previous_class", row),
            _class(scores, "risk_class", row),
            before,
            now,
            round(now - before, 2),
        )


def _class(scores: Frame, name: str, row: int) -> str | None:
    found = class_of(int(scores.numbers(name)[row]))
    return None if found is None else found.value
