"""Rates of records expected of likes and of a legal person itself."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.training.panel_expected import expected_rates


def drawn(firms: int = 4_000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Counts of firms of two industries of which one has three times the rate, and their own rates."""
    rng = np.random.default_rng(7)
    industry, years = rng.integers(0, 2, firms), rng.uniform(0.5, 5.0, firms)
    own = rng.gamma(0.5, 2.0, firms)
    count = rng.poisson(own * np.where(industry == 1, 0.6, 0.2) * years)
    return count.astype(float), years, industry, own


def test_an_industry_with_more_records_has_likes_of_a_higher_rate() -> None:
    count, years, industry, _ = drawn()

    likes = expected_rates(count, years, [industry]).likes

    assert 2.0 < likes[industry == 1].mean() / likes[industry == 0].mean() < 3.5


def test_the_own_rate_grows_with_the_count_and_falls_with_the_years_without_any() -> None:
    count, years, industry, _ = drawn()
    count[:4], years[:4], industry[:4] = [0, 1, 3, 0], [3.0, 3.0, 3.0, 0.5], 0

    own = expected_rates(count, years, [industry]).own

    assert own[0] < own[1] < own[2]
    assert own[0] < own[3]


def test_the_mixture_comes_near_the_mean_of_the_rates_that_were_drawn() -> None:
    count, years, industry, own = drawn()

    found = expected_rates(count, years, [industry])

    none = count == 0
    scale = (found.own * found.likes).sum() / (own * np.where(industry == 1, 0.6, 0.2)).sum()
    told = (found.own * found.likes)[none].mean() / scale
    assert told == pytest.approx((own * np.where(industry == 1, 0.6, 0.2))[none].mean(), rel=0.15)


def test_without_any_record_everyone_is_like_the_others() -> None:
    found = expected_rates(np.zeros(3), np.ones(3), [np.array([0, 1, 1])])

    assert found.likes.tolist() == found.own.tolist() == [1.0, 1.0, 1.0]
