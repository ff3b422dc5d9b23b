"""A withdrawn tie in delta form is, row by row, a full run of the same facts with the same partition."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from graph.arrays import Frame
from graph.domain import TIE_KINDS, FactKind, TieKind
from graph.units import operator_ties
from scoring.job.delta_ties import make_one
from scoring.results import Month, Months
from scoring.same_months import differences
from scoring.withdrawals import Withdrawal
from tests.delta_revisions import DAY, LATER, MONTH, both, by_delta, told, withdrawal
from tests.published_months import copy_home

LAST = date(2026, 11, 8)


def tied(month: Month, seed: int) -> list[Withdrawal]:
    """A tie of every kind whose loss leaves legal persons what they are, drawn at random."""
    rng, ties = random.Random(seed), month.snapshot.ties
    makes = np.zeros(ties.rows, np.bool_)
    makes[operator_ties(month.snapshot)] = True
    makes |= ties.numbers("kind") == TIE_KINDS.index(TieKind.BRANCH_OF)
    rows = [
        rng.choice(np.flatnonzero(~makes & (ties.numbers("kind") == code)).tolist())
        for code in np.unique(ties.numbers("kind")[~makes]).tolist()
    ]
    return [of_tie(month, row) for row in rows]


def of_tie(month: Month, row: int, ground: str = "declared_wrong") -> Withdrawal:
    """Withdrawal of one tie."""
    return withdrawal(month.snapshot.ties.text("tie_id")[row].as_py(), FactKind.TIE, ground=ground)


def heaviest(month: Month) -> int:
    """Row of a tie over which the risk of another comes directly to an enterprise."""
    paths, raw = month.network.families["equity"], month.network.raw_all()
    count = int(paths.direct_start[-1])
    worth = np.repeat(raw, np.diff(paths.direct_start)) * (paths.touch_strength[:count] > 0)
    return int(paths.touch_tie[:count][np.argmax(worth)])


def test_ties_withdrawn_by_delta_equal_a_full_run_with_the_same_partition(
    published: Path, tmp_path: Path
) -> None:
    month = Months(published).open(MONTH)
    facts = {fact.fact_id: fact for fact in (*tied(month, 4), of_tie(month, heaviest(month)))}
    record = random.Random(4).choice(month.snapshot.records.text("record_id").to_pylist())

    delta, full, revised = both(published, tmp_path, *facts.values(), withdrawal(record))

    before, after = (one.scores.numbers("lambda_relationship") for one in (month, full))
    assert (before != after).any()
    assert (len(facts), delta.manifest["delta"]["partition"]) == (11, "kept")
    assert list(differences(delta, full, revised.touched)) == []


def test_whoever_loses_a_path_by_a_tie_alone_is_scored_again(published: Path, tmp_path: Path) -> None:
    month = Months(published).open(MONTH)
    raw = month.network.raw_all()
    person, debt = (month.network.families[name] for name in ("shared_person", "guarantee_loan"))
    near = person.near_tie[np.argmax(np.repeat(raw, np.diff(person.near_start)))]
    direct = debt.touch_tie[np.argmax(np.repeat(raw, np.diff(debt.direct_start)))]

    delta, full, revised = both(published, tmp_path, of_tie(month, int(near)), of_tie(month, int(direct)))

    assert len(revised.touched) > 2
    assert list(differences(delta, full, revised.touched)) == []


@pytest.fixture(scope="module")
def in_turn(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Homes from which two ties were withdrawn on two days, in either order; one was lifted in the first."""
    folder = tmp_path_factory.mktemp("in-turn")
    month = Months(published).open(MONTH)
    shares = np.flatnonzero(month.snapshot.ties.numbers("kind") == TIE_KINDS.index(TieKind.HOLDS))
    one, other = (of_tie(month, int(row), ground="objection") for row in (heaviest(month), shares[0]))
    homes = [copy_home(published, folder / name) for name in ("one", "other")]
    for home, facts in zip(homes, ((one, other), (other, one)), strict=True):
        for fact, day in zip(facts, (DAY, LATER), strict=True):
            told(home, fact, day=day)
            by_delta(home, day)
    lifted = replace(one, known_on=LAST, ends_on=LAST)
    told(homes[0], lifted, day=LAST)
    by_delta(homes[0], LAST)
    return homes[0], homes[1]


def test_two_ties_withdrawn_in_either_order_leave_the_same_month(in_turn: tuple[Path, Path]) -> None:
    one, other = (Months(home).open(MONTH, 3) for home in in_turn)

    assert [month.manifest["delta"]["base"] for month in (one, other)] == [2, 2]
    assert list(differences(one, other, [])) == []


def test_xj_art_10_4_a_lifted_tie_leaves_the_month_without_the_other_one(in_turn: tuple[Path, Path]) -> None:
    lifted, alone = Months(in_turn[0]).open(MONTH, 4), Months(in_turn[1]).open(MONTH, 2)

    assert lifted.manifest["delta"]["base"] == 1
    others = [one for one in differences(lifted, alone, []) if not one.startswith("snapshot/statuses.")]
    assert others == ["manifest counts"]


def test_branches_and_operators_make_one_legal_person_on_the_days_they_are_so(published: Path) -> None:
    snapshot = Months(published).open(MONTH).snapshot
    operators = operator_ties(snapshot)
    branches = np.flatnonzero(snapshot.ties.numbers("kind") == TIE_KINDS.index(TieKind.BRANCH_OF))
    others = np.setdiff1d(np.arange(snapshot.ties.rows), np.concatenate((operators, branches)))
    before = replace(snapshot, as_of=date(1900, 1, 1))

    assert all(make_one(snapshot, np.array([row])) for row in (*operators, *branches))
    assert not make_one(snapshot, others)
    assert not make_one(before, operators)


def test_nothing_but_what_a_tie_decides_is_written(published: Path, tmp_path: Path) -> None:
    month = Months(published).open(MONTH)
    home = copy_home(published, tmp_path / "home")
    told(home, of_tie(month, int(month.network.families["shared_person"].near_tie[0])))

    by_delta(home)

    old, new = (Months(home).open(MONTH, revision).path for revision in (1, 2))
    assert (new / "snapshot/records.arrow").samefile(old / "snapshot/records.arrow")
    assert Frame.read(new / "snapshot/ties.arrow").rows == Frame.read(old / "snapshot/ties.arrow").rows - 1
    assert (new / "network/units.unit.npy").samefile(old / "network/units.unit.npy")
