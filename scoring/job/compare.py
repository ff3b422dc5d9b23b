"""Two packs on one frozen month, before one of them is approved; nothing is published."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.arrays import Frame
from graph.disk import disk_full_as_error
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from scoring.job.frozen import FilingSource, Frozen, VersionedStore, exclude_step, freeze_step
from scoring.job.order import MonthOrder
from scoring.job.reference import reference_for
from scoring.job.steps import Rulebook, measure_step, own_step, relationship_step, score_step
from scoring.job.workbench import Progress, Workbench, silent
from scoring.month_folders import MonthFolder
from scoring.pack_difference import PackDifference, pack_difference
from scoring.pack_model import Pack

_PIN = "pack-diff"


def compare_packs(
    *,
    home: Path,
    store: FactStore,
    filings: FilingSource,
    packs: tuple[Pack, Pack],
    month: str,
    most: int = 100,
    today: date | None = None,
    progress: Progress | None = None,
) -> PackDifference:
    """Score one month with two packs; decisions on single enterprises are left out.

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
        )
        try:
            first, second = (_scored(bench, home, store, filings, frozen, pack, order) for pack in packs)
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
) -> Frame:
    """Score table of one pack, by the month's own steps."""
    rules = Rulebook(
        pack=pack, reference=reference_for(home, store, filings, pack, order.as_of, bench.progress)
    )
    view = filings.view(order.known_by, Snapshot.read(frozen.folder), order.corrections)
    facts = exclude_step(bench, frozen, view, pack)
    measured = measure_step(bench, facts, rules)
    own = own_step(bench, measured, facts, rules)
    relation = relationship_step(bench, own, measured, facts, rules)
    return Frame.read(score_step(bench, own, relation, rules).folder / "scored.arrow")
