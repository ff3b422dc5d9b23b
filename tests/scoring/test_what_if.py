"""What-if on one enterprise equals the whole month computed on the changed facts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gnn.network import RelationNetwork
from graph.arrays import Frame, large_text
from graph.domain import DAY_OPEN, DAY_UNKNOWN, FactKind, Factor, RiskClass, TieKind
from graph.errors import InputError, NotFoundError
from graph.filings import MemoryFilings
from graph.snapshot import Snapshot
from graph.units import build_units
from scoring.exclusions import exclude
from scoring.indicators import measure
from scoring.job.own import OwnPart, line_frame, measure_frame, own_of
from scoring.job.score import ScoreInputs, score_table
from scoring.pack_model import Pack
from scoring.relation_items import show_relations
from scoring.standalone import StandaloneClasses
from scoring.suppositions import FactGoes, PartyOfClass, Supposition, TieEnds
from scoring.what_if import Standing, WhatIf, what_if
from tests.relation_graphs import TODAY, Firm, Person, Record, T, Tie, World
from tests.relation_worlds import full_coefficients, random_world, small_hub_rules
from tests.scored_facts import MRT, empty_reference

SEEDS = st.integers(0, 100_000)
RULE = settings(max_examples=6, deadline=None)
REFERENCE = empty_reference(MRT, {indicator.id: 0.2 for indicator in MRT.indicators})
FILINGS = MemoryFilings({})
SCALE = 0.7


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A month by the job's functions, in memory."""

    snapshot: Snapshot
    own: OwnPart
    indicators: Frame
    network: RelationNetwork
    scores: Frame
    pack: Pack = MRT
    scale: float = SCALE

    @property
    def manifest(self) -> dict[str, Any]:
        return {"relationship": {"way": "model"}}


def frozen(world: World, gone: Sequence[tuple[str, str]] = ()) -> Snapshot:
    """Snapshot with full coverage and withdrawn facts (kind, id)."""
    count, covered = len(gone), ("records", "ties")
    none, nothing = large_text([None] * count), large_text([None] * len(covered))
    coverage = {
        "coverage_id": large_text(list(covered)),
        "covered": large_text(list(covered)),
        "origin": nothing,
        "region": nothing,
        "covered_from": np.full(len(covered), DAY_UNKNOWN, np.int32),
        "covered_to": np.full(len(covered), T, np.int32),
    }
    statuses = {
        "status_id": large_text([f"s{k}" for k in range(count)]),
        "fact_kind": large_text([kind for kind, _ in gone]),
        "fact_id": large_text([fact for _, fact in gone]),
        "item_id": none,
        "status": large_text(["revoked"] * count),
        "ground": none,
        "source_organ": none,
        "document_no": none,
        "replaced_by": none,
        "effective_on": np.full(count, T - 1, np.int32),
        "ends_on": np.full(count, DAY_OPEN, np.int32),
    }
    return replace(world.freeze(), coverage=Frame(coverage), statuses=Frame(statuses))


@dataclass(frozen=True)
class Overruled:
    """Standalone classes of which some are what a test says."""

    found: StandaloneClasses
    said: dict[int, RiskClass]

    def units(self) -> Any:
        return self._said(np.arange(len(self.found.units())), self.found.units())

    def without(self, units: Any, indptr: Any, records: Any) -> Any:
        return self._said(units, self.found.without(units, indptr, records))

    def _said(self, units: Any, classes: Any) -> Any:
        order = list(RiskClass)
        pairs = zip(units.tolist(), classes.tolist(), strict=True)
        return np.array([order.index(self.said[u]) if u in self.said else c for u, c in pairs], np.int8)


