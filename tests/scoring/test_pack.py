"""The pack language: what it refuses, where it says so, and what a pack can reach."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.domain import OWN_FACTORS, Factor, RiskClass
from graph.errors import PackError
from scoring.pack import Pack, load_pack
from scoring.pack_check import check_pack
from scoring.pack_sections import Period
from tests.scored_facts import MRT

PACKS = Path(str(files("scoring").joinpath("packs")))
PARTS = ("attribute", "operating", "enforcement", "evaluation", "structure", "relations")


def shipped() -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Content of the shipped pack and of its indicator files."""
    head = yaml.safe_load((PACKS / "mrt.yaml").read_text(encoding="utf-8"))
    parts = {
        name: yaml.safe_load((PACKS / "mrt" / f"{name}.yaml").read_text(encoding="utf-8")) for name in PARTS
    }
    return head, parts


Change = Callable[[dict[str, Any], dict[str, list[dict[str, Any]]]], Any]


def written(folder: Path, change: Change) -> Path:
    """Site pack: the shipped one after a change."""
    head, parts = copy.deepcopy(shipped())
    change(head, parts)
    (folder / "mrt").mkdir()
    for name, content in parts.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / "mrt" / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "site.yaml"
    path.write_text(yaml.safe_dump(head, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def refusal(folder: Path, change: Change) -> str:
    """Message with which a changed pack is refused."""
    with pytest.raises(PackError) as caught:
        load_pack(written(folder, change))
    return caught.value.message


def test_shipped_pack_is_approved_and_reaches_class_d() -> None:
    check = check_pack(MRT)

    assert MRT.approval is not None
    assert check.findings == ()
    assert 750 <= check.max_score <= 1000
    # kappa times the weight of the factor, less what the fact groups take
    for factor in OWN_FACTORS:
        assert 0 < check.max_lambda[factor] <= MRT.kappa * MRT.factors[factor] + 1e-12
    assert check.max_lambda[Factor.RELATIONSHIP] == pytest.approx(0.693)


def test_weights_of_each_own_factor_sum_to_one() -> None:
    for factor in OWN_FACTORS:
        assert sum(MRT.indicators[row].weight for row in MRT.of_factor(factor)) == pytest.approx(1)


def test_structural_items_weigh_nothing_and_listings_always_count() -> None:
    weights = {indicator.id: indicator.weight for indicator in MRT.indicators}

    assert all(
        weights[name] == 0 for name in ("GL09", "GL10", "GL11", "GL12", "GL14", "JC05", "JC08", "JG15")
    )
    assert all(weights[name] > 0 for name in ("JG04", "JG05", "JG06"))


def test_direct_rules_are_off_in_mrt() -> None:
    assert [(rule.id, rule.active) for rule in MRT.direct_rules] == [
        ("D1", False),
        ("D2", False),
        ("D3", False),
    ]


def test_a_site_pack_of_the_same_content_has_the_same_hash(tmp_path: Path) -> None:
    site = load_pack(written(tmp_path, lambda head, parts: None))

    assert site.hash == MRT.hash
    assert re.fullmatch(r"[0-9a-f]{64}", site.hash)


def test_another_weight_gives_another_hash(tmp_path: Path) -> None:
    def swap(head: dict[str, Any], parts: dict[str, list[dict[str, Any]]]) -> None:
        parts["evaluation"][0]["weight"], parts["evaluation"][1]["weight"] = 0.2, 0.28

    assert load_pack(written(tmp_path, swap)).hash != MRT.hash


def set_at(*path: str | int, value: Any) -> Change:
    """Change of one field; a path that starts with a part's name goes into its file."""

    def change(head: dict[str, Any], parts: dict[str, list[dict[str, Any]]]) -> None:
        place: Any = parts if path[0] in PARTS else head
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def overlapping(head: dict[str, Any], parts: Any) -> None:
    head["classes"]["ranges"][1]["at_least"] = 150


def gapped(head: dict[str, Any], parts: Any) -> None:
    head["classes"]["ranges"][1]["at_least"] = 210


def twice(head: dict[str, Any], parts: dict[str, list[dict[str, Any]]]) -> None:
    parts["structure"][0]["id"] = "JG04"


def unapproved(head: dict[str, Any], parts: Any) -> None:
    head["approval"] = None


def z_score_on_records(head: dict[str, Any], parts: dict[str, list[dict[str, Any]]]) -> None:
    parts["enforcement"][6]["measure"] = {
        "is": "z_score",
        "table": "records",
        "window_months": 13,
        "deviation_at_least": 1,
    }


def falling_on_records(head: dict[str, Any], parts: dict[str, list[dict[str, Any]]]) -> None:
    parts["enforcement"][6]["bins"] = {"direction": "falling", "edges": [1], "points": [1, 0]}


@pytest.mark.parametrize(
    ("change", "file", "says"),
    [
        (set_at("kappa", value=0.5), "site.yaml", "expected a greatest score of at least 750.00"),
        (overlapping, "site.yaml", "do not overlap, got A up to 200.0 and B from 150.0"),
        (gapped, "site.yaml", "no gap between A and B, got 200.0 to 210.0"),
        (
            set_at("operating", 0, "bins", "points", value=[0.0, 0.6, 0.2, 1.0]),
            "operating.yaml",
            "got 0.6 before 0.2",
        ),
        (set_at("operating", 0, "bins", "edges", value=[1, 3, 2]), "operating.yaml", "expected rising edges"),
        (
            set_at("operating", 0, "bins", "points", value=[0.0, 1.0]),
            "operating.yaml",
            "expected 4 points, got 2",
        ),
        (twice, "structure.yaml", "JG04: expected in one factor once, got enforcement and relationship"),
        (set_at("operating", 0, "weight", value=0.5), "operating.yaml", "weights that sum to 1, got"),
        (set_at("operating", 0, "measure", "is", value="guess"), "operating.yaml", "guess"),
        (set_at("operating", 0, "measure", "table", value="rumours"), "operating.yaml", "rumours"),
        (z_score_on_records, "enforcement.yaml", "one more adverse record could lower it, got z_score"),
        (falling_on_records, "enforcement.yaml", "one more record never lowers the points"),
        (
            set_at("operating", 4, "measure", "before", value="cents"),
            "operating.yaml",
            "expected columns of alterations",
        ),
        (
            set_at("operating", 0, "fact_group", value="nothing"),
            "operating.yaml",
            "expected a fact group of the pack",
        ),
        (set_at("factors", "attribute", value=0.2), "site.yaml", "weights that sum to 1, got 1.1"),
        (set_at("classes", "closed", value="both"), "site.yaml", "'left' or 'right'"),
        (set_at("colour", value="red"), "site.yaml", "colour: Extra inputs are not permitted"),
        (unapproved, "site.yaml", "expected an approved pack"),
        (set_at("approval", "approver", value="demonstration author"), "site.yaml", "other than the author"),
        (set_at("direct_rules", 0, "active", value=True), "site.yaml", "expected a standing decision for D1"),
        (set_at("relationship", "rules", value="absent"), "", "packs/relationship/absent.yaml, got none"),
    ],
)
def test_a_pack_that_breaks_the_language_is_refused_with_its_place(
    tmp_path: Path, change: Change, file: str, says: str
) -> None:
    message = refusal(tmp_path, change)

    assert says in message
    if file:
        assert re.search(rf"{file}:\d+: ", message)


def test_the_line_is_the_line_of_the_field(tmp_path: Path) -> None:
    message = refusal(tmp_path, set_at("operating", 0, "weight", value="heavy"))

    lines = (tmp_path / "mrt" / "operating.yaml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "heavy" in line)
    assert message.startswith(f"operating.yaml:{number}: indicators.{len(shipped()[1]['attribute'])}.weight")


def test_a_repeated_field_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, lambda head, parts: None)
    path.write_text(path.read_text(encoding="utf-8") + "kappa: 4\n", encoding="utf-8")

    with pytest.raises(PackError, match=r"site\.yaml:\d+: expected each field once, got 'kappa' twice"):
        load_pack(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"- a\n", "expected a mapping"), (b"a: [\n", "expected YAML"), (b"\xff\xfe", "expected YAML in UTF-8")],
)
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "site.yaml"
    path.write_bytes(content)

    with pytest.raises(PackError, match=says):
        load_pack(path)


def test_a_pack_that_does_not_exist_is_named() -> None:
    with pytest.raises(PackError, match=r"nowhere\.yaml: expected a pack file, got none"):
        load_pack("nowhere")


def test_every_class_has_its_measures_and_a_is_not_drawn_twice_a_year() -> None:
    assert set(MRT.measures) == set(RiskClass)
    assert not MRT.measures[RiskClass.A].redrawn_in_year


def test_a_period_holds_on_both_its_ends() -> None:
    period = Period(since=date(2026, 1, 1), to=date(2026, 1, 31))

    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
    assert [period.holds(day) for day in days] == [False, True, True, False]


def test_a_boundary_belongs_to_the_closed_side() -> None:
    def floor(closed: str) -> int:
        return Pack.model_validate(
            {**MRT.model_dump(by_alias=True), "classes": {**MRT.classes.model_dump(), "closed": closed}}
        ).classes.floor_d

    assert (floor("left"), floor("right")) == (75_000, 75_001)
