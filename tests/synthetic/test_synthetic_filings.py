"""Filings follow latent risk; statuses follow the facts they are about."""

import numpy as np
import pandas as pd

from tests.written_province import WrittenProvince


def risk_of(province: WrittenProvince, ids: pd.Series) -> pd.Series:
    return province.secret("firms").set_index("enterprise_id")["risk"].loc[ids].reset_index(drop=True)


def test_risky_firms_report_less_and_are_complained_about_more(province: WrittenProvince) -> None:
    firms = province.secret("firms")
    old = firms[(firms["established_on"] < "2020-01-01") & firms["left_on"].isna()]
    risky = old.nlargest(len(old) // 10, "risk")["enterprise_id"]
    calm = old.nsmallest(len(old) // 2, "risk")["enterprise_id"]

    def per_firm(name: str, ids: pd.Series) -> float:
        return float(province.table(name)["enterprise_id"].isin(ids).sum() / len(ids))

    assert per_firm("annual_reports", risky) < per_firm("annual_reports", calm)
    assert per_firm("complaints", risky) > 3 * per_firm("complaints", calm)
    assert per_firm("tax", risky) > per_firm("tax", calm)


def test_grades_worsen_with_risk(province: WrittenProvince) -> None:
    ratings = province.table("ratings")
    risk = np.log(risk_of(province, ratings["enterprise_id"]) + 1e-3)
    means = risk.groupby(ratings["grade"].to_numpy()).mean()

    assert means["A"] < means["B"] < means["D"]


def test_a_season_has_at_most_one_report_a_firm(province: WrittenProvince) -> None:
    reports = province.table("annual_reports")
    late = (reports["filed_on"].dt.month > 6).mean()

    assert not reports.duplicated(["enterprise_id", "report_year"]).any()
    assert (reports["filed_on"].dt.year >= reports["report_year"] + 1).all()
    assert 0.005 < late < 0.2


def test_registered_changes_have_their_alteration(province: WrittenProvince) -> None:
    alterations = province.table("alterations")
    moves = province.latest("ties").query("kind == 'REGISTERED_AT' and valid_to.notna()", engine="python")
    moves = moves[moves["valid_to"] >= "2023-11-01"]
    listed = alterations[alterations["item"] == "address"]
    firms = province.secret("firms").set_index("enterprise_id")
    still = moves[firms.loc[moves["source_id"], "left_on"].isna().to_numpy()]

    assert len(still) > 20
    known = still[still["known_on"] < "2026-06-01"]
    assert known["source_id"].isin(listed["enterprise_id"]).mean() > 0.95


def test_a_tax_state_that_ends_later_comes_again(province: WrittenProvince) -> None:
    tax = province.table("tax")
    again = tax[tax.duplicated("filing_id", keep=False)].sort_values(["filing_id", "delivery"])

    assert tax["ended_on"].notna().any()
    assert (again.groupby("filing_id")["ended_on"].first().notna()).all()
    assert again.drop_duplicates("filing_id")["ended_on"].isna().all()


def test_a_removed_listing_ends_after_it_began(province: WrittenProvince) -> None:
    records = province.latest("records")
    ended = records[records["ended_on"].notna()]

    assert set(ended["kind"]) <= {
        "abnormal_listing", "serious_violation_listing", "judgment_defaulter", "other_blacklist",
        "consumption_limit", "director_bar",
    }  # fmt: skip
    assert (ended["ended_on"] > ended["decided_on"]).all()
    assert (records.query("kind == 'penalty'")["publication_until"].notna()).all()


def test_joint_decisions_name_several_parties_and_mass_decisions_several_records(
    province: WrittenProvince,
) -> None:
    records = province.latest("records")
    parties = province.table("parties", planted=False)
    responsible = parties[parties["role"] == "responsible"].groupby("record_id").size()
    joint = records.set_index("record_id").loc[
        responsible[responsible > 1].index.intersection(records["record_id"].tolist())
    ]
    listings = records[records["kind"] == "abnormal_listing"].dropna(subset=["decision_id"])
    mass = listings[listings.duplicated("decision_id", keep=False)]

    assert {"penalty", "enforcement"} <= set(joint["kind"])
    assert not joint["kind"].isin(["abnormal_listing", "judgment_defaulter"]).any()
    assert len(mass) > 10
    assert (mass.groupby("decision_id")["document_no"].nunique(dropna=True) == 1).all()
    assert (mass.groupby("decision_id")["decided_on"].nunique() == 1).all()
    assert {"plaintiff", "victim"} <= set(parties["role"])


def test_statuses_take_effect_after_their_fact(province: WrittenProvince) -> None:
    statuses = province.latest("fact_statuses")
    records = province.latest("records").set_index("record_id")
    of_records = statuses[statuses["fact_kind"] == "record"]
    decided = records["decided_on"].reindex(of_records["fact_id"]).reset_index(drop=True)
    effective = of_records["effective_on"].reset_index(drop=True)
    objected = statuses[statuses["status"] == "objected"]
    lifted = objected["ends_on"].dropna()

    assert (effective >= decided)[decided.notna()].all()
    assert 0 < len(lifted) < len(objected)
    assert (lifted > objected.loc[lifted.index, "effective_on"]).all()
    assert statuses["status_id"].is_unique


def test_wrong_attributes_name_a_column_and_void_ties_a_representative(province: WrittenProvince) -> None:
    statuses = province.table("fact_statuses")
    ties = province.latest("ties").set_index("tie_id")
    void = statuses[statuses["fact_kind"] == "tie"]
    wrong = statuses[statuses["fact_kind"] == "attribute"]

    assert (ties.loc[void["fact_id"], "kind"] == "LEGAL_REPRESENTATIVE_OF").all()
    assert wrong["fact_id"].str.endswith("#registered_capital_cents").all()
