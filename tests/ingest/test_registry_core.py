"""The registry's core tables: enterprises, holders, posts, contacts and penalties."""

from pathlib import Path
from typing import Any

from graph.identity import contact_id, fact_id, named_person_id, person_id
from tests.ingest_cases import SALT
from tests.registry_cases import CERTIFICATE, credit_code, import_registry, registration_no

CODE, OTHER = credit_code(1), credit_code(2)
BASE: dict[str, Any] = {
    "PRIPID": "P1",
    "UNISCID": CODE,
    "REGNO": registration_no(7),
    "ENTNAME": "云海甲商贸有限公司",
    "ENTTYPE": "1130",
    "INDUSTRYPHY": "F",
    "INDUSTRYCO": "5132",
    "ESTDATE": "20150301",
    "REGCAP": "500.5",
    "REGCAPCUR": "156",
    "RECCAP": "100",
    "DOM": "云岭市临江区长宁路1号",
    "DOMDISTRICT": "000101",
    "TEL": "13912345670",
    "EMPNUM": "12",
    "REGSTATE": "1",
    "CANDATE": "9999-09-09",
}


def test_an_enterprise_goes_by_its_credit_code_and_keeps_its_internal_key(tmp_path: Path) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [BASE]})

    (firm,) = done.rows("enterprises")
    assert firm["enterprise_id"] == CODE
    assert (firm["name"], firm["status"], firm["entity_type"]) == ("云海甲商贸有限公司", "operating", "1130")
    assert (firm["registered_capital_cents"], firm["paid_in_capital_cents"]) == (500_500_000, 100_000_000)
    assert (firm["industry"], firm["region"], firm["staff_band"]) == ("5132", "000101", "small")
    links = {(row["scheme"], row["node"], row["value"]) for row in done.rows("identifiers")}
    assert links == {
        ("internal", "registry", "P1"),
        ("registration_no", None, registration_no(7)),
        ("internal", "registration_no", registration_no(7)),
    }
    entities = {row["node"]: row["entity_id"] for row in done.rows("identifiers")}
    assert entities == {"registry": CODE, None: CODE, "registration_no": "R:registry:P1"}


def test_ties_name_the_enterprise_by_its_internal_key(tmp_path: Path) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [BASE]})

    ties = {row["kind"]: row for row in done.rows("ties")}
    assert ties["REACHED_AT"]["source_id"] == "R:registry:P1"
    assert ties["REACHED_AT"]["target_id"] == contact_id("phone", "13912345670")
    assert ties["REGISTERED_AT"]["target_id"] == done.rows("places")[0]["place_id"]


def test_an_enterprise_without_a_credit_code_goes_by_its_internal_key(tmp_path: Path) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [{**BASE, "UNISCID": "null"}]})

    assert [row["enterprise_id"] for row in done.rows("enterprises")] == ["R:registry:P1"]


def test_a_contested_credit_code_stays_with_the_living_row(tmp_path: Path) -> None:
    gone = {**BASE, "PRIPID": "P0", "REGSTATE": "3", "REGNO": "null"}

    done = import_registry(tmp_path, {"E_BASEINFO": [gone, BASE]})

    assert [row["enterprise_id"] for row in done.rows("enterprises")] == ["R:registry:P0", CODE]
    reported = {(row["line"], row["field"], row["reason"], row["effect"]) for row in done.rejects()}
    assert reported == {("2", "UNISCID", "code_of_another_row", "value_unknown")}


def test_a_credit_code_of_two_living_rows_is_nobodys(tmp_path: Path) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [BASE, {**BASE, "PRIPID": "P2", "REGNO": "null"}]})

    assert {row["enterprise_id"] for row in done.rows("enterprises")} == {"R:registry:P1", "R:registry:P2"}


HOLDING = {
    "PRIPID": "P1",
    "INVID": "I1",
    "INVTYPE": "20",
    "INV": "王小明",
    "CERNO": CERTIFICATE,
    "SUBCONAM": "125.125",
    "SUBCONPROP": "0.25",
}


