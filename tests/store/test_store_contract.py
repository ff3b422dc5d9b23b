"""What every fact store promises, on generated histories, against the naive reference."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from graph.store.protocol import FactStore
from tests.deliveries import Delivery, Row
from tests.delivery_strategies import DAYS, FIRST_DAY, days, histories
from tests.fact_history import History, frozen_rows
from tests.store.conftest import StoreFactory, generated

IN_MEMORY = "/dev/shm"  # syncing is free there, and nothing is left to prove about disks
EVERY_DAY = [FIRST_DAY + timedelta(days=offset) for offset in range(-1, DAYS + 1)]


@contextmanager
def loaded(new_store: StoreFactory, deliveries: Iterable[Delivery]) -> Iterator[FactStore]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if Path(IN_MEMORY).is_dir() else None) as name:
        store = new_store(Path(name) / "home")
        for delivery in deliveries:
            store.load(delivery.staged(Path(name) / "staged"))
        yield store


@generated(35, deliveries=histories())
def test_every_day_equals_the_naive_reference(new_store: StoreFactory, deliveries: list[Delivery]) -> None:
    history = History()
    for delivery in deliveries:
        history.load(delivery)

    with loaded(new_store, deliveries) as store:
        for day in EVERY_DAY:
            assert frozen_rows(store.freeze(day, day)) == history.freeze(day, day), day


def digests(store: FactStore) -> list[str]:
    return [store.freeze(day, day).digest() for day in EVERY_DAY[::3]]


def digests_of(new_store: StoreFactory, deliveries: Iterable[Delivery]) -> list[str]:
    """Digests of a new store; made one after another, as a server has one database."""
    with loaded(new_store, deliveries) as store:
        return digests(store)


@generated(10, deliveries=histories())
def test_loading_a_batch_twice_changes_nothing(new_store: StoreFactory, deliveries: list[Delivery]) -> None:
    with loaded(new_store, deliveries) as once:
        expected = digests(once), once.state()

    with loaded(new_store, [*deliveries, *deliveries]) as twice:
        assert (digests(twice), twice.state()) == expected


@generated(15, deliveries=histories(repeats=False), seed=st.integers(0, 9))
def test_order_of_rows_does_not_matter(
    new_store: StoreFactory, deliveries: list[Delivery], seed: int
) -> None:
    shuffled = [
        replace(delivery, rows={name: _shuffled(rows, seed) for name, rows in delivery.rows.items()})
        for delivery in deliveries
    ]

    assert digests_of(new_store, shuffled) == digests_of(new_store, deliveries)


def _shuffled(rows: Iterable[Row], seed: int) -> list[Row]:
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    return mixed


@generated(15, deliveries=histories(repeats=False, full=False), seed=st.integers(0, 9))
def test_one_delivery_may_come_as_two_batches_of_its_day(
    new_store: StoreFactory, deliveries: list[Delivery], seed: int
) -> None:
    draw = random.Random(seed)
    halves = []
    for delivery in deliveries:
        first = {name: [row for row in rows if draw.random() < 0.5] for name, rows in delivery.rows.items()}
        second = {
            name: [row for row in rows if row not in first[name]] for name, rows in delivery.rows.items()
        }
        halves += [
            replace(delivery, batch=f"{delivery.batch}-a", rows=first),
            replace(delivery, batch=f"{delivery.batch}-b", rows=second),
        ]

    assert digests_of(new_store, halves) == digests_of(new_store, deliveries)


@generated(15, deliveries=histories(own_days=False, full=False, repeats=False, sources=("s1",)))
def test_a_delivery_that_comes_late_counts_from_its_own_day(
    new_store: StoreFactory, deliveries: list[Delivery]
) -> None:
    dated = [
        replace(delivery, day=FIRST_DAY + timedelta(days=3 * number))
        for number, delivery in enumerate(deliveries[:2])
    ]

    assert digests_of(new_store, dated[::-1]) == digests_of(new_store, dated)


@generated(15, deliveries=histories(), late=histories(own_days=False), day=days)
def test_what_is_learnt_later_leaves_the_past_byte_for_byte(
    new_store: StoreFactory, deliveries: list[Delivery], late: list[Delivery], day: date
) -> None:
    after = [
        replace(delivery, batch=f"late-{number}", day=day + timedelta(days=1 + number))
        for number, delivery in enumerate(late)
    ]

    with loaded(new_store, deliveries) as before:
        expected = before.freeze(day, day).digest()

    with loaded(new_store, [*deliveries, *after]) as later:
        assert later.freeze(day, day).digest() == expected


def test_an_empty_store_freezes_to_a_snapshot_without_rows(new_store: StoreFactory, tmp_path: Path) -> None:
    snapshot = new_store(tmp_path).freeze(FIRST_DAY, FIRST_DAY)

    assert snapshot.nodes == snapshot.ties.rows == snapshot.records.rows == snapshot.aliases.rows == 0


def test_the_order_of_rows_in_a_conflict_decides_which_row_is_rejected(
    new_store: StoreFactory, tmp_path: Path
) -> None:
    tie = {"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U1"}
    rows = [{**tie, "share": 0.5}, {**tie, "share": 0.4, "amount_cents": 7}, {**tie, "amount_cents": 9}]
    store = new_store(tmp_path / "home")

    report = store.load(Delivery(batch="b1", day=FIRST_DAY, rows={"ties": rows}).staged(tmp_path))

    ties = store.freeze(FIRST_DAY, FIRST_DAY).ties
    assert report.conflicts == (("ties", "t1", "share"),)
    assert ties.numbers("share").tolist() == [0.5]
    assert ties.numbers("amount_cents").tolist() == [9]
