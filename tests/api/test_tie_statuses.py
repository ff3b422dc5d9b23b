"""Statuses of ties in graph answers: shown with their words, void ties only on demand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.routes.base import PREFIX
from graph.domain import FactState
from graph.store.protocol import StatusMark, TieFilter
from scoring.labels import FACT_STATES


@pytest.mark.parametrize("read", ["ego", "neighbours", "paths"])
def test_void_ties_are_followed_only_on_demand(recorded: Any, read: str) -> None:
    sign = "?to=E2&" if read == "paths" else "?"

    recorded.client.get(f"{PREFIX}/enterprises/E1/{read}")
    recorded.client.get(f"{PREFIX}/enterprises/E1/{read}{sign}void=true")

    asked = [arguments for method, arguments in recorded.store.asked if method == read]
    assert asked[-1][-1] == TieFilter(void=True)
    assert all(arguments[-1] == TieFilter() for arguments in asked[:-1])


@pytest.mark.parametrize(
    ("path", "ties"),
    [
        ("ego", lambda answer: answer["ties"]),
        ("neighbours", lambda answer: [item["tie"] for item in answer["items"]]),
        ("paths?to=E2", lambda answer: [tie for path in answer["paths"] for tie in path["ties"]]),
    ],
)
def test_a_tie_that_scores_do_not_use_is_shown_with_its_status(recorded: Any, path: str, ties: Any) -> None:
    mark = StatusMark(status=FactState.OBJECTED, effective_on=date(2026, 9, 1), ends_on=None)
    recorded.store.marks["t2"] = [mark]

    answer = recorded.client.get(f"{PREFIX}/enterprises/E1/{path}").json()

    found = {tie["id"]: tie["statuses"] for tie in ties(answer)}
    label = {"zh": "异议处理中", "en": "objection pending"}
    assert found.pop("t2") == [
        {"status": "objected", "label": label, "effective_on": "2026-09-01", "ends_on": None}
    ]
    assert all(statuses == [] for statuses in found.values())


def test_every_status_has_a_label() -> None:
    assert set(FACT_STATES) == set(FactState)
