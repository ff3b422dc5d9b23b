"""SMEsD protocols on a made-up network of the same form: what may be known, and the table of results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.smesd.extract import SAME_MONTHS, Split, read_split
from benchmarks.smesd.fits import boosted
from benchmarks.smesd.network import SplitNetwork
from benchmarks.smesd.own import Words, own_columns, own_numbers, tie_numbers
from benchmarks.smesd.protocol_r import Known
from benchmarks.smesd.relation_columns import label_means, relation_numbers
from benchmarks.smesd.report import section, stored
from graph.errors import InputError
from scoring.training.plan import shipped_plan

PERSON = 4000
KINDS = ("enterprise_invests", "executive", "loan")


def small_split() -> Split:
    """Four enterprises: 0 and 1 share a person, 1 holds 2 whole, 3 stands alone; 1 and 3 went bankrupt."""
    enterprises = pd.DataFrame(
        {
            "enterprise_id": [0, 1, 2, 3],
            "registered_capital_10k_yuan": 100.0,
            "paid_in_capital_10k_yuan": [0.0, 50.0, 100.0, 100.0],
            "age_months": [10, 20, 30, 40],
            "bankrupt": [0, 1, 0, 1],
            "industry": ["trade", "trade", "works", None],
            "area": "city",
        }
    )
    relations = pd.DataFrame(
        [
            (0, PERSON, "executive", np.nan),
            (1, PERSON, "executive", np.nan),
            (1, 2, "enterprise_invests", 100.0),
            (3, 0, "loan", np.nan),
        ],
        columns=["source", "target", "relation", "amount_10k_yuan"],
    )
    suits = pd.DataFrame(
        {
            "enterprise_id": [1, 1],
            "cause": [2, 2],
            "court_level": [0, 0],
            "result": [3, 2],
            "months_before_observation": [1, 30],
            "time_bucket": [0, 1],
        }
    )
    return Split(name="test", leaky=True, enterprises=enterprises, relations=relations, suits=suits)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    split, plan = replace(small_split(), leaky=False), shipped_plan()
    built = SplitNetwork.build(split, tmp_path_factory.mktemp("smesd") / "known", plan, violators=True)
    words = Words(industry=("trade",), area=("city",))
    return Known(
        split=split,
        own=own_numbers(split, words),
        ties=tie_numbers(split, KINDS),
        words=words,
        reach=built.violators_reach(),
        graph=built.bare_ties(plan),
        unit_of=built.unit_of,
    )


def test_what_leaks_is_one_number_for_all_unless_asked_for(tmp_path: Path) -> None:
    small_split().write(tmp_path / "data")

    clean = read_split("test", leaky=False, data=tmp_path / "data")
    leaky = read_split("test", leaky=True, data=tmp_path / "data")

    assert set(clean.enterprises["age_months"]) == {10 * SAME_MONTHS}
    assert set(clean.suits["months_before_observation"]) == {SAME_MONTHS}
    assert leaky.enterprises["age_months"].tolist() == [10, 20, 30, 40]
    words = Words(industry=(), area=())
    assert "age_months" in own_numbers(leaky, words)
    assert "age_months" not in own_numbers(clean, words)


def test_absent_data_are_named_without_a_trace(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected the SMEsD data in nothing/enterprises\.csv"):
        read_split("test", leaky=False, data=tmp_path / "nothing")


def test_own_columns_are_never_negative_and_a_rare_word_has_none() -> None:
    words = Words(industry=("trade",), area=())

    columns = own_columns(own_numbers(small_split(), words), words)

    assert float(columns.table.data.min()) > 0
    assert "industry|trade" in columns.names
    assert not any("works" in name for name in columns.names)


def test_a_known_violator_reaches_those_it_is_related_to_and_never_itself(known: Known) -> None:
    doses = known.doses(np.array([False, True, False, False]))

    brought = dict(zip(doses.names, doses.table.toarray().T, strict=True))
    assert np.flatnonzero(brought["shared_person"]).tolist() == [0]
    assert np.flatnonzero(brought["equity"]).tolist() == [2]


def test_a_hidden_label_changes_no_dose_rank_or_mean(known: Known) -> None:
    seen = np.array([True, True, False, False])
    split = known.split
    other = replace(split, enterprises=split.enterprises.assign(bankrupt=[0, 1, 1, 0]))
    changed = replace(known, split=other)

    assert np.array_equal(known.doses(seen).table.toarray(), changed.doses(seen).table.toarray())
    assert np.array_equal(known.pagerank(seen), changed.pagerank(seen))
    means = [label_means(split, known.own, seen, labels.outcome) for labels in (split, other)]
    pd.testing.assert_frame_equal(means[0], means[1])


def test_relation_columns_count_ties_of_both_sides_and_means_of_nobody_are_unknown(known: Known) -> None:
    found = relation_numbers(known.split, known.own)

    assert known.ties["degree"].tolist() == [2, 2, 1, 1]
    assert found["shared_person|count"].tolist() == [1, 1, 0, 0]
    assert found["owner|sum|suits"].tolist() == [0, 0, 2, 0]
    assert found["owner|mean|suits"].isna().tolist() == [True, True, False, True]


def test_boosting_gives_the_same_numbers_for_the_same_seed() -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(80, 2)), columns=["a", "b"])
    outcome = (table["a"] > 0).to_numpy()

    one, other, seed = (boosted(table, outcome, table, number, (table, outcome)) for number in (1, 1, 2))

    assert np.array_equal(one, other)
    assert not np.array_equal(one, seed)


def test_rows_stand_with_their_spread_and_a_reading_that_was_not_run_is_blank() -> None:
    row = {"auc": 0.8, "auc_low": 0.79, "auc_high": 0.81, "auc_unseen": 0.75, "seeds": 5}
    own = {**row, "auc_low": 0.8, "auc_high": 0.8, "gain": [-0.01, 0.0, 0.01], "strengths": 0}
    told = section(
        {
            "i-clean.free": {"rows": {"free_fusion": row}},
            "i-clean.additive": {"rows": {"own_paths": own}},
            "r-test.relations": {"rows": {"ties_paths": row}},
        }
    )

    assert "| free fusion: own + hand-made relation columns | 0.800 (0.790-0.810) | 0.750 |  |  |" in told
    assert "0 strengths above 0" in told
    assert "| relations only: numbers of ties + paths (constrained) | 0.800 (0.790-0.810) |  |  |" in told
    assert section({}) == ""


def test_stored_results_keep_what_the_product_is_measured_by() -> None:
    rows = {name: part["rows"] for name, part in stored().items()}

    additive, free = rows["i-clean.additive"], rows["i-clean.free"]
    assert additive["own_paths"]["auc"] >= additive["own"]["auc"]
    assert additive["own_ties_paths"]["auc"] >= additive["own_ties"]["auc"]
    assert free["free_fusion"]["auc"] > 0.873
    assert rows["i-leaky.free"]["free_fusion"]["auc"] > 0.880
    assert rows["r-test.relations"]["ties_paths"]["auc"] > 0.617
