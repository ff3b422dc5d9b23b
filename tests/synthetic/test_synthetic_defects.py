"""Every planted defect is in the answer key, and the answer key holds nothing else."""

import pandas as pd
import pytest

from graph.synthetic.parameters import parameters
from graph.tables import TABLES
from tests.written_province import WrittenProvince

KINDS = sorted(parameters().defects)


def wrong(province: WrittenProvince, kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines of the answer key of a kind, and the delivered rows with their keys."""
    key = province.secret("defects")
    lines = key[key["kind"] == kind]
    table = TABLES[lines["table"].iloc[0]]
    frame = province.table(table.name)
    return lines, frame[frame[table.key].isin(lines["key"])]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_planted_and_delivered_where_the_key_says(province: WrittenProvince, kind: str) -> None:
    plan = parameters().defects[kind]
    lines, rows = wrong(province, kind)
    key = TABLES[plan.table].key

    assert set(lines["table"]) == {plan.table}
    assert set(lines["effect"]) == {plan.effect}
    assert len(lines) == province.truth.defects[kind]
    delivered = set(zip(rows[key], rows["delivery"], strict=True))
    assert {(row.key, row.delivery) for row in lines.itertuples()} <= delivered


def test_each_defect_is_what_its_kind_says(province: WrittenProvince) -> None:
    def rows(kind: str) -> pd.DataFrame:
        return wrong(province, kind)[1]

    assert (rows("share_over_one")["share"] == 1.2).all()
    assert (rows("self_tie")["source_id"] == rows("self_tie")["target_id"]).all()
    assert (rows("end_before_start")["valid_to"] < rows("end_before_start")["valid_from"]).all()
    assert (rows("open_end")["valid_to"] > pd.Timestamp("2200-01-01")).all()
    assert (rows("negative_capital")["registered_capital_cents"] < 0).all()
    assert set(rows("placeholder_code")["enterprise_id"]) == {"0" * 18}
    assert (rows("end_before_birth")["ended_on"] < rows("end_before_birth")["established_on"]).all()
    assert (rows("far_decision")["decided_on"] > pd.Timestamp("2200-01-01")).all()


def test_conflicts_are_two_rows_of_one_key_in_one_delivery(province: WrittenProvince) -> None:
    for kind, column in (("conflicting_tie", "share"), ("conflicting_enterprise", "name")):
        _, rows = wrong(province, kind)
        groups = rows.groupby([rows.columns[0], "delivery"])[column]
        assert (groups.nunique() == 2).all(), kind


def test_duplicates_are_equal_to_the_last_byte(province: WrittenProvince) -> None:
    _, rows = wrong(province, "duplicate_tie")
    lines = province.secret("defects").query("kind == 'duplicate_tie'")[["key", "delivery"]]
    copies = rows.merge(lines, left_on=["tie_id", "delivery"], right_on=["key", "delivery"])

    assert (copies.groupby("tie_id").size() == 2).all()
    assert len(copies[list(TABLES["ties"].names)].drop_duplicates()) == len(lines)


def test_orphans_name_what_is_never_delivered(province: WrittenProvince) -> None:
    firms = set(province.table("enterprises")["enterprise_id"])
    records = set(province.table("records")["record_id"])

    assert not set(wrong(province, "orphan_tie")[1]["source_id"]) & firms
    assert not set(wrong(province, "orphan_party")[1]["record_id"]) & records


def test_shares_above_one_come_only_from_planted_rows(province: WrittenProvince) -> None:
    ties = province.latest("ties")
    holding = ties[(ties["kind"] == "HOLDS") & ties["valid_to"].isna()]
    former = set(province.secret("defects")["key"])
    sums = holding[~holding["tie_id"].isin(former)].groupby("target_id")["share"].sum()
    late = province.table("ties").query("kind == 'HOLDS' and role == 'shareholder'")

    # A former holder whose end is not known yet still counts: a late registration, no planted defect.
    assert len(late) > 0
    assert (sums > 1.0001).mean() < 0.02


def test_a_second_source_repeats_decision_and_party(province: WrittenProvince) -> None:
    lines, rows = wrong(province, "second_source")
    records = province.table("records")
    parties = province.table("parties").set_index("record_id")["party_id"]

    sound = records[~records["record_id"].isin(rows["record_id"])]
    assert rows["decision_id"].dropna().isin(sound["decision_id"]).all()
    assert parties.loc[rows["record_id"]].isin(province.secret("nodes")["id"]).all()
    assert len(rows) == len(lines)


def test_a_small_province_has_no_defects(hamlet: WrittenProvince) -> None:
    assert hamlet.truth.defects == {}
    assert hamlet.secret("defects").empty
