"""End of publication by the rules of three periods, each on the days around its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scoring.excluded_records import expired_records
from scoring.pack import load_pack
from tests.scored_facts import MRT, snapshot_of

DAY = timedelta(days=1)


def is_expired(on: date, decided: date, published: date | None, measure: str) -> bool:
    """Whether a penalty no longer counts at the end of a day."""
    row = {
        "record_id": "r1",
        "kind": "penalty",
        "measure": measure,
        "decided_on": decided,
        "published_on": published,
        "parties": ("E1",),
    }
    snapshot = snapshot_of(enterprises=["E1"], records=[row], statuses=[])
    return bool(expired_records(replace(snapshot, as_of=on, known_by=on), MRT)[0])


@pytest.mark.parametrize(
    ("decided", "published", "measure", "last"),
    [
        # until 2025-12-24: from publication, 3 months or 3 years
        (date(2025, 12, 24), date(2026, 1, 5), "circulated_criticism", date(2026, 4, 4)),
        (date(2025, 12, 24), date(2026, 1, 5), "fine", date(2029, 1, 4)),
        (date(2025, 12, 24), None, "fine", date(2028, 12, 23)),
        (date(2025, 12, 24), date(2026, 1, 5), "suspension", date(2029, 1, 4)),
        # from 2025-12-25: slight 3 months, general 1 year, serious 3 years, from publication
        (date(2025, 12, 25), date(2026, 1, 5), "circulated_criticism", date(2026, 4, 4)),
        (date(2025, 12, 25), date(2026, 1, 5), "fine", date(2027, 1, 4)),
        (date(2025, 12, 25), date(2026, 1, 5), "suspension", date(2029, 1, 4)),
        (date(2026, 3, 31), date(2026, 4, 20), "confiscation", date(2027, 4, 19)),
        # from 2026-04-01: the same classes, from the decision
        (date(2026, 4, 1), date(2026, 4, 20), "circulated_criticism", date(2026, 6, 30)),
        (date(2026, 4, 1), date(2026, 4, 20), "confiscation", date(2027, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 20), "revocation", date(2029, 3, 31)),
    ],
)
def test_a_penalty_counts_until_the_last_day_of_its_publication(
    decided: date, published: date | None, measure: str, last: date
) -> None:
    assert not is_expired(last, decided, published, measure)
    assert is_expired(last + DAY, decided, published, measure)


@pytest.mark.parametrize("decided", [date(2025, 12, 24), date(2025, 12, 25), date(2026, 4, 1)])
def test_a_warning_is_published_under_no_rule(decided: date) -> None:
    assert is_expired(decided + 2 * DAY, decided, decided + DAY, "warning")


@pytest.mark.parametrize("name", ["mrt", "xinjiang", "ningxia"])
def test_every_day_has_one_rule_for_each_gravity(name: str) -> None:
    rules = [rule for rule in load_pack(name).publication.rules if "penalty" in rule.kinds]
    for day in (
        date(2025, 12, 24),
        date(2025, 12, 25),
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2030, 1, 1),
    ):
        for severity in range(6):
            fitting = [
                rule
                for rule in rules
                if rule.holds(day)
                and not rule.measures
                and (rule.severity is None or rule.severity[0] <= severity <= rule.severity[1])
            ]
            assert len(fitting) == 1, (day, severity)


def test_every_rule_names_its_basis() -> None:
    assert all(rule.basis.strip() for rule in MRT.publication.rules)
