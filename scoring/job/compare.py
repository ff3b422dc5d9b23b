"""Two packs on one frozen month, before one of them is approved; nothing is published."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.disk import disk_full_as_error
from graph.same_person.verdicts import PersonLinks
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from scoring.decisions import NO_DECISIONS, DecisionsInForce, DecisionSource
from scoring.job.decide import decide_step
from scoring.job.frozen import Facts, FilingSource, Frozen, VersionedStore, exclude_step, freeze_step
from scoring.job.order import MonthOrder
from scoring.job.published_facts import published_facts
from scoring.job.reference import reference_for, reference_in_force
from scoring.job.steps import Rulebook, measure_step, own_step, relationship_step, score_step
from scoring.job.workbench import Progress, Workbench, silent
from scoring.measured_before import MeasuredBefore
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
        compared = _Compared(
            bench, home, store, filings, order, decided, links_of(persons, order.known_by, *packs)
        )
        try:
            first, second = (compared.scored(pack) for pack in packs)
            return pack_difference(month, compared.enterprise_ids, packs, (first, second), most)
        finally:
            if isinstance(store, VersionedStore):
                store.unpin(_PIN)


class _Compared:
    """One month under several packs: what they share is frozen, excluded and measured once."""

    def __init__(
        self,
        bench: Workbench,
        home: Path,
        store: FactStore,
        filings: FilingSource,
        order: MonthOrder,
        decisions: DecisionsInForce,
        persons: PersonLinks,
    ) -> None:
        self._bench = bench
        self._folder = MonthFolder(home, order.month)
        self._store, self._filings = store, filings
        self._order, self._decisions, self._persons = order, decisions, persons
        self._measured: dict[str, MeasuredBefore] = {}
        self.enterprise_ids: Any = None

    @cached_property
    def _frozen(self) -> Frozen:
        order = self._order
        return freeze_step(
            self._bench,
            self._store,
            self._filings,
            as_of=order.as_of,
            known_by=order.known_by,
            corrections=order.corrections,
            pinned_by=_PIN,
            persons=self._persons,
        )

    def scored(self, pack: Pack) -> Frame:
        """Score table of one pack, by the month's own steps; what weighs nothing is not measured."""
        facts, published = self._facts(pack)
        if published:
            scores = self._published(pack)
            if scores is not None:
                return scores
        bench, order = self._bench, self._order
        reference = reference_in_force(self._folder, pack) or reference_for(
            *(self._folder.home, self._store, self._filings, pack, order.as_of, bench.progress),
            candidates=True,
        )
        relation = relation_of(self._folder, pack, reference, order.as_of)
        rules = Rulebook(pack=pack.weighing(), reference=reference, relation=relation)
        measured = measure_step(bench, facts, rules, self._measured.get(facts.step.digest))
        table = Frame.read(measured.folder / "measures.arrow")
        self._measured.setdefault(facts.step.digest, MeasuredBefore(frame=table, pack=rules.pack))
        own = own_step(bench, measured, facts, rules)
        hazard = relationship_step(bench, own, measured, facts, rules)
        scored = score_step(bench, own, hazard, rules)
        return Frame.read(decide_step(bench, facts, scored, self._decisions, pack).folder / "scored.arrow")

    def _facts(self, pack: Pack) -> tuple[Facts, bool]:
        """Facts without those that the pack excludes, and whether they are those of the revision in force."""
        order, found = self._order, None
        if not order.corrections:
            found = published_facts(
                *(self._folder.home, self._store, self._filings, pack, order.as_of, order.known_by),
                persons=self._persons,
            )
        if found is not None:
            self._measured.setdefault(found.facts.step.digest, found.before)
            facts, published = found.facts, True
        else:
            snapshot = Snapshot.read(self._frozen.folder)
            view = self._filings.view(order.known_by, snapshot, order.corrections)
            facts = exclude_step(self._bench, self._frozen, view, pack)
            published = self._frozen_alike()
        self.enterprise_ids = facts.read().enterprises.text("enterprise_id")
        return facts, published

    def _frozen_alike(self) -> bool:
        """Whether the revision in force was made of the very freeze."""
        current = self._folder.current()
        if current is None:
            return False
        inputs = self._folder.manifest(current)["inputs"]
        digests = (self._frozen.step.digest, self._frozen.filings_digest)
        return (inputs.get("snapshot"), inputs.get("filings")) == digests

    def _published(self, pack: Pack) -> Frame | None:
        """Scores of the revision in force if it was made by the very same rules."""
        current = self._folder.current()
        if current is None:
            return None
        inputs = self._folder.manifest(current)["inputs"]
        wanted = {
            "known_by": self._order.known_by.isoformat(),
            "pack": pack.hash,
            "catalogue": catalogue_hash(),
            "code": version("guanlian"),
            "decisions": self._decisions.digest,
        }
        if any(inputs.get(name) != value for name, value in wanted.items()):
            return None
        return Frame.read(self._folder.revision_path(current) / "scores.arrow")
