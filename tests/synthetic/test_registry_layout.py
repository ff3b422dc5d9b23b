"""Registry extracts and canonical extracts of one province say the same facts.

What differs, and why:

* record_id, decision_id: the registry's are hashes of what the rows say;
* severity: no table of the registry carries one, the catalogue's counts;
* conduct dates of listings: their tables have no columns for them;
* REGISTERED_AT: the register says where a firm is, not since when, and that it left only by an
  alteration; its row says nothing of a place that is unknown or that the firm moved to in the last
  days; POSSIBLY_SAME: no table holds it;
* places' regions, masked telephones, names of stubs: not in the registry's tables;
* filings of address changes: the registry has the whole history and moves between registers;
* disclosure `none`: in canonical extracts the word is one of those for unknown;
* fact statuses of ties, filings, attributes, parts and replaced decisions: no table holds them;
* parties without a certificate: a person goes by a certificate and never by a name alone; a listing or
  case that names nobody else is in no table (a penalty has a table of its own, with or without parties);
* day of revocation of a firm that the register does not call revoked yet, or never will: E_REVOKE tells
  it, by the rows that come with the firm's row of E_BASEINFO.

Ids of enterprises, ties, filings and everything else agree at any seed; the three seeds here between them
bring every rule above and firms whose credit code comes in a later delivery than their internal key.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph.addresses import normalise_addresses
from graph.domain import DAY_UNKNOWN
from graph.filing_tables import FILING_TABLES
from graph.filings import FilingStore
from graph.ingest.deliveries import read_delivery
from graph.snapshot import Snapshot
from graph.synthetic.province import generate
from graph.synthetic.registry_files import STAMP
from graph.synthetic.registry_province import generate_registry
from tests.registry_facts import NodeKeys, frame, revoked_days, without_nameless
from tests.registry_provinces import ImportedProvince, import_province
from tests.written_province import UNTIL

SEEDS, SALT = (11, 12, 20), b"province"


@dataclass(frozen=True)
class Both:
    """One province in both layouts, imported and frozen."""

    canonical: ImportedProvince
    registry: ImportedProvince
    snapshots: tuple[Snapshot, Snapshot]
    keys: NodeKeys

    @cached_property
    def records(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Records of both, without the canonical ones that name nobody whom a table could name."""
        canonical, registry = (self.keys.records(snapshot) for snapshot in self.snapshots)
        return without_nameless(canonical), registry


@pytest.fixture(scope="module", params=SEEDS)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """400 firms, too few for planted errors; two deliveries."""
    folder: Path = tmp_path_factory.mktemp("layouts")
    numbers = {"firms": 400, "seed": request.param, "until": UNTIL, "monthly": 1}
    canonical = import_province(generate(folder=folder / "canonical", **numbers), folder / "c")
    registry = import_province(generate_registry(folder=folder / "registry", **numbers), folder / "r")
    snapshots = canonical.snapshot(), registry.snapshot()
    return Both(canonical, registry, snapshots, NodeKeys(snapshots[0], request.param, SALT))


def test_nothing_of_sound_registry_extracts_is_rejected_or_in_conflict(both: Both) -> None:
    for number, report in enumerate(both.registry.reports):
        assert both.registry.rejects(number) == set()
        assert report.load.conflicts == 0


def test_enterprises_are_equal_in_every_column_but_for_revocations_of_e_revoke(both: Both) -> None:
    canonical, registry = (frame(snapshot.enterprises) for snapshot in both.snapshots)
    deliveries = both.canonical.truth.deliveries
    days = [read_delivery(folder).declaration.day for folder in deliveries]
    told = revoked_days(deliveries, days, both.snapshots[0])

    silent = canonical["revoked_on"] == DAY_UNKNOWN
    filled = canonical["enterprise_id"].map(told).fillna(DAY_UNKNOWN).astype(np.int32)
    canonical["revoked_on"] = canonical["revoked_on"].where(~silent, filled)
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
    rows = frame(both.snapshots[0].enterprises)
    said = dict(zip(rows["enterprise_id"], normalise_addresses(rows["address"]).to_pylist(), strict=True))
    assert all(said[firm] != place for firm, place in missing)
    assert set(found["valid_from"]) == {DAY_UNKNOWN}


def test_records_are_equal_but_for_ids_severities_and_conduct_of_listings(both: Both) -> None:
    canonical, registry = both.records
    without = ["record_id", "decision_id", "severity", "conduct_from", "conduct_to"]

    pd.testing.assert_frame_equal(canonical.drop(columns=without), registry.drop(columns=without))
    told = registry["conduct_from"] != DAY_UNKNOWN
    pd.testing.assert_series_equal(canonical["conduct_from"][told], registry["conduct_from"][told])


def test_records_of_one_decision_are_the_same_records(both: Both) -> None:
    canonical, registry = both.records

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
    told &= canonical["fact_id"].isin(both.records[0]["record_id"])

    pd.testing.assert_frame_equal(
        canonical.loc[told, kept].sort_values(kept, ignore_index=True),
        registry[kept].sort_values(kept, ignore_index=True),
    )
    assert set(registry["fact_id"]) <= set(frame(both.snapshots[1].records)["record_id"])


def test_no_alteration_is_delivered_before_the_day_it_was_made(both: Both) -> None:
    for folder in both.registry.truth.deliveries:
        rows = pd.read_csv(folder / "E_ALTER_RECODER.txt", sep="\t", encoding="gb18030", dtype=str)
        assert (rows["ALTDATE"] <= rows[STAMP].str[:10]).all()
