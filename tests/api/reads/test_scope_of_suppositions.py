"""A reader of an area supposes nothing that is not told there: the answer would measure it."""

from __future__ import annotations

from datetime import date

import pytest

from api import month_reads, what_if
from api.answers import TieView
from api.ego_reads import ego
from api.readers import Reading
from api.security.errors import OutOfScopeError
from graph.domain import DAY_UNKNOWN, FactKind, NodeKind, RiskClass
from graph.errors import NotFoundError
from graph.store.protocol import ALL_TIES
from scoring.results import Month
from scoring.suppositions import FactGoes, PartyOfClass, Supposition, TieEnds


@pytest.fixture(scope="module")
def hidden(area: Reading, whole: Reading, scored: list[str], inside: set[str]) -> tuple[str, str, str]:
    """An enterprise of the area, a dealing of strangers near it, and a stranger only that leads to."""
    for firm in (one for one in scored if one in inside):
        full, cut = (ego(reading, firm, hops=2, cap=2_000, ties=ALL_TIES) for reading in (whole, area))
        known = {tie.id for tie in cut.ties}
        shown = {node.id for node in cut.nodes}
        for tie in full.ties:
            for end in (tie.source_id, tie.target_id):
                if tie.id not in known and end[:2] not in ("P:", "A:", "C:") and end not in shown:
                    return firm, tie.id, end
    raise AssertionError("the demo has dealings of strangers")


def ends(tie: TieView) -> set[str]:
    return {tie.source_id, tie.target_id}


def unknown(area: Reading, firm: str, one: Supposition, name: str) -> str:
    with pytest.raises(NotFoundError) as error:
        what_if.of_reading(area, firm, [one])
    return error.value.message.replace(name, "NAME")


def test_a_dealing_of_strangers_is_told_as_one_that_is_not_there(
    area: Reading, hidden: tuple[str, str, str]
) -> None:
    firm, tie, _ = hidden
    never = date(1990, 1, 1)

    told = {
        unknown(area, firm, one, name)
        for name in (tie, "no such tie")
        for one in (FactGoes(kind=FactKind.TIE, fact_id=name), TieEnds(tie_id=name, on=never))
    }

    assert len(told) == 1


def test_a_stranger_only_dealings_of_strangers_lead_to_has_no_other_class(
    area: Reading, whole: Reading, hidden: tuple[str, str, str]
) -> None:
    firm, _, stranger = hidden
    supposed = PartyOfClass(enterprise_id=stranger, risk_class=RiskClass.D)

    with pytest.raises(OutOfScopeError):
        what_if.of_reading(area, firm, [supposed])

    assert what_if.of_reading(whole, firm, [supposed]).enterprise_id == firm


def test_no_class_is_supposed_of_a_stranger_behind_a_hidden_share(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    """The answer over its strength without the share is the share."""
    behind = set()
    for firm in (one for one in scored if one in inside):
        around = ego(whole, firm, hops=2, cap=2_000, ties=ALL_TIES)
        near = {end for tie in around.ties if firm in (tie.source_id, tie.target_id) for end in ends(tie)}
        behind |= {
            (firm, tie.target_id)
            for tie in around.ties
            if tie.kind == "HOLDS" and tie.source_id in near - inside and tie.target_id not in inside
        }

    assert behind
    for firm, stranger in sorted(behind)[:10]:
        with pytest.raises(OutOfScopeError, match="the answer would measure it"):
            what_if.of_reading(area, firm, [PartyOfClass(enterprise_id=stranger, risk_class=RiskClass.D)])


def test_no_class_is_supposed_of_a_stranger_that_a_receipt_reaches_over_a_hidden_tie(
    area: Reading, scored: list[str], inside: set[str]
) -> None:
    reached = {
        (firm, line.part.party.id)
        for firm in scored
        if firm in inside
        for line in month_reads.receipt(area, firm).receipt.lines
        if line.part
        and line.part.party.id not in inside
        and line.part.party.kind is NodeKind.ENTERPRISE
        and any(not tie.told and tie.control is None for tie in line.part.path)
    }

    assert reached
    for firm, stranger in sorted(reached)[:20]:
        with pytest.raises(OutOfScopeError):
            what_if.of_reading(area, firm, [PartyOfClass(enterprise_id=stranger, risk_class=RiskClass.D)])


def test_a_holding_between_strangers_does_not_end(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    firm = next(one for one in scored if one in inside)
    tie = next(
        tie
        for one in scored
        if one not in inside
        for tie in ego(whole, one, hops=1, cap=50, ties=ALL_TIES).ties
        if tie.kind == "HOLDS" and not {tie.source_id, tie.target_id} & inside
    )

    with pytest.raises(OutOfScopeError):
        what_if.of_reading(area, firm, [FactGoes(kind=FactKind.TIE, fact_id=tie.id)])


def test_what_is_told_is_supposed(area: Reading, scored: list[str], inside: set[str]) -> None:
    for firm in (one for one in scored if one in inside):
        around = ego(area, firm, hops=1, cap=300, ties=ALL_TIES)
        others = [n.id for n in around.nodes if n.id not in inside and n.id[:2] not in ("P:", "A:", "C:")]
        if others:
            found = what_if.of_reading(
                area,
                firm,
                [
                    PartyOfClass(enterprise_id=others[0], risk_class=RiskClass.D),
                    FactGoes(kind=FactKind.TIE, fact_id=around.ties[0].id),
                ],
            )
            assert found.enterprise_id == firm
            return
    raise AssertionError("the area has ties with strangers")


def test_a_record_of_strangers_is_supposed_away_only_if_it_is_published(
    area: Reading, scored: list[str], inside: set[str]
) -> None:
    assert isinstance(area.month, Month)
    snapshot = area.month.snapshot
    firm = next(one for one in scored if one in inside)
    ids = snapshot.enterprises.text("enterprise_id").to_pylist()
    parties, record = snapshot.parties.numbers("party"), snapshot.parties.numbers("record")
    mine = {
        r for p, r in zip(parties.tolist(), record.tolist(), strict=True) if p < len(ids) and ids[p] in inside
    }
    names = snapshot.records.text("record_id").to_pylist()
    published = snapshot.records.numbers("published_on").tolist()
    theirs = [row for row, day in enumerate(published) if row not in mine and day == DAY_UNKNOWN]
    own = min(mine)

    unknown(area, firm, FactGoes(kind=FactKind.RECORD, fact_id=names[theirs[0]]), names[theirs[0]])

    found = what_if.of_reading(area, firm, [FactGoes(kind=FactKind.RECORD, fact_id=names[own])])
    assert found.enterprise_id == firm
