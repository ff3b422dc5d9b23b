"""Weight sets as versions of a pack: a draft, two hands, a seal, and what none of them may hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.domain import Factor
from graph.errors import InputError, PackError
from scoring.pack import Pack, load_pack, read_pack
from scoring.pack_check import refuse_unfit
from scoring.weights.drafts import Proposal, approve, write_draft

SINCE = date(2026, 12, 1)
FACTORS = {
    Factor.ATTRIBUTE: 0.1,
    Factor.OPERATING: 0.2,
    Factor.ENFORCEMENT: 0.4,
    Factor.RELATIONSHIP: 0.2,
    Factor.EVALUATION: 0.1,
}


@pytest.fixture(scope="module")
def mrt() -> Pack:
    return load_pack("mrt")


def proposal(mrt: Pack, **more: Any) -> Proposal:
    given: dict[str, Any] = {
        "method": "learned",
        "author": "account-1",
        "since": SINCE,
        "kappa": 3.0,
        "factors": FACTORS,
        "indicators": {one.id: one.weight for one in mrt.indicators} | {"ZH01": 0.2, "ZH02": 0.28},
        "window": {"first_month": "2026-08", "last_month": "2026-10", "outcomes_until": date(2026, 11, 20)},
        "metrics": {"problems": 150.0},
    }
    return Proposal(**(given | more))


@pytest.fixture
def draft(tmp_path: Path, mrt: Pack) -> Path:
    path = tmp_path / "w1.yaml"
    write_draft(path, "mrt", proposal(mrt))
    return path


def changed(path: Path, **weights: Any) -> Path:
    """The same file with some fields of its weights replaced."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["weights"] |= weights
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def test_a_draft_is_its_base_with_other_weights_and_nothing_else(draft: Path, mrt: Pack) -> None:
    pack, _ = read_pack(draft)

    assert (pack.kappa, pack.factors) == (3.0, FACTORS)
    assert {one.id: one.weight for one in pack.indicators if one.id in ("ZH01", "ZH02", "JG07")} == {
        "ZH01": 0.2,
        "ZH02": 0.28,
        "JG07": 0.1,
    }
    assert [one.model_copy(update={"weight": 0}) for one in pack.indicators] == [
        one.model_copy(update={"weight": 0}) for one in mrt.indicators
    ]
    assert (pack.classes, pack.measures, pack.scope) == (mrt.classes, mrt.measures, mrt.scope)
    assert pack.weights_source is not None
    assert "learned by account-1" in pack.weights_source.source


def test_no_month_uses_a_draft(draft: Path) -> None:
    with pytest.raises(PackError, match="expected an approved pack, got none"):
        load_pack(draft)
    with pytest.raises(PackError, match="expected an approval by a second person"):
        refuse_unfit(read_pack(draft)[0], SINCE)


def test_a_second_person_makes_a_draft_a_version_that_a_month_may_use(draft: Path) -> None:
    written = approve(draft, "account-2", date(2026, 11, 25))

    pack = load_pack(draft)
    refuse_unfit(pack, date(2026, 12, 31))
    assert pack.approval is not None
    assert (pack.approval.author, pack.approval.approver) == ("account-1", "account-2")
    assert (written.version, written.hash) == (pack.version, pack.hash)
    assert not written.verified
    with pytest.raises(PackError, match="expected a pack in force on 2026-11-30"):
        refuse_unfit(pack, date(2026, 11, 30))


@pytest.mark.parametrize("approver", ["account-1", " account-1 ", "", "  "])
def test_one_approver_for_two_hands_is_refused_and_the_draft_stays(draft: Path, approver: str) -> None:
    before = draft.read_bytes()

    with pytest.raises(PackError, match="expected an approver other than the author"):
        approve(draft, approver, date(2026, 11, 25))

    assert draft.read_bytes() == before


def test_an_edit_after_the_approval_is_told_by_the_seal(draft: Path) -> None:
    approve(draft, "account-2", date(2026, 11, 25))

    changed(draft, kappa=3.1)

    with pytest.raises(
        PackError, match=r"w1\.yaml:\d+: weights\.seal: expected the weights as they were appro"
    ):
        load_pack(draft)


