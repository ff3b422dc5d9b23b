"""Step overlays: professional class and combined class beside the general one, both kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import day_number
from graph.filings import Filings
from graph.snapshot import Snapshot
from scoring.classes import class_codes
from scoring.indicators import measure
from scoring.job.frozen import Facts
from scoring.job.steps import Rulebook
from scoring.job.workbench import Finished, Workbench
from scoring.measures.rows import filing_rows
from scoring.overlays import Applies, Overlay
from scoring.points import score_hundredths


def overlay_step(bench: Workbench, facts: Facts, scores: Finished, rules: Rulebook) -> Finished | None:
    """Write overlays.arrow, a row for each model and enterprise it is for; None without models."""
    if not rules.pack.overlays:
        return None

    def make(folder: Path) -> None:
        general = Frame.read(scores.folder / "scores.arrow").numbers("risk_class")
        overlay_table(facts.read(), facts.filings, general, rules).write(folder / "overlays.arrow")

    return bench.step("overlays", {"facts": facts.step.digest, "scores": scores.digest, **rules.keys}, make)


def overlay_table(
    snapshot: Snapshot, filings: Filings, general: npt.NDArray[np.int8], rules: Rulebook
) -> Frame:
    """Professional scores and classes of all models of a pack.

    Parameters
    ----------
    snapshot, filings
        Without excluded facts.
    general : int8[n]
        Published class, -1 not scored (no row then).
    rules : Rulebook

    Returns
    -------
    Frame
        text overlay; int32 enterprise, score (hundredths); int8 general_class,
        professional_class, combined_class.

    References
    ----------
    MR/T draft 7.2; seed XJ art. 18 (general and professional model).
    """
    parts = [_one(snapshot, filings, general, overlay, rules) for overlay in rules.pack.overlays]
    columns: dict[str, Any] = {
        name: np.concatenate([part[name] for part in parts])
        for name in ("enterprise", "score", "general_class", "professional_class", "combined_class")
    }
    names = [
        overlay.id
        for overlay, part in zip(rules.pack.overlays, parts, strict=True)
        for _ in range(len(part["enterprise"]))
    ]
    return Frame({"overlay": pa.array(names, pa.large_string()), **columns})


def _one(
    snapshot: Snapshot, filings: Filings, general: npt.NDArray[np.int8], overlay: Overlay, rules: Rulebook
) -> dict[str, Any]:
    rows = np.flatnonzero(_is_for(snapshot, filings, overlay.applies) & (general >= 0)).astype(np.int32)
    sector = rules.pack.model_copy(
        update={"indicators": overlay.indicators, "score_form": "hazard", "kappa": overlay.kappa}
    )
    found = measure(snapshot, filings, sector, rules.reference)
    hazard = np.zeros(len(rows))
    for column, indicator in enumerate(overlay.indicators):
        points, prior = found.bins[rows, column], indicator.unknown.prior
        bound = np.fmax(points, prior) if indicator.bound_raises else np.fmin(points, prior)
        filled = np.where(found.known[rows, column], points, bound)
        hazard = hazard + overlay.kappa * indicator.weight * filled
    score = score_hundredths(hazard, sector)
    own = class_codes(score, rules.pack)
    return {
        "enterprise": rows,
        "score": score,
        "general_class": general[rows].astype(np.int8),
        "professional_class": own,
        "combined_class": overlay.table[general[rows], own],
    }


def _is_for(snapshot: Snapshot, filings: Filings, applies: Applies) -> npt.NDArray[np.bool_]:
    found = np.zeros(snapshot.enterprises.rows, dtype=np.bool_)
    industry = snapshot.enterprises.text("industry")
    for prefix in applies.industries:
        found |= np.asarray(pc.fill_null(pc.starts_with(industry, prefix), False), dtype=np.bool_)
    if applies.licences:
        as_of = day_number(snapshot.as_of)
        rows = filing_rows(filings, "licences", ("licence_kind", "valid_to"), as_of)
        held = rows.one_of("licence_kind", applies.licences) & rows.in_force(as_of)
        found[rows.subject[held]] = True
    return found
