"""Registry extracts and canonical extracts of one province say the same facts.

What differs, and why:

* record_id, decision_id: the registry's are hashes of what the rows say;
* severity: no table of the registry carries one, the catalogue's counts;
* conduct dates of listings: their tables have no columns for them;
* REGISTERED_AT: the register says where a firm is, not since when, and that it left only by an
  alteration; POSSIBLY_SAME: no table holds it;
* places' regions, masked telephones, names of stubs: not in the registry's tables;
* filings of address changes: the registry has the whole history and moves between registers;
* two listings of one firm by one decision: the registry's are one record;
* disclosure `none`: in canonical extracts the word is one of those for unknown;
* fact statuses of ties, filings, attributes, parts and replaced decisions: no table holds them;
* parties without a certificate: a person goes by a certificate and never by a name alone.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from graph.domain import DAY_UNKNOWN
from graph.filing_tables import FILING_TABLES
from graph.filings import FilingStore
from graph.snapshot import Snapshot
from graph.synthetic.province import generate
from graph.synthetic.registry_province import generate_registry
from tests.registry_facts import NodeKeys, frame
from tests.registry_provinces import ImportedProvince, import_province
from tests.written_province import UNTIL

SEED, SALT = 5, b"province"


@dataclass(frozen=True)
class Both:
    """One province in both layouts, imported and frozen."""

    canonical: ImportedProvince
    registry: ImportedProvince
    snapshots: tuple[Snapshot, Snapshot]
    keys: NodeKeys


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """400 firms, too few for planted errors; two deliveries."""
    folder: Path = tmp_path_factory.mktemp("layouts")
    numbers = {"firms": 400, "seed": SEED, "until": UNTIL, "monthly": 1}
    canonical = import_province(generate(folder=folder / "canonical", **numbers), folder / "c")  # type: ignore[arg-type]
    registry = import_province(generate_registry(folder=folder / "registry", **numbers), folder / "r")  # type: ignore[arg-type]
    snapshots = canonical.snapshot(), registry.snapshot()
    return Both(canonical, registry, snapshots, NodeKeys(snapshots[0], SEED, SALT))


def test_nothing_of_sound_registry_extracts_is_rejected_or_in_conflict(both: Both) -> None:
    for number, report in enumerate(both.registry.reports):
        assert both.registry.rejects(number) == set()
        assert report.load.conflicts == 0


def test_enterprises_are_equal_in_every_column(both: Both) -> None:
    canonical, registry = (frame(snapshot.enterprises) for snapshot in both.snapshots)

    pd.testing.assert_frame_equal(canonical, registry)


def test_ties_are_equal_but_for_addresses_and_weak_links(both: Both) -> None:
    canonical, registry = (both.keys.ties(snapshot) for snapshot in both.snapshots)
    other = ("REGISTERED_AT", "POSSIBLY_SAME")

    pd.testing.assert_frame_equal(
        canonical[~canonical["kind"].isin(other)].reset_index(drop=True),
        registry[~registry["kind"].isin(other)].reset_index(drop=True),
    )


def test_firms_are_registered_at_the_same_places(both: Both) -> None:
    canonical, registry = (both.keys.ties(snapshot) for snapshot in both.snapshots)
    open_at = canonical[(canonical["kind"] == "REGISTERED_AT") & (canonical["valid_to"] > 10**6)]
    found = registry[registry["kind"] == "REGISTERED_AT"]

    pairs = set(zip(found["source"], found["target"], strict=True))
    missing = [pair for pair in zip(open_at["source"], open_at["target"], strict=True) if pair not in pairs]
    unknown = frame(both.snapshots[0].enterprises).set_index("enterprise_id")["address"].isna()
    assert all(unknown[firm] for firm, _ in missing)
    assert set(found["valid_from"]) == {DAY_UNKNOWN}


def test_records_are_equal_but_for_ids_severities_and_conduct_of_listings(both: Both) -> None:
    canonical, registry = (both.keys.records(snapshot) for snapshot in both.snapshots)
    without = ["record_id", "decision_id", "severity", "conduct_from", "conduct_to"]

    pd.testing.assert_frame_equal(canonical.drop(columns=without), registry.drop(columns=without))
    told = registry["conduct_from"] != DAY_UNKNOWN
    pd.testing.assert_series_equal(canonical["conduct_from"][told], registry["conduct_from"][told])


def test_records_of_one_decision_are_the_same_records(both: Both) -> None:
    canonical, registry = (both.keys.records(snapshot) for snapshot in both.snapshots)

    groups = []
    for records in (canonical, registry):
        numbered = records[records["decision_id"] != ""]
        groups.append({tuple(found) for found in numbered.groupby("decision_id").groups.values()})
    assert groups[0] == groups[1]


@pytest.mark.parametrize("name", [table.name for table in FILING_TABLES])
def test_filings_are_equal_in_every_column(both: Both, name: str) -> None:
    table = next(found for found in FILING_TABLES if found.name == name)
    columns = [column for column in table.names if column != "filing_id"]
    found = []
    for province, snapshot in zip((both.canonical, both.registry), both.snapshots, strict=True):
        filings = FilingStore(province.home).view(UNTIL, snapshot)
        rows = frame(filings.table(name, columns))
        if name == "alterations":
            rows = rows[rows["item"] != "address"]
        if name == "annual_reports":
            rows["disclosure"] = rows["disclosure"].where(rows["disclosure"] != "none")
        found.append(rows.fillna("").sort_values(list(rows.columns), ignore_index=True))

    pd.testing.assert_frame_equal(found[0], found[1])


def test_the_same_is_covered_until_the_last_delivery(both: Both) -> None:
    canonical, registry = (frame(snapshot.coverage).fillna("") for snapshot in both.snapshots)
    last = canonical[canonical["covered_to"] == canonical["covered_to"].max()]

    for column in ("covered", "region", "covered_to"):
        assert sorted(last[column]) == sorted(registry[column])


def test_statuses_of_whole_records_are_equal_and_name_their_records(both: Both) -> None:
    kept = ["status", "effective_on", "ends_on", "source_organ", "document_no", "ground"]
    canonical, registry = (frame(snapshot.statuses) for snapshot in both.snapshots)
    told = canonical["status"].isin(["revoked", "wrong", "objected", "barred", "repaired"])
    told &= canonical["fact_kind"] == "record"

    pd.testing.assert_frame_equal(
        canonical.loc[told, kept].sort_values(kept, ignore_index=True),
        registry[kept].sort_values(kept, ignore_index=True),
    )
    assert set(registry["fact_id"]) <= set(frame(both.snapshots[1].records)["record_id"])
