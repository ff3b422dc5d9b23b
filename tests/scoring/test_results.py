"""Reading published months: lookups, lists with filters and stable cursors, history."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from graph.domain import Factor, RiskClass
from graph.errors import InputError, IntegrityError, NotFoundError
from scoring.results import Month, Months
from scoring.results_rows import page_of
from scoring.results_types import ClusterEvent, ClusterFilter, ClusterSort
from tests.frozen_store import make_prepared_month
from tests.frozen_world import tie, world

SIZES = {"G1": 5, "G2": 3, "G3": 4}
FIRMS = [f"{group}-{number}" for group, size in SIZES.items() for number in range(size)]


def grouped(home: Path, day: date, sizes: dict[str, int] = SIZES) -> Month:
    """Three groups of firms, each with a legal representative of its own."""
    firms = [f"{group}-{number}" for group, size in sizes.items() for number in range(size)]
    snapshot = world(
        as_of=day,
        enterprises=[
            {"enterprise_id": firm, "name": f"公司{firm}", "region": "6590" + firm[1]} for firm in firms
        ],
        persons=[f"P:{group}" for group in sizes],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", f"P:{firm[:2]}", firm) for firm in firms],
        records=[
            {
                "record_id": f"r{number}",
                "kind": "penalty",
                "measure": "revocation",
                "decided_on": date(2026, 6, 1),
                "published_on": date(2026, 6, 1),
                "parties": [f"G2-{number % 3}"],
            }
            for number in range(9)
        ],
    )
    make_prepared_month(home, snapshot)
    return Months(home).open(f"{day:%Y-%m}")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    home = tmp_path_factory.mktemp("groups")
    grouped(home, date(2026, 8, 31), {"G1": 4, "G2": 3})
    return grouped(home, date(2026, 9, 30))


def test_a_month_says_what_it_was_made_from(month: Month) -> None:
    info = month.info

    assert (info.month, info.revision, info.pack, info.current) == ("2026-09", 1, "mrt", True)
    assert (info.as_of, info.known_by) == (date(2026, 9, 30), date(2026, 9, 30))
    assert info.enterprises == info.scored == len(FIRMS)
    assert sum(info.class_counts.values()) == info.scored
    assert info.clusters == 3
    assert info.previous is not None
    assert info.previous.month == "2026-08"


def test_an_enterprise_has_five_factors_whose_points_add_up(month: Month) -> None:
    found = month.enterprise("G2-0")

    assert found.name == "公司G2-0"
    assert [factor.factor for factor in found.factors] == list(Factor)
    assert round(100 * sum(factor.points for factor in found.factors)) == round(
        100 * (found.model_score or 0)
    )
    assert {indicator.id for indicator in found.indicators} == {
        indicator.id for indicator in month.pack.indicators
    }


def test_an_unknown_enterprise_is_not_found(month: Month) -> None:
    with pytest.raises(NotFoundError, match="not in month"):
        month.enterprise("nobody")


def test_history_goes_through_the_months_up_to_this_one(month: Month) -> None:
    assert [point.month for point in month.history("G1-0")] == ["2026-08", "2026-09"]
    assert [point.month for point in month.history("G3-0")] == ["2026-09"]
    with pytest.raises(NotFoundError):
        month.history("nobody")


def test_clusters_are_listed_largest_first(month: Month) -> None:
    page = month.clusters()

    assert [cluster.size for cluster in page.items] == [5, 4, 3]
    assert (page.total, page.cursor) == (3, None)
    assert {cluster.main_tie for cluster in page.items} == {"shared_person"}


@pytest.mark.parametrize("sort", list(ClusterSort))
def test_pages_of_every_order_show_each_cluster_once(month: Month, sort: ClusterSort) -> None:
    seen, cursor = [], None
    while True:
        page = month.clusters(sort=sort, cursor=cursor, limit=1)
        seen += [cluster.cluster_id for cluster in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize(
    ("filters", "sizes"),
    [
        (ClusterFilter(min_size=4), [5, 4]),
        (ClusterFilter(region="65902"), [3]),
        (ClusterFilter(min_high_share=1.0), []),
        (ClusterFilter(contains_class=RiskClass.D), []),
        (ClusterFilter(changed_since="2026-09"), [5, 4]),
        (ClusterFilter(changed_since="2026-10"), []),
        (ClusterFilter(risk_only=True), []),
    ],
)
def test_clusters_are_filtered(month: Month, filters: ClusterFilter, sizes: list[int]) -> None:
    assert [cluster.size for cluster in month.clusters(filters).items] == sizes


def test_a_cluster_has_members_core_and_a_life_line(month: Month) -> None:
    largest = month.clusters(limit=1).items[0]

    detail = month.cluster(largest.cluster_id)
    members = month.members(largest.cluster_id, limit=3)
    rest = month.members(largest.cluster_id, cursor=members.cursor, limit=3)
    line = month.lifeline(largest.cluster_id)

    assert detail.main_hub == "P:G1"
    assert detail.main_hub_members == 5
    assert len(detail.core) == 5
    assert (members.total, len(members.items), len(rest.items), rest.cursor) == (5, 3, 2, None)
    assert [member.joined for member in (*members.items, *rest.items)].count(True) == 1
    assert [entry.event for entry in line.entries] == [ClusterEvent.BORN, ClusterEvent.GREW]
    assert line.living
    assert "5" in largest.why.zh
    assert "shared person" in largest.why.en


def test_every_member_of_a_cluster_says_so_itself(month: Month) -> None:
    for cluster in month.clusters().items:
        for member in month.members(cluster.cluster_id).items:
            assert month.enterprise(member.enterprise_id).cluster_id == cluster.cluster_id


def test_an_unknown_cluster_is_not_found(month: Month) -> None:
    for ask in (month.cluster, month.members, month.lifeline):
        with pytest.raises(NotFoundError):
            ask("K:0")


def test_an_ended_cluster_keeps_its_life_line(tmp_path: Path) -> None:
    before = grouped(tmp_path, date(2026, 8, 31))
    name = before.enterprise("G3-0").cluster_id
    assert name is not None
    after = grouped(tmp_path, date(2026, 9, 30), {"G1": 5, "G2": 3})

    line = after.lifeline(name)

    assert not line.living
    assert [entry.event for entry in line.entries] == [ClusterEvent.BORN, ClusterEvent.ENDED]
    with pytest.raises(NotFoundError):
        after.cluster(name)


def test_a_month_or_revision_that_is_not_published_is_not_found(month: Month, tmp_path: Path) -> None:
    months = Months(month.path.parents[2])

    with pytest.raises(NotFoundError):
        months.open("2026-07")
    with pytest.raises(NotFoundError):
        months.open("2026-09", 2)
    with pytest.raises(InputError):
        months.open("September")
    with pytest.raises(NotFoundError, match="no month is published"):
        Months(tmp_path).open()
    assert months.open().info.month == "2026-09"


@pytest.mark.parametrize("cursor", ["x", "-1", "１"])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InputError, match="cursor"):
        page_of([1, 2], cursor, 1)


def test_a_published_table_is_mapped_not_copied(month: Month) -> None:
    scores = Months(month.path.parents[2]).open("2026-09").scores.numbers("score")

    assert not scores.flags.owndata
    assert not scores.flags.writeable
    assert np.all(scores >= 0)


def test_reading_a_month_never_loads_the_model_library(month: Month) -> None:
    code = (
        "import sys; from pathlib import Path; from scoring.results import Months; "
        f"month = Months(Path({str(month.path.parents[2])!r})).open(); month.receipt('G2-0'); "
        "sys.exit('torch' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False)

    assert done.returncode == 0


def test_a_month_of_another_pack_language_is_named(tmp_path: Path) -> None:
    opened = grouped(tmp_path, date(2026, 9, 30))
    path = next(tmp_path.glob("months/*/r001/pack.json"))
    path.write_text('{"a word of another version": 1}', encoding="utf-8")

    with pytest.raises(IntegrityError, match=r"2026-09 r001.*pack\.json"):
        opened.receipt("G1-0")
