"""Paths over ties whose terms are not told, on a network that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graph.domain import TieKind
from graph.units import build_units
from scoring.hidden_terms import behind_hidden_terms
from scoring.month_lookups import lay_out
from scoring.month_ties import MonthTies
from tests.relation_graphs import Firm, Person, Tie, World

# The area holds a and z2; a2 is a branch of a, z2 one of z; P:1 runs the business y.
WORLD = World(
    firms=(
        *(Firm("a"), Firm("a2", head="a"), Firm("m"), Firm("v"), Firm("w"), Firm("x")),
        *(Firm("y", entity_type="9500"), Firm("z"), Firm("z2", head="z")),
    ),
    persons=(Person("P:1"), Person("P:2"), Person("P:3")),
    ties=(
        Tie("trade", TieKind.TRADES_WITH, "a", "m"),
        Tie("officer-a", TieKind.OFFICER_OF, "P:3", "a"),
        Tie("head-w", TieKind.LEGAL_REPRESENTATIVE_OF, "P:3", "w"),
        Tie("holds-a2", TieKind.HOLDS, "P:2", "a2"),
        Tie("head-x", TieKind.LEGAL_REPRESENTATIVE_OF, "P:2", "x"),
        Tie("head-y", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "y"),
        Tie("holds-m", TieKind.HOLDS, "P:1", "m"),
        Tie("loan", TieKind.LENDS_TO, "a2", "v"),
        Tie("holds-z2", TieKind.HOLDS, "m", "z2"),
    ),
)
FIRMS = ("a", "a2", "m", "v", "w", "x", "y", "z", "z2")
INSIDE = np.isin(FIRMS, ("a", "z2"))


@pytest.mark.parametrize(
    ("party", "hidden"),
    [
        pytest.param("m", False, id="a dealing of its own"),
        pytest.param("w", False, id="public ties only"),
        pytest.param("x", True, id="over a holding in the own branch"),
        pytest.param("y", True, id="over a holding of who runs the business"),
        pytest.param("v", True, id="a loan of the own branch"),
        pytest.param("z", False, id="over a branch that the area holds"),
    ],
)
def test_a_party_is_behind_hidden_terms_by_any_member_of_either_legal_person(
    party: str, hidden: bool
) -> None:
    snapshot = WORLD.freeze()
    ties, units = MonthTies(snapshot, lay_out(snapshot)), build_units(snapshot)

    assert behind_hidden_terms(ties, units, INSIDE, 0, FIRMS.index(party)) is hidden
