"""Random small worlds and networks built from them, for oracle and property tests."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gnn.baseline import RelationshipRules
from gnn.coefficients import Coefficients
from gnn.network import RelationNetwork
from graph.domain import DAY_OPEN, DAY_UNKNOWN, TieKind
from graph.path_rules import PathRules
from graph.units import build_units
from tests.relation_graphs import Firm, Person, Record, T, Tie, World
from tests.relation_oracle import Oracle, SeverityClasses

PACK = Path(__file__).parents[1] / "scoring/packs/relationship/expert.yaml"


@cache
def expert() -> RelationshipRules:
    return RelationshipRules.model_validate(yaml.safe_load(PACK.read_text(encoding="utf-8")))


@cache
def small_hub_rules() -> PathRules:
    """Expert rules with buckets that small worlds can fill."""
    raw = expert().paths.model_dump(mode="json")
    raw["hubs"]["buckets"] = [
        {"up_to": 2, "factor": 1.0},
        {"up_to": 4, "factor": 0.3},
        {"up_to": None, "factor": 0.0},
    ]
    raw["carry"]["class_unknown"] = 0.25
    raw["mass_addresses"]["entries"] = [{"node_id": "A:1", "since": "2026-01-01", "basis": "park"}]
    return PathRules.model_validate(raw)


@cache
def growing_hub_rules() -> PathRules:
    """The same with degrees at entry that are carried forward by expected growth."""
    raw = small_hub_rules().model_dump(mode="json")
    raw["hubs"]["growth"] = {"doubling_months": 24, "meaning": "test", "source": "test"}
    return PathRules.model_validate(raw)


HUB_RULES = (small_hub_rules, growing_hub_rules)
"""Rules under which every promise about hubs has to hold."""


@cache
def full_coefficients() -> Coefficients:
    """Coefficients in which every step counts, all different."""
    families = {}
    for f, name in enumerate(expert().paths.families):
        families[name] = {
            "meaning": "test",
            "source": "test",
            "events": [
                {
                    "severity_at_least": k,
                    "half_life_months": h,
                    "hazard": 0.01 * (f + 1) + 0.003 * k + 0.001 * h,
                }
                for k in (1, 2, 3, 4, 5)
                for h in (3, 6, 12, 24, 36)
            ],
            "classes": [
                {"class_at_least": c, "hazard": 0.05 * (f + 1) + 0.01 * k} for k, c in enumerate("BCD")
            ],
        }
    return Coefficients.model_validate({"half_lives_months": [3, 6, 12, 24, 36], "families": families})


class Built:
    """A network of a world beside its oracle."""

    def __init__(
        self,
        world: World,
        rules: PathRules | None = None,
        coefficients: Coefficients | None = None,
        none_class: frozenset[str] = frozenset(),
    ) -> None:
        self.world = world
        rules, coefficients = rules or small_hub_rules(), coefficients or full_coefficients()
        self.snapshot = world.freeze()
        self.units = build_units(self.snapshot)
        self.oracle = Oracle(world, rules, coefficients, none_class)
        self.ids = self.snapshot.enterprises.text("enterprise_id").to_pylist()
        self.record_ids = self.snapshot.records.text("record_id").to_pylist()
        self.classes = SeverityClasses(self.oracle, self.units, self.ids, self.record_ids)
        self.network = RelationNetwork.build(self.snapshot, self.units, rules, coefficients, self.classes)

    def unit(self, firm: str) -> int:
        return int(self.units.unit[self.ids.index(firm)])

    def raw(self) -> dict[str, float]:
        """Raw hazard by the head's id."""
        raw = self.network.raw_all()
        return {self.ids[head]: float(raw[u]) for u, head in enumerate(self.units.head)}


def _day(rng: random.Random, low: int = -1500, high: int = 0) -> int:
    return T + rng.randint(low, high)


