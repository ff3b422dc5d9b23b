"""A file of comparisons: what becomes a weight, what is refused with file and line."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from graph.domain import OWN_FACTORS, Factor
from graph.errors import InputError
from scoring.pack import Pack, load_pack
from scoring.weights.ahp import AhpWeights, ahp_weights
from scoring.weights.comparisons import read_questionnaire
from scoring.weights.rules import weight_rules

RULES = weight_rules().comparison
IMPORTANCE = {"attribute": 1, "operating": 2, "enforcement": 4, "relationship": 2, "evaluation": 1}


@pytest.fixture(scope="module")
def mrt() -> Pack:
    return load_pack("mrt")


def pairs_of(importance: dict[str, int]) -> list[list[object]]:
    """Consistent comparisons of some items."""
    return [
        [left, right, f"{importance[left]}/{importance[right]}"]
        for left, right in combinations(importance, 2)
    ]


def asked(tmp_path: Path, pack: Pack, *experts: dict[str, object], groups: object = None) -> AhpWeights:
    content: dict[str, object] = {
        "experts": [{"id": f"e{row}", "comparisons": levels} for row, levels in enumerate(experts, 1)]
    }
    if groups is not None:
        content["groups"] = groups
    path = tmp_path / "asked.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return ahp_weights(read_questionnaire(path, pack, RULES), pack, RULES)


def test_consistent_comparisons_of_factors_become_their_weights(tmp_path: Path, mrt: Pack) -> None:
    found = asked(tmp_path, mrt, {"factors": pairs_of(IMPORTANCE)})

    assert found.factors == {Factor(name): value / 10 for name, value in IMPORTANCE.items()}
    assert found.indicators == {indicator.id: indicator.weight for indicator in mrt.indicators}


def test_the_order_of_rows_in_the_file_changes_no_byte(tmp_path: Path, mrt: Pack) -> None:
    rows = pairs_of({"ZH01": 3, "ZH02": 2, "ZH03": 2, "ZH04": 1, "ZH05": 1, "ZH06": 1, "ZH07": 1})
    rows[3][2] = 4
    shuffled = rows.copy()
    random.Random(3).shuffle(shuffled)

    first = asked(tmp_path, mrt, {"evaluation": rows})
    second = asked(tmp_path, mrt, {"evaluation": shuffled})

    assert first.model_dump_json() == second.model_dump_json()
    assert first.levels[0].ratio > 0


def test_groups_share_the_weight_of_their_factor(tmp_path: Path, mrt: Pack) -> None:
    listed = {"complaints": ["ZH01", "ZH02", "ZH03"], "others": ["ZH04", "ZH05", "ZH06", "ZH07"]}
    found = asked(
        tmp_path,
        mrt,
        {
            "evaluation": [["complaints", "others", 3]],
            "evaluation/complaints": pairs_of({"ZH01": 3, "ZH02": 2, "ZH03": 1}),
            "evaluation/others": pairs_of({"ZH04": 1, "ZH05": 1, "ZH06": 1, "ZH07": 2}),
        },
        groups={"evaluation": listed},
    )

    assert [found.indicators[name] for name in ("ZH01", "ZH02", "ZH03")] == [0.375, 0.25, 0.125]
    assert [found.indicators[name] for name in ("ZH04", "ZH07")] == [0.05, 0.1]


def test_weights_of_every_own_factor_sum_to_one_after_rounding(tmp_path: Path, mrt: Pack) -> None:
    found = asked(
        tmp_path,
        mrt,
        {"evaluation": pairs_of(dict.fromkeys(("ZH01", "ZH02", "ZH03", "ZH04", "ZH05", "ZH06", "ZH07"), 1))},
    )

    for factor in OWN_FACTORS:
        own = [found.indicators[mrt.indicators[row].id] for row in mrt.of_factor(factor)]
        assert sum(own) == pytest.approx(1, abs=1e-12)


def test_several_experts_count_as_geometric_mean_and_each_has_a_ratio_of_his_own(
    tmp_path: Path, mrt: Pack
) -> None:
    other = pairs_of({**IMPORTANCE, "enforcement": 1})
    other[0][2] = 5

    found = asked(tmp_path, mrt, {"factors": pairs_of(IMPORTANCE)}, {"factors": other})

    first, second = found.levels[0].experts
    assert first.ratio == pytest.approx(0, abs=1e-12)
    assert second.ratio > found.levels[0].ratio > 0
    assert (first.consistent, second.consistent) == (True, False)
    assert second.contradiction is not None
    assert (second.contradiction.left, second.contradiction.right) == ("attribute", "operating")
    # attribute : enforcement is 1/4 for one and 1 for the other
    assert found.factors[Factor.ENFORCEMENT] > found.factors[Factor.ATTRIBUTE]


def test_contradicting_comparisons_are_refused_with_the_pair_and_the_fitting_value(
    tmp_path: Path, mrt: Pack
) -> None:
    rows = pairs_of(IMPORTANCE)
    rows[1][2] = 4

    with pytest.raises(InputError) as refused:
        asked(tmp_path, mrt, {"factors": rows})

    assert "factors: expected a consistency ratio of at most 0.1, got 0.251" in refused.value.message
    assert "attribute - enforcement, compared as 4, fits best as 1/4 (ratio 0.000)" in refused.value.message


def refusal(tmp_path: Path, pack: Pack, text: str) -> str:
    path = tmp_path / "asked.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        ahp_weights(read_questionnaire(path, pack, RULES), pack, RULES)
    return refused.value.message


HEAD = "experts:\n  - id: e1\n    comparisons:\n      factors:\n"
ROWS = [f"        - [{left}, {right}, {value}]\n" for left, right, value in pairs_of(IMPORTANCE)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("".join(ROWS[1:]), "asked.yaml:5: experts.0.comparisons.factors: expected every pair of 5 items"),
        ("".join(ROWS) + "        - [operating, attribute, 3]\n", "asked.yaml:15: "),
        ("".join(ROWS) + ROWS[0], "expected each pair once, got attribute - operating twice"),
        ("".join(ROWS[:-1]) + "        - [relationship, evaluation, 10]\n", "asked.yaml:14: "),
        ("".join(ROWS[:-1]) + "        - [relationship, evaluation, .nan]\n", "got nan"),
        ("".join(ROWS[:-1]) + "        - [relationship, evaluation, -2]\n", "from 1/9 to 9, got -2"),
        ("".join(ROWS[:-1]) + "        - [relationship, evaluation, much]\n", "got 'much'"),
        ("".join(ROWS[:-1]) + "        - [relationship, weather, 1]\n", "got 'weather'"),
        ("".join(ROWS[:-1]) + "        - [relationship, evaluation]\n", "expected [left, right, value]"),
        ("".join(ROWS) + "      evaluation:\n        - [ZH01, ZH99, 1]\n", "asked.yaml:16: "),
        ("".join(ROWS) + "      moods: []\n", "got 'moods'"),
    ],
    ids=[
        "missing", "not reciprocal", "doubled", "off the scale", "not a number", "negative", "a word",
        "unknown factor", "short row", "unknown indicator", "unknown level",
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_file_and_line(
    tmp_path: Path, mrt: Pack, rows: str, message: str
) -> None:
    assert message in refusal(tmp_path, mrt, HEAD + rows)


def test_an_entry_that_is_the_reciprocal_of_its_pair_is_no_fault(tmp_path: Path, mrt: Pack) -> None:
    rows = [*pairs_of(IMPORTANCE), ["operating", "attribute", 2]]

    assert asked(tmp_path, mrt, {"factors": rows}).factors[Factor.ATTRIBUTE] == 0.1


def test_more_items_than_the_table_of_random_indices_knows_need_groups(tmp_path: Path, mrt: Pack) -> None:
    names = [mrt.indicators[row].id for row in mrt.of_factor(Factor.OPERATING)]
    text = yaml.safe_dump(
        {"experts": [{"id": "e1", "comparisons": {"operating": pairs_of(dict.fromkeys(names, 1))}}]}
    )

    assert "expected at most 15 items in one comparison, got 20: put them into groups" in refusal(
        tmp_path, mrt, text
    )


def test_a_file_without_experts_is_refused(tmp_path: Path, mrt: Pack) -> None:
    assert "expected a list of experts, got none" in refusal(tmp_path, mrt, "experts: []\n")
