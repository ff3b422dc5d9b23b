"""What registries deliver wrong: said plainly, and nothing is taken for what it is not."""

from pathlib import Path
from typing import Any

import pytest

from graph.errors import InputError
from graph.identity import person_id
from tests.ingest_cases import SALT
from tests.registry_cases import CERTIFICATE, credit_code, import_registry, table

CODE = credit_code(1)
BASE: dict[str, Any] = {"PRIPID": "P1", "UNISCID": CODE, "ENTNAME": "云海甲商贸有限公司", "REGSTATE": "1"}


def test_an_extra_column_is_listed_and_the_rest_taken(tmp_path: Path) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [{**BASE, "WEATHER": "晴"}]})

    assert done.report.files[0].unused_columns == ["WEATHER"]
    assert len(done.rows("enterprises")) == 1


def test_a_missing_column_is_listed_and_its_values_are_unknown(tmp_path: Path) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [BASE]})

    assert "INDUSTRYCO" in done.report.files[0].absent_columns
    assert done.rows("enterprises")[0]["industry"] is None


def test_a_table_without_its_key_is_refused_by_name(tmp_path: Path) -> None:
    rows = [{"ANCHEID": "a1", "ANCHEYEAR": "2025", "ANCHEDATE": "2026-05-01"}]

    done = import_registry(tmp_path, {"E_BASEINFO": [BASE], "AN_BASEINFO": rows})

    report = next(file for file in done.report.files if file.name == "AN_BASEINFO.txt")
    assert report.state == "rejected"
    assert "expected ['PRIPID or UNISCID'" in report.reason
    assert len(done.rows("enterprises")) == 1


@pytest.mark.parametrize(
    "words",
    [
        {"UNISCID": "CREDIT_CODE", "ENTNAME": "ENT_NAME", "REGSTATE": "ENTSTATUS"},
        {"PRIPID": "pripid", "UNISCID": "uniscid", "ENTNAME": "entname", "REGSTATE": "entstatus"},
        {
            "PRIPID": "主体身份代码",
            "UNISCID": "统一社会信用代码",
            "ENTNAME": "企业名称",
            "REGSTATE": "登记状态",
        },
    ],
)
def test_variants_of_a_header_give_the_same_rows(tmp_path: Path, words: dict[str, str]) -> None:
    variant = {words.get(column, column): value for column, value in BASE.items()}

    first = import_registry(tmp_path / "a", {"E_BASEINFO": [BASE]})
    second = import_registry(tmp_path / "b", {"E_BASEINFO": [variant]})

    assert second.store.tables == first.store.tables


def test_utf8_declared_as_gb18030_is_refused_instead_of_garbled(tmp_path: Path) -> None:
    mapping = "name: site\nmeaning: a site\nsince: 2026-01-01\nencodings: [gb18030]\ninclude: [registry]\n"

    with pytest.raises(InputError, match="wrong_encoding: expected gb18030, got utf-8"):
        import_registry(tmp_path, {"E_BASEINFO": table([BASE], encoding="utf-8")}, mapping=mapping)


def test_gb18030_declared_as_utf8_is_refused(tmp_path: Path) -> None:
    mapping = "name: site\nmeaning: a site\nsince: 2026-01-01\nencodings: [utf-8]\ninclude: [registry]\n"
    text = table([{"企业名称": "云海甲商贸有限公司", "PRIPID": "P1"}])

    with pytest.raises(InputError, match="wrong_encoding"):
        import_registry(tmp_path, {"E_BASEINFO": text}, mapping=mapping)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_each_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": table([BASE], encoding=encoding)})

    assert done.rows("enterprises")[0]["name"] == "云海甲商贸有限公司"


def test_a_few_words_of_gb18030_that_are_valid_utf8_are_not_garbled(tmp_path: Path) -> None:
    rows = [{"PRIPID": "P1", "TAXID": "t1", "STATEDATE": "2026-01-01", "TAXSTATE": "欠税"}]
    text = table(rows)
    assert text.decode("utf-8")  # both readings are possible

    done = import_registry(tmp_path, {"TAX_STATE": text})

    assert done.rows("tax")[0]["tax_state"] == "arrears"


def test_a_half_written_last_line_is_rejected_alone(tmp_path: Path) -> None:
    text = table([BASE]) + "P2\t9100".encode("gb18030")

    done = import_registry(tmp_path, {"E_BASEINFO": text})

    assert done.report.files[0].state == "truncated"
    assert [row["reason"] for row in done.rejects()] == ["truncated_last_line"]
    assert len(done.rows("enterprises")) == 1


@pytest.mark.parametrize(
    ("letter", "code", "industry"),
    [
        ("P", "8291", "2011:8291"),  # education was division 82
        ("P", "8391", "8391"),
        ("F", "5132", "5132"),
        ("null", "F5132", "5132"),
        ("I", "6510", "2011:6510"),  # divided in 2017
        ("A", "5132", None),
        ("J", "null", "J"),
    ],
)
def test_codes_of_the_older_industry_edition_are_marked(
    tmp_path: Path, letter: str, code: str, industry: str | None
) -> None:
    done = import_registry(tmp_path, {"E_BASEINFO": [{**BASE, "INDUSTRYPHY": letter, "INDUSTRYCO": code}]})

    assert done.rows("enterprises")[0]["industry"] == industry
    words = done.report.tables["enterprises"].unknown_words.get("industry", {})
    assert set(words) == ({industry} if industry and industry.startswith("2011") else set())


