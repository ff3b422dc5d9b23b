"""Peers of an enterprise: medians and its place in the narrowest group that is large enough.

Groups are laid over whole columns once for an opened month; one enterprise then costs a
look-up. Groups are data (``peers.yaml``).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from graph.arrays import Frame
from graph.domain import Factor, RiskClass
from graph.packaged import packaged
from scoring.labels import factor_label
from scoring.pack_model import Pack
from scoring.results_base import Label
from scoring.results_rows import number_at
from scoring.results_types_peers import FactorPeers, PeerLevel, Peers

Codes = npt.NDArray[np.int64]


class PeerRule(BaseModel):
    """How one level of groups is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: PeerLevel
    industry_digits: int = Field(ge=0, le=4)
    by_size: bool
    at_least: int = Field(ge=1, description="Scored enterprises a group needs")
    zh: str
    en: str
    meaning: str
    source: str


class PeerRules(BaseModel):
    """Levels, the narrowest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    groups: tuple[PeerRule, ...] = Field(min_length=1)


@cache
def peer_rules() -> PeerRules:
    """Rules as shipped."""
    return packaged(PeerRules, "scoring", "peers.yaml")


class _Level:
    """Scored enterprises of one level, sorted by group and score."""

    def __init__(self, rule: PeerRule, group: Codes, scores: Frame) -> None:
        self.rule, self.group = rule, group
        score = scores.numbers("score")
        members = np.flatnonzero((group >= 0) & (score >= 0))
        order = np.lexsort((score[members], group[members]))
        self._members = members[order].astype(np.int32)
        count = int(group.max(initial=-1)) + 1
        self._bounds = np.searchsorted(group[self._members], np.arange(count + 1))

    def members(self, group: int) -> npt.NDArray[np.int32]:
        """Rows of a group, lowest score first."""
        return self._members[self._bounds[group] : self._bounds[group + 1]]


class PeerGroups:
    """Groups of one month.

    Parameters
    ----------
    scores, enterprises : Frame
        Row = enterprise code. 1,000,000 rows: 1 s and 24 bytes a row and level, once.
    pack : Pack
    """

    def __init__(self, scores: Frame, enterprises: Frame, pack: Pack) -> None:
        self._scores, self._enterprises, self._pack = scores, enterprises, pack
        self._levels = [_Level(rule, _groups(rule, enterprises), scores) for rule in peer_rules().groups]
        self._medians: dict[tuple[PeerLevel, int], dict[str, Any]] = {}

    def of(self, row: int) -> Peers | None:
        """Peers of an enterprise; None if it has no score.

        Parameters
        ----------
        row : int
            Enterprise code.
        """
        score = int(self._scores.numbers("score")[row])
        if score < 0:
            return None
        for level in self._levels:
            group = int(level.group[row])
            members = level.members(group) if group >= 0 else np.zeros(0, np.int32)
            if len(members) >= level.rule.at_least:
                return self._peers(level, group, members, row, score)
        return None

    def _peers(
        self, level: _Level, group: int, members: npt.NDArray[np.int32], row: int, score: int
    ) -> Peers:
        medians = self._medians.get((level.rule.level, group))
        if medians is None:
            medians = self._medians[level.rule.level, group] = self._measured(members)
        sorted_scores = self._scores.numbers("score")[members]
        below = int(np.searchsorted(sorted_scores, score, side="left"))
        industry = _text(self._enterprises, "industry", row) if level.rule.industry_digits else None
        band = _text(self._enterprises, "staff_band", row) if level.rule.by_size else None
        return Peers(
            level=level.rule.level,
            label=Label(zh=level.rule.zh, en=level.rule.en),
            industry=industry[: level.rule.industry_digits] if industry else None,
            size_band=band,
            size=len(members),
            median_score=round(float(np.median(sorted_scores)) / 100, 2),
            percentile=round(below / len(members), 4),
            class_shares=medians["classes"],
            factors=tuple(
                FactorPeers(
                    factor=factor,
                    label=factor_label(self._pack, factor),
                    hazard=number_at(self._scores, f"lambda_{factor.value}", row),
                    median_hazard=medians["hazards"][factor],
                    maximum_hazard=self._pack.kappa * self._pack.factors[factor],
                    median_points=medians["points"][factor],
                )
                for factor in Factor
            ),
        )

    def _measured(self, members: npt.NDArray[np.int32]) -> dict[str, Any]:
        """Medians and class shares of a group; kept, as a group is asked for again and again."""
        scores = self._scores
        counts = np.bincount(scores.numbers("risk_class")[members], minlength=len(RiskClass))
        return {
            "hazards": {f: float(np.median(scores.numbers(f"lambda_{f.value}")[members])) for f in Factor},
            "points": {
                f: float(np.median(scores.numbers(f"points_{f.value}")[members])) / 100 for f in Factor
            },
            "classes": {
                name: float(count / len(members)) for name, count in zip(RiskClass, counts, strict=True)
            },
        }


def _groups(rule: PeerRule, enterprises: Frame) -> Codes:
    """Group of each enterprise; -1 where industry or band is unknown."""
    codes = np.zeros(enterprises.rows, np.int64)
    if rule.industry_digits:
        codes = _coded(pc.utf8_slice_codeunits(enterprises.text("industry"), 0, rule.industry_digits))
    if rule.by_size:
        bands = _coded(enterprises.text("staff_band"))
        width = int(bands.max(initial=0)) + 1
        codes = np.where((codes < 0) | (bands < 0), -1, codes * width + bands)
    return codes


def _coded(texts: pa.LargeStringArray) -> Codes:
    return np.asarray(pc.fill_null(pc.dictionary_encode(texts).indices, -1), dtype=np.int64)


def _text(frame: Frame, name: str, row: int) -> str | None:
    value: str | None = frame.text(name)[row].as_py()
    return value
