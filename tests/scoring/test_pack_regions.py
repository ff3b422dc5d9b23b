"""Packs of regions: boundaries on their closed side, own sections on a shared base, lower levels."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pydantic import ValidationError

from graph.arrays import Frame
from graph.domain import Factor, RiskClass
from graph.errors import PackError
from scoring.classes import CLASS_NAMES
from scoring.job.score import ScoreInputs, score_table
from scoring.labels import factor_label
from scoring.pack import Pack, load_pack
from scoring.pack_check import check_pack
from scoring.pack_report import check_file
from scoring.pack_sections import Classes, Decision

LINEAR = Path(__file__).with_name("linear_pack.yaml")
SITE = """
id: county
title: {zh: 县, en: county}
version: "1"
effective: {since: 2026-01-01}
legal_basis: [county]
approval: {author: one, approver: two, approved_on: 2026-01-05}
based_on: xinjiang
level: local
"""


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    """Every shipped pack of a region, and the linear one of the tests."""
    return {name: load_pack(name) for name in ("mrt", "xinjiang", "ningxia")} | {"linear": load_pack(LINEAR)}


def scored(lambdas: list[float], pack: Pack, raw: float = 0.0) -> Frame:
    """Scores of the job's own step; standalone D, so that no bound of relations applies."""
    own = np.zeros((len(lambdas), 4))
    own[:, 0] = lambdas
    return score_table(
        ScoreInputs(
            own=own,
            structural=np.zeros(len(own)),
            raw=np.full(len(own), raw),
            scale=1.0,
            standalone=np.full(len(own), 3, np.int8),
            direct=pa.nulls(len(own), pa.large_string()),
            scored=np.ones(len(own), dtype=bool),
        ),
        pack,
    )


def lambda_of(score: float, pack: Pack) -> float:
    """Hazard that gives a score in the pack's form."""
    if pack.score_form == "weighted_sum":
        return pack.kappa * score / 1000
    return -math.log1p(-score / 1000)


@pytest.mark.parametrize(
    ("name", "boundaries", "at_the_boundary"),
    [
        ("mrt", (200, 500, 750), ("B", "C", "D")),
        ("xinjiang", (200, 500, 750), ("B", "C", "D")),
        ("ningxia", (250, 500, 750), ("A", "B", "C")),
        ("linear", (200, 500, 750), ("B", "C", "D")),
    ],
)
def test_mr_6_3_and_xj_9_boundaries_go_to_the_closed_side_through_the_jobs_score_step(
    name: str, boundaries: tuple[float, ...], at_the_boundary: tuple[str, ...], packs: dict[str, Pack]
) -> None:
    pack = packs[name]
    wanted = [round(b + step, 2) for b in boundaries for step in (-0.01, 0.0, 0.01)]

    table = scored([lambda_of(score, pack) for score in wanted], pack)

    assert (table.numbers("score") / 100).tolist() == wanted
    classes = [CLASS_NAMES[code] for code in table.numbers("risk_class")]
    expected = [
        word
        for below, at, above in zip("ABC", at_the_boundary, "BCD", strict=True)
        for word in (below, at, above)
    ]
    assert classes == expected


@pytest.mark.parametrize("name", ["mrt", "xinjiang", "ningxia", "linear"])
def test_the_ends_of_the_scale_are_a_and_d(name: str, packs: dict[str, Pack]) -> None:
    pack = packs[name]

    table = scored([0.0, 20.0 if pack.score_form == "hazard" else pack.kappa], pack)

    assert table.numbers("score").tolist() == [0, 100_000]
    assert table.numbers("risk_class").tolist() == [0, 3]


@pytest.mark.parametrize("name", ["mrt", "xinjiang", "ningxia"])
def test_every_shipped_pack_is_approved_and_reaches_class_d(name: str, packs: dict[str, Pack]) -> None:
    pack = packs[name]

    check = check_pack(pack)

    assert check.findings == ()
    assert round(100 * check.max_score) >= pack.classes.floor_d
    assert pack.approval is not None
    assert pack.approval.author != pack.approval.approver


@pytest.mark.parametrize("name", ["mrt", "xinjiang", "ningxia"])
def test_unpublished_weights_are_marked_as_a_proposal(name: str, packs: dict[str, Pack]) -> None:
    source = packs[name].weights_source

    assert source is not None
    assert not source.published


def test_regions_share_the_indicators_of_mrt(packs: dict[str, Pack]) -> None:
    assert packs["xinjiang"].indicators == packs["mrt"].indicators == packs["ningxia"].indicators
    assert len({pack.hash for pack in packs.values()}) == len(packs)


def test_xj_9_factors_have_the_names_of_the_specification(packs: dict[str, Pack]) -> None:
    names = [factor_label(packs["xinjiang"], factor).zh for factor in Factor]

    assert set(names) == {"企业基础属性信息", "企业动态信息", "监管信息", "关联关系信息", "社会评价信息"}
    assert factor_label(packs["mrt"], Factor.OPERATING).zh == "经营状况"
    checked = check_file("xinjiang").factor_labels
    assert [checked[factor].zh for factor in Factor] == names


