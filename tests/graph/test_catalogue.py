"""The catalogues of kinds: complete, closed, and resolved by the longest prefix."""

from __future__ import annotations

import pytest

from graph import catalogue
from graph.columns import Sensitivity
from graph.domain import NodeKind, TieKind


def test_every_stored_tie_kind_has_one_entry() -> None:
    assert set(catalogue.relations().kinds) == set(TieKind)


@pytest.mark.parametrize("kind", list(TieKind))
def test_the_sentence_of_a_tie_names_both_ends(kind: TieKind) -> None:
    entry = catalogue.relations().kinds[kind]

    assert "{source}" in entry.reads
    assert "{target}" in entry.reads


def test_a_tie_between_persons_is_personal() -> None:
    entry = catalogue.relations().kinds[TieKind.POSSIBLY_SAME]

    assert entry.source == entry.target == (NodeKind.PERSON,)
    assert entry.sensitivity is Sensitivity.PERSONAL


def test_lists_name_their_party_and_joint_decisions_do_not() -> None:
    kinds = catalogue.records().kinds

    assert kinds["abnormal_listing"].conduct == "per_party"
    assert kinds["serious_violation_listing"].conduct == "per_party"
    assert kinds["penalty"].conduct == "joint"
    assert kinds["suit"].conduct == "joint"


def test_a_won_suit_is_no_violation() -> None:
    outcomes = catalogue.records().outcomes

    assert not outcomes["won"].adverse
    assert outcomes["lost"].adverse


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("1130", "company"),
        ("4540", "sole_proprietorship"),
        ("4531", "partnership"),
        ("4330", "non_legal_person"),
        ("9500", "individual_business"),
        ("9100", "cooperative"),
    ],
)
def test_the_longest_prefix_decides_the_entity_type(code: str, group: str) -> None:
    entry = catalogue.entity_types().of(code)

    assert entry is not None
    assert entry.group == group


@pytest.mark.parametrize("code", [None, "", "0000", "X"])
def test_an_unknown_entity_type_stays_unknown(code: str | None) -> None:
    assert catalogue.entity_types().of(code) is None


def test_only_operators_are_one_legal_person_with_their_business() -> None:
    types = catalogue.entity_types().types

    assert {code for code, entry in types.items() if entry.operator_is_unit} == {"454", "95"}
