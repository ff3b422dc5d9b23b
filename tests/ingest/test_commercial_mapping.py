"""The mapping of commercial exports: sheets by topic, amounts in words, matched names."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from graph.identity import fact_id, named_person_id
from tests.ingest_cases import SALT, Imported, import_texts
from tests.registry_cases import credit_code

CODE, OTHER = credit_code(1), credit_code(2)
BASE = [
    "企业名称",
    "统一社会信用代码",
    "经营状态",
    "成立日期",
    "法定代表人",
    "注册资本",
    "实缴资本",
    "企业类型",
]
FIRM = [
    "云海甲商贸有限公司",
    CODE,
    "存续（在营、开业、在册）",
    "2015-03-01",
    "王小明",
    "1000万人民币",
    "-",
    "有限责任公司(自然人投资或控股)",
]
Sheet = Sequence[Sequence[str]]


def workbook(**sheets: Sheet) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for line, row in enumerate(rows):
                page.write_row(line, 0, row)
    return stream.getvalue()


def load(place: Path, **sheets: Sheet) -> Imported:
    return import_texts(place, {"export.xlsx": workbook(**sheets)}, mapping="commercial")


def test_a_row_of_an_export_is_an_enterprise_with_its_representative(tmp_path: Path) -> None:
    done = load(tmp_path, 工商信息=[BASE, FIRM])

    (firm,) = done.rows("enterprises")
    assert (firm["enterprise_id"], firm["status"], firm["entity_type"]) == (CODE, "operating", "1130")
    assert (firm["registered_capital_cents"], firm["paid_in_capital_cents"]) == (1_000_000_000, None)
    (tie,) = done.rows("ties")
    assert (tie["kind"], tie["source_id"]) == (
        "LEGAL_REPRESENTATIVE_OF",
        named_person_id(CODE, "王小明", SALT),
    )
    assert done.vault.names == {tie["source_id"]: "王小明"}


def test_amounts_in_words_are_amounts(tmp_path: Path) -> None:
    forms = ["壹佰万元人民币", "100万", "100", "1,000,000元", "100.000000万元人民币", "壹佰万元整"]
    rows = [
        ["企业", credit_code(number), "存续", "2015-03-01", "-", form, "-", "-"]
        for number, form in enumerate(forms, 1)
    ]

    done = load(tmp_path, 工商信息=[BASE, *rows])

    assert [row["registered_capital_cents"] for row in done.rows("enterprises")] == [100_000_000] * 6


def test_a_row_that_was_matched_with_another_name_is_rejected_with_that_reason(tmp_path: Path) -> None:
    header = ["批量上传公司名称", "系统匹配公司名称", "统一社会信用代码"]
    rows = [
        ["云海甲商贸有限公司", "云海甲商贸有限公司", CODE],
        ["云海乙有限公司", "云海丙有限公司", OTHER],
        ["云海（省）丁公司", "云海(省)丁公司 ", credit_code(3)],
    ]

    done = load(tmp_path, 工商信息=[header, *rows])

    assert [row["enterprise_id"] for row in done.rows("enterprises")] == [CODE, credit_code(3)]
    assert [(row["file"], row["line"], row["reason"], row["effect"]) for row in done.rejects()] == [
        ("export.xlsx#工商信息", "3", "matched_name_differs", "row_rejected")
    ]


def test_topics_name_the_firm_of_their_sheet_of_enterprises(tmp_path: Path) -> None:
    done = load(
        tmp_path,
        工商信息=[BASE, FIRM],
        股东信息=[
            ["系统匹配公司名称", "股东名称", "股东类型", "股东统一社会信用代码", "持股比例", "认缴出资额"],
            [FIRM[0], "李大勇", "自然人股东", "-", "60%", "600万人民币"],
            [FIRM[0], "省外某公司", "企业法人", OTHER, "40%", "400万"],
        ],
        主要人员=[["公司名称", "姓名", "职务"], [FIRM[0], "李大勇", "执行董事兼总经理"]],
    )

    ties = {(row["kind"], row["source_id"]): row for row in done.rows("ties")}
    person = named_person_id(CODE, "李大勇", SALT)
    assert ties["HOLDS", person]["share"] == 0.6
    assert (ties["HOLDS", OTHER]["share"], ties["HOLDS", OTHER]["amount_cents"]) == (0.4, 400_000_000)
    assert ties["OFFICER_OF", person]["role"] == "executive_director"
    assert {row["target_id"] for row in done.rows("ties")} == {CODE}


def test_lists_and_penalties_are_records_of_their_decision(tmp_path: Path) -> None:
    done = load(
        tmp_path,
        工商信息=[BASE, FIRM],
        行政处罚=[
            ["企业名称", "决定书文号", "处罚单位", "决定日期", "罚款金额", "处罚事由"],
            [FIRM[0], "云市监罚（2026）12号", "云岭市市场监督管理局", "2026-03-01", "15000元", "虚假宣传"],
        ],
        经营异常=[
            ["企业名称", "列入日期", "列入决定机关", "列入原因"],
            [FIRM[0], "2026-01-05", "某局", "无法联系"],
        ],
    )

    records = {row["kind"]: row for row in done.rows("records")}
    decision = fact_id("云岭市市场监督管理局", "云市监罚〔2026〕12号")
    assert records["penalty"]["record_id"] == fact_id(decision, "penalty")
    assert records["penalty"]["amount_cents"] == 1_500_000
    assert records["abnormal_listing"]["record_id"] == fact_id("abnormal_listing", CODE, "2026-01-05")
    assert {row["party_id"] for row in done.rows("parties")} == {CODE}


def test_a_firm_without_any_number_is_rejected(tmp_path: Path) -> None:
    done = load(tmp_path, 工商信息=[BASE, ["无码公司", "-", "存续", "-", "-", "-", "-", "-"]])

    assert done.rows("enterprises") == []
    assert [row["reason"] for row in done.rejects()] == ["missing"]


def test_conclusions_of_the_vendor_are_not_loaded(tmp_path: Path) -> None:
    done = load(
        tmp_path, 工商信息=[BASE, FIRM], 实际控制人=[["企业名称", "疑似实际控制人"], [FIRM[0], "李大勇"]]
    )

    assert [row["kind"] for row in done.rows("ties")] == ["LEGAL_REPRESENTATIVE_OF"]
    assert done.vault.names == {named_person_id(CODE, "王小明", SALT): "王小明"}


def test_the_table_of_enterprises_comes_as_csv_too(tmp_path: Path) -> None:
    text = ",".join(BASE) + "\n" + ",".join(FIRM) + "\n"

    done = import_texts(tmp_path, {"export.csv": text.encode("gb18030")}, mapping="commercial")

    assert done.rows("enterprises")[0]["name"] == FIRM[0]
