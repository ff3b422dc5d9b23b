"""The search for persons who may be one: same name and evidence, never a name alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.arrays import Frame, large_text
from graph.domain import TieKind
from graph.same_person.rules import EvidenceCode, SamePersonRules, same_person_rules
from graph.same_person.search import Search, search
from graph.same_person.verdicts import Candidate
from graph.vault import NameVault
from tests.relation_graphs import Firm, Person, T, Tie, World

DAY = date(2026, 10, 31)
OFFICER = TieKind.OFFICER_OF


def names_of(given: dict[str, str], folder: Path) -> Frame:
    vault = NameVault(folder)
    vault.put(list(given), list(given.values()), "registry", DAY)
    return vault.name_keys(DAY)


def found_in(
    world: World, names: dict[str, str], folder: Path, rules: SamePersonRules | None = None
) -> Search:
    snapshot = world.freeze()
    kinds = large_text(["source_key"] * len(world.persons))
    snapshot = replace(
        snapshot,
        persons=snapshot.persons.replace(id_kind=kinds),
        enterprises=snapshot.enterprises.replace(
            region=large_text([firm.entity_type for firm in sorted(world.firms, key=lambda f: f.id)])
        ),
    )
    return search(snapshot, names_of(names, folder), rules or same_person_rules(), DAY)


def two(
    *ties: Tie,
    firms: str = "E1 E2",
    regions: tuple[str, ...] = ("000001", "000002"),
    places: tuple[str, ...] = (),
    contacts: tuple[str, ...] = (),
) -> World:
    """Persons P:1 at E1 and P:2 at E2, and what brings them together; a firm's region is in its type."""
    ids = firms.split()
    return World(
        firms=tuple(
            Firm(one, entity_type=region)
            for one, region in zip(ids, (*regions, *["000009"] * 9), strict=False)
        ),
        persons=(Person("P:1"), Person("P:2"), Person("P:3")),
        ties=(Tie("t1", OFFICER, "P:1", "E1"), Tie("t2", OFFICER, "P:2", "E2"), *ties),
        places=places,
        contacts=contacts,
    )


NAMES = {"P:1": "欧阳无双", "P:2": "欧阳无双", "P:3": "李四"}
SHARED = {
    "same_enterprise": (two(Tie("t3", OFFICER, "P:2", "E1", "director")), ("E1",)),
    "handed_over": (
        two(
            Tie("t3", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "E1", "legal_representative", left=T - 40),
            Tie("t4", TieKind.LEGAL_REPRESENTATIVE_OF, "P:2", "E1", "legal_representative", entered=T - 20),
        ),
        ("E1",),
    ),
    "same_contact": (
        two(*(Tie(f"c{firm}", TieKind.REACHED_AT, firm, "C:1") for firm in ("E1", "E2")), contacts=("C:1",)),
        ("E1", "C:1", "E2"),
    ),
    "same_address": (
        two(*(Tie(f"a{firm}", TieKind.REGISTERED_AT, firm, "A:1") for firm in ("E1", "E2")), places=("A:1",)),
        ("E1", "A:1", "E2"),
    ),
    "same_colleague": (
        two(Tie("t3", OFFICER, "P:3", "E1"), Tie("t4", OFFICER, "P:3", "E2")),
        ("E1", "P:3", "E2"),
    ),
    "linked_enterprises": (two(Tie("t3", TieKind.HOLDS, "E1", "E2")), ("E1", "E2")),
    "same_county": (two(regions=("000001", "000001")), ("E1", "E2")),
}


@pytest.mark.parametrize("code", list(EvidenceCode))
def test_each_evidence_proposes_two_persons_of_one_rare_name_with_its_path(
    code: EvidenceCode, tmp_path: Path
) -> None:
    world, between = SHARED[code.value]

    (candidate,) = found_in(world, NAMES, tmp_path).candidates

    paths = {piece.code: piece.path for piece in candidate.evidence}
    assert candidate.pair == ("P:1", "P:2")
    assert paths[code.value] == ("P:1", *between, "P:2")


def test_evidence_adds_up_as_independent_chances(tmp_path: Path) -> None:
    """Same address .5 and same county .35: 1 - .5 x .65 = .675."""
    world, _ = SHARED["same_address"]
    world = replace(world, firms=tuple(replace(firm, entity_type="000001") for firm in world.firms))

    (candidate,) = found_in(world, NAMES, tmp_path).candidates

    assert candidate.confidence == 0.675


def test_a_name_alone_proposes_nobody(tmp_path: Path) -> None:
    found = found_in(two(), NAMES, tmp_path)

    assert (found.candidates, found.pairs, found.shared_names) == ((), 0, 1)


@pytest.mark.parametrize("code", list(EvidenceCode))
def test_evidence_without_one_name_proposes_nobody(code: EvidenceCode, tmp_path: Path) -> None:
    world, _ = SHARED[code.value]

    assert found_in(world, NAMES | {"P:2": "欧阳无"}, tmp_path).candidates == ()