def random_world(seed: int) -> World:
    """A small world with every tie kind, joint decisions, branches, operators and former ties."""
    rng = random.Random(seed)
    firms = [f"F{k}" for k in range(rng.randint(2, 9))]
    persons = [f"P:{k}" for k in range(rng.randint(1, 5))]
    places, contacts = ("A:0", "A:1"), ("C:0",)
    types = ["1100", "1100", "9500", "4540", None]
    made = []
    for k, firm in enumerate(firms):
        head = rng.choice(firms[:k]) if k and rng.random() < 0.15 else None
        made.append(Firm(firm, head, "2100" if head else rng.choice(types), rng.choice([-1, -1, 0, 1])))
    ties = [_random_tie(rng, k, firms, persons, places, contacts) for k in range(rng.randint(3, 34))]
    records = tuple(_random_record(rng, k, firms, persons) for k in range(rng.randint(0, 12)))
    matches = [float("nan"), float("nan"), 0.8]
    return World(
        firms=tuple(made),
        persons=tuple(Person(p, rng.choice(matches)) for p in persons),
        places=places,
        contacts=contacts,
        ties=tuple(t for t in ties if t.source != t.target),
        records=records,
    )


def _random_tie(rng: random.Random, k: int, firms: Any, persons: Any, places: Any, contacts: Any) -> Tie:
    kind = rng.choice(
        [
            *[TieKind.LEGAL_REPRESENTATIVE_OF] * 3,
            *[TieKind.OFFICER_OF] * 2,
            *[TieKind.HOLDS] * 4,
            TieKind.GUARANTEES,
            TieKind.LENDS_TO,
            *[TieKind.REGISTERED_AT] * 2,
            TieKind.REACHED_AT,
            TieKind.FILED_BY,
            TieKind.TRADES_WITH,
        ]
    )
    source, target = rng.choice(firms), rng.choice(firms)
    if kind in (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.OFFICER_OF):
        source = rng.choice(persons)
    elif kind in (TieKind.HOLDS, TieKind.GUARANTEES):
        source = rng.choice([*firms, *persons])
    elif kind is TieKind.LENDS_TO:
        source, target = rng.choice([*firms, *persons]), rng.choice([*firms, *persons])
    elif kind is TieKind.REGISTERED_AT:
        target = rng.choice(places)
    elif kind is TieKind.REACHED_AT:
        target = rng.choice(contacts)
    elif kind is TieKind.FILED_BY:
        target = rng.choice([*firms, *contacts])
    entered = _day(rng, -900, -1) if rng.random() < 0.7 else T - 500
    start = DAY_UNKNOWN if rng.random() < 0.2 else _day(rng, -1500, 30)
    end = DAY_OPEN
    left = DAY_OPEN
    if rng.random() < 0.3:
        end = max(start, _day(rng, -1200, 60)) + 1
        left = max(entered, end)
    return Tie(
        id=f"{rng.randrange(16**6):06x}{k:018x}",
        kind=kind,
        source=source,
        target=target,
        role=rng.choice([None, "director", "manager", "independent_director", "odd"]),
        share=float("nan") if rng.random() < 0.3 else round(rng.random(), 3),
        start=start,
        end=end,
        confidence=rng.choice([1.0, 1.0, 0.5]),
        entered=entered,
        left=left,
    )


def _random_record(rng: random.Random, k: int, firms: Any, persons: Any) -> Record:
    roles = ["responsible", "responsible", "responsible", "plaintiff", "victim"]
    parties = tuple(
        (rng.choice([*firms, *firms, *persons]), rng.choice(roles)) for _ in range(rng.randint(1, 3))
    )
    decided = DAY_UNKNOWN if rng.random() < 0.1 else _day(rng, -1400, 20)
    conduct_from = _day(rng, -1500, -100) if rng.random() < 0.4 else DAY_UNKNOWN
    return Record(
        id=f"r{k:02d}",
        parties=parties,
        kind=rng.choice(["penalty", "suit", "abnormal_listing", "judgment_defaulter"]),
        decision=rng.choice([None, None, "d0", "d1", "d2"]),
        severity=rng.randint(0, 5),
        outcome=rng.choice([None, None, None, "lost", "won"]),
        conduct_from=conduct_from,
        conduct_to=conduct_from + 90 if conduct_from != DAY_UNKNOWN and rng.random() < 0.6 else DAY_UNKNOWN,
        decided=decided,
        published=DAY_UNKNOWN if rng.random() < 0.5 else _day(rng, -1000, 10),
        entered=_day(rng, -900, -1),
    )