def test_xj_11_rules_are_on_by_a_dated_decision(packs: dict[str, Pack]) -> None:
    rules = packs["xinjiang"].direct_rules

    assert [(rule.id, rule.active) for rule in rules] == [("D1", True), ("D2", True), ("D3", True)]
    assert all(isinstance(rule.decision, Decision) for rule in rules)


def test_xj_3_scores_enterprises_and_mr_1_scores_cooperatives_by_reference(packs: dict[str, Pack]) -> None:
    by_reference = {"cooperative", "individual_business"}

    assert not by_reference & set(packs["xinjiang"].scope.entity_groups)
    assert by_reference <= set(packs["mrt"].scope.entity_groups)


def test_the_greatest_score_of_a_right_closed_pack_must_pass_the_boundary(packs: dict[str, Pack]) -> None:
    assert packs["ningxia"].classes.floor_d == 75_001


@pytest.mark.parametrize("boundary", [540.93, 250.01, 0.29])
def test_every_hundredth_may_be_a_boundary(boundary: float, packs: dict[str, Pack]) -> None:
    ranges = packs["mrt"].classes.model_dump()["ranges"]
    ranges[0]["at_most"] = ranges[1]["at_least"] = boundary
    ranges[1]["at_most"] = ranges[2]["at_least"] = 600

    classes = Classes.model_validate({"closed": "left", "ranges": ranges})

    assert classes.boundaries[0] == round(100 * boundary)


def test_a_boundary_finer_than_a_hundredth_is_refused(packs: dict[str, Pack]) -> None:
    ranges = packs["mrt"].classes.model_dump()["ranges"]
    ranges[0]["at_most"] = ranges[1]["at_least"] = 200.005

    with pytest.raises(ValidationError, match="hundredths"):
        Classes.model_validate({"closed": "left", "ranges": ranges})


def site(folder: Path, more: str) -> Path:
    """Pack of a county with some more lines."""
    path = folder / "county.yaml"
    path.write_text(SITE + more, encoding="utf-8")
    return path


COMPLETED = """
measures:
  A:
    inspection: 本县每年抽查一次
    site: 书面检查
    monitoring: 网络监测
    licensing: 便利
    redrawn_in_year: false
    statutory_kind: 双随机抽查、非现场检查
    basis: 本县办法
"""


def test_xj_5_a_lower_level_may_complete_the_measures(tmp_path: Path, packs: dict[str, Pack]) -> None:
    county, region = load_pack(site(tmp_path, COMPLETED)), packs["xinjiang"]

    assert county.measures[RiskClass.A].inspection == "本县每年抽查一次"
    assert county.measures[RiskClass.D] == region.measures[RiskClass.D]
    assert (county.classes, county.indicators) == (region.classes, region.indicators)


def test_xj_5_a_lower_level_may_change_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"county\.yaml:10: kappa: .* measures only"):
        load_pack(site(tmp_path, "kappa: 4\n"))


def test_xj_17_a_lower_level_stays_within_the_statutory_kinds(tmp_path: Path) -> None:
    beyond = COMPLETED.replace("双随机抽查、非现场检查", "查封")

    with pytest.raises(PackError, match=r"county\.yaml:\d+: measures\.A\.statutory_kind: expected"):
        load_pack(site(tmp_path, beyond))


def test_a_lower_level_stands_on_a_region(tmp_path: Path) -> None:
    path = site(tmp_path, "")
    path.write_text(path.read_text(encoding="utf-8").replace("based_on: xinjiang\n", ""), encoding="utf-8")

    with pytest.raises(PackError, match="expected based_on with the regional pack"):
        load_pack(path)


def test_a_pack_based_on_itself_is_refused(tmp_path: Path) -> None:
    path = site(tmp_path, "")
    path.write_text(path.read_text(encoding="utf-8").replace("xinjiang", "county"), encoding="utf-8")

    with pytest.raises(PackError, match="not based on this one"):
        load_pack(path)


def test_an_approval_is_not_inherited(tmp_path: Path) -> None:
    path = site(tmp_path, "")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if "approval" not in line), encoding="utf-8")

    with pytest.raises(PackError, match="approval"):
        load_pack(path)


def test_points_of_a_weighted_sum_are_1000_times_weight_times_share(packs: dict[str, Pack]) -> None:
    pack = packs["linear"]
    # half of attribute (10 %), all of operating (20 %), .4 of enforcement (35 %), half of relationship (20 %)
    own = np.array([[0.5 * 0.1, 0.2, 0.4 * 0.35, 0.0]]) * pack.kappa
    inputs = ScoreInputs(
        own=own,
        structural=np.zeros(1),
        raw=np.array([pack.relationship_cap / 2]),
        scale=1.0,
        standalone=np.array([1], np.int8),
        direct=pa.nulls(1, pa.large_string()),
        scored=np.ones(1, dtype=bool),
    )

    table = score_table(inputs, pack)

    assert table.numbers("score")[0] == 49_000
    assert CLASS_NAMES[table.numbers("risk_class")[0]] == "B"
    points = {factor: int(table.numbers(f"points_{factor.value}")[0]) for factor in Factor}
    assert points == {
        Factor.ATTRIBUTE: 5_000,
        Factor.OPERATING: 20_000,
        Factor.ENFORCEMENT: 14_000,
        Factor.RELATIONSHIP: 10_000,
        Factor.EVALUATION: 0,
    }
