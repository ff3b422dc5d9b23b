"""One decision that two sources deliver counts once, from the import to the measure and the path."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from scoring.exclusions import exclude
from scoring.indicators import measure
from scoring.results import Months
from tests.home_imports import import_home
from tests.ingest_cases import FIRMS, SALT, deliver
from tests.published_months import make_month
from tests.scored_facts import MRT, filings_of, hand_reference

A, B, _ = FIRMS
SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
FIRST = {
    "enterprises.csv": f"enterprise_id,name,status\n{A},甲,operating\n{B},乙,operating\n",
    "ties.csv": f"tie_id,kind,source_id,target_id,share,valid_from\nt1,HOLDS,{A},{B},0.9,2020-01-01\n",
    "records.csv": "record_id,decision_id,kind,measure,decided_on,published_on\n"
    "r-samr,d1,penalty,fine,2026-05-01,2026-05-02\n",
    "parties.csv": f"party_key,record_id,party_id,role\nk1,r-samr,{A},responsible\n",
    "coverage.csv": "coverage_id,covered,origin,region,covered_from,covered_to\nc1,records,,,,2026-10-31\n",
}
SECOND = {
    "records.csv": "record_id,decision_id,kind,measure,decided_on,published_on,amount_cents\n"
    "r-court,d1,penalty,fine,2026-05-01,2026-05-02,900\n",
    "parties.csv": f"party_key,record_id,party_id,role\nk2,r-court,{A},responsible\n",
}
STATUS = "status_id,fact_kind,fact_id,status,effective_on\ns1,record,{},revoked,2026-09-01\n"


def imported(folder: Path, *deliveries: tuple[str, date, dict[str, str]]) -> Path:
    """Home with deliveries of (source, day, files)."""
    home = folder / "home"
    for number, (source, day, files) in enumerate(deliveries):
        import_home(home, deliver(folder / f"delivery-{number}", files), day, source=source, salt=SALT)
    return home


def frozen(home: Path, day: date = OCTOBER) -> Snapshot:
    return EmbeddedStore(home).freeze(day, day)


def penalties(snapshot: Snapshot) -> list[float]:
    """JG07 of every enterprise: penalties still published and not repaired."""
    facts = exclude(snapshot, filings_of(snapshot, {}), MRT)
    found = measure(facts.snapshot, facts.filings, MRT, hand_reference(MRT))
    at = [indicator.id for indicator in MRT.indicators].index("JG07")
    values: list[float] = found.values[:, at].tolist()
    return values


ORDERS: Sequence[Sequence[tuple[str, date, dict[str, str]]]] = (
    [("samr", SEPTEMBER, FIRST), ("court", OCTOBER, SECOND)],
    [("court", SEPTEMBER, SECOND), ("samr", OCTOBER, FIRST)],
    [("samr", OCTOBER, FIRST), ("court", OCTOBER, SECOND)],
)


@pytest.mark.parametrize("deliveries", ORDERS)
def test_a_measure_counts_a_decision_of_two_sources_once(
    tmp_path: Path, deliveries: Sequence[tuple[str, date, dict[str, str]]]
) -> None:
    assert penalties(frozen(imported(tmp_path, *deliveries))) == [1.0, 0.0]


def test_before_and_after_the_second_source_came_there_is_one_record(tmp_path: Path) -> None:
    home = imported(tmp_path, *ORDERS[0])

    before, after = frozen(home, SEPTEMBER), frozen(home, OCTOBER)

    assert before.records.text("record_id").to_pylist() == ["r-samr"]
    assert after.records.text("record_id").to_pylist() == ["r-samr"]
    assert before.records.numbers("entered_on").tolist() == after.records.numbers("entered_on").tolist()


@pytest.mark.parametrize("fact", ["r-samr", "r-court"])
def test_a_status_on_either_id_takes_the_decision_out(tmp_path: Path, fact: str) -> None:
    withdrawn = {"fact_statuses.csv": STATUS.format(fact)}
    home = imported(tmp_path, *ORDERS[0], ("organ", OCTOBER, withdrawn))

    facts = exclude(frozen(home), filings_of(frozen(home), {}), MRT)

    assert facts.snapshot.records.rows == 0
    assert facts.dropped.text("fact_id").to_pylist() == ["r-samr"]


def test_a_receipt_has_one_relationship_line_for_the_decision(tmp_path: Path) -> None:
    home = imported(tmp_path, *ORDERS[0])

    make_month(home, "2026-10")
    receipt = Months(home).open("2026-10").receipt(B)

    records = [line.part.record for line in receipt.lines if line.part]
    assert [record.record_id for record in records if record] == ["r-samr"]
