"""What a revision changed: who moved, by how much, and whose receipt is another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from graph.arrays import Column, Frame
from graph.domain import RiskClass
from scoring.job.previous import codes_of
from scoring.month_folders import MonthFolder
from scoring.results import Month
from scoring.results_base import Result
from scoring.results_rows import class_at, points_at, text_at

_COMPARED = ("scored", "score", "model_score", "risk_class", "standalone_class", "direct_rule", "clamped")
_BOUND = 1e-9

Rows = npt.NDArray[np.int64]


class Moved(Result):
    """One enterprise whose score or class a revision changed."""

    enterprise_id: str
    name: str | None
    class_before: RiskClass | None
    class_after: RiskClass | None
    score_before: float | None
    score_after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two revisions of one month differ in.

    Attributes
    ----------
    touched : tuple of str
        Enterprises with any other line, rising.
    moved : tuple of Moved
        Those of them with another score or class.
    """

    touched: tuple[str, ...]
    moved: tuple[Moved, ...]


def revision_difference(before: Month, after: Month) -> Difference:
    """Compare two revisions of a month, enterprise by enterprise.

    An enterprise that only one of them knows is touched. Where the relationship factor stands at
    its cap in both, the hazard before the cap is compared. A revision made from what changed
    names the touched itself; of two that stand on one, only those that either names are compared.
    """
    if after.manifest.get("delta", {}).get("base") == before.info.revision:
        return _told(before, after)
    ids = after.scores.text("enterprise_id")
    candidates = _candidates(before, after)
    if candidates is None:
        old = codes_of(ids, before.scores.text("enterprise_id")).astype(np.int64)
        both = np.flatnonzero(old >= 0)
    else:
        old, both = np.arange(len(ids)), candidates
    changed = old < 0
    rows = old[both]
    names = [name for name in after.scores if name in _COMPARED or name.startswith("lambda_")]
    differs = np.zeros(len(both), np.bool_)
    for name in names:
        differs |= _differs(before.scores[name], after.scores[name], rows, both)
    for name in after.indicators:
        if name in before.indicators:
            differs |= _differs(before.indicators[name], after.indicators[name], rows, both)
    differs |= _above_cap_differs(before, after, rows, both, differs)
    changed[both] = differs
    gone = np.setdiff1d(np.arange(before.scores.rows), old[old >= 0])
    touched = ids.take(np.flatnonzero(changed)).to_pylist()
    touched += before.scores.text("enterprise_id").take(gone).to_pylist()
    moved = (_moved(before.scores, after.scores, int(old[row]), int(row)) for row in np.flatnonzero(changed))
    return Difference(touched=tuple(sorted(touched)), moved=_changed(moved))


def _candidates(before: Month, after: Month) -> Rows | None:
    """Rows in which two revisions may differ that stand on one of the same codes; None of any others."""
    one, other = _line(before), _line(after)
    shared = one.keys() & other.keys()
    return np.union1d(one[max(shared)], other[max(shared)]) if shared else None


def _line(month: Month) -> dict[int, Rows]:
    """The revisions that one stands on, itself first, each with the rows in which it differs from it."""
    folder, revision = MonthFolder(month.home, month.info.month), month.info.revision
    rows = np.zeros(0, np.int64)
    found = {revision: rows}
    while (delta := folder.manifest(revision).get("delta")) is not None:
        touched = Frame.read(folder.revision_path(revision) / "touched.arrow").numbers("enterprise")
        rows = np.union1d(rows, touched).astype(np.int64)
        revision = delta["base"]
        found[revision] = rows
    return found


def _told(before: Month, after: Month) -> Difference:
    """Difference to the base of a revision of changed rows; codes of enterprises are the same."""
    rows = Frame.read(after.path / "touched.arrow").numbers("enterprise").tolist()
    ids = [str(text_at(after.scores, "enterprise_id", row)) for row in rows]
    return Difference(
        touched=tuple(sorted(ids)),
        moved=_changed(_moved(before.scores, after.scores, row, row) for row in rows),
    )


def _changed(moved: Iterable[Moved]) -> tuple[Moved, ...]:
    """Those with another class or score."""
    return tuple(
        one for one in moved if (one.class_before, one.score_before) != (one.class_after, one.score_after)
    )


def _differs(before: Column, after: Column, rows: Rows, both: Rows) -> npt.NDArray[np.bool_]:
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        one, other = before[rows], after[both]
        same = one == other
        if one.dtype.kind == "f":
            same |= np.isnan(one) & np.isnan(other)
        return np.asarray(~same)
    one, other = pc.fill_null(before.take(rows), ""), pc.fill_null(after.take(both), "")
    return np.asarray(pc.not_equal(one, other))


def _above_cap_differs(
    before: Month, after: Month, rows: Rows, both: Rows, known: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    cap = after.pack.relationship_cap
    at_cap = after.scores.numbers("lambda_relationship")[both] >= cap - _BOUND
    asked = np.flatnonzero(at_cap & ~known)
    found = np.zeros(len(both), np.bool_)
    if len(asked):
        one, other = _raw(before, rows[asked]), _raw(after, both[asked])
        found[asked] = one != other
    return found


def _raw(month: Month, rows: Rows) -> npt.NDArray[np.float64]:
    units, position = np.unique(month.scores.numbers("unit")[rows], return_inverse=True)
    return np.asarray(month.network.raw(units)[position])


def _moved(before: Frame, after: Frame, old: int, row: int) -> Moved:
    return Moved(
        enterprise_id=str(text_at(after, "enterprise_id", row)),
        name=text_at(after, "name", row),
        class_before=None if old < 0 else class_at(before, "risk_class", old),
        class_after=class_at(after, "risk_class", row),
        score_before=None if old < 0 else points_at(before, "score", old),
        score_after=points_at(after, "score", row),
    )
