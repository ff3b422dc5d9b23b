"""The two kinds of fit that the protocols compare: an additive hazard under constraints, and boosting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack

from scoring.training.choices import choose_ridge
from scoring.training.fit import JointFit, joint_fit
from scoring.training.own_trees import NO_TREES, OwnTrees
from scoring.training.panel_columns import Columns
from scoring.training.panel_doses import DoseSpace
from scoring.training.plan import TrainingPlan, shipped_plan
from scoring.training.rows import TrainingRows

Array = np.ndarray[Any, Any]

ROUNDS = (50, 100, 200, 300, 400)
"""Rounds of boosting of which the validation split chooses one."""
RIDGE = 0.03
"""Pull towards 0 where there is no validation split."""
_PLAIN_ROUNDS, _PLAIN_RATE, _RATE = 150, 0.06, 0.03
_TREES = {"trees": 30, "leaves": 6, "least_in_leaf": 20, "learning_rate": 0.1}


def plan_of_benchmark() -> TrainingPlan:
    """The shipped plan with trees for some thousand rows, and one half-life: clean suits have one age."""
    plan = shipped_plan()
    trees = plan.own_trees.model_copy(update=_TREES)
    half_lives = (plan.rare_families.half_life_months,)
    return plan.model_copy(update={"own_trees": trees, "half_lives_months": half_lives})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Rows of one split or fold: own columns and relation columns.

    Attributes
    ----------
    own : csr (n, own columns)
    doses : csr (n, dose columns)
    outcome : bool[n]
    """

    own: csr_array
    doses: csr_array
    outcome: Array

    @classmethod
    def of(cls, own: Columns, doses: Columns | None, outcome: Array) -> Side:
        """Side of named columns; without doses it has none."""
        nothing = csr_array((len(outcome), 0))
        return cls(own=own.table, doses=nothing if doses is None else doses.table, outcome=outcome)

    def take(self, rows: Array) -> Side:
        """Some rows."""
        return Side(own=self.own[rows], doses=self.doses[rows], outcome=self.outcome[rows])

    def shuffled(self, seed: int) -> Side:
        """The same rows with their labels in another order."""
        order = np.random.default_rng(seed).permutation(len(self.outcome))
        return replace(self, outcome=self.outcome[order])


def chosen_on_validation(
    train: Side, valid: Side, test: Side, space: DoseSpace | None, plan: TrainingPlan
) -> tuple[Array, JointFit]:
    """Hazard of the test rows by the joint fit of the product, its ridge chosen on the validation rows.

    Parameters
    ----------
    train, valid, test : Side
    space : DoseSpace or None
        Order of the dose columns; None without doses.
    plan : TrainingPlan
    """
    trees = _grown(train, plan)
    rows = _rows(train, trees)
    floor = np.zeros(rows.design.shape[1])

    ridge, _, _ = choose_ridge(rows, _design(valid, trees), valid.outcome, plan, floor, _silent)
    groups = np.zeros(0, np.int64) if space is None else space.groups
    single = None if space is None else space.steps_of_all(plan.rare_families)
    fitted = joint_fit(rows, ridge, floor, groups, plan, _silent, single=single)
    return np.asarray(_design(test, trees) @ fitted.coefficients), fitted


def at_fixed_ridge(train: Side, hidden: Side, plan: TrainingPlan) -> Array:
    """Hazard of hidden rows by the joint fit without trees; every dose column is a group of its own."""
    rows = _rows(train, NO_TREES)
    floor, groups = np.zeros(rows.design.shape[1]), np.arange(train.doses.shape[1])
    fitted = joint_fit(rows, RIDGE, floor, groups, plan, _silent)
    return np.asarray(_design(hidden, NO_TREES) @ fitted.coefficients)


def boosted(
    train: pd.DataFrame,
    outcome: Array,
    test: pd.DataFrame,
    seed: int,
    valid: tuple[pd.DataFrame, Array] | None,
) -> Array:
    """Probability of the test rows by gradient boosting without constraints.

    Parameters
    ----------
    train, test : DataFrame of the same columns
    outcome : bool[n]
    seed : int
    valid : (DataFrame, bool[m]) or None
        Chooses the rounds by log loss; without it fewer and larger steps, as for a few hundred rows.
    """
    told = {
        "objective": "binary",
        "learning_rate": _PLAIN_RATE if valid is None else _RATE,
        "num_leaves": 15,
        "min_data_in_leaf": 20,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "feature_fraction": 0.4,
        "seed": seed,
        "verbose": -1,
        "deterministic": True,
        "num_threads": 1,
        "force_row_wise": True,
    }
    data = lightgbm.Dataset(train.to_numpy(float), label=outcome.astype(float))
    model = lightgbm.train(told, data, num_boost_round=_PLAIN_ROUNDS if valid is None else ROUNDS[-1])
    rounds = _PLAIN_ROUNDS
    if valid is not None:
        table, truth = valid[0].to_numpy(float), valid[1]
        losses = []
        for tried in ROUNDS:
            chance = np.clip(np.asarray(model.predict(table, num_iteration=tried)), 1e-6, 1 - 1e-6)
            losses.append(float(-np.log(np.where(truth, chance, 1 - chance)).mean()))
        rounds = ROUNDS[int(np.argmin(losses))]
    return np.asarray(model.predict(test.to_numpy(float), num_iteration=rounds))


def _silent(_done: int, _total: int) -> None:
    return None


def _grown(train: Side, plan: TrainingPlan) -> OwnTrees:
    return OwnTrees.grow(train.own, train.outcome, np.ones(len(train.outcome)), plan.own_trees)


def _design(side: Side, trees: OwnTrees) -> csr_array:
    """Always, own columns, leaves, doses."""
    always = csr_array(np.ones((len(side.outcome), 1)))
    return csr_array(hstack([always, side.own, trees.place(side.own), side.doses], format="csr"))


def _rows(side: Side, trees: OwnTrees) -> TrainingRows:
    count = len(side.outcome)
    return TrainingRows(
        design=_design(side, trees),
        outcome=side.outcome,
        weight=np.ones(count),
        block=np.arange(count),
        first_dose=1 + side.own.shape[1] + len(trees.names),
    )
