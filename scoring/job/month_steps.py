"""Steps of a month after freezing, in their order, and what they hand to publish."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from graph.arrays import Frame
from graph.snapshot import Snapshot
from scoring.clusters.rules import cluster_rules
from scoring.decisions import DecisionsInForce
from scoring.job.assemble import assemble_step
from scoring.job.clustering import ClusterInputs, cluster_step
from scoring.job.decide import decide_step
from scoring.job.frozen import Facts, FilingSource, Frozen, exclude_step
from scoring.job.migrate import Prepared, migrate_step, prepare
from scoring.job.month_reads import lay_out_reads
from scoring.job.order import MonthOrder
from scoring.job.overlays import overlay_step
from scoring.job.previous import PreviousMonth
from scoring.job.publish import Contents, class_counts, unknown_shares
from scoring.job.reference import cluster_rates
from scoring.job.steps import Rulebook, measure_step, own_step, relationship_step, score_step
from scoring.job.workbench import Finished, Workbench

_COUNTED = ("persons", "places", "contacts", "ties", "records", "parties", "statuses")


def make_contents(
    bench: Workbench,
    frozen: Frozen,
    filings: FilingSource,
    rules: Rulebook,
    previous: PreviousMonth | None,
    *,
    decisions: DecisionsInForce,
    order: MonthOrder,
    inputs: dict[str, Any],
    revision: int,
    lay_out: Path | None = None,
) -> Contents:
    """Run the steps and name the files that are published.

    With ``lay_out``, a home, what readers look up is laid out beside them.
    """
    view = filings.view(order.known_by, Snapshot.read(frozen.folder), order.corrections)
    facts = exclude_step(bench, frozen, view, rules.pack)
    steps = _side_by_side(
        *(bench, facts, filings, rules, previous, lay_out),
        decisions=decisions,
        month=order.month,
        code=inputs["code"],
    )
    scores = assemble_step(
        bench,
        facts,
        scored=steps.decided,
        relation=steps.relation,
        clusters=steps.clusters,
        previous=previous,
    )
    overlays = overlay_step(bench, facts, scores, rules)
    files = {
        "snapshot": facts.folder,
        "excluded.arrow": facts.step.folder / "excluded.arrow",
        "measures.arrow": steps.measured.folder / "measures.arrow",
        "lines.arrow": steps.own.folder / "lines.arrow",
        "network": steps.relation.folder / "network",
        "scores.arrow": scores.folder / "scores.arrow",
        "migration.arrow": steps.migration.folder / "migration.arrow",
        **{
            f"{name}.arrow": steps.clusters.folder / f"{name}.arrow"
            for name in ("clusters", "members", "lifeline", "pairs", "hubs")
        },
    }
    if overlays is not None:
        files["overlays.arrow"] = overlays.folder / "overlays.arrow"
    if decisions.rows:
        files["decisions.arrow"] = steps.decided.folder / "decisions.arrow"
    report = json.loads((steps.clusters.folder / "clusters.json").read_text(encoding="utf-8"))
    return Contents(
        files=files,
        pack=rules.pack,
        inputs=inputs,
        facts=_facts(frozen, rules, previous, order, revision, files, report),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """Steps that later ones and the publication read."""

    measured: Finished
    own: Finished
    relation: Finished
    decided: Finished
    migration: Finished
    clusters: Finished


def _side_by_side(
    bench: Workbench,
    facts: Facts,
    filings: FilingSource,
    rules: Rulebook,
    previous: PreviousMonth | None,
    lay_out: Path | None,
    *,
    decisions: DecisionsInForce,
    month: str,
    code: str,
) -> _Steps:
    """Stages to the month before and clusters need no score, movers no cluster: two cores share them.

    One after the other beside the rest, so that no third of the great tables is in memory at once.
    """
    with _second_core() as beside:
        prepared = _prepared(beside, bench, facts, filings, rules, previous)
        measured = measure_step(bench, facts, rules)
        own = own_step(bench, measured, facts, rules)
        clustered = beside.submit(copy_context().run, _clusters, bench, facts, own, rules, previous, month)
        relation = relationship_step(bench, own, measured, facts, rules)
        measured = replace(measured, kept=None)
        scored = score_step(bench, own, relation, rules)
        decided = decide_step(bench, facts, scored, decisions, rules.pack)
        migration = migrate_step(
            *(bench, facts, rules, previous, prepared), scored=decided, measured=measured, code=code
        )
        if lay_out is not None:
            lay_out_reads(lay_out, facts)
        return _Steps(
            measured=measured.step,
            own=own,
            relation=relation,
            decided=decided,
            migration=migration,
            clusters=clustered.result(),
        )


@contextmanager
def _second_core() -> Iterator[ThreadPoolExecutor]:
    """A thread beside this one; where a step fails or is broken off, what it has not begun is not begun."""
    beside = ThreadPoolExecutor(1)
    try:
        yield beside
    finally:
        beside.shutdown(cancel_futures=True)


def _prepared(
    beside: ThreadPoolExecutor,
    bench: Workbench,
    facts: Facts,
    filings: FilingSource,
    rules: Rulebook,
    previous: PreviousMonth | None,
) -> Callable[[], Prepared] | None:
    """Stages to the month before, begun at once unless a killed run was through with them."""
    if previous is None:
        return None
    making = partial(prepare, bench, facts, filings, rules, previous)
    return making if bench.holds("migration") else beside.submit(copy_context().run, making).result


def _clusters(
    bench: Workbench,
    facts: Facts,
    own: Finished,
    rules: Rulebook,
    previous: PreviousMonth | None,
    month: str,
) -> Finished:
    parts = Frame.read(own.folder / "own.arrow")
    return cluster_step(
        bench,
        facts,
        ClusterInputs(
            standalone=parts.numbers("standalone_class"),
            scored=parts.numbers("scored"),
            rates=cluster_rates(rules.reference),
        ),
        previous,
        month=month,
        rules=cluster_rules(rules.pack.clusters.content),
        digests={"own": own.digest, **rules.keys},
        kept=rules.partition,
    )


def _facts(
    frozen: Frozen,
    rules: Rulebook,
    previous: PreviousMonth | None,
    order: MonthOrder,
    revision: int,
    files: dict[str, Path],
    report: dict[str, Any],
) -> dict[str, Any]:
    scores = Frame.read(files["scores.arrow"])
    ids = tuple(indicator.id for indicator in rules.pack.indicators)
    counts = class_counts(scores)
    counts |= {"clusters": report["clusters"], "risk_clusters": report["risk_clusters"]}
    counts["excluded_facts"] = Frame.read(files["excluded.arrow"]).rows
    if "decisions.arrow" in files:
        applied = Frame.read(files["decisions.arrow"]).numbers("applied")
        counts |= {"decisions": len(applied), "decisions_applied": int(applied.sum())}
    counts["movers"] = Frame.read(files["migration.arrow"]).rows
    frozen_manifest = json.loads((frozen.folder / "manifest.json").read_text(encoding="utf-8"))
    counts |= {name: frozen_manifest["rows"][name] for name in _COUNTED}
    return {
        "revision": revision,
        "as_of": order.as_of.isoformat(),
        "known_by": order.known_by.isoformat(),
        "preliminary": order.preliminary,
        "store_version": frozen.store_version,
        "filings_version": frozen.filings_version,
        "snapshot_digest": frozen_manifest["digest"],
        "pack": {"id": rules.pack.id, "version": rules.pack.version, "hash": rules.pack.hash},
        "reference": {"id": rules.reference.id, "hash": rules.reference.hash},
        "relationship": rules.choice.told,
        "previous": None if previous is None else previous.reference.model_dump(mode="json"),
        "counts": counts,
        "clusters": report,
        "unknown_shares": unknown_shares(Frame.read(files["measures.arrow"]), scores.numbers("scored"), ids),
    }