def test_a_self_made_approval_without_a_seal_is_refused(draft: Path) -> None:
    content = yaml.safe_load(draft.read_text(encoding="utf-8"))
    content["approval"] = {"author": "a", "approver": "b", "approved_on": date(2026, 11, 25)}
    draft.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    with pytest.raises(PackError, match="approve them with guanlian weights approve"):
        load_pack(draft)


def test_what_is_approved_is_not_approved_or_overwritten_again(draft: Path, mrt: Pack) -> None:
    approve(draft, "account-2", date(2026, 11, 25))

    with pytest.raises(PackError, match="expected a draft of weights without approval"):
        approve(draft, "account-3", date(2026, 11, 26))
    with pytest.raises(InputError, match="expected a new file or an earlier draft"):
        write_draft(draft, "mrt", proposal(mrt))


def test_a_draft_of_a_draft_stands_on_the_pack_below(draft: Path, tmp_path: Path, mrt: Pack) -> None:
    second = tmp_path / "w2.yaml"

    write_draft(second, str(draft), proposal(mrt, method="calibrated", kappa=4.0))

    draft.unlink()
    assert read_pack(second)[0].kappa == 4.0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"indicators": {"ZH99": 0.1}}, "weights.indicators.ZH99: expected an indicator of the pack"),
        ({"indicators": {"ZH01": 0.9}}, "factor evaluation that sum to 1, got 1.6"),
        (
            {"indicators": {"ZH01": -0.1}},
            "weights.indicators.ZH01: Input should be greater than or equal to 0",
        ),
        ({"indicators": {"ZH01": float("nan")}}, "weights.indicators.ZH01: Input should be"),
        (
            {"indicators": dict.fromkeys([f"ZH0{row}" for row in range(1, 8)], 0)},
            "evaluation that sum to 1, got 0.0",
        ),
        (
            {"factors": {**{one.value: 0 for one in Factor}}},
            "weights.factors: expected weights that sum to 1, got 0",
        ),
        ({"factors": {"attribute": 1.0}}, "expected all five, got none for"),
        ({"kappa": float("nan")}, "weights.kappa: Input should be"),
        ({"kappa": 0}, "weights.kappa: Input should be greater than 0"),
        ({"mood": "good"}, "weights.mood: Extra inputs are not permitted"),
    ],
)
def test_wrong_weights_are_refused_with_file_and_line(
    draft: Path, fields: dict[str, Any], message: str
) -> None:
    changed(draft, **fields)

    with pytest.raises(PackError, match=r"w1\.yaml:\d+: weights\.") as refused:
        read_pack(draft)

    assert message in refused.value.message


def test_wrong_weights_are_not_written(tmp_path: Path, mrt: Pack) -> None:
    path = tmp_path / "w1.yaml"

    with pytest.raises(PackError):
        write_draft(path, "mrt", proposal(mrt, indicators={"ZH01": 0.9}))

    assert list(tmp_path.iterdir()) == []


def test_weights_under_which_class_d_cannot_be_reached_are_not_approved(tmp_path: Path, mrt: Pack) -> None:
    path = tmp_path / "w1.yaml"
    write_draft(path, "mrt", proposal(mrt, kappa=1.0))

    with pytest.raises(PackError, match="expected a greatest score of at least 750"):
        approve(path, "account-2", date(2026, 11, 25))


def test_a_pack_on_top_of_approved_weights_takes_them_over(draft: Path, tmp_path: Path) -> None:
    approve(draft, "account-2", date(2026, 11, 25))
    site = tmp_path / "site.yaml"
    head = yaml.safe_load(draft.read_text(encoding="utf-8"))
    head = {name: head[name] for name in ("id", "title", "version", "effective", "legal_basis", "approval")}
    site.write_text(yaml.safe_dump({**head, "id": "site", "based_on": "w1"}), encoding="utf-8")

    assert load_pack(site).factors == FACTORS
