"""Direct rules D1-D3 (seed XJ art. 11): only where decided, only for the enterprise itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from scoring.direct import direct_rules
from scoring.pack import Pack
from scoring.pack_sections import Decision, DirectRule, Exemption
from tests.scored_facts import MRT, T, snapshot_of, words

DECISION = {"organ": "region", "document_no": "1", "decided_on": date(2026, 1, 1)}


def pack(*exempt: Exemption) -> Pack:
    """Pack with all direct rules on."""
    decision = Decision(organ="region", document_no="1", decided_on=date(2026, 1, 1), exempt=exempt)
    rules = tuple(
        DirectRule.model_validate({**rule.model_dump(), "active": True, "decision": decision.model_dump()})
        for rule in MRT.direct_rules
    )
    return MRT.model_copy(update={"direct_rules": rules})


def record(number: int, kind: str, *parties: Any, **columns: Any) -> dict[str, Any]:
    """Listing of this year."""
    return {
        "record_id": f"r{number}",
        "kind": kind,
        "decided_on": date(2026, 2, 1),
        "parties": parties,
        **columns,
    }


def held(records: list[dict[str, Any]], chosen: Pack | None = None) -> list[str | None]:
    """Direct rules of E1 and E2."""
    snapshot = snapshot_of(enterprises=["E1", "E2"], persons=["P1"], records=records)
    return words(direct_rules(snapshot, chosen or pack()))


@pytest.mark.parametrize(
    ("kind", "columns", "rule"),
    [
        ("serious_violation_listing", {}, "D1"),
        ("judgment_defaulter", {}, "D2"),
        ("other_blacklist", {"cause": "tax"}, "D3"),
        ("other_blacklist", {"cause": "under observation"}, None),
        ("abnormal_listing", {}, None),
    ],
)
def test_a_listing_in_force_sets_its_rule(kind: str, columns: dict[str, Any], rule: str | None) -> None:
    assert held([record(1, kind, "E1", **columns)]) == [rule, None]


def test_rules_are_off_without_a_decision_of_the_region() -> None:
    assert held([record(1, "judgment_defaulter", "E1")], MRT) == [None, None]


def test_a_defaulting_person_makes_no_enterprise_a_defaulter() -> None:
    assert held([record(1, "judgment_defaulter", "P1")]) == [None, None]


def test_a_party_in_another_role_is_not_listed() -> None:
    assert held([record(1, "judgment_defaulter", ("E1", "plaintiff"))]) == [None, None]


def test_a_listing_ended_by_t_no_longer_holds() -> None:
    ended = record(1, "serious_violation_listing", "E1", ended_on=T)
    stays = record(2, "serious_violation_listing", "E2", ended_on=T + timedelta(days=1))

    assert held([ended, stays]) == [None, "D1"]


def test_several_rules_are_named_together() -> None:
    records = [record(1, "serious_violation_listing", "E1"), record(2, "judgment_defaulter", "E1")]

    assert held(records) == ["D1,D2", None]


@pytest.mark.parametrize(("until", "spared"), [(None, True), (T, True), (T - timedelta(days=1), False)])
def test_an_exemption_spares_a_firm_until_its_end(until: date | None, spared: bool) -> None:
    exempt = Exemption(enterprise_id="E1", reason="rescue under court supervision", until=until)

    found = held([record(1, "serious_violation_listing", "E1")], pack(exempt))

    assert found == [None if spared else "D1", None]


def test_a_list_outside_its_dates_is_no_blacklist() -> None:
    rules = list(pack().direct_rules)
    ended = [r.model_copy(update={"to": T - timedelta(days=1)}) for r in rules[2].registers]
    rules[2] = rules[2].model_copy(update={"registers": tuple(ended)})
    chosen = MRT.model_copy(update={"direct_rules": tuple(rules)})

    assert held([record(1, "other_blacklist", "E1", cause="tax")], chosen) == [None, None]


def test_an_empty_province_has_no_direct_rules() -> None:
    assert len(direct_rules(snapshot_of(enterprises=[]), pack())) == 0
    assert np.array(held([])).tolist() == [None, None]
