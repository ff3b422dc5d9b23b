"""Decisions on the class of single enterprises: D by decision, a class raised or lowered.

The model score stays beside; what a decision changes is a line of its own. A decision holds
from ``effective_on`` to the day before ``expires_on``, and ends earlier by a revocation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import RiskClass
from scoring.classes import CLASS_NAMES, clamp, class_codes
from scoring.month_folders import canonical_json
from scoring.pack_model import Pack

DIRECT_RULE = "D4"
"""Direct class D by decision, for strong reaction of consumers (seed XJ art. 11(4))."""


class DecisionKind(StrEnum):
    """What a decision does."""

    DIRECT = "direct_d"
    RAISE = "raise"
    LOWER = "lower"
    REVOCATION = "revocation"


_ORDER = (DecisionKind.LOWER, DecisionKind.RAISE, DecisionKind.DIRECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of the book of decisions.

    Attributes
    ----------
    number : int
        Given when it is recorded, rising.
    kind : DecisionKind
    enterprise_id : str
    risk_class : RiskClass, None of a revocation
    ground : str
    document_no : str, optional
    effective_on : date
    expires_on : date, None of a revocation
        First day on which it holds no more.
    known_on : date
        Day on which it was recorded.
    author, approver : str
        Accounts as declared, two different ones.
    verified : bool
        Whether both had signed in.
    revokes : int, optional
        Number of the decision that a revocation ends.
    """

    number: int
    kind: DecisionKind
    enterprise_id: str
    risk_class: RiskClass | None
    ground: str
    document_no: str | None
    effective_on: date
    expires_on: date | None
    known_on: date
    author: str
    approver: str
    verified: bool
    revokes: int | None


@dataclass(frozen=True, slots=True)
class DecisionsInForce:
    """Decisions that hold on a day of knowledge, in the order of their numbers."""

    rows: tuple[Decision, ...] = ()

    @property
    def digest(self) -> str | None:
        """Digest of everything recorded of them; None of nothing."""
        if not self.rows:
            return None
        told = [
            {name: _plain(getattr(row, name)) for name in Decision.__dataclass_fields__} for row in self.rows
        ]
        return hashlib.sha256(canonical_json({"decisions": told}).encode()).hexdigest()

    @property
    def enterprise_ids(self) -> pa.LargeStringArray:
        """Enterprise of each decision."""
        return large_text([row.enterprise_id for row in self.rows])


NO_DECISIONS = DecisionsInForce()


class DecisionSource(Protocol):
    """Where a month's decisions come from."""

    def in_force(self, known_by: date) -> DecisionsInForce:
        """Decisions known and in force on a day."""
        ...


def hold_on(recorded: Sequence[Decision], day: date) -> DecisionsInForce:
    """Those of the recorded decisions that are known and hold on a day."""
    known = [row for row in recorded if row.known_on <= day and row.effective_on <= day]
    ended = {row.revokes for row in known if row.kind is DecisionKind.REVOCATION}
    return DecisionsInForce(
        tuple(
            row
            for row in sorted(known, key=lambda row: row.number)
            if row.kind is not DecisionKind.REVOCATION
            and row.number not in ended
            and (row.expires_on is None or day < row.expires_on)
        )
    )


def decided_scores(
    scored: Frame, codes: npt.NDArray[np.int32], decisions: DecisionsInForce, pack: Pack
) -> tuple[Frame, Frame]:
    """Apply decisions to the scores of the model.

    A lowered class never undoes a direct rule, a raised one wins over a lowered one, and D by
    decision counts like any direct rule: it is lifted to the floor of D and not clamped.

    Parameters
    ----------
    scored : Frame of ``score_table``
    codes : int32, one a decision
        Code of its enterprise, -1 if the month does not know it.
    decisions : DecisionsInForce
    pack : Pack

    Returns
    -------
    Frame
        As ``scored``, with int32 ``decision``: number of the decision that set the score, 0 none.
    Frame
        The decisions, with bool ``applied``: whether it set its enterprise's score.

    References
    ----------
    Seed XJ art. 11(4) and 9.
    """
    direct = _with_direct(scored, codes, decisions)
    holds = np.asarray(pc.is_valid(direct), dtype=np.bool_)
    in_scope = scored.numbers("scored").astype(np.bool_)
    model = np.where(in_scope, scored.numbers("model_score"), 0)
    score, clamped = clamp(model, scored.numbers("standalone_class"), holds, pack)
    by = np.zeros(scored.rows, np.int32)
    for position in sorted(range(len(codes)), key=lambda at: _ORDER.index(decisions.rows[at].kind)):
        row, code = decisions.rows[position], int(codes[position])
        if code < 0 or not in_scope[code]:
            continue
        wanted = _score_by(row, int(score[code]), bool(holds[code]), pack)
        if wanted != score[code] or (row.kind is DecisionKind.DIRECT and not by[code]):
            score[code], by[code] = wanted, row.number
    final = np.where(in_scope, score, -1).astype(np.int32)
    changed = scored.replace(
        score=final,
        risk_class=np.where(in_scope, class_codes(score, pack), -1).astype(np.int8),
        direct_rule=direct,
        clamped=clamped & in_scope,
        decision=by,
    )
    return changed, _decision_frame(decisions, codes, by)


def class_floor(risk: RiskClass, pack: Pack) -> int:
    """Smallest hundredth of a class."""
    position = CLASS_NAMES.index(risk)
    step = 0 if pack.classes.closed == "left" else 1
    return 0 if position == 0 else pack.classes.boundaries[position - 1] + step


def _score_by(row: Decision, score: int, direct: bool, pack: Pack) -> int:
    if row.risk_class is None or (row.kind is DecisionKind.LOWER and direct):
        return score
    if row.kind is DecisionKind.LOWER:
        above = CLASS_NAMES.index(row.risk_class) + 1
        ceiling = class_floor(RiskClass(CLASS_NAMES[above]), pack) - 1 if above < len(CLASS_NAMES) else score
        return min(score, ceiling)
    return max(score, class_floor(row.risk_class, pack))


def _with_direct(
    scored: Frame, codes: npt.NDArray[np.int32], decisions: DecisionsInForce
) -> pa.LargeStringArray:
    rules = scored.text("direct_rule").to_pylist()
    for code, row in zip(codes.tolist(), decisions.rows, strict=True):
        if code >= 0 and row.kind is DecisionKind.DIRECT and DIRECT_RULE not in (rules[code] or ""):
            rules[code] = ",".join(filter(None, (rules[code], DIRECT_RULE)))
    return large_text(rules)


def _decision_frame(
    decisions: DecisionsInForce, codes: npt.NDArray[np.int32], by: npt.NDArray[np.int32]
) -> Frame:
    rows = decisions.rows
    found = [code >= 0 and int(by[code]) == row.number for code, row in zip(codes, rows, strict=True)]
    return Frame(
        {
            "number": np.array([row.number for row in rows], np.int32),
            "enterprise": codes.astype(np.int32),
            "enterprise_id": decisions.enterprise_ids,
            "kind": large_text([row.kind.value for row in rows]),
            "risk_class": large_text([row.risk_class for row in rows]),
            "ground": large_text([row.ground for row in rows]),
            "document_no": large_text([row.document_no for row in rows]),
            "effective_on": large_text([row.effective_on.isoformat() for row in rows]),
            "expires_on": large_text([(row.expires_on or date.max).isoformat() for row in rows]),
            "verified": np.array([row.verified for row in rows], np.bool_),
            "applied": np.array(found, np.bool_),
        }
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
