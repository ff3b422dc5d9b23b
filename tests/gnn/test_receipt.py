"""Receipts: every part names party, fact and path, and its hazard is the product it shows."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gnn.network import RelationNetwork
from gnn.receipt import raw_parts, raw_receipt
from graph.domain import TIE_KINDS, TieKind
from tests.relation_graphs import Firm, Person, Record, T, Tie, World
from tests.relation_worlds import Built, expert, full_coefficients, random_world


def test_a_path_reads_from_the_related_party_to_the_unit() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2")),
        persons=(Person("P:1", 0.5),),
        ties=(
            Tie("t1", TieKind.OFFICER_OF, "P:1", "E1", role="chair", start=T - 3000),
            Tie("t2", TieKind.HOLDS, "P:1", "E2", share=0.5, start=T - 3000, end=T - round(365.25)),
        ),
        records=(Record("r", (("E2", "responsible"),), decided=T - 800),),
    )
    built = Built(world, expert().paths, expert().coefficients)
    [part] = raw_parts(built.network, built.unit("E1"))
    ids = built.snapshot.ties.text("tie_id").to_pylist()
    assert [(ids[leg.tie], leg.forward) for leg in part.legs] == [("t2", False), ("t1", True)]
    far, near = part.legs
    assert (far.confidence, far.role) == (0.5, 1.0)
    assert far.share == pytest.approx(0.9)
    assert far.ended == pytest.approx(0.5, abs=1e-3)
    assert (near.confidence, near.role, near.share, near.ended, near.carry) == (0.5, 0.9, 1, 1, 1)
    assert part.strength == pytest.approx(0.5 * 0.9 * far.ended * 0.5 * 0.9)
    assert part.age_months == pytest.approx(800 / (365.25 / 12))
    assert built.record_ids[part.record or 0] == "r"


def test_a_chain_of_control_is_spelled_out_and_counts_its_strength_and_carry_once() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2"), Firm("E3")),
        persons=(Person("P:1"),),
        ties=(
            Tie("t1", TieKind.HOLDS, "P:1", "E1", share=0.6),
            Tie("t2", TieKind.HOLDS, "E1", "E2", share=0.6, start=T - 3000, confidence=0.5),
            Tie("t3", TieKind.HOLDS, "P:1", "E3", share=0.6, start=T - 3000),
        ),
        records=(Record("r", (("E2", "responsible"),), decided=T - 300),),
    )
    built = Built(world, expert().paths, expert().coefficients)

    [part] = raw_parts(built.network, built.unit("E3"))

    ids = built.snapshot.ties.text("tie_id").to_pylist()
    assert [(ids[leg.tie], leg.forward) for leg in part.legs] == [("t2", False), ("t1", False), ("t3", True)]
    assert [leg.control for leg in part.legs] == [0.9, 1.0, 0.9]
    assert [leg.carry for leg in part.legs] == [0.5, 1.0, 1.0]  # the begin of t1 is not known
    assert [leg.confidence for leg in part.legs] == [0.5, 1.0, 1.0]
    assert part.strength == pytest.approx(0.9 * 0.5 * 0.5 * 0.9)


@given(seed=st.integers(min_value=0, max_value=100_000))
@settings(max_examples=60)
def test_the_numbers_of_a_part_multiply_to_its_strength_and_hazard(seed: int) -> None:
    built = Built(random_world(seed))
    ties = built.snapshot.ties
    for unit in range(built.units.count):
        for part in raw_parts(built.network, unit):
            strength = min(leg.hub_factor for leg in part.legs)
            for leg in part.legs:
                strength *= leg.confidence * leg.role * leg.share * leg.ended * leg.carry
                strength *= 1.0 if leg.control is None else leg.control
            assert part.strength == pytest.approx(strength, rel=1e-12)
            ends = [
                (int(ties.numbers("src")[leg.tie]), int(ties.numbers("dst")[leg.tie]))[
                    :: 1 if leg.forward else -1
                ]
                for leg in part.legs
            ]
            contracted = [built.units.contract(np.array(end)).tolist() for end in ends]
            assert contracted[0][0] == built.units.contract(np.array([part.party]))[0]
            assert contracted[-1][1] == unit
            walked = [contracted[0][0], *(end for _, end in contracted)]
            assert [begin for begin, _ in contracted] == walked[:-1]
            if all(leg.control is None for leg in part.legs):
                assert len(part.legs) <= 2
                assert len(set(walked)) == len(walked)
            theta = full_coefficients().theta(part.family)
            if part.severity is not None:
                hazard = float((theta[: part.severity].sum(axis=0) * np.array(part.doses)).sum())
                assert part.hazard == pytest.approx(hazard, rel=1e-12)
            assert TIE_KINDS[ties.numbers("kind")[part.legs[0].tie]] in (
                built.network.rules.families[part.family].ties
            )


def test_parts_come_largest_first_and_the_rest_is_one_exact_remainder() -> None:
    built = Built(_crowd())
    unit = built.unit("E0")
    parts = raw_parts(built.network, unit)
    assert len(parts) > 10
    assert [p.hazard for p in parts] == sorted((p.hazard for p in parts), reverse=True)
    receipt = raw_receipt(built.network, unit, limit=4)
    assert receipt.parts == tuple(parts[:4])
    assert receipt.total == len(parts)
    assert receipt.remainder == receipt.raw - sum(p.hazard for p in parts[:4])
    assert raw_receipt(built.network, unit, limit=len(parts)).remainder == 0


def _crowd() -> World:
    return World(
        firms=tuple(Firm(f"E{k}") for k in range(3)),
        persons=(Person("P:1"),),
        ties=tuple(
            Tie(f"t{k}", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", f"E{k}", start=T - 3000) for k in range(2)
        ),
        records=tuple(Record(f"r{k:02d}", (("E1", "responsible"),), decided=T - 30 * k) for k in range(12)),
    )


def test_an_enterprise_nothing_reaches_has_an_empty_receipt() -> None:
    built = Built(_crowd())
    receipt = raw_receipt(built.network, built.unit("E2"))
    assert (receipt.raw, receipt.parts, receipt.remainder, receipt.total) == (0.0, (), 0.0, 0)


def test_chunks_of_any_size_give_the_same_bytes() -> None:
    for seed in random.Random(5).sample(range(10_000), 15):
        built = Built(random_world(seed))
        whole = built.network.raw_all()
        for size, cost in ((1, 1), (3, 10**6), (2, 5)):
            chunked = built.network.raw_all(chunk_units=size, chunk_cost=cost)
            assert chunked.tobytes() == whole.tobytes()


def test_progress_counts_the_units_done() -> None:
    seen: list[tuple[int, int]] = []
    Built(_crowd()).network.raw_all(lambda done, total: seen.append((done, total)), chunk_units=2)
    assert seen == [(2, 3), (3, 3)]


def test_the_network_is_a_value_of_its_inputs() -> None:
    built = Built(_crowd())
    again = RelationNetwork.build(
        built.snapshot, built.units, built.network.rules, built.network.coefficients, built.classes
    )
    assert again.raw_all().tobytes() == built.network.raw_all().tobytes()
