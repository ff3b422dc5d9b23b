"""One matrix of comparisons: worked examples of the literature, closed forms, order that changes nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.weights.eigenvector import Matrix, consistency, principal, repair_of, together
from scoring.weights.rules import weight_rules

TABLE = weight_rules().comparison.random_index.value
GREATEST = weight_rules().comparison.greatest_value.value


def reciprocal(size: int, upper: list[float]) -> Matrix:
    """Matrix of the comparisons above its diagonal, row by row."""
    matrix = np.ones((size, size))
    matrix[np.triu_indices(size, 1)] = upper
    return np.triu(matrix) + np.triu(1 / matrix, 1).T


SCHOOLS = reciprocal(6, [4, 3, 1, 3, 4, 7, 3, 1 / 5, 1, 1 / 5, 1 / 5, 1 / 6, 1, 1 / 3, 3])
"""Saaty (1980): learning, friends, school life, vocational training, college preparation, music classes."""
TO_WINE_AND_TEA = [9, 5, 2, 1, 1, 1 / 2, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9]
TO_OTHERS = [1 / 3, 1 / 4, 1 / 3, 1 / 9, 1 / 2, 1, 1 / 3, 2, 1 / 2, 1 / 3]
DRINKS = reciprocal(7, [*TO_WINE_AND_TEA, *TO_OTHERS])
"""Saaty (2008), Int. J. Services Sciences 1: coffee, wine, tea, beer, soft drinks, milk, water."""


def test_weights_of_the_choice_of_schools_are_those_that_saaty_printed() -> None:
    weights, largest = principal(SCHOOLS)

    assert weights == pytest.approx([0.32, 0.14, 0.03, 0.13, 0.24, 0.14], abs=0.006)
    assert largest == pytest.approx(7.42, abs=0.005)
    assert consistency(SCHOOLS, TABLE).ratio == pytest.approx(0.23, abs=0.005)


def test_weights_of_drinks_in_the_united_states_are_those_that_saaty_printed() -> None:
    weights, _ = principal(DRINKS)

    assert weights == pytest.approx([0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], abs=0.001)
    assert consistency(DRINKS, TABLE).ratio == pytest.approx(0.022, abs=0.001)


def test_three_items_follow_the_closed_form() -> None:
    # a12 a23 / a13 = 8, its cube root 2: eigenvalue 1 + 2 + 1/2, weights the geometric means of rows
    matrix = reciprocal(3, [2, 1, 4])
    means = np.array([2.0, 2.0, 1 / 4]) ** (1 / 3)

    weights, largest = principal(matrix)
    found = consistency(matrix, TABLE)

    assert largest == pytest.approx(3.5)
    assert weights == pytest.approx(means / means.sum())
    assert (found.index, found.ratio) == pytest.approx((0.25, 0.25 / 0.58))


def test_two_items_never_contradict_each_other() -> None:
    assert consistency(reciprocal(2, [7]), TABLE).ratio == 0.0


@given(st.lists(st.floats(0.05, 1.0), min_size=2, max_size=9))
def test_a_consistent_matrix_gives_back_its_weights(importance: list[float]) -> None:
    wanted = np.array(importance) / sum(importance)

    matrix = wanted[:, None] / wanted[None, :]

    assert principal(matrix)[0] == pytest.approx(wanted, rel=1e-9)
    assert consistency(matrix, TABLE).ratio == pytest.approx(0.0, abs=1e-9)


@given(st.permutations(range(6)))
def test_the_order_of_items_changes_no_weight(order: list[int]) -> None:
    weights, _ = principal(SCHOOLS)

    turned, _ = principal(SCHOOLS[np.ix_(order, order)])

    assert turned == pytest.approx(weights[order], rel=1e-9)


def test_the_one_wrong_comparison_is_found_and_its_true_value_told() -> None:
    true = np.array([8.0, 4.0, 2.0, 1.0])
    matrix = true[:, None] / true[None, :]
    matrix[1, 3], matrix[3, 1] = 1 / 4, 4.0

    found = repair_of(matrix, TABLE, GREATEST)

    assert (found.left, found.right, found.value) == (1, 3, 1 / 4)
    assert found.exact == pytest.approx(4.0)
    assert (found.fitting, found.ratio) == pytest.approx((4.0, 0.0))


def test_the_fitting_value_is_what_the_completed_matrix_says_of_the_pair_itself() -> None:
    found = repair_of(SCHOOLS, TABLE, GREATEST)

    completed = SCHOOLS.copy()
    completed[found.left, found.right] = found.exact
    completed[found.right, found.left] = 1 / found.exact
    weights, _ = principal(completed)

    assert weights[found.left] / weights[found.right] == pytest.approx(found.exact, rel=1e-9)


def test_no_other_single_value_on_the_scale_does_better_than_the_named_one() -> None:
    scale = [*(1 / value for value in range(9, 1, -1)), *range(1, 10)]
    ratios = []
    for left in range(6):
        for right in range(left + 1, 6):
            for value in scale:
                matrix = SCHOOLS.copy()
                matrix[left, right], matrix[right, left] = value, 1 / value
                ratios.append(consistency(matrix, TABLE).ratio)

    found = repair_of(SCHOOLS, TABLE, GREATEST)

    assert found.ratio <= min(ratios) + 0.01
    assert found.ratio < consistency(SCHOOLS, TABLE).ratio


def test_experts_together_are_the_geometric_mean_and_stay_reciprocal() -> None:
    found = together([reciprocal(3, [2, 8, 4]), reciprocal(3, [8, 2, 1])])

    assert found[0] == pytest.approx([1, 4, 4])
    assert found * found.T == pytest.approx(np.ones((3, 3)))
    assert found[1, 2] == pytest.approx(math.sqrt(4))
