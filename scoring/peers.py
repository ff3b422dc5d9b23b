"""Peers of an enterprise: medians and its place in the narrowest group that is large enough.

Groups are laid over whole columns once, when a month is scored or first read, and mapped from then
on; one enterprise costs a look-up. Groups are data (``peers.yaml``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from graph.arrays import Frame
from graph.domain import Factor, RiskClass
from graph.mapped import mapped
from graph.packaged import packaged
from scoring.kept_folders import kept_folder
from scoring.labels import factor_label
from scoring.pack_model import Pack
from scoring.results_base import Label
from scoring.results_rows import number_at
from scoring.results_types_peers import FactorPeers, PeerLevel, Peers

Codes = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
VERSION = 1
"""Part of a folder's name: another shape is another folder."""
FOLDER = "peers"
KEPT = 6
"""Months whose groups stay on disk; 1,000,000 enterprises take 22 MB each."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGroups:
    """Scored enterprises of one level, sorted by group and score.

    Attributes
    ----------
    group : int32, one an enterprise
        -1 where industry or band is unknown.
    rows : int32
        Enterprises with a group and a score, group by group, the lowest score of each first.
    start : int32, groups + 1
        Begin of each group in ``rows``.
    """

    group: Ints
    rows: Ints
    start: Ints

    def members(self, group: int) -> Ints:
        """Rows of a group, lowest score first."""
        return self.rows[self.start[group] : self.start[group + 1]]


def lay_out_groups(scores: Frame, enterprises: Frame) -> tuple[LevelGroups, ...]:
    """Groups of every level of the rules; 1,000,000 enterprises: 1 s.

    Parameters
    ----------
    scores, enterprises : Frame
        Row = enterprise code.
    """
    return tuple(_laid_out(_groups(rule, enterprises), scores) for rule in peer_rules().groups)


def groups_of(home: Path, known_by: str, scores: Frame, enterprises: Frame) -> tuple[LevelGroups, ...]:
    """Groups of a month, mapped; laid out where there are none, by one process alone, else in memory.

    Parameters
    ----------
    home : Path
    known_by : str
        Hash that is another one for other scores.
    scores, enterprises : Frame
    """
    rules = hashlib.sha256(peer_rules().model_dump_json().encode()).hexdigest()

    def fill(folder: Path) -> None:
        for place, level in enumerate(lay_out_groups(scores, enterprises)):
            for one in fields(level):
                np.save(folder / f"{place}-{one.name}.npy", getattr(level, one.name), allow_pickle=False)

    try:
        folder = kept_folder(home / FOLDER, f"{VERSION}-{known_by[:24]}-{rules[:8]}", fill, KEPT)
    except OSError:
        # Reads go on where nothing can be written; only the next process lays out again.
        return lay_out_groups(scores, enterprises)
    return tuple(
        LevelGroups(**{one.name: mapped(folder / f"{place}-{one.name}.npy") for one in fields(LevelGroups)})
        for place in range(len(peer_rules().groups))
    )


def _laid_out(group: Codes, scores: Frame) -> LevelGroups:
    score = scores.numbers("score")
    members = np.flatnonzero((group >= 0) & (score >= 0))
    rows = members[np.lexsort((score[members], group[members]))]
    count = int(group.max(initial=-1)) + 1
    start = np.searchsorted(group[rows], np.arange(count + 1))
    return LevelGroups(group=group.astype(np.int32), rows=rows.astype(np.int32), start=start.astype(np.int32))


class PeerGroups:
    """Groups of one month.

    Parameters
    ----------
    scores, enterprises : Frame
        Row = enterprise code.
    pack : Pack
    levels : tuple of LevelGroups
        Of the same scores, one a level of the rules.
    """

    def __init__(
        self, scores: Frame, enterprises: Frame, pack: Pack, levels: tuple[LevelGroups, ...]
    ) -> None:
        self._scores, self._enterprises, self._pack = scores, enterprises, pack
        self._levels = tuple(zip(peer_rules().groups, levels, strict=True))
        self._medians: dict[tuple[PeerLevel, int], dict[str, Any]] = {}

    def measure_all(self) -> None:
        """Measure every group that is large enough, before a reader asks; 1,000,000 enterprises: 1 s."""
        for rule, level in self._levels:
            for group in np.flatnonzero(np.diff(level.start) >= rule.at_least).tolist():
                self._group(rule, group, level.members(group))

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
        for rule, level in self._levels:
            group = int(level.group[row])
            members = level.members(group) if group >= 0 else np.zeros(0, np.int32)
            if len(members) >= rule.at_least:
                return self._peers(rule, group, members, row, score)
        return None

    def _peers(self, rule: PeerRule, group: int, members: Ints, row: int, score: int) -> Peers:
        medians = self._group(rule, group, members)
        below = int(np.searchsorted(medians["scores"], score, side="left"))
        industry = _text(self._enterprises, "industry", row) if rule.industry_digits else None
        band = _text(self._enterprises, "staff_band", row) if rule.by_size else None
        return Peers(
            level=rule.level,
            label=Label(zh=rule.zh, en=rule.en),
            industry=industry[: rule.industry_digits] if industry else None,
            size_band=band,
            size=len(members),
            median_score=medians["score"],
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

    def _group(self, rule: PeerRule, group: int, members: Ints) -> dict[str, Any]:
        """Scores, medians and class shares of a group; kept, as a group is asked for again and again."""
        found = self._medians.get((rule.level, group))
        if found is None:
            found = self._medians[rule.level, group] = self._measured(members)
        return found

    def _measured(self, members: Ints) -> dict[str, Any]:
        scores = self._scores
        rising = scores.numbers("score")[members]
        counts = np.bincount(scores.numbers("risk_class")[members], minlength=len(RiskClass))
        return {
            "scores": rising,
            "score": round(float(np.median(rising)) / 100, 2),
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