def whole(snapshot: Snapshot, classes: dict[str, RiskClass] | None = None, pack: Pack = MRT) -> Computed:
    """Every step of a month over every enterprise, with other strengths than the pack's."""
    kept = exclude(snapshot, FILINGS, pack)
    indicators = measure(kept.snapshot, kept.filings, pack, REFERENCE)
    show_relations(indicators, kept.snapshot, pack, REFERENCE)
    own = own_of(indicators, kept.snapshot, pack, REFERENCE)
    units = build_units(kept.snapshot)
    source: Any = StandaloneClasses(kept.snapshot, units, indicators, pack, REFERENCE)
    if classes:
        ids = snapshot.enterprises.text("enterprise_id").to_pylist()
        source = Overruled(source, {int(units.unit[ids.index(n)]): risk for n, risk in classes.items()})
    network = RelationNetwork.build(kept.snapshot, units, small_hub_rules(), full_coefficients(), source)
    inputs = ScoreInputs(
        own=own.hazards.factors,
        structural=own.hazards.structural,
        raw=network.raw_all()[units.unit],
        scale=SCALE,
        standalone=own.standalone,
        direct=own.direct,
        scored=own.scope.scored,
    )
    lines = line_frame(own.hazards, indicators.ids)
    return Computed(
        snapshot=kept.snapshot,
        own=own,
        indicators=Frame({**measure_frame(indicators), **lines}),
        network=network,
        scores=score_table(inputs, pack),
        pack=pack,
    )


def standing(month: Computed, row: int) -> Standing:
    """One enterprise of a month that was computed whole."""
    scores = month.scores
    names = tuple(RiskClass)

    def points(column: str) -> float | None:
        value = int(scores.numbers(column)[row])
        return None if value < 0 else value / 100

    def risk(column: str) -> RiskClass | None:
        code = int(scores.numbers(column)[row])
        return None if code < 0 else names[code]

    return Standing(
        relationship_raw=float(month.network.raw_all()[month.network.units.unit[row]]),
        relationship_hazard=float(scores.numbers("lambda_relationship")[row]),
        hazard=sum(float(scores.numbers(f"lambda_{factor.value}")[row]) for factor in Factor),
        model_score=points("model_score"),
        score=points("score"),
        risk_class=risk("risk_class"),
        standalone_class=risk("standalone_class"),
    )


def busy_world(seed: int) -> World:
    """A random world in which many records reach somebody."""
    rng = random.Random(seed)
    world = random_world(seed)
    more = tuple(
        Record(
            f"x{k:02d}",
            tuple((rng.choice(world.firms).id, "responsible") for _ in range(rng.randint(1, 2))),
            kind=rng.choice(("penalty", "suit", "serious_violation_listing", "judgment_defaulter")),
            decision=rng.choice([None, "d0", "d3"]),
            severity=rng.randint(2, 5),
            decided=T - rng.randint(10, 500),
        )
        for k in range(rng.randint(5, 20))
    )
    return world.with_records(*more)


def asked(month: Computed, row: int, *suppositions: Supposition) -> WhatIf:
    return what_if(month, FILINGS, REFERENCE, row, suppositions)


def same_for_some(month: Computed, changed: Computed, *suppositions: Supposition) -> None:
    """Compare those whose raw hazard moved most, and one that it did not."""
    units = month.network.units.unit
    moved = np.abs(month.network.raw_all()[units] - changed.network.raw_all()[changed.network.units.unit])
    for row in np.argsort(-moved, kind="stable")[[0, 1, -1]].tolist():
        found = asked(month, row, *suppositions)
        assert found.before == standing(month, row)
        assert found.after == standing(changed, row)


@given(seed=SEEDS)
@RULE
def test_a_tie_that_ends_scores_as_a_month_that_knows_its_end(seed: int) -> None:
    rng, world = random.Random(seed), busy_world(seed)
    open_ties = [t for t in world.ties if t.end == DAY_OPEN and t.start < T - 1]
    assume(open_ties)
    tie = rng.choice(open_ties)
    day = rng.randint(max(tie.start, T - 700) + 1, T)
    known = replace(world, ties=tuple(replace(t, end=day, left=T) if t is tie else t for t in world.ties))

    same_for_some(
        whole(frozen(world)), whole(frozen(known)), TieEnds(tie_id=tie.id, on=TODAY - timedelta(T - day))
    )


