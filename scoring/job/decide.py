"""Step decide: decisions in force change the scores of the model; without any nothing is done."""

from __future__ import annotations

from pathlib import Path

from graph.arrays import Frame
from scoring.decisions import DecisionsInForce, decided_scores
from scoring.job.frozen import Facts
from scoring.job.workbench import Finished, Workbench
from scoring.pack_model import Pack


def decide_step(
    bench: Workbench, facts: Facts, scored: Finished, decisions: DecisionsInForce, pack: Pack
) -> Finished:
    """Scores with decisions: scored.arrow, decisions.arrow; the scores as they are if none is in force.

    Parameters
    ----------
    bench : Workbench
    facts : Facts
    scored : Finished
        Step score.
    decisions : DecisionsInForce
    pack : Pack
    """
    if not decisions.rows:
        return scored

    def make(folder: Path) -> None:
        codes = facts.read().enterprise_codes(decisions.enterprise_ids)
        table, applied = decided_scores(Frame.read(scored.folder / "scored.arrow"), codes, decisions, pack)
        table.write(folder / "scored.arrow")
        applied.write(folder / "decisions.arrow")

    keys = {
        "facts": facts.step.digest,
        "score": scored.digest,
        "decisions": decisions.digest,
        "pack": pack.hash,
    }
    return bench.step("decide", keys, make)
