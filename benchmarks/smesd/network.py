"""A split as the product sees it: imported by the mapping, frozen, its relation network and doses.

Every split is a home of its own, because in the protocols each has a graph of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array, csr_array

from benchmarks.smesd.extract import Split
from gnn.coefficients import Coefficients
from gnn.network import RelationNetwork
from graph.filings import FilingStore
from graph.ingest.run import import_files
from graph.snapshot import Snapshot
from graph.state import open_state
from graph.store.embedded.store import EmbeddedStore
from graph.units import Units, build_units
from graph.vault import NameVault
from scoring.exclusions import exclude
from scoring.job.own import own_part
from scoring.pack import load_pack
from scoring.pack_model import Pack
from scoring.reference_build import build_reference
from scoring.standalone import StandaloneClasses
from scoring.training.panel_columns import Columns
from scoring.training.panel_doses import DoseSpace, dose_columns
from scoring.training.panel_naive import naive_scores, ties_in_force
from scoring.training.plan import TrainingPlan

Array = np.ndarray[Any, Any]

ANCHOR = date(2021, 12, 31)
MAPPING = Path(__file__).parent / "mapping.yaml"
VIOLATORS = Path(__file__).parent / "violators.yaml"
_VIOLATION = "serious_violation_listing"
_UNKNOWN_CARRY = 1.0


def tie_rules() -> Pack:
    """The pack with ties of unknown days carrying in full: no tie of these data has a day."""
    pack = load_pack("mrt")
    raw = pack.model_dump(mode="json")
    carry = raw["relationship"]["content"]["paths"]["carry"]
    carry |= {"event_unknown": _UNKNOWN_CARRY, "class_unknown": _UNKNOWN_CARRY}
    return Pack.model_validate(raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitNetwork:
    """One split's network and the units of its enterprises.

    Attributes
    ----------
    split : Split
    pack : Pack
    snapshot : Snapshot
    units : Units
    network : RelationNetwork
    unit_of : int64[n] unit of each enterprise of the split
    """

    split: Split
    pack: Pack
    snapshot: Snapshot
    units: Units
    network: RelationNetwork
    unit_of: Array

    @classmethod
    def build(cls, split: Split, place: Path, plan: TrainingPlan, *, violators: bool = False) -> SplitNetwork:
        """Import a split into a new home and build its network.

        Parameters
        ----------
        split : Split
        place : Path
            Folder that is not there yet.
        plan : TrainingPlan
            Its half-lives.
        violators : bool
            Whether labels are known records, as protocol R has them.
        """
        files = split.write(place / "files")
        home = place / "home"
        _load(files, MAPPING, home)
        if violators:
            _load(files, VIOLATORS, home)
        pack = tie_rules()
        store, filings = EmbeddedStore(home), FilingStore(home)
        known = store.freeze(ANCHOR, ANCHOR)
        facts = exclude(known, filings.view(ANCHOR, known), pack)
        reference = build_reference(facts.snapshot, facts.filings, pack, input_digest="smesd")
        own = own_part(facts.snapshot, facts.filings, pack, reference)
        units = build_units(facts.snapshot)
        classes = StandaloneClasses(facts.snapshot, units, own.indicators, pack, reference)
        nothing = Coefficients(half_lives_months=plan.half_lives_months, families={})
        network = RelationNetwork.build(facts.snapshot, units, pack.relationship.paths, nothing, classes)
        wanted = pa.array([f"R:smesd:{number}" for number in split.ids], pa.large_string())
        row = pc.index_in(wanted, value_set=facts.snapshot.enterprises.text("enterprise_id"))
        return cls(
            split=split,
            pack=pack,
            snapshot=facts.snapshot,
            units=units,
            network=network,
            unit_of=units.unit[np.asarray(row)].astype(np.int64),
        )

    def doses(self, space: DoseSpace) -> Columns:
        """Relation doses of every enterprise, a branch has those of its legal person."""
        unit, of_enterprise = np.unique(self.unit_of, return_inverse=True)
        return dose_columns(self.network, unit, space).take(of_enterprise)

    def naive(self, plan: TrainingPlan) -> dict[str, Array]:
        """Naive scores of every enterprise by name, float64[n]."""
        found = naive_scores(
            self.snapshot, self.units, self.network.nodes, self.network.events, plan.evaluation
        )
        return {name: score[self.unit_of] for name, score in found.items()}

    def bare_ties(self, plan: TrainingPlan) -> csr_array:
        """Ties in force between contracted codes, without hubs, csr 0/1."""
        return ties_in_force(self.snapshot, self.units, self.network.nodes, plan.evaluation.most_degree)

    def violators_reach(self) -> dict[str, csr_array]:
        """Strength of the strongest path from each known violator, csr (n, n) for each family."""
        records, parties = self.snapshot.records, self.snapshot.parties
        violation = np.asarray(pc.equal(records.text("kind"), _VIOLATION))
        enterprise_of = np.full(records.rows, -1, np.int64)
        enterprise_of[parties.numbers("record")] = parties.numbers("party")
        ids = self.snapshot.enterprises.text("enterprise_id")
        numbers = {f"R:smesd:{number}": at for at, number in enumerate(self.split.ids)}
        column_of = np.array([numbers.get(one, -1) for one in ids.to_pylist()], np.int64)
        unit, of_enterprise = np.unique(self.unit_of, return_inverse=True)
        count, found = len(self.unit_of), {}
        for reached in self.network.reach(unit):
            record = self.network.events.record[reached.events.event]
            mine = np.flatnonzero(violation[record])
            column = column_of[enterprise_of[record[mine]]]
            parts = (reached.events.strength[mine], (reached.events.row[mine], column))
            table = csr_array(coo_array(parts, shape=(len(unit), count)))
            found[reached.family] = csr_array(table[of_enterprise])
        return found


def _load(files: Path, mapping: Path, home: Path) -> None:
    import_files(
        folder_or_files=files,
        mapping=mapping,
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        vault=NameVault(open_state(home)),
        salt=b"benchmark",
        day=ANCHOR,
        source="smesd",
        backfill=True,
    )
