"""The province as a whole: determinism, contracts, integrity, sizes."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest
import yaml

from graph.arrays import large_text
from graph.check_digits import uscc_valid_mask
from graph.domain import TIE_KINDS
from graph.errors import InputError
from graph.synthetic.province import generate
from graph.tables import TABLES
from tests.written_province import UNTIL, WrittenProvince, write_province


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        generate(firms=600, seed=seed, folder=tmp_path / name, until=UNTIL)

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert bytes_of(tmp_path / "one") != bytes_of(tmp_path / "other")


@pytest.mark.parametrize("firms", [1, 2, 3, 17])
@pytest.mark.parametrize("months", [1, 5])
def test_the_smallest_provinces_are_whole(tmp_path: Path, firms: int, months: int) -> None:
    small = write_province(tmp_path / "small", firms=firms, seed=firms, months=months)

    assert len(small.secret("firms")) == firms
    assert small.truth.defects == {}
    assert small.latest("enterprises")["enterprise_id"].isin(small.secret("firms")["enterprise_id"]).all()


def test_numbers_out_of_bounds_and_folders_in_use_are_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("kept")

    with pytest.raises(InputError, match="firms >= 1"):
        generate(firms=0, seed=1, folder=tmp_path / "new", until=UNTIL)
    with pytest.raises(InputError, match="max_file_rows"):
        generate(firms=1, seed=1, folder=tmp_path / "new", until=UNTIL, max_file_rows=0)
    with pytest.raises(InputError, match="empty folder"):
        generate(firms=1, seed=1, folder=tmp_path, until=UNTIL)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_keeps_its_contract_but_for_planted_rows(province: WrittenProvince, name: str) -> None:
    table = TABLES[name]
    frame = province.table(name, planted=False)
    content = frame[list(table.names)]

    table.contract().validate(content)
    assert set(frame.columns) - set(table.names) <= {"known_on", "delivery", "name"}
    keys = frame.drop_duplicates([table.key, "delivery"]) if name != "ties" else frame
    assert len(frame) - len(frame.drop_duplicates([table.key, "delivery"])) == (
        province.truth.defects["duplicate_tie"] if name == "ties" else 0
    )
    assert keys[table.key].notna().all()


def test_every_end_of_a_tie_is_delivered_no_later_than_the_tie(province: WrittenProvince) -> None:
    first: dict[object, int] = {}
    for name in ("enterprises", "persons", "places", "contacts"):
        frame = province.table(name, planted=False)
        first.update(frame.groupby(TABLES[name].key)["delivery"].min().to_dict())
    ties = province.table("ties", planted=False)

    for end in ("source_id", "target_id"):
        assert (ties[end].map(first).fillna(99) <= ties["delivery"]).all(), end


def test_records_items_parties_and_statuses_name_what_was_delivered(province: WrittenProvince) -> None:
    records = set(province.table("records", planted=False)["record_id"])
    nodes = set(province.secret("nodes")["id"])
    items = province.table("record_items")
    parties = province.table("parties", planted=False)
    parties = parties[~parties["record_id"].isin(set(province.secret("defects")["key"]))]
    statuses = province.table("fact_statuses")
    of_records = statuses[statuses["fact_kind"] == "record"]

    assert set(items["record_id"]) <= records
    assert set(parties["record_id"]) <= records
    assert set(parties["party_id"]) <= nodes
    assert records <= set(parties["record_id"])
    assert set(of_records["fact_id"]) <= records
    assert set(of_records["replaced_by"].dropna()) <= records | set(province.secret("causes")["record_id"])
    assert set(statuses["item_id"].dropna()) <= set(items["item_id"])


def test_no_firm_is_party_to_a_record_before_it_was_founded(province: WrittenProvince) -> None:
    born = province.secret("firms").set_index("enterprise_id")["established_on"]
    decided = province.latest("records").set_index("record_id")["decided_on"]
    parties = province.latest("parties")
    parties = parties[parties["party_id"].isin(born.index) & parties["record_id"].isin(decided.index)]

    assert parties["role"].nunique() > 2
    days = pd.to_datetime(parties["record_id"].map(decided))
    assert (days.isna() | (days >= pd.to_datetime(parties["party_id"].map(born)))).all()


def test_a_decision_lists_a_firm_once(province: WrittenProvince) -> None:
    listed = province.latest("records").query("kind == 'abnormal_listing'").dropna(subset="decision_id")
    parties = province.latest("parties").drop_duplicates("record_id").set_index("record_id")["party_id"]

    assert listed["decision_id"].duplicated().any()
    assert (
        not listed.assign(party=listed["record_id"].map(parties)).duplicated(["decision_id", "party"]).any()
    )


def test_filings_are_of_firms_that_exist_on_the_day(province: WrittenProvince) -> None:
    firms = province.secret("firms").set_index("enterprise_id")
    for name, table in TABLES.items():
        if not table.filing:
            continue
        frame = province.table(name)
        owner = firms.loc[frame["enterprise_id"]].reset_index()
        assert (frame["filed_on"] >= owner["established_on"]).all(), name
        assert ~(frame["filed_on"] >= owner["left_on"]).any(), name


def test_every_kind_of_tie_record_and_status_occurs(province: WrittenProvince) -> None:
    ties = province.table("ties", planted=False)["kind"]
    records = province.table("records", planted=False)["kind"]
    statuses = set(province.table("fact_statuses")["status"])

    assert set(ties) == {str(kind) for kind in TIE_KINDS}
    assert {"penalty", "abnormal_listing", "serious_violation_listing", "judgment_defaulter"} <= set(records)
    assert {"enforcement", "suit", "failed_inspection", "licence_revocation", "director_bar"} <= set(records)
    assert {"revoked", "repaired", "objected", "wrong", "void_from_start"} <= statuses


def test_shares_of_the_registry_are_the_declared_ones(province: WrittenProvince) -> None:
    firms = province.latest("enterprises")
    kinds = firms["entity_type"].value_counts(normalize=True)

    assert kinds["1130"] == pytest.approx(0.34, abs=0.05)
    assert kinds["9500"] == pytest.approx(0.14, abs=0.04)
    assert firms["status"].isna().mean() == pytest.approx(0.02, abs=0.01)
    assert 0.7 < (firms["status"] == "operating").mean() < 0.95
    assert firms["paid_in_capital_cents"].isna().mean() > 0.3
    assert (firms["region"].dropna().str[:2] == "00").all()


def test_credit_codes_are_valid_but_for_planted_ones(province: WrittenProvince) -> None:
    ids = province.table("enterprises")["enterprise_id"]
    codes = ids[~ids.str.startswith("R:")]
    invalid = codes[~uscc_valid_mask(large_text(codes.tolist()))]
    key = province.secret("defects")
    planted = key[key["kind"].isin(["bad_check_digit", "placeholder_code"])]

    assert sorted(invalid) == sorted(planted["key"])
    assert uscc_valid_mask(large_text(province.secret("firms")["credit_code"].tolist())).all()


def test_late_credit_codes_are_aliases_of_internal_keys(province: WrittenProvince) -> None:
    identifiers = province.table("identifiers")
    late = identifiers[identifiers["scheme"] == "uscc"]
    codes = province.secret("firms").set_index("enterprise_id")["credit_code"]

    assert len(late) > 0
    assert late["entity_id"].str.startswith("R:").all()
    assert (codes.loc[late["entity_id"]].to_numpy() == late["value"].to_numpy()).all()
    first = province.table("enterprises", planted=False).groupby("enterprise_id")["delivery"].min()
    assert (late["delivery"] > late["entity_id"].map(first)).all()


def test_the_manifest_counts_what_was_written(province: WrittenProvince) -> None:
    manifest = yaml.safe_load((province.truth.folder / "truth.yaml").read_text())

    assert manifest["rows"] == province.truth.rows
    assert manifest["rows"]["ties"] == len(province.table("ties"))
    assert manifest["planted_defects"] == province.truth.defects
    assert manifest["records_by_cause"] == province.truth.records_by_cause
    assert sum(manifest["records_by_cause"].values()) == len(province.secret("causes"))


def test_what_is_not_covered_is_not_delivered(province: WrittenProvince) -> None:
    coverage = province.table("coverage")
    regions = province.latest("enterprises").set_index("enterprise_id")["region"].str[:4]
    for name in ("insurance", "complaints", "news", "tax"):
        claimed = set(coverage.loc[coverage["covered"] == name, "region"])
        delivered = province.table(name)["enterprise_id"].map(regions).dropna()
        assert None not in claimed
        assert set(delivered) <= claimed, name
    whole = coverage[coverage["covered"] == "annual_reports"]
    assert whole["region"].isna().all()
    assert whole["covered_to"].tolist() == [
        pd.Timestamp(day) for day in ("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31")
    ]
