"""Search without a text: what passes the filters, the highest score first, outside an area by id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from api.readers import Reading
from api.search_reads import SearchFilter, search
from api.security.viewer import TERMINAL
from api.workplace import Workplace
from graph.domain import RiskClass
from graph.errors import InputError

CLASS_B = SearchFilter(risk_class=RiskClass.B)


@pytest.fixture(scope="module")
def whole(home: Path) -> Reading:
    return Workplace(home).reading(None, None)


@pytest.fixture(scope="module")
def area(whole: Reading) -> Reading:
    names = whole.month.scores.text("supervising_authority").to_pylist()
    code = max(sorted({name for name in names if name}), key=names.count)
    return replace(whole, viewer=replace(TERMINAL, authorities=frozenset((code,)), account="a"))


def all_pages(reading: Reading, limit: int) -> list[str]:
    found, cursor = [], None
    while True:
        page = search(reading, "", CLASS_B, limit=limit, cursor=cursor)
        found += [hit.node.id for hit in page.items]
        if page.cursor is None:
            assert len(found) == page.total
            return found
        cursor = page.cursor


def test_every_enterprise_of_a_class_is_listed_once_by_falling_score(whole: Reading) -> None:
    scores = whole.month.scores
    ids = scores.text("enterprise_id").to_pylist()
    rows = np.flatnonzero(scores.numbers("risk_class") == list(RiskClass).index(RiskClass.B))
    value = dict(zip(ids, scores.numbers("score").tolist(), strict=True))

    found = all_pages(whole, 7)

    assert sorted(found) == sorted(ids[row] for row in rows)
    assert [value[one] for one in found] == sorted((value[one] for one in found), reverse=True)


def test_outside_an_area_the_order_tells_no_score(area: Reading) -> None:
    hits = search(area, "", CLASS_B, limit=200, cursor=None).items
    inside = [hit.node.in_scope for hit in hits]
    outside = [hit.node.id for hit in hits if not hit.node.in_scope]

    assert inside == sorted(inside, reverse=True)
    assert len(set(inside)) == 2
    assert outside == sorted(outside)
    assert all(hit.node.score is None for hit in hits if not hit.node.in_scope)


def test_neither_text_nor_filter_is_refused(whole: Reading) -> None:
    with pytest.raises(InputError, match="expected a text, or a class, region or status"):
        search(whole, "", SearchFilter(), limit=10, cursor=None)
