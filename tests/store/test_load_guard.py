"""A delivery that ends or changes most ties of a source is stopped before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.errors import LoadGuardError
from graph.store.protocol import FactStore, LoadGuard, Scope, StagedBatch
from tests.deliveries import Delivery, Row

GUARD = LoadGuard(most_ended=0.2, most_changed=0.5, smallest=10)
AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)


def ties(count: int, start: int = 0, **said: object) -> list[Row]:
    return [
        {
            "tie_id": f"t{n:02d}",
            "kind": "HOLDS",
            "source_id": f"P:{n}",
            "target_id": "U1",
            "share": 0.01,
            **said,
        }
        for n in range(start, start + count)
    ]


def staged(home: Path, name: str, rows: list[Row], day: date = SEPTEMBER, **said: object) -> StagedBatch:
    delivery = Delivery(batch=name, day=day, rows={"ties": rows}, **said)  # type: ignore[arg-type]
    return replace(delivery.staged(home / "staged"), guard=GUARD)


def filled(new_store: Callable[[Path], FactStore], home: Path, count: int = 20) -> FactStore:
    store = new_store(home)
    store.load(staged(home, "first", ties(count), AUGUST))
    return store


def test_a_complete_delivery_that_lost_its_rows_is_stopped(
    new_store: Callable[[Path], FactStore], tmp_path: Path
) -> None:
    store = filled(new_store, tmp_path)
    before = store.freeze(SEPTEMBER, SEPTEMBER).digest()
    full = (Scope(table="ties", source="registry"),)
    with pytest.raises(LoadGuardError, match=r"at most 4 \(20%\) of 20 living HOLDS ties of registry to end"):
        store.load(staged(tmp_path, "second", ties(5), full=full))
    assert store.freeze(SEPTEMBER, SEPTEMBER).digest() == before
    assert list(store.state().batches) == ["first"]


def test_ties_that_most_rows_end_or_change_are_stopped_without_a_complete_delivery(
    new_store: Callable[[Path], FactStore], tmp_path: Path
) -> None:
    store = filled(new_store, tmp_path)
    with pytest.raises(LoadGuardError, match="to end, got 5"):
        store.load(staged(tmp_path, "ends", ties(5, valid_to=AUGUST)))
    with pytest.raises(LoadGuardError, match="to end or change, got 11"):
        store.load(staged(tmp_path, "changes", ties(11, share=0.02)))


def test_a_delivery_at_the_limit_is_loaded(new_store: Callable[[Path], FactStore], tmp_path: Path) -> None:
    store = filled(new_store, tmp_path)
    report = store.load(staged(tmp_path, "second", [*ties(4, valid_to=AUGUST), *ties(6, 4, share=0.02)]))
    assert report.added["ties"] == 10


def test_a_batch_without_a_guard_is_loaded_whatever_it_ends(
    new_store: Callable[[Path], FactStore], tmp_path: Path
) -> None:
    store = filled(new_store, tmp_path)
    accepted = replace(staged(tmp_path, "second", ties(20, valid_to=AUGUST)), guard=None)
    assert store.load(accepted).added["ties"] == 20


def test_few_living_ties_are_not_guarded(new_store: Callable[[Path], FactStore], tmp_path: Path) -> None:
    store = filled(new_store, tmp_path, 9)
    assert store.load(staged(tmp_path, "second", ties(9, valid_to=AUGUST))).added["ties"] == 9


def test_confirmed_rows_are_no_change(new_store: Callable[[Path], FactStore], tmp_path: Path) -> None:
    store = filled(new_store, tmp_path)
    assert store.load(staged(tmp_path, "second", ties(20))).unchanged["ties"] == 20


def test_a_region_is_guarded_by_its_own_ties(new_store: Callable[[Path], FactStore], tmp_path: Path) -> None:
    store = new_store(tmp_path)
    firms = [{"enterprise_id": name, "region": region} for name, region in (("U1", "11"), ("U2", "12"))]
    rows = [*ties(80, target_id="U1"), *ties(12, 80, target_id="U2")]
    first = Delivery(batch="first", day=AUGUST, rows={"enterprises": firms, "ties": rows})
    store.load(first.staged(tmp_path / "staged"))
    full = (Scope(table="ties", source="registry", region="12"),)
    with pytest.raises(LoadGuardError, match="of 12 living HOLDS ties of registry in region 12"):
        store.load(staged(tmp_path, "second", ties(1, 80, target_id="U2"), full=full))


def test_what_has_to_come_first_is_done_once_a_load_is_certain_and_not_for_a_stopped_one(
    new_store: Callable[[Path], FactStore], tmp_path: Path
) -> None:
    store = filled(new_store, tmp_path)
    called: list[str] = []
    with pytest.raises(LoadGuardError):
        store.load(staged(tmp_path, "second", ties(20, valid_to=AUGUST)), lambda: called.append("stopped"))
    store.load(staged(tmp_path, "third", ties(1, valid_to=AUGUST)), lambda: called.append("loaded"))
    assert called == ["loaded"]