@given(seed=SEEDS)
@RULE
def test_a_tie_that_goes_scores_as_a_month_that_never_knew_it(seed: int) -> None:
    rng, world = random.Random(seed), busy_world(seed)
    assume(world.ties)
    tie = rng.choice(world.ties)
    never = replace(world, ties=tuple(t for t in world.ties if t is not tie))

    same_for_some(whole(frozen(world)), whole(frozen(never)), FactGoes(kind=FactKind.TIE, fact_id=tie.id))


@given(seed=SEEDS)
@RULE
def test_a_record_that_goes_scores_as_a_month_after_its_withdrawal(seed: int) -> None:
    rng, world = random.Random(seed), busy_world(seed)
    month = whole(frozen(world))
    counted = month.snapshot.records.text("record_id").to_pylist()
    assume(counted)
    record = rng.choice(counted)

    same_for_some(
        month,
        whole(frozen(world, [("record", record)])),
        FactGoes(kind=FactKind.RECORD, fact_id=record),
    )


@given(seed=SEEDS)
@RULE
def test_a_party_of_another_class_scores_as_a_month_in_which_it_has_it(seed: int) -> None:
    rng, world = random.Random(seed), busy_world(seed)
    month = whole(frozen(world))
    units, ids = month.network.units, month.snapshot.enterprises.text("enterprise_id").to_pylist()
    party, risk = rng.choice(ids), rng.choice(list(RiskClass))
    changed = whole(frozen(world), {party: risk})

    for row, name in enumerate(ids):
        if units.unit[row] == units.unit[ids.index(party)]:
            with pytest.raises(InputError, match="the enterprise's own unit"):
                asked(month, row, PartyOfClass(enterprise_id=party, risk_class=risk))
            continue
        found = asked(month, row, PartyOfClass(enterprise_id=party, risk_class=risk))
        assert found.after == standing(changed, row), name


def weighing(table: str) -> Pack:
    """The pack in which indicators on a table that are only shown weigh as well."""
    indicators = tuple(
        one.model_copy(update={"weight": 3.0}) if one.measure.table == table else one
        for one in MRT.indicators
    )
    return MRT.model_copy(update={"indicators": indicators})


@given(seed=SEEDS)
@RULE
def test_indicators_over_relations_that_weigh_are_those_of_the_changed_month(seed: int) -> None:
    rng, world, pack = random.Random(seed), busy_world(seed), weighing("relations")
    month = whole(frozen(world), pack=pack)
    counted = month.snapshot.records.text("record_id").to_pylist()
    assume(counted and world.ties)
    record, tie = rng.choice(counted), rng.choice(world.ties)
    never = replace(world, ties=tuple(one for one in world.ties if one is not tie))
    changed = whole(frozen(never, [("record", record)]), pack=pack)

    same_for_some(
        month,
        changed,
        FactGoes(kind=FactKind.RECORD, fact_id=record),
        FactGoes(kind=FactKind.TIE, fact_id=tie.id),
    )


def test_an_indicator_on_a_shared_place_that_weighs_counts_the_ties_that_are_left() -> None:
    firms = tuple(Firm(f"E{number}") for number in range(4))
    ties = tuple(Tie(f"t{number}", TieKind.REGISTERED_AT, f"E{number}", "A:9") for number in range(4))
    world, pack = World(firms=firms, places=("A:9",), ties=ties), weighing("ties")

    found = asked(
        whole(frozen(world), pack=pack),
        0,
        *(FactGoes(kind=FactKind.TIE, fact_id=f"t{number}") for number in (1, 2)),
    )

    assert found.after == standing(whole(frozen(replace(world, ties=(ties[0], ties[3]))), pack=pack), 0)
    assert found.after.relationship_hazard < found.before.relationship_hazard


