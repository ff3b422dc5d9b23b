"""What a published month hands to a store that keeps stamps, and when."""

from __future__ import annotations

from pathlib import Path

from graph.arrays import Frame
from graph.store.embedded.store import EmbeddedStore
from scoring.job.stamps import month_stamps, stamp_newest
from scoring.month_folders import MonthFolder
from scoring.results import Months


class StampedStore(EmbeddedStore):
    """A store that remembers what it was given to stamp."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.published: list[tuple[str, int, int]] = []

    def publish(self, month: str, revision: int, stamps: Frame) -> None:
        self.published.append((month, revision, stamps.rows))


def test_stamps_are_the_published_classes_scores_and_clusters(two_months: Path) -> None:
    stamps = month_stamps(MonthFolder(two_months, "2026-10"), 1)

    month = Months(two_months).open("2026-10")
    for place in (0, stamps.rows // 2, stamps.rows - 1):
        found = month.enterprise(stamps.text("enterprise_id")[place].as_py())
        assert found.risk_class == stamps.text("class")[place].as_py()
        assert found.score == stamps.numbers("score")[place]
        assert found.cluster_id == stamps.text("cluster")[place].as_py()


def test_an_enterprise_without_a_class_gets_no_stamp(two_months: Path) -> None:
    scores = Months(two_months).open("2026-10").scores

    stamps = month_stamps(MonthFolder(two_months, "2026-10"), 1)

    assert stamps.rows == int((scores.numbers("risk_class") >= 0).sum())
    assert stamps.rows < scores.rows


def test_the_newest_month_is_stamped(two_months: Path) -> None:
    store = StampedStore(two_months)

    assert stamp_newest(store, MonthFolder(two_months, "2026-10"))

    assert [(month, revision) for month, revision, _ in store.published] == [("2026-10", 1)]


def test_an_earlier_month_is_not_stamped(two_months: Path) -> None:
    store = StampedStore(two_months)

    assert not stamp_newest(store, MonthFolder(two_months, "2026-09"))

    assert store.published == []


def test_a_store_without_stamps_is_left_alone(two_months: Path) -> None:
    assert not stamp_newest(EmbeddedStore(two_months), MonthFolder(two_months, "2026-10"))
