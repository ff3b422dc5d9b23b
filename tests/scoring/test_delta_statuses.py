"""Statuses of a part of two months: those that it can feel."""

from __future__ import annotations

from typing import Any

from graph.snapshot import Snapshot
from scoring.job.delta_statuses import of_statuses
from tests.frozen_world import world


def status(key: str, kind: str, fact: str, **columns: Any) -> dict[str, Any]:
    return {"status_id": key, "fact_kind": kind, "fact_id": fact, "status": "revoked", **columns}


def month(records: list[str], ties: list[str], *statuses: dict[str, Any]) -> Snapshot:
    return world(
        enterprises=["A", "B"],
        records=[{"record_id": one, "kind": "penalty", "parties": ["A"]} for one in records],
        ties=[{"tie_id": one, "kind": "HOLDS", "src": "A", "dst": "B"} for one in ties],
        statuses=statuses,
    )


def kept(snapshot: Snapshot) -> list[str | None]:
    found: list[str | None] = snapshot.statuses.text("status_id").to_pylist()
    return found


def test_statuses_of_facts_that_either_month_holds_stay() -> None:
    told = [status("s1", "record", "r1"), status("s2", "record", "r2"), status("s3", "record", "far")]
    told += [status("s4", "tie", "t1"), status("s5", "tie", "t2"), status("s6", "tie", "far")]

    now, was = of_statuses(month(["r1"], ["t1"], *told), month(["r2"], ["t2"], *told))

    assert kept(now) == ["s1", "s2", "s4", "s5"]
    assert kept(was) == ["s1", "s2", "s4", "s5"]


def test_a_status_that_names_a_record_as_the_one_that_replaces_stays() -> None:
    spares = status("s1", "record", "far", replaced_by="r1")

    now, _ = of_statuses(month(["r1"], [], spares), month([], []))

    assert kept(now) == ["s1"]


def test_statuses_of_filings_and_attributes_stay_all() -> None:
    told = [status("s1", "filing", "r9"), status("s2", "attribute", "Z#name")]

    now, _ = of_statuses(month([], [], *told), month([], []))

    assert kept(now) == ["s1", "s2"]
