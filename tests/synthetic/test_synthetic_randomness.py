"""Heavy tails fit their bounds; shared owners take neighbouring slots."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import DAY_OPEN
from graph.synthetic.randomness import choose, later, local_owners, stream, tail_degrees


def test_the_tail_of_a_million_firms_has_the_stated_hubs() -> None:
    degrees = tail_degrees(top=5000, exponent=0.642, least=3, total=10**7)

    assert degrees[0] == 5000
    assert 140 <= (degrees >= 200).sum() <= 160
    assert (np.diff(degrees) <= 0).all()


@given(
    st.floats(0.5, 500), st.floats(0.2, 2), st.integers(1, 10), st.integers(0, 3000), st.integers(0, 2**32)
)
def test_shared_owners_take_exactly_their_degree(
    top: float, exponent: float, least: int, total: int, seed: int
) -> None:
    degrees = tail_degrees(top=top, exponent=exponent, least=least, total=total)
    owners = local_owners(stream(seed, "test"), total, degrees)

    assert degrees.sum() <= total
    assert (degrees >= least).all()
    assert np.bincount(owners[owners >= 0], minlength=len(degrees)).tolist() == degrees.tolist()
    assert (owners < 0).sum() == total - degrees.sum()


def test_an_owner_stays_in_its_neighbourhood() -> None:
    owners = local_owners(stream(1, "test"), 100_000, np.full(500, 20))
    spans = [np.ptp(np.flatnonzero(owners == owner)) for owner in range(500)]

    assert np.median(spans) < 2_000


def test_choices_follow_their_shares() -> None:
    drawn = choose(stream(5, "test"), {"a": 3.0, "b": 1.0, "c": 0.0}, 40_000)

    assert np.bincount(drawn, minlength=3)[2] == 0
    assert (drawn == 0).mean() == pytest.approx(0.75, abs=0.01)


def test_a_stage_has_a_stream_of_its_own() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert stream(1, "a").random() != stream(1, "b").random()
    assert stream(1, "a").random() != stream(2, "a").random()


def test_a_delay_leaves_never_alone() -> None:
    days = np.array([5, DAY_OPEN], dtype=np.int32)

    assert later(days, 3).tolist() == [8, DAY_OPEN]
    assert later(days, np.array([1, 9])).tolist() == [6, DAY_OPEN]