def test_a_natural_holder_is_a_hash_and_the_name_goes_to_the_vault(tmp_path: Path) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [BASE], "E_INV_INVESTMENT": [HOLDING]})

    holder = person_id(CERTIFICATE, SALT)
    tie = next(row for row in done.rows("ties") if row["kind"] == "HOLDS")
    assert (tie["source_id"], tie["target_id"]) == (holder, "R:registry:P1")
    assert (tie["share"], tie["amount_cents"]) == (0.25, 125_125_000)
    assert tie["tie_id"] == fact_id("HOLDS", "R:registry:P1", holder, "shareholder", "I1")
    assert done.vault.names == {holder: "王小明"}
    assert done.rows("persons") == [
        {"person_id": holder, "id_kind": "certificate", "match_confidence": None, "known_on": None}
    ]


def test_a_holder_without_certificate_is_a_name_in_one_enterprise(tmp_path: Path) -> None:
    rows = [{**HOLDING, "CERNO": "null"}, {**HOLDING, "PRIPID": "P2", "INVID": "i2", "CERNO": "null"}]

    done = import_registry(tmp_path, {"E_INV_INVESTMENT": rows})

    assert [row["person_id"] for row in done.rows("persons")] == [
        named_person_id("R:registry:P1", "王小明", SALT),
        named_person_id("R:registry:P2", "王小明", SALT),
    ]


def test_a_firm_that_holds_goes_by_code_by_number_or_by_its_row(tmp_path: Path) -> None:
    firm = {"PRIPID": "P1", "INVTYPE": "11", "INV": "省外某公司"}
    rows = [
        {**firm, "INVID": "I1", "BLICNO": OTHER},
        {**firm, "INVID": "i2", "BLICNO": registration_no(9)},
        {**firm, "INVID": "i3", "BLICNO": "null"},
    ]

    done = import_registry(tmp_path, {"E_INV_INVESTMENT": rows})

    assert [row["source_id"] for row in done.rows("ties")] == [
        OTHER,
        f"R:registration_no:{registration_no(9)}",
        "R:registry/investors:I3",
    ]
    assert done.report.findings.enterprises_not_delivered.count == 4
    assert done.rejects() == []


def test_posts_and_the_representative_are_ties_of_one_person(tmp_path: Path) -> None:
    post = {
        "PRIPID": "P1",
        "PERSON_ID": "r1",
        "NAME": "王小明",
        "CERNO": CERTIFICATE,
        "OFFHFROM": "2020-01-01",
    }
    rows = [
        {**post, "LEREPSIGN": "1", "POSITION_CN": "执行董事兼总经理"},
        {**post, "LEREPSIGN": "2", "PERSON_ID": "r2", "POSITION_CN": "监事", "OFFHTO": "2021-01-01"},
    ]

    done = import_registry(tmp_path, {"E_PRI_PERSON": rows})

    found = [(row["kind"], row["role"], str(row["valid_to"])) for row in done.rows("ties")]
    assert sorted(found) == [
        ("LEGAL_REPRESENTATIVE_OF", "legal_representative", "None"),
        ("OFFICER_OF", "executive_director", "None"),
        ("OFFICER_OF", "supervisor", "2021-01-01"),
    ]
    assert {row["source_id"] for row in done.rows("ties")} == {person_id(CERTIFICATE, SALT)}


def test_liaisons_and_heads_of_finance_are_officers_and_their_phones_contacts(tmp_path: Path) -> None:
    row = {"PRIPID": "P1", "NAME": "王小明", "CERNO": CERTIFICATE, "TEL": "139-1234-5670"}

    done = import_registry(tmp_path, {"E_CONTACT": [row], "E_FIN_LEADER": [row]})

    assert sorted({(row["kind"], row["role"]) for row in done.rows("ties")}, key=str) == [
        ("OFFICER_OF", "finance_head"),
        ("OFFICER_OF", "liaison"),
        ("REACHED_AT", None),
    ]
    assert {row["display"] for row in done.rows("contacts")} == {"139****5670"}


