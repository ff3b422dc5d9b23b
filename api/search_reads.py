"""Search: enterprises by name, former name, pinyin, initials, credit code or registration number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from api.answers import NodeView
from api.answers_search import MatchedBy, SearchAnswer, SearchHit
from api.cursors import scope_of, unseal
from api.graph_reads import sealed
from api.node_reads import month_nodes
from api.readers import Reading
from api.security.scope import in_scope
from graph.domain import EnterpriseStatus, NodeKind, RiskClass
from graph.errors import InputError
from graph.name_index import typed_letters
from scoring.name_search import Fit, NameSearch, Ranked, clean_code, signs_of
from scoring.results_rows import known_text, page_of, text_at

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_CLASSES = tuple(RiskClass)
_SPAN = tuple[int, int]
_BY = {
    Fit.WHOLE_NAME: MatchedBy.NAME,
    Fit.NAME: MatchedBy.NAME,
    Fit.WHOLE_FORMER: MatchedBy.FORMER_NAME,
    Fit.FORMER: MatchedBy.FORMER_NAME,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """Which enterprises of those that fit are listed; None is no filter."""

    risk_class: RiskClass | None = None
    region: str | None = None
    status: EnterpriseStatus | None = None

    @property
    def telling(self) -> bool:
        """Whether the list would tell of an enterprise what is not shown outside an area."""
        return self.region is not None or self.status is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """What a code or number stands for: row of the month, and what kind of number it is."""

    row: int
    matched_by: MatchedBy
    text: str


def search(
    reading: Reading, text: str, filters: SearchFilter, *, limit: int, cursor: str | None
) -> SearchAnswer:
    """One page of the enterprises that fit, the best fit first.

    Outside the reader's area an enterprise is found by name and code and shown with its class;
    filters on what is not shown there leave it out. Without a text the enterprises that pass the
    filters are listed, the highest score first; those outside the area follow in the order of their ids.

    Raises
    ------
    InputError
        If there is neither a text nor a filter.
    """
    scope = scope_of(
        "search",
        q=text,
        risk_class=filters.risk_class,
        region=filters.region,
        status=filters.status,
        viewer=reading.viewer.scope_hash,
    )
    inner = None if cursor is None else unseal(cursor, scope).inner
    inside = in_scope(reading.month, reading.viewer)
    if text:
        names = reading.month.views.names
        number = numbered(reading, names, text)
        found = names.ranked(text, None if number is None else number.row)
        kept = np.flatnonzero(_passes(reading, filters, found.row, inside))
        fitting = found.row[kept]
    else:
        fitting = _listed(reading, filters, inside)
    page, following = page_of(range(len(fitting)), inner, limit)
    rows = fitting[list(page)]
    ids = reading.month.scores.text("enterprise_id").take(pa.array(rows)).to_pylist()
    nodes = month_nodes(reading, ids)
    if text:
        items = tuple(_hits(reading, names, found, kept[list(page)], nodes, text, number))
    else:
        items = tuple(_unmarked(node) for node in nodes)
    return SearchAnswer(
        published=reading.published,
        items=items,
        total=len(fitting),
        outside=int(np.count_nonzero(~inside[fitting])),
        shown=len(items),
        truncated=following is not None,
        cursor=sealed(reading, scope, following),
    )


def _listed(reading: Reading, filters: SearchFilter, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Rows that pass the filters: inside the area by score, highest first, then outside it by id."""
    if filters == SearchFilter():
        raise InputError("q: expected a text, or a class, region or status to list by; got neither")
    rows = np.flatnonzero(_passes(reading, filters, np.arange(reading.month.scores.rows), inside))
    known = inside[rows]
    score = np.nan_to_num(reading.month.scores.numbers("score")[rows].astype(np.float64), nan=-1.0)
    return rows[np.lexsort((rows, np.where(known, -score, 0.0), ~known))]


def _unmarked(node: NodeView) -> SearchHit:
    return SearchHit(node=node, matched_by=MatchedBy.NAME, matched_text=node.label, matched=())


def numbered(reading: Reading, names: NameSearch, text: str) -> Numbered | None:
    """Enterprise that a text is the id, credit code, registration number or another alias of.

    The month knows ids; numbers are the store's, which is asked only for what looks like one.
    """
    code = clean_code(text)
    if code is None:
        return None
    kind = MatchedBy.CREDIT_CODE if _USCC.fullmatch(code) else MatchedBy.REGISTRATION_NO
    row = names.row_of_code(code)
    if row is not None:
        return Numbered(row=row, matched_by=MatchedBy.CREDIT_CODE, text=code)
    for form in dict.fromkeys((code, text.strip())):
        known = reading.readers.store.find(form, reading.at)
        row = None if known is None or known.kind is not NodeKind.ENTERPRISE else names.row_of_code(known.id)
        if row is not None:
            return Numbered(row=row, matched_by=kind, text=form)
    return None


def _passes(
    reading: Reading, filters: SearchFilter, rows: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    scores = reading.month.scores
    keep = np.ones(len(rows), np.bool_)
    if filters.telling:
        keep &= inside[rows]
    if filters.risk_class is not None:
        keep &= scores.numbers("risk_class")[rows] == _CLASSES.index(filters.risk_class)
    if filters.region is not None:
        keep &= _true(pc.starts_with(scores.text("region").take(pa.array(rows)), filters.region))
    if filters.status is not None:
        wanted = pa.scalar(filters.status.value, pa.large_string())
        keep &= _true(pc.equal(scores.text("status").take(pa.array(rows)), wanted))
    return keep


def _true(mask: Any) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(mask, False), dtype=np.bool_)


def _hits(
    reading: Reading,
    names: NameSearch,
    found: Ranked,
    shown: npt.NDArray[np.int64],
    nodes: tuple[NodeView, ...],
    text: str,
    number: Numbered | None,
) -> Iterator[SearchHit]:
    for place, node in zip(shown.tolist(), nodes, strict=True):
        fit = Fit(int(found.fit[place]))
        row, entry, offset = int(found.row[place]), int(found.entry[place]), int(found.offset[place])
        if fit is Fit.EXACT_CODE and number is not None:
            yield _hit(node, number.matched_by, number.text, (0, len(number.text)))
        elif fit is Fit.CODE:
            yield _hit(node, MatchedBy.CREDIT_CODE, node.id, (0, len(clean_code(text) or "")))
        else:
            by, span = _span(names, fit, entry, offset, text)
            yield _hit(node, by, _name(reading, names, row, entry), span)


def _hit(node: NodeView, by: MatchedBy, text: str, span: _SPAN) -> SearchHit:
    return SearchHit(node=node, matched_by=by, matched_text=text, matched=(span,))


def _span(names: NameSearch, fit: Fit, entry: int, offset: int, text: str) -> tuple[MatchedBy, _SPAN]:
    letters = len(typed_letters(text))
    if fit is Fit.PINYIN:
        return MatchedBy.PINYIN, names.names.span_of_pinyin(entry, offset, letters)
    if fit is Fit.INITIALS:
        return MatchedBy.INITIALS, names.names.span_of_initials(entry, offset, letters)
    return _BY[fit], (offset, offset + signs_of(text))


def _name(reading: Reading, names: NameSearch, row: int, entry: int) -> str:
    """Name or former name of an entry as it was delivered."""
    if not names.names.former[entry]:
        return known_text(reading.month.scores, "name", row)
    former = text_at(reading.month.views.month.snapshot.enterprises, "former_names", row) or ""
    return former.split("|")[names.names.former_place(entry)]