def pair() -> World:
    """E1 and E2 with one representative; E2 was punished."""
    return World(
        firms=(Firm("E1"), Firm("E2"), Firm("E3")),
        persons=(Person("P:1"),),
        ties=(
            Tie("t1", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "E1", start=T - 3652),
            Tie("t2", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "E2", start=T - 3652),
            Tie("t3", TieKind.BRANCH_OF, "E3", "E2", start=T - 3652),
        ),
        records=(
            Record("r1", (("E2", "responsible"),), severity=5, decided=T - 30),
            Record("r2", (("E2", "responsible"),), severity=3, decided=T - 60),
        ),
    )


def test_each_supposition_moves_what_it_should() -> None:
    month = whole(frozen(pair()))

    without_tie = asked(month, 0, FactGoes(kind=FactKind.TIE, fact_id="t2"))
    without_record = asked(month, 0, FactGoes(kind=FactKind.RECORD, fact_id="r1"))
    worse_party = asked(month, 0, PartyOfClass(enterprise_id="E2", risk_class=RiskClass.D))
    ended = asked(month, 0, TieEnds(tie_id="t2", on=TODAY.replace(year=2025)))

    assert without_tie.way == "model"
    before = without_tie.before.relationship_raw
    assert before > 0
    assert without_tie.after.relationship_raw == 0
    assert without_tie.after.hazard < without_tie.before.hazard
    assert 0 < without_record.after.relationship_raw < before
    assert worse_party.after.relationship_raw > before
    assert 0 < ended.after.relationship_raw < before


def test_a_supposed_class_stands_also_without_the_records_both_share() -> None:
    both = Record("r3", (("E1", "responsible"), ("E2", "responsible")), severity=5, decided=T - 20)
    month = whole(frozen(pair().with_records(both)))

    found = asked(month, 0, PartyOfClass(enterprise_id="E2", risk_class=RiskClass.D))

    gamma = full_coefficients().gamma("shared_person")
    events = asked(month, 0, PartyOfClass(enterprise_id="E2", risk_class=RiskClass.A)).after.relationship_raw
    assert found.after.relationship_raw == pytest.approx(events + gamma.sum())


def test_suppositions_add_up_in_one_question() -> None:
    month = whole(frozen(pair()))

    records = [FactGoes(kind=FactKind.RECORD, fact_id=name) for name in ("r1", "r2")]
    alone = [asked(month, 0, record).after.relationship_raw for record in records]

    assert asked(month, 0, *records).after.relationship_raw < min(alone)


def test_an_own_record_that_goes_moves_the_own_factors_only() -> None:
    month = whole(frozen(pair()))

    found = asked(month, 1, FactGoes(kind=FactKind.RECORD, fact_id="r1"))

    assert found.after.relationship_raw == found.before.relationship_raw
    assert found.after.hazard < found.before.hazard


@pytest.mark.parametrize(
    ("supposition", "error", "reason"),
    [
        (FactGoes(kind=FactKind.RECORD, fact_id="r9"), NotFoundError, "expected a record that the month"),
        (FactGoes(kind=FactKind.TIE, fact_id="t9"), NotFoundError, "expected a tie that the month"),
        (FactGoes(kind=FactKind.FILING, fact_id="f1"), InputError, "expected a record or a tie"),
        (TieEnds(tie_id="t2", on=TODAY + timedelta(1)), InputError, "at most 2026-10-31"),
        (TieEnds(tie_id="t2", on=TODAY - timedelta(4000)), InputError, "after the tie t2 began"),
        (TieEnds(tie_id="t3", on=TODAY), InputError, "withdraw it instead"),
        (PartyOfClass(enterprise_id="E9", risk_class=RiskClass.D), NotFoundError, "expected an enterprise"),
    ],
)
def test_what_cannot_be_supposed_is_refused(supposition: Any, error: Any, reason: str) -> None:
    with pytest.raises(error, match=reason):
        asked(whole(frozen(pair())), 0, supposition)


def test_nothing_supposed_is_refused() -> None:
    with pytest.raises(InputError, match="at least one supposition"):
        asked(whole(frozen(pair())), 0)