CASE = {
    "CASEID": "c1",
    "PENDECNO": "云市监罚[2026] 12号",
    "PENAUTH_CN": "云岭市市场监督管理局",
    "PENTYPE_CN": "警告;罚款",
    "PENAM": "1.5",
    "PENDECISSDATE": "2026-03-01",
    "ILLEGACTTYPE": "无证经营",
}


def test_a_penalty_is_one_kind_of_one_decision(tmp_path: Path) -> None:
    done = import_registry(
        tmp_path,
        {
            "CASE_CF_BASEINFO": [CASE],
            "CASE_CF_PARTYINFO": [
                {"CASEID": "c1", "PRIPID": "P1"},
                {"CASEID": "c1", "CERNO": CERTIFICATE, "PARTYTYPE": "受害人"},
            ],
            "CASE_CF_IRREGPUNISHINFO": [
                {"CASEID": "c1", "PENTYPE_CN": "罚款", "PENAM": "1.5"},
                {"CASEID": "c1", "PENTYPE_CN": "警告"},
            ],
        },
    )

    decision = fact_id("云岭市市场监督管理局", "云市监罚〔2026〕12号")
    (record,) = done.rows("records")
    assert (record["decision_id"], record["record_id"]) == (decision, fact_id(decision, "penalty"))
    assert (record["measure"], record["amount_cents"]) == ("fine", 1_500_000)
    assert {row["record_id"] for row in [*done.rows("parties"), *done.rows("record_items")]} == {
        record["record_id"]
    }
    assert [(row["party_id"], row["role"]) for row in done.rows("parties")] == [
        ("R:registry:P1", "responsible"),
        (person_id(CERTIFICATE, SALT), "victim"),
    ]
    assert [row["item_kind"] for row in done.rows("record_items")] == ["fine", "warning"]


def test_a_penalty_without_a_document_number_goes_by_its_row(tmp_path: Path) -> None:
    case = {**CASE, "PENDECNO": "null"}

    done = import_registry(
        tmp_path, {"CASE_CF_BASEINFO": [case], "CASE_CF_PARTYINFO": [{"CASEID": "c1", "PRIPID": "P1"}]}
    )

    assert done.rows("records")[0]["record_id"] == fact_id("registry", "penalty", "c1")
    assert done.rows("parties")[0]["record_id"] == done.rows("records")[0]["record_id"]


def test_a_revoked_penalty_is_a_status_of_its_record(tmp_path: Path) -> None:
    case = {**CASE, "PENCANDATE": "2026-06-01", "PENCANREASON": "行政复议撤销"}

    done = import_registry(tmp_path, {"CASE_CF_BASEINFO": [case]})

    (status,) = done.rows("fact_statuses")
    assert (status["fact_id"], status["status"], str(status["effective_on"])) == (
        done.rows("records")[0]["record_id"],
        "revoked",
        "2026-06-01",
    )


def test_listings_of_one_decision_are_one_record_for_each_party(tmp_path: Path) -> None:
    row = {
        "DECORG_CN": "云岭市市场监督管理局",
        "DECNO": "云市监列异〔2026〕1号",
        "ABNTIME": "2026-01-05",
        "SPECAUSE_CN": "通过登记的住所或者经营场所无法联系的",
        "REMDATE": "9999-09-09",
    }

    done = import_registry(tmp_path, {"AO_OPA_DETAIL": [{**row, "PRIPID": "P1"}, {**row, "PRIPID": "P2"}]})

    decision = fact_id("云岭市市场监督管理局", "云市监列异〔2026〕1号")
    assert [row["record_id"] for row in done.rows("records")] == [
        fact_id(decision, "abnormal_listing", "R:registry:P1"),
        fact_id(decision, "abnormal_listing", "R:registry:P2"),
    ]
    assert {(row["cause"], row["ended_on"]) for row in done.rows("records")} == {("unreachable", None)}
