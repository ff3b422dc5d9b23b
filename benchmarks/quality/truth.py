"""The truth of a synthetic province, as a row of an evaluation and as planted strengths."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from gnn.variants import PACK
from graph.synthetic.contagion import FAMILIES, GREATEST_SEVERITY
from graph.synthetic.parameters import Parameters
from scoring.training.panels import Panel

Array = np.ndarray[Any, Any]

MODEL_FAMILY = {
    "person_own": "person_records",
    "shared_person": "shared_person",
    "equity": "equity",
    "guarantee_loan": "guarantee_loan",
    "premises": "place_contact_agent",
}
"""Family of the model that stands for each planted one."""
_LABELLED = (
    "penalty",
    "abnormal_listing",
    "serious_violation_listing",
    "other_blacklist",
    "judgment_defaulter",
    "broken_commitment",
)
_PRIMARY = ("base", *FAMILIES)
_HORIZON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueHazard:
    """What truly drives the year after the test day, by legal person of the panel.

    Attributes
    ----------
    base : float64[r] own part of the hazard of a labelled event
    excess : float64[r, families] contagion part, in the order of ``FAMILIES``
    """

    base: Array
    excess: Array

    @property
    def total(self) -> Array:
        """Hazard of a labelled event within the year."""
        return np.asarray(np.maximum(self.base + self.excess.sum(axis=1), 1e-9))


def true_hazard(truth: Path, panel: Panel, numbers: Parameters) -> TrueHazard:
    """Hazard of the year after a panel's day, from the events that had happened by then.

    Parameters
    ----------
    truth : Path
        Folder of the truth.
    panel : Panel
    numbers : Parameters
        With which the province was drawn.
    """
    plan, kinds = numbers.contagion, numbers.records.kinds
    manifest = yaml.safe_load((truth / "truth.yaml").read_text(encoding="utf-8"))
    until = manifest["until"]
    last = manifest["months"] - 1
    at = last - ((until.year - panel.day.year) * 12 + until.month - panel.day.month)
    causes = pq.read_table(truth / "causes.parquet")
    month, cause = np.asarray(causes["month"]), causes["cause"]
    known = np.asarray(pc.is_in(cause, value_set=pa.array(_PRIMARY))) & (month <= at)
    node = np.asarray(causes["node"])[known].astype(np.int64)
    nodes = pq.read_metadata(truth / "nodes.parquet").num_rows
    decay = 2.0 ** (-1.0 / plan.half_life_months)
    heat = np.asarray(causes["severity"])[known] / GREATEST_SEVERITY * decay ** (at + 1 - month[known])
    signal = np.bincount(node, weights=heat, minlength=nodes)
    firms = pq.read_table(truth / "firms.parquet")
    excess = np.zeros((len(firms), len(FAMILIES)))
    pairs = pq.read_table(truth / "pairs.parquet")
    src, dst, weight = (np.asarray(pairs[name]) for name in ("src", "dst", "weight"))
    family = pairs["family"].combine_chunks().cast(pa.string()).to_pylist()
    column = np.array([FAMILIES.index(name) for name in family], np.int64)
    strength = np.array([plan.strength[name] for name in FAMILIES])
    first, final = np.asarray(pairs["first_month"]), np.asarray(pairs["last_month"])
    for ahead in range(1, _HORIZON + 1):
        open_now = (first <= at + ahead) & (final >= at + ahead)
        part = strength[column] * weight * signal[src] * decay ** (ahead - 1) * open_now
        np.add.at(excess, (dst, column), part)
    total = np.maximum(excess.sum(axis=1, keepdims=True), 1e-12)
    excess *= np.minimum(total, plan.excess_cap * _HORIZON) / total
    own = {name: kind.rate for name, kind in kinds.items()}
    base = sum(own.values()) * np.asarray(firms["risk"]) * _HORIZON * _share(own)
    excess *= _share({name: kind.contagion for name, kind in kinds.items()})
    rows = _rows(firms, panel)
    found = np.maximum(rows, 0)
    return TrueHazard(base=np.where(rows >= 0, base[found], 0.0), excess=excess[found] * (rows >= 0)[:, None])


def _share(rates: dict[str, float]) -> float:
    """Share of primary events that lead to a label, follow-ups of enforcement included."""
    labelled = sum(rates[name] for name in _LABELLED) + 0.4 * rates["enforcement"]
    return labelled / sum(rates.values())


def _rows(firms: pa.Table, panel: Panel) -> Array:
    """Firm of each legal person of the panel, by its id or credit code; -1 where it has neither."""
    ids = panel.rows.text("enterprise_id")
    found = np.full(len(ids), -1, np.int64)
    for name in ("credit_code", "enterprise_id"):
        known = firms[name].combine_chunks().cast(pa.large_string())
        place = np.asarray(pc.fill_null(pc.index_in(ids, value_set=known), -1))
        found = np.where(place >= 0, place, found)
    return found


def recovery(true: TrueHazard, panel: Panel, strengths: Array, families: tuple[str, ...]) -> dict[str, Any]:
    """Planted against learned strengths, both for one unit of dose by the path rules of the pack.

    A unit is the dose of half-life 12 by severity over 5, whatever rules the model took; the
    planted strength of a family is its true hazard on the test day over it, the learned one the
    hazard by the model.

    Parameters
    ----------
    true : TrueHazard
    panel : Panel
        By the path rules of the model.
    strengths : float64[dose columns]
    families : families of the model, in the order of the columns

    Returns
    -------
    dict
        By planted family ``planted``, ``learned``; and ``rank_correlation``.
    """
    of_family = len(strengths) // len(families)
    units = panel.under(PACK).doses.table
    planted, learned = {}, {}
    for column, name in enumerate(FAMILIES):
        first = families.index(MODEL_FAMILY[name]) * of_family
        mine = [
            first + k
            for k, word in enumerate(panel.doses.names[first : first + of_family])
            if "|event|" in word and word.endswith("|12")
        ]
        dose = float(np.asarray(units[:, mine].sum()) / GREATEST_SEVERITY)
        part = slice(first, first + of_family)
        hazard = float(np.asarray(panel.doses.table[:, part] @ strengths[part]).sum())
        planted[name] = float(true.excess[:, column].sum()) / max(dose, 1e-9)
        learned[name] = hazard / max(dose, 1e-9)
    one, other = (np.argsort(np.argsort(list(each.values()))).astype(float) for each in (planted, learned))
    return {
        "planted": planted,
        "learned": learned,
        "rank_correlation": float(np.corrcoef(one, other)[0, 1]),
    }
