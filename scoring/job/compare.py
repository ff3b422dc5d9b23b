"""Two packs on one frozen month, before one of them is approved; nothing is published."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.disk import disk_full_as_error
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from scoring.decisions import NO_DECISIONS, DecisionsInForce, DecisionSource
from scoring.job.decide import decide_step
from scoring.job.frozen import FilingSource, Frozen, VersionedStore, exclude_step, freeze_step
from scoring.job.order import MonthOrder
from scoring.job.reference import reference_for, reference_in_force
from scoring.job.steps import Rulebook, measure_step, own_step, relationship_step, score_step
from scoring.job.workbench import Progress, Workbench, silent
from scoring.month_folders import MonthFolder
from scoring.pack_difference import PackDifference, pack_difference
from scoring.pack_model import Pack
from scoring.relation_choice import relation_of
from scoring.same_persons import PersonSource, links_of

_PIN = "pack-diff"


def compare_packs(
    *,
    home: Path,
    store: FactStore,
    filings: FilingSource,
    packs: tuple[Pack, Pack],
    month: str,
    decisions: DecisionSource | None = None,
    persons: PersonSource | None = None,
    most: int = 100,
    today: date | None = None,
    progress: Progress | None = None,
) -> PackDifference:
    """Score one month with two packs; decisions in force count with both.

    Parameters
    ----------
    home : Path
        Reference tables that a pack lacks are built and recorded; nothing else is kept.
    store : FactStore
    filings : FilingSource
    packs : (Pack, Pack)
        Approval is not needed: this is how a candidate is judged.
    month : str
        YYYY-MM; of a published month, what was known when it was published.
    decisions : DecisionSource, optional
        Those in force by the month's day of knowledge change classes, as in the month itself.
    persons : PersonSource, optional
        Verdicts on persons known by then join ids.
    most : int
        Movers listed at most.
    today : date, optional
    progress : Progress, optional

    Returns
    -------
    PackDifference
    """
    folder = MonthFolder(home, month)
    current = folder.current()
    known_by, corrections = None, []
    if current is not None:
        inputs = folder.manifest(current)["inputs"]
        known_by, corrections = date.fromisoformat(inputs["known_by"]), list(inputs["corrections"])
    order = MonthOrder.checked(month, known_by, False, corrections, today or date.today())
    decided = NO_DECISIONS if decisions is None else decisions.in_force(order.known_by)
    with (
        disk_full_as_error("the comparison of packs", home),
        TemporaryDirectory(dir=home, prefix=".pack-diff-") as work,
    ):
        bench = Workbench(Path(work), version("guanlian"), progress or silent)
        frozen = freeze_step(
            bench,
            store,
            filings,
            as_of=order.as_of,
            known_by=order.known_by,
            corrections=order.corrections,
            pinned_by=_PIN,
            persons=links_of(persons, order.known_by, *packs),
        )
        try:
            first, second = (
                _scored(bench, home, store, filings, frozen, pack, order, decided) for pack in packs
            )
            ids = Snapshot.read(frozen.folder).enterprises.text("enterprise_id")
            return pack_difference(month, ids, packs, (first, second), most)
        finally:
            if isinstance(store, VersionedStore):
                store.unpin(_PIN)


def _scored(
    bench: Workbench,
    home: Path,
    store: FactStore,
    filings: FilingSource,
    frozen: Frozen,
    pack: Pack,
    order: MonthOrder,
    decisions: DecisionsInForce,
) -> Frame:
    """Score table of one pack, by the month's own steps; what weighs nothing is not measured."""
    folder = MonthFolder(home, order.month)
    published = _published(folder, frozen, pack, decisions)
    if published is not None:
        return published
    reference = reference_in_force(folder, pack) or reference_for(
        home, store, filings, pack, order.as_of, bench.progress
    )
    relation = relation_of(folder, pack, reference, order.as_of)
    rules = Rulebook(pack=pack.weighing(), reference=reference, relation=relation)
    view = filings.view(order.known_by, Snapshot.read(frozen.folder), order.corrections)
    facts = exclude_step(bench, frozen, view, pack)
    measured = measure_step(bench, facts, rules)
    own = own_step(bench, measured, facts, rules)
    hazard = relationship_step(bench, own, measured, facts, rules)
    scored = score_step(bench, own, hazard, rules)
    return Frame.read(decide_step(bench, facts, scored, decisions, pack).folder / "scored.arrow")


def _published(folder: MonthFolder, frozen: Frozen, pack: Pack, decisions: DecisionsInForce) -> Frame | None:
    """Scores of the revision in force if it was made of the very same inputs."""
    current = folder.current()
    if current is None:
        return None
    inputs = folder.manifest(current)["inputs"]
    wanted = {
        "snapshot": frozen.step.digest,
        "filings": frozen.filings_digest,
        "pack": pack.hash,
        "catalogue": catalogue_hash(),
        "code": version("guanlian"),
        "decisions": decisions.digest,
    }
    if any(inputs.get(name) != value for name, value in wanted.items()):
        return None
    return Frame.read(folder.revision_path(current) / "scores.arrow")
