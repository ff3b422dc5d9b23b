"""A batch that was undone leaves no trace from the undo's day on, and all of it before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st

from api.stores import HomeStore
from graph.errors import InputError, NotFoundError, StoreError
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import AsOf, FactStore, Undo
from tests.deliveries import Delivery, Row
from tests.delivery_strategies import DAYS, FIRST_DAY, histories
from tests.store.conftest import generated

NewStore = Callable[[Path], HomeStore]

UNDONE = FIRST_DAY + timedelta(days=DAYS)
"""Later than every day of a generated history."""
MIDDLE = FIRST_DAY + timedelta(days=DAYS // 2)
A, B = "91000000000000001N", "91000000000000002R"


def undo_of(batch: str, day: date = UNDONE) -> Undo:
    return Undo(batch=batch, day=day, reason="wrong county", author="zhang", approver="li")


def digest(store: FactStore, as_of: date = UNDONE, known_by: date = UNDONE) -> str:
    return store.freeze(as_of, known_by).digest()


@generated(15, deliveries=histories(), place=st.integers(0, 3), later=histories())
def test_a_store_without_the_batch_is_the_same_store_from_the_day_of_the_undo(
    new_store: NewStore, deliveries: list[Delivery], place: int, later: list[Delivery]
) -> None:
    gone = deliveries[place % len(deliveries)]
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        staged = {one.batch: one.staged(folder / "staged") for one in deliveries}
        store, never = new_store(folder / "home"), EmbeddedStore(folder / "never")
        for one in deliveries:
            store.load(staged[one.batch])
            if one is not gone:
                never.load(staged[one.batch])
        day_before = UNDONE - timedelta(days=1)
        before = digest(store, known_by=day_before)
        after = deliveries[deliveries.index(gone) + 1 :]
        store.undo(undo_of(gone.batch), [staged[one.batch] for one in after])
        assert digest(store) == digest(never)
        assert digest(store, as_of=MIDDLE) == digest(never, as_of=MIDDLE)
        assert digest(store, known_by=day_before) == before
        assert list(store.state().batches) == [one.batch for one in deliveries if one is not gone]
        # What is loaded afterwards meets the same store.
        for one in later[:2]:
            more = replace(one, batch=f"later-{one.batch}").staged(folder / "staged")
            store.load(more)
            never.load(more)
        assert digest(store) == digest(never)


@generated(6, deliveries=histories(), first=st.integers(0, 3), second=st.integers(0, 3))
def test_two_undos_in_any_order_leave_the_store_that_never_loaded_either(
    new_store: NewStore, deliveries: list[Delivery], first: int, second: int
) -> None:
    gone = list(dict.fromkeys(deliveries[place % len(deliveries)].batch for place in (first, second)))
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        staged = {one.batch: one.staged(folder / "staged") for one in deliveries}
        store, never = new_store(folder / "home"), EmbeddedStore(folder / "never")
        for batch in staged.values():
            store.load(batch)
            if batch.batch not in gone:
                never.load(batch)
        for name in gone:
            held = list(store.state().batches)
            store.undo(undo_of(name), [staged[one] for one in held[held.index(name) + 1 :]])
        assert digest(store) == digest(never)


def load_two(home: Path, new_store: NewStore) -> tuple[HomeStore, Delivery, Delivery]:
    store = new_store(home)
    tie = {"tie_id": "t", "kind": "HOLDS", "source_id": A, "target_id": B, "share": 0.5}
    first = Delivery(batch="one", day=date(2026, 8, 31), rows={"ties": [tie]})
    second = Delivery(
        batch="two", day=date(2026, 9, 30), rows={"ties": [{**tie, "valid_to": date(2026, 9, 1)}]}
    )
    for one in (first, second):
        store.load(one.staged(home / "staged"))
    return store, first, second


def test_a_tie_that_the_batch_ended_is_open_again(new_store: NewStore, tmp_path: Path) -> None:
    store, _, _ = load_two(tmp_path, new_store)
    day = date(2026, 11, 22)
    assert store.neighbours(A, AsOf(day=day, known_by=day), limit=5).total == 0
    store.undo(undo_of("two", day), [])
    assert store.neighbours(A, AsOf(day=day, known_by=day), limit=5).total == 1
    # A batch that comes later bears the number of the one that ended the tie.
    row = {"enterprise_id": B, "name": "乙"}
    more = Delivery(batch="more", day=date(2026, 9, 30), rows={"enterprises": [row]})
    store.load(more.staged(tmp_path / "staged"))
    assert store.neighbours(A, AsOf(day=day, known_by=day), limit=5).total == 1
    earlier = date(2026, 11, 21)
    assert store.neighbours(A, AsOf(day=earlier, known_by=earlier), limit=5).total == 0


def test_the_same_undo_twice_changes_nothing(new_store: NewStore, tmp_path: Path) -> None:
    store, _, _ = load_two(tmp_path, new_store)
    done = store.undo(undo_of("two"), [])
    version = store.current_version()
    assert store.undo(undo_of("two"), []) == done
    assert store.current_version() == version


def test_a_batch_can_be_loaded_again_after_its_undo(new_store: NewStore, tmp_path: Path) -> None:
    store, _, second = load_two(tmp_path, new_store)
    loaded = store.freeze(UNDONE, UNDONE).digest()
    day = FIRST_DAY
    store.undo(undo_of("two", day), [])
    assert not store.load(second.staged(tmp_path / "again")).already_loaded
    assert store.freeze(UNDONE, UNDONE).digest() == loaded
    assert [one.undo.batch for one in store.state().undone] == ["two"]


def test_an_undo_needs_the_rows_of_the_batches_after_it(new_store: NewStore, tmp_path: Path) -> None:
    store, _, _ = load_two(tmp_path, new_store)
    version = store.current_version()
    with pytest.raises(StoreError, match="staged rows of the 1 later"):
        store.undo(undo_of("one"), [])
    assert store.current_version() == version


def test_a_batch_that_is_not_there_cannot_be_undone(new_store: NewStore, tmp_path: Path) -> None:
    store, _, _ = load_two(tmp_path, new_store)
    with pytest.raises(NotFoundError, match="three"):
        store.undo(undo_of("three"), [])


def test_days_of_undos_do_not_go_back(new_store: NewStore, tmp_path: Path) -> None:
    store, _, _ = load_two(tmp_path, new_store)
    store.undo(undo_of("two", date(2026, 11, 22)), [])
    with pytest.raises(InputError, match="not before the last undo"):
        store.undo(undo_of("one", date(2026, 11, 21)), [])


def test_the_version_with_the_batch_outlives_pruning(tmp_path: Path) -> None:
    store, _, _ = load_two(tmp_path, EmbeddedStore)
    later, october = date(2026, 11, 22), date(2026, 10, 1)
    held = store.freeze(later, october).digest()
    store.undo(undo_of("two", later), [])
    for number in range(5):
        row = {"enterprise_id": f"U{number}", "name": "甲"}
        more = Delivery(batch=f"more{number}", day=date(2026, 9, 30), rows={"enterprises": [row]})
        store.load(more.staged(tmp_path / "staged"))
    assert EmbeddedStore(tmp_path).freeze(later, october).digest() == held


@pytest.mark.parametrize("step", ["base", "again 0", "name", "switch"])
def test_an_undo_that_is_cut_short_leaves_the_version_in_force(tmp_path: Path, step: str) -> None:
    store, _, second = load_two(tmp_path, EmbeddedStore)
    later = [second.staged(tmp_path / "staged")]
    day = (UNDONE, UNDONE)
    before = store.freeze(*day).digest()

    def cut(reached: str) -> None:
        if reached == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EmbeddedStore(tmp_path, checkpoint=cut).undo(undo_of("one"), later)
    assert EmbeddedStore(tmp_path).freeze(*day).digest() == before
    whole = EmbeddedStore(tmp_path)
    whole.undo(undo_of("one"), later)
    whole.verify()
    assert list(whole.state().batches) == ["two"]


def test_a_record_that_only_lends_its_id_is_chosen_by_its_id_whatever_was_loaded_first(
    tmp_path: Path,
) -> None:
    records: list[Row] = [{"record_id": name, "kind": "penalty", "decision_id": "d"} for name in ("r1", "r2")]
    party: Row = {"party_key": "k", "record_id": "r2", "party_id": "P:1", "role": "responsible"}
    mark = {"fact_kind": "record", "status": "revoked", "effective_on": date(2026, 1, 2)}
    statuses: list[Row] = [{**mark, "status_id": f"s{n}", "fact_id": f"r{n}"} for n in (1, 2)]
    found = []
    earlier: dict[str, list[dict[str, list[Row]]]] = {"a": [], "b": [{"parties": [party]}]}
    for name, first in earlier.items():
        store = EmbeddedStore(tmp_path / name)
        rest: dict[str, list[Row]] = {"records": records, "fact_statuses": statuses, "parties": [party]}
        for number, rows in enumerate((*first, rest)):
            delivery = Delivery(batch=f"{name}{number}", day=date(2026, 1, 6), rows=rows)
            store.load(delivery.staged(tmp_path / "staged"))
        found.append(store.freeze(FIRST_DAY, UNDONE).digest())
    assert found[0] == found[1]