def test_a_common_name_needs_more_evidence(tmp_path: Path) -> None:
    """Sixty persons of the name: .5 x .5 is below the minimum of .3, two pieces (.85 x .5) are above."""
    address = SHARED["same_address"][0]
    crowd = {f"P:x{k}": "欧阳无双" for k in range(58)}
    more = replace(
        address,
        contacts=("C:1",),
        ties=(*address.ties, *SHARED["same_contact"][0].ties[2:]),
    )

    alone = found_in(address, NAMES | crowd, tmp_path / "one")
    both = found_in(more, NAMES | crowd, tmp_path / "two")

    assert (alone.candidates, alone.pairs, alone.commonest) == ((), 1, 60)
    assert [one.confidence for one in both.candidates] == [0.425]


def test_two_certificates_make_one_person_less_likely(tmp_path: Path) -> None:
    """Same enterprise .8 with two certificates is .24: below the minimum."""
    world, _ = SHARED["same_enterprise"]

    found = search(world.freeze(), names_of(NAMES, tmp_path), same_person_rules(), DAY)

    assert (found.candidates, found.pairs) == ((), 1)


def test_a_full_house_is_no_evidence_and_is_counted(tmp_path: Path) -> None:
    """Twenty-one persons of one name at one enterprise are more than a reviewer can tell apart."""
    ids = [f"P:{k:02d}" for k in range(21)]
    world = World(
        firms=(Firm("E1"),),
        persons=tuple(Person(one) for one in ids),
        ties=tuple(Tie(f"t{one}", OFFICER, one, "E1") for one in ids),
    )

    found = found_in(world, dict.fromkeys(ids, "王芳"), tmp_path)

    assert (found.candidates, found.skipped["same_enterprise"]) == ((), 1)


def test_an_address_of_a_park_is_no_evidence(tmp_path: Path) -> None:
    world, _ = SHARED["same_address"]
    park = tuple(Firm(f"X{k:02d}") for k in range(29))
    crowded = replace(
        world,
        firms=(*world.firms, *park),
        ties=(
            *world.ties,
            *(Tie(f"x{k:02d}", TieKind.REGISTERED_AT, one.id, "A:1") for k, one in enumerate(park)),
        ),
    )

    assert found_in(crowded, NAMES, tmp_path).candidates == ()


def test_what_one_enterprise_shares_with_itself_is_no_evidence_of_its_own(tmp_path: Path) -> None:
    world = two(
        Tie("t3", OFFICER, "P:2", "E1", "director"),
        Tie("t4", TieKind.REGISTERED_AT, "E1", "A:1"),
        places=("A:1",),
    )

    (candidate,) = found_in(world, NAMES, tmp_path).candidates

    assert [piece.code for piece in candidate.evidence] == ["same_enterprise"]


def test_facts_in_another_order_give_the_same_candidates(tmp_path: Path) -> None:
    world, _ = SHARED["same_colleague"]
    turned = replace(world, ties=world.ties[::-1], persons=world.persons[::-1])

    one: tuple[Candidate, ...] = found_in(world, NAMES, tmp_path / "one").candidates
    other = found_in(turned, dict(reversed(NAMES.items())), tmp_path / "two").candidates

    assert one == other


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("张三", "张 三", True),
        ("阿迪力·买买提", "阿迪力买买提", True),
        ("ＷＡＮＧ　Ｌｅｉ", "wang lei", True),
        ("张三", "张三丰", False),
        ("张某", "张某", False),
        ("张*", "张*", False),
        ("不详", "不详", False),
        ("李", "李", False),
        ("王13", "王13", False),
    ],
)
def test_names_are_compared_whole_and_masked_ones_never(
    one: str, other: str, equal: bool, tmp_path: Path
) -> None:
    keys = names_of({"P:1": one, "P:2": other}, tmp_path).numbers("key").tolist()

    assert (len(keys) == 2 and keys[0] == keys[1]) is equal


def test_a_name_delivered_later_is_not_known_yet(tmp_path: Path) -> None:
    vault = NameVault(tmp_path)
    vault.put(["P:1"], ["张三"], "registry", date(2026, 11, 1))

    assert vault.name_keys(DAY).rows == 0


def test_the_table_of_evidence_must_be_whole() -> None:
    said = same_person_rules().model_dump(mode="json")
    del said["evidence"]["same_county"]

    with pytest.raises(ValueError, match="lacks"):
        SamePersonRules.model_validate(said)


def test_a_commoner_name_never_counts_more() -> None:
    said = same_person_rules().model_dump(mode="json")
    said["rarity"]["steps"][0]["factor"] = 0.2

    with pytest.raises(ValueError, match="must not rise"):
        SamePersonRules.model_validate(said)


def test_the_guide_tells_the_confidence_of_each_evidence() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "persons.md").read_text(encoding="utf-8")
    told = re.findall(r"\| (0\.\d\d) \|$", guide, re.MULTILINE)

    assert told == [f"{same_person_rules().evidence[code].confidence:.2f}" for code in EvidenceCode]