@pytest.mark.parametrize(
    ("capital", "currency", "day", "cents", "reason"),
    [
        ("100", "840", "2021-06-30", 652_490_000, ""),  # 1,000,000 dollars at 6.5249
        ("100万美元", "null", "2021-06-30", 652_490_000, ""),
        ("100", "840", "2001-01-01", None, "no_exchange_rate"),
        ("100", "392", "2021-06-30", None, "no_exchange_rate"),
        ("100", "999", "2021-06-30", None, "unknown_currency"),
        ("100", "人民币", "2021-06-30", 100_000_000, ""),
        ("100", "null", "2021-06-30", 100_000_000, ""),
        ("壹佰万元", "156", "2021-06-30", 100_000_000, ""),
        ("一些", "156", "2021-06-30", None, "not_an_amount"),
    ],
)
def test_capital_in_other_currencies_follows_the_dated_rates(
    tmp_path: Path, capital: str, currency: str, day: str, cents: int | None, reason: str
) -> None:
    row = {**BASE, "REGCAP": capital, "REGCAPCUR": currency, "ESTDATE": day}

    done = import_registry(tmp_path, {"E_BASEINFO": [row]})

    assert done.rows("enterprises")[0]["registered_capital_cents"] == cents
    assert {found["reason"] for found in done.rejects()} == ({reason} if reason else set())


def test_an_amount_in_the_column_of_dollars_is_never_taken_for_yuan(tmp_path: Path) -> None:
    row = {"PRIPID": "P1", "INVID": "I1", "INVTYPE": "20", "CERNO": CERTIFICATE, "SUBCONAMUSD": "10"}
    rows = [{**row, "CONDATE": "2021-06-30"}, {**row, "INVID": "I2", "CONDATE": "2001-06-30"}]

    done = import_registry(tmp_path, {"E_INV_INVESTMENT": rows})

    assert [found["amount_cents"] for found in done.rows("ties")] == [65_249_000, None]
    assert [(found["field"], found["reason"]) for found in done.rejects()] == [
        ("SUBCONAMUSD", "no_exchange_rate")
    ]


@pytest.mark.parametrize(
    ("share", "amount", "fraction", "reason"),
    [
        ("25", "null", 0.25, ""),
        ("25%", "null", 0.25, ""),
        ("0.25", "25", 0.25, ""),  # a quarter of a capital of 100
        ("0.25", "0.25", 0.0025, ""),
        ("1", "100", 1.0, ""),
        ("1", "1", 0.01, ""),
        ("0.25", "null", None, "share_unit_unknown"),
        ("0.05", "80", None, "share_contradicts_amount"),
        ("120", "null", None, "above_maximum"),
        ("0", "null", 0.0, ""),
    ],
)
def test_percentages_and_fractions_of_one_column_are_told_apart(
    tmp_path: Path, share: str, amount: str, fraction: float | None, reason: str
) -> None:
    row = {"PRIPID": "P1", "INVID": "I1", "INVTYPE": "20", "CERNO": CERTIFICATE}
    holding = {**row, "SUBCONPROP": share, "SUBCONAM": amount}

    done = import_registry(
        tmp_path, {"E_BASEINFO": [{**BASE, "REGCAP": "100"}], "E_INV_INVESTMENT": [holding]}
    )

    tie = next(found for found in done.rows("ties") if found["kind"] == "HOLDS")
    assert tie["share"] == (None if fraction is None else pytest.approx(fraction))
    assert {found["reason"] for found in done.rejects()} == ({reason} if reason else set())


def test_forms_of_a_certificate_are_one_person(tmp_path: Path) -> None:
    long, old = "11010519491231002X", "110105491231002"
    row = {"PRIPID": "P1", "LEREPSIGN": "1"}
    rows = [
        {**row, "PERSON_ID": name, "CERNO": number}
        for name, number in (("1", long), ("2", long.lower()), ("3", old), ("4", "１１０１０５19491231002X"))
    ]

    done = import_registry(tmp_path, {"E_PRI_PERSON": rows})

    assert {found["source_id"] for found in done.rows("ties")} == {person_id(long, SALT)}
    assert done.rejects() == []


def test_19000101_is_unknown_and_9999_is_open(tmp_path: Path) -> None:
    row = {
        "PRIPID": "P1",
        "LICID": "L1",
        "LICNAME": "食品经营",
        "ISSDATE": "2024-01-01",
        "VALFROM": "19000101",
        "VALTO": "9999-09-09",
    }

    done = import_registry(
        tmp_path, {"E_LIC_CERTIFICATE": [row], "E_BASEINFO": [{**BASE, "ESTDATE": "19000101"}]}
    )

    (licence,) = done.rows("licences")
    assert (licence["valid_from"], licence["valid_to"]) == (None, None)
    assert done.rows("enterprises")[0]["established_on"] is None
    assert {(found["field"], found["reason"]) for found in done.rejects()} == {
        ("VALFROM", "placeholder_day"),
        ("ESTDATE", "placeholder_day"),
    }


def test_words_for_nothing_are_unknown(tmp_path: Path) -> None:
    rows = [
        {**BASE, "PRIPID": f"P{number}", "UNISCID": "null", "ENTNAME": word}
        for number, word in enumerate(["null", "NULL", "", "-", "/", "\\N", "无数据"], 1)
    ]

    done = import_registry(tmp_path, {"E_BASEINFO": rows})

    assert {found["name"] for found in done.rows("enterprises")} == {None}


def test_a_region_follows_the_change_that_was_in_force(tmp_path: Path) -> None:
    rows = [
        {**BASE, "DOMDISTRICT": "330183"},
        {**BASE, "PRIPID": "P2", "UNISCID": "null", "DOMDISTRICT": "330183001"},
    ]

    done = import_registry(tmp_path, {"E_BASEINFO": rows})

    assert [found["region"] for found in done.rows("enterprises")] == ["330111", "330111001"]
