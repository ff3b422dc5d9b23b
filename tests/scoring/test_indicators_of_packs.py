"""Every indicator of every shipped pack and professional model has a hand-computed case."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from scoring.indicators import measure
from scoring.pack import Pack, load_pack
from scoring.pack_indicators import Indicator
from tests.indicator_case import OLD
from tests.indicator_cases import CASES
from tests.indicator_cases_overlays import OVERLAYS
from tests.scored_facts import MRT, empty_reference, filings_of, snapshot_of

PACKS = tuple(
    load_pack(path.stem) for path in sorted(Path(str(files("scoring").joinpath("packs"))).glob("*.yaml"))
)


def indicators(pack: Pack) -> list[Indicator]:
    """Indicators of a pack and of its professional models."""
    return [*pack.indicators, *(one for overlay in pack.overlays for one in overlay.indicators)]


def test_every_professional_model_belongs_to_a_shipped_pack() -> None:
    shipped = {path.name for path in files("scoring").joinpath("packs", "overlays").iterdir()}

    assert shipped == {f"{overlay.id}.yaml" for pack in PACKS for overlay in pack.overlays}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_indicator_of_a_shipped_pack_has_a_case(pack: Pack) -> None:
    assert {one.id for one in indicators(pack)} <= {*CASES, *OVERLAYS}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_one_id_measures_the_same_in_every_shipped_pack(pack: Pack) -> None:
    known = {one.id: one for shipped in PACKS for one in indicators(shipped)}

    for one in indicators(pack):
        assert (one.measure, one.bins) == (known[one.id].measure, known[one.id].bins)


def test_no_case_of_a_professional_model_is_left_over() -> None:
    sector = {one.id for pack in PACKS for overlay in pack.overlays for one in overlay.indicators}

    assert set(OVERLAYS) == sector


@pytest.mark.parametrize("indicator_id", list(OVERLAYS))
def test_every_indicator_of_a_professional_model_equals_its_case(indicator_id: str) -> None:
    case = OVERLAYS[indicator_id]
    chosen = next(one for pack in PACKS for one in indicators(pack) if one.id == indicator_id)
    snapshot = snapshot_of(enterprises=[{"enterprise_id": "E1", **OLD}], records=case.records)
    alone = MRT.model_copy(update={"indicators": (chosen,)})

    found = measure(snapshot, filings_of(snapshot, case.filings), alone, empty_reference(MRT))

    assert found.values[0, 0] == pytest.approx(case.value, abs=1e-9)
    assert found.bins[0, 0] == pytest.approx(case.points, abs=1e-12)
    assert found.known[0, 0]
