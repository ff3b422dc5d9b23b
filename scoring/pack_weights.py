"""Weights of a pack as a section of their own: made elsewhere, approved by a second person, sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from graph.domain import OWN_FACTORS, Factor
from graph.errors import PackError
from scoring.pack_lines import PackText
from scoring.pack_sections import Part, Text

Weight = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
TOLERANCE = 1e-9
_SEALED_WITH = ("id", "version", "effective", "approval")


class BasePack(Part):
    """Pack whose indicators are weighted."""

    id: Text
    version: Text
    hash: Text


class DataWindow(Part):
    """What a weight set was made from: months of features, last day of outcomes."""

    first_month: Text
    last_month: Text
    outcomes_until: date | None = None


class WeightSet(Part):
    """One version of the weights of a pack.

    Attributes
    ----------
    method : how they were made
    author : account that proposes them, declared
    since : day from which they are meant to count
    window : None for comparisons by experts
    metrics : figures by which they are judged
    rules_hash : hash of the numbers of the method
    kappa, factors, indicators : what takes the place of the base pack's
    seal : set by the approval, over the section and who approved it
    """

    method: Literal["ahp", "learned", "calibrated"]
    author: Text
    since: date
    base: BasePack
    window: DataWindow | None = None
    metrics: dict[str, float] = Field(default_factory=dict)
    rules_hash: Text
    kappa: float = Field(gt=0, le=20, allow_inf_nan=False)
    factors: dict[Factor, Weight]
    indicators: dict[str, Weight]
    seal: Text | None = None


def seal_of(content: Mapping[str, Any]) -> str:
    """Sha256 over a pack's weights (without their seal), its version, days and approval.

    It tells an edit after the approval; it is no signature.

    Parameters
    ----------
    content : mapping
        Fields of the pack's own file.
    """
    weights = {key: value for key, value in content["weights"].items() if key != "seal"}
    sealed = {"weights": weights, **{name: content.get(name) for name in _SEALED_WITH}}
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def with_weights(text: PackText) -> dict[str, Any]:
    """Content of a pack with the weights of its section in place; without one, as it is.

    Parameters
    ----------
    text : PackText
        Its sections and those of its base.

    Raises
    ------
    PackError
        If the section breaks its language, names an indicator the pack has not, does not sum
        to 1, or differs from what was approved; names file and line.
    """
    if "weights" not in text.content:
        return text.content
    content = dict(text.content)
    section = _section(text)
    _check_seal(text, content)
    content.pop("weights")
    found = content.get("indicators")
    indicators = (
        [dict(entry) if isinstance(entry, dict) else entry for entry in found]
        if isinstance(found, list)
        else []
    )
    by_id = {entry["id"]: entry for entry in indicators if isinstance(entry, dict) and "id" in entry}
    faults = [
        f"{text.place(('weights', 'indicators', name))}: weights.indicators.{name}: expected an indicator of "
        f"the pack, got {name!r}"
        for name in section.indicators
        if name not in by_id
    ]
    for name, weight in section.indicators.items():
        if name in by_id:
            by_id[name]["weight"] = weight
    faults += _sums(text, section, indicators)
    if faults:
        raise PackError("; ".join(faults), findings=faults)
    content |= {
        "indicators": indicators,
        "factors": {factor.value: weight for factor, weight in section.factors.items()},
        "kappa": section.kappa,
        "weights_source": {"published": False, "source": _said(section)},
    }
    return content


def _section(text: PackText) -> WeightSet:
    try:
        return WeightSet.model_validate(text.content["weights"])
    except ValidationError as error:
        faults = []
        for detail in error.errors(include_url=False):
            location = ("weights", *detail["loc"])
            named = ".".join(str(part) for part in location)
            got = detail.get("input")
            shown = f", got {got!r}" if isinstance(got, str | int | float | bool) else ""
            faults.append(f"{text.place(location)}: {named}: {detail['msg']}{shown}")
        raise PackError("; ".join(faults), findings=faults) from error


def _sums(text: PackText, section: WeightSet, indicators: list[Any]) -> list[str]:
    faults = []
    missing = set(Factor) - set(section.factors)
    total = sum(section.factors.values())
    place = text.place(("weights", "factors"))
    if missing:
        faults.append(f"{place}: weights.factors: expected all five, got none for {sorted(missing)}")
    elif abs(total - 1) > TOLERANCE:
        faults.append(f"{place}: weights.factors: expected weights that sum to 1, got {total:.6f}")
    for factor in OWN_FACTORS:
        total = sum(
            entry.get("weight", 0)
            for entry in indicators
            if isinstance(entry, dict) and entry.get("factor") == factor.value
        )
        if abs(total - 1) > TOLERANCE:
            faults.append(
                f"{text.place(('weights', 'indicators'))}: weights.indicators: expected weights of factor "
                f"{factor.value} that sum to 1, got {total:.6f}"
            )
    return faults


def _check_seal(text: PackText, content: Mapping[str, Any]) -> None:
    seal = content["weights"].get("seal")
    if content.get("approval") is None and seal is None:
        return
    wanted = seal_of(content)
    if content.get("approval") is None or seal != wanted:
        fault = (
            f"{text.place(('weights', 'seal'))}: weights.seal: expected the weights as they were approved "
            f"(seal {wanted[:12]}), got {str(seal)[:12]}: approve them with guanlian weights approve"
        )
        raise PackError(fault, findings=[fault])


def _said(section: WeightSet) -> str:
    window = section.window
    data = "" if window is None else f"; data {window.first_month} to {window.last_month}"
    until = (
        "" if window is None or window.outcomes_until is None else f", outcomes to {window.outcomes_until}"
    )
    return (
        f"{section.method} by {section.author}, since {section.since}, on {section.base.id} "
        f"{section.base.version}{data}{until}"
    )
