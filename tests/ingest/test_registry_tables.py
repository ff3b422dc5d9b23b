"""Registry tables beside the core: moves, revocations, reports' own tables, published failures."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.identity import fact_id
from graph.ingest.mapping import load_mapping
from tests.registry_cases import credit_code, import_registry

CODE, OTHER = credit_code(1), credit_code(2)
BASE: dict[str, Any] = {"PRIPID": "P1", "UNISCID": CODE, "ENTNAME": "云海甲商贸有限公司", "REGSTATE": "3"}


NAMED = (
    *("E_BASEINFO", "E_INV_INVESTMENT", "E_PRI_PERSON", "E_ALTER_RECODER", "E_CONTACT", "E_FIN_LEADER"),
    *("E_LIC_CERTIFICATE", "E_NAME_INFO", "E_MOVE_IN", "E_MOVE_OUT", "E_SUB", "E_CANCEL", "E_REVOKE"),
    *("E_LI_ILLDISDETAIL", "AN_BASEINFO", "AN_SUBCAPITAL", "AN_FORINVESTMENT", "AN_WEBSITEINFO"),
    *("AN_ALTERSTOCKINFO", "AO_OPA_DETAIL", "CASE_CF_BASEINFO", "CASE_CF_PARTYINFO"),
    *("CASE_CF_IRREGPUNISHINFO", "AFFICHE_SPOTCHECK", "COURT_DISHONEST", "COURT_SUIT"),
    *("COMPLAINT_12315", "TAX_STATE", "SOCIAL_INSURANCE", "CREDIT_RATING", "CERTIFICATION"),
    "OTHER_BLACKLIST",
)


@pytest.mark.parametrize("form", ["{}.txt", "{}_202610.TXT", "{}.csv"])
def test_every_table_of_the_extracts_is_known_by_its_name(form: str) -> None:
    registry = load_mapping("registry")

    assert [name for name in NAMED if registry.rule_of(form.format(name)) is None] == []


@pytest.mark.parametrize(("table", "column"), [("E_MOVE_IN", "MINDATE"), ("E_MOVE_OUT", "MOUTDATE")])
def test_a_move_over_the_border_of_a_region_is_an_alteration_of_the_address(
    table: str, column: str, tmp_path: Path
) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [BASE], table: [{"PRIPID": "P1", column: "2026-03-01"}]})

    assert [(row["enterprise_id"], row["item"], row["filed_on"]) for row in done.rows("alterations")] == [
        ("R:registry:P1", "address", date(2026, 3, 1))
    ]


def test_a_serious_violation_listing_is_a_record_until_its_removal(tmp_path: Path) -> None:
    listed = {"PRIPID": "P1", "SERILLREA_CN": "虚假登记", "ABNTIME": "2025-03-01"}
    rows = [{**listed, "ILLID": "7", "REMDATE": "2026-03-01"}, {**listed, "ILLID": "8"}]

    done = import_registry(tmp_path, {"E_BASEINFO": [BASE], "E_LI_ILLDISDETAIL": rows})

    found = [(row["kind"], row["cause"], row["decided_on"], row["ended_on"]) for row in done.rows("records")]
    told = ("serious_violation_listing", "虚假登记", date(2025, 3, 1))
    assert sorted(found, key=str) == sorted([(*told, date(2026, 3, 1)), (*told, None)], key=str)
    assert [(row["party_id"], row["role"]) for row in done.rows("parties")] == [
        ("R:registry:P1", "responsible")
    ] * 2


def test_ends_and_former_names_come_from_the_tables_beside(tmp_path: Path) -> None:
    done = import_registry(
        tmp_path,
        {
            "E_BASEINFO": [BASE, {**BASE, "PRIPID": "P2", "UNISCID": OTHER, "REGSTATE": "4"}],
            "E_CANCEL": [{"PRIPID": "P1", "CANDATE": "2026-05-01"}],
            "E_MOVE_OUT": [{"PRIPID": "P2", "MOUTDATE": "2026-06-01"}],
            "E_NAME_INFO": [{"PRIPID": "P1", "OLDNAME": "旧名一"}, {"PRIPID": "P1", "OLDNAME": "旧名二"}],
            "E_REVOKE": [{"PRIPID": "P1", "REVDATE": "2025-01-01", "REVBASIS": "连续六个月未经营"}],
        },
    )

    first, second = done.rows("enterprises")
    assert (first["ended_on"], first["revoked_on"]) == (date(2026, 5, 1), date(2025, 1, 1))
    assert first["former_names"] == "旧名一|旧名二"
    assert (second["status"], second["ended_on"]) == ("moved_out", date(2026, 6, 1))
    (record,) = done.rows("records")
    assert (record["kind"], record["decided_on"]) == ("licence_revocation", date(2025, 1, 1))
    assert [(row["item"], row["filed_on"]) for row in done.rows("alterations")] == [
        ("address", date(2026, 6, 1))
    ]


def test_a_licence_given_back_is_not_revoked_any_more_but_the_record_stays(tmp_path: Path) -> None:
    done = import_registry(
        tmp_path,
        {
            "E_BASEINFO": [{**BASE, "REGSTATE": "1"}],
            "E_REVOKE": [{"PRIPID": "P1", "REVDATE": "2025-01-01", "RESTOREDATE": "2025-09-01"}],
        },
    )

    (firm,) = done.rows("enterprises")
    assert firm["revoked_on"] is None
    (record,) = done.rows("records")
    assert (record["decided_on"], record["ended_on"]) == (date(2025, 1, 1), date(2025, 9, 1))


def test_a_branch_names_its_head_office(tmp_path: Path) -> None:
    done = import_registry(
        tmp_path, {"E_SUB": [{"PRIPID": "P1", "BRPRIPID": "P9", "BRESTDATE": "2020-01-01"}]}
    )

    (tie,) = done.rows("ties")
    assert (tie["kind"], tie["source_id"], tie["target_id"]) == (
        "BRANCH_OF",
        "R:registry:P9",
        "R:registry:P1",
    )


def test_subscriptions_of_all_holders_are_summed_into_the_report(tmp_path: Path) -> None:
    report = {
        "PRIPID": "P1",
        "ANCHEID": "a1",
        "ANCHEYEAR": "2025",
        "ANCHEDATE": "2026-05-01",
        "PUBSTATE": "3",
    }
    parts = [
        {"ANCHEID": "a1", "LISUBCONAM": "10.5", "LIACCONAM": "1", "SUBCONDATE": "2030-01-01"},
        {"ANCHEID": "a1", "LISUBCONAM": "20", "LIACCONAM": "null", "SUBCONDATE": "2035-01-01"},
    ]

    done = import_registry(tmp_path, {"AN_BASEINFO": [report], "AN_SUBCAPITAL": parts})

    (row,) = done.rows("annual_reports")
    assert (row["subscribed_cents"], row["paid_in_cents"]) == (30_500_000, 1_000_000)
    assert (row["subscription_due_on"], row["disclosure"]) == (date(2035, 1, 1), "none")


def test_investments_of_a_report_are_weaker_ties(tmp_path: Path) -> None:
    row = {"PRIPID": "P1", "ANCHEID": "a1", "INVUNISCID": OTHER}

    done = import_registry(tmp_path, {"AN_FORINVESTMENT": [row]})

    (tie,) = done.rows("ties")
    assert (tie["source_id"], tie["target_id"], tie["confidence"]) == ("R:registry:P1", OTHER, 0.6)


def test_names_of_sites_are_left_aside_on_purpose(tmp_path: Path) -> None:
    done = import_registry(
        tmp_path, {"E_BASEINFO": [BASE], "AN_WEBSITEINFO": [{"ANCHEID": "a1", "DOMAIN": "x"}]}
    )

    assert done.report.unmatched_files == []
    assert next(file for file in done.report.files if file.name == "AN_WEBSITEINFO.txt").state == "read"


def test_transfers_of_shares_are_alterations(tmp_path: Path) -> None:
    done = import_registry(
        tmp_path,
        {"AN_ALTERSTOCKINFO": [{"PRIPID": "P1", "ANCHEID": "a1", "INV": "某人", "ALTDATE": "2025-03-01"}]},
    )

    assert [(row["item"], row["filed_on"]) for row in done.rows("alterations")] == [
        ("shareholders", date(2025, 3, 1))
    ]


def test_a_capital_change_keeps_both_amounts_and_a_move_ends_the_old_address(tmp_path: Path) -> None:
    row = {"PRIPID": "P1", "ALTDATE": "2025-03-01"}
    rows = [
        {**row, "ALTID": "1", "ALTITEM": "注册资本变更", "ALTBE": "100", "ALTAF": "500万元人民币"},
        {
            **row,
            "ALTID": "2",
            "ALTITEM": "住所变更",
            "ALTBE": "云岭市临江区长宁路1号",
            "ALTAF": "云岭市临江区青云路2号",
        },
    ]

    done = import_registry(tmp_path, {"E_ALTER_RECODER": rows})

    capital = next(found for found in done.rows("alterations") if found["item"] == "capital")
    assert (capital["before_cents"], capital["after_cents"]) == (100_000_000, 500_000_000)
    (tie,) = done.rows("ties")
    assert (tie["kind"], tie["valid_to"]) == ("REGISTERED_AT", date(2025, 3, 1))


def test_only_a_published_failure_is_a_record(tmp_path: Path) -> None:
    row = {"PRIPID": "P1", "INSPDATE": "2026-03-01", "INSPTYPE": "抽检", "INSPRES_CN": "不合格"}
    rows = [
        {**row, "SPOTID": "s1"},
        {**row, "SPOTID": "s2", "PUBDATE": "2026-04-01"},
        {**row, "SPOTID": "s3", "INSPRES_CN": "通过登记的住所无法联系"},
    ]

    done = import_registry(tmp_path, {"AFFICHE_SPOTCHECK": rows})

    assert [found["result"] for found in done.rows("inspections")] == ["failed", "failed", "not_found"]
    (record,) = done.rows("records")
    assert record["record_id"] == fact_id("registry", "failed_inspection", "R:registry:P1", "s2")


def test_an_enterprise_that_holds_itself_is_refused(tmp_path: Path) -> None:
    row = {"PRIPID": "P1", "INVID": "I1", "INVTYPE": "11", "BLICNO": CODE}

    done = import_registry(tmp_path, {"E_BASEINFO": [BASE], "E_INV_INVESTMENT": [row]})

    assert [(found["field"], found["reason"], found["effect"]) for found in done.rejects()] == [
        ("BLICNO", "self_tie", "row_rejected")
    ]
    assert [found for found in done.rows("ties") if found["kind"] == "HOLDS"] == []


def test_a_person_on_a_list_is_matched_by_certificate_and_never_by_name(tmp_path: Path) -> None:
    row = {"CASECODE": "（2026）云0101执12号", "COURTNAME": "云岭市临江区人民法院", "LISTDATE": "2026-02-01"}

    done = import_registry(
        tmp_path, {"COURT_DISHONEST": [{**row, "INAME": "王小明"}, {**row, "UNISCID": CODE}]}
    )

    assert [found["party_id"] for found in done.rows("parties")] == [CODE]
    assert ("2", "party_id", "missing") in done.reasons()
    assert {found["document_no"] for found in done.rows("records")} == {"〔2026〕云0101执12号"}


def test_what_was_read_is_covered_and_what_was_not_is_not(tmp_path: Path) -> None:
    done = import_registry(
        tmp_path, {"E_BASEINFO": [BASE], "AO_OPA_DETAIL": [{"PRIPID": "P1", "ABNTIME": "2026-01-01"}]}
    )

    assert {row["covered"] for row in done.rows("coverage")} == {"enterprises", "records:abnormal_listing"}
