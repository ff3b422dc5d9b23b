"""Checks of a whole pack: what it can reach, and what would make its scores meaningless."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from graph.domain import OWN_FACTORS, Factor
from graph.errors import PackError
from scoring.clusters.rules import ClusterRules
from scoring.overlays import Overlay
from scoring.pack_model import Pack
from scoring.points import score_of

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a pack may not say: where, what was expected and what it says."""

    location: tuple[str | int, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCheck:
    """Result of a check.

    Attributes
    ----------
    max_score : float
        Greatest score an enterprise can reach.
    max_lambda : greatest lambda of each factor, fact groups taken into account for own ones
    findings : tuple of Finding, empty if the pack may be used
    """

    max_score: float
    max_lambda: dict[Factor, float]
    findings: tuple[Finding, ...]


def check_pack(pack: Pack) -> PackCheck:
    """Check a pack and compute what it can reach.

    Parameters
    ----------
    pack : Pack

    Returns
    -------
    PackCheck
    """
    own, ceiling = _reach(pack)
    max_lambda = {**own, Factor.RELATIONSHIP: pack.relationship_cap}
    max_score = score_of(ceiling + pack.relationship_cap, pack)
    findings = [*_indicator_findings(pack), *_weight_findings(pack), *_cluster_findings(pack)]
    if round(max_score * 100) < pack.classes.floor_d:
        findings.append(
            Finding(
                location=("kappa",),
                message=f"kappa: expected a greatest score of at least {pack.classes.floor_d / 100:.2f} "
                f"(floor of D), got {max_score:.2f}",
            )
        )
    if pack.approval is None:
        findings.append(
            Finding(location=("approval",), message="approval: expected an approved pack, got none")
        )
    return PackCheck(max_score=max_score, max_lambda=max_lambda, findings=tuple(findings))


def refuse_unfit(pack: Pack, day: date) -> None:
    """Refuse a pack that was not approved by a second person or is not in force on a day.

    Raises
    ------
    PackError
        Before anything is made: nothing is published.

    References
    ----------
    Rules row 3: a second person of the regional organ approves before a month may use it.
    """
    if pack.approval is None:
        raise PackError(
            f"pack {pack.id} {pack.version}: expected an approval by a second person before a month uses it, "
            "got none: nothing is published",
            pack=pack.id,
        )
    parts: list[Pack | Overlay] = [pack, *pack.overlays]
    for part in parts:
        if not part.effective.holds(day):
            raise PackError(
                f"pack {part.id} {part.version}: expected a pack in force on {day}, got one in force from "
                f"{part.effective.since} to {part.effective.to or 'further notice'}: nothing is published; "
                "give --pack the version of that day",
                pack=part.id,
            )


def _reach(pack: Pack) -> tuple[dict[Factor, float], float]:
    """Greatest lambda of each own factor alone, and of all own factors together."""
    by_factor = {factor: _greatest(pack, (factor,)) for factor in OWN_FACTORS}
    return by_factor, _greatest(pack, OWN_FACTORS)


def _greatest(pack: Pack, factors: tuple[Factor, ...]) -> float:
    grouped: dict[str, float] = {}
    free = 0.0
    for indicator in pack.indicators:
        if indicator.factor not in factors:
            continue
        line = pack.kappa * pack.factors[indicator.factor] * indicator.weight * max(indicator.bins.points)
        if indicator.fact_group is None:
            free += line
        else:
            grouped[indicator.fact_group] = grouped.get(indicator.fact_group, 0.0) + line
    limits = {name: group.max_lambda for name, group in pack.fact_groups.items()}
    return free + sum(min(line, limits.get(name, line)) for name, line in sorted(grouped.items()))


def _indicator_findings(pack: Pack) -> list[Finding]:
    findings = []
    seen: dict[str, Factor] = {}
    for row, indicator in enumerate(pack.indicators):
        if indicator.id in seen:
            findings.append(
                Finding(
                    location=("indicators", row, "id"),
                    message=f"indicator {indicator.id}: expected in one factor once, "
                    f"got {seen[indicator.id]} and {indicator.factor}",
                )
            )
        seen[indicator.id] = indicator.factor
        if indicator.fact_group is not None and indicator.fact_group not in pack.fact_groups:
            findings.append(
                Finding(
                    location=("indicators", row, "fact_group"),
                    message=f"indicator {indicator.id}: expected a fact group of the pack "
                    f"({', '.join(sorted(pack.fact_groups))}), got {indicator.fact_group}",
                )
            )
    used = Counter(indicator.fact_group for indicator in pack.indicators)
    findings.extend(
        Finding(
            location=("fact_groups", name),
            message=f"fact_groups.{name}: expected at least two indicators, got {used[name]}",
        )
        for name in sorted(pack.fact_groups)
        if used[name] < 2
    )
    return findings


def _weight_findings(pack: Pack) -> list[Finding]:
    findings = []
    for factor in OWN_FACTORS:
        rows = pack.of_factor(factor)
        total = sum(pack.indicators[row].weight for row in rows)
        if abs(total - 1) > TOLERANCE:
            location = ("indicators", rows[0], "weight") if rows else ("indicators",)
            findings.append(
                Finding(
                    location=location,
                    message=f"factor {factor}: expected indicator weights that sum to 1, got {total:.6f}",
                )
            )
    return findings


def _cluster_findings(pack: Pack) -> list[Finding]:
    try:
        ClusterRules.model_validate(pack.clusters.content)
    except ValidationError as error:
        return [
            Finding(
                location=("clusters", "content", *detail["loc"]),
                message=f"clusters.{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}",
            )
            for detail in error.errors(include_url=False)
        ]
    return []
