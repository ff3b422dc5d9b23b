import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.addresses import normalise_address, normalise_addresses

CANONICAL = "甲市乙区中山一路23号3幢2单元501室"


@pytest.mark.parametrize(
    "spelling",
    [
        "甲市乙区中山一路23号3幢2单元501室",
        "甲市乙区中山一路２３号３栋２单元５０１室",
        "丙丁省甲市乙区中山一路二十三号三幢二单元五〇一室",
        "甲市乙区 中山一路23號3棟2单元501房",
        "甲市乙区中山一路NO.23号3号楼2单元501",
        "甲市乙区中山一路23号，3幢-2单元-501室（集群注册）",
        "甲市乙区中山一路23号3#楼2单元501号房间",
    ],
)
def test_spellings_of_one_address_are_one_text(spelling: str) -> None:
    assert normalise_address(spelling) == CANONICAL


def test_a_region_code_replaces_the_region_words() -> None:
    with_city = normalise_address("丙丁省戊甲市乙区中山路1号", "990001")
    without_city = normalise_address("乙区中山路1号", "990001")
    elsewhere = normalise_address("乙区中山路1号", "990002")

    assert with_city == without_city == "990001-中山路1号"
    assert elsewhere != with_city


@pytest.mark.parametrize("text", ["甲市", "丙丁省甲市乙区", "甲市乙区丁街道", "", "无", "-", None])
def test_an_address_that_names_only_a_region_never_joins(text: str | None) -> None:
    assert normalise_address(text) is None


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("八一路1号", "81路1号"),
        ("甲路12-1号", "甲路121号"),
        ("甲路1号2幢", "甲路12幢"),
        ("三里路5号", "3里路5号"),
    ],
)
def test_different_places_stay_apart(text: str, other: str) -> None:
    assert normalise_address(text) != normalise_address(other)


@pytest.mark.parametrize(
    ("numeral", "digits"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零二", "102"),
        ("一百二十", "120"),
        ("一〇二", "102"),
        ("两百", "200"),
    ],
)
def test_chinese_numbers_before_a_unit_are_digits(numeral: str, digits: str) -> None:
    assert normalise_address(f"甲路{numeral}号") == f"甲路{digits}号"


@given(st.text("甲乙中路街一二十百零〇号幢栋楼层室房单元之-—#（）()，.NOF0123AB１２ 座區省市", max_size=20))
def test_address_normaliser_is_idempotent(text: str) -> None:
    once = normalise_address(text)

    assert once is None or normalise_address(once) == once


@given(st.text("甲乙中路街一二十号幢室层（）1２ 區市之-NO#A楼", max_size=12))
def test_address_with_a_region_code_is_a_fixed_point_too(text: str) -> None:
    once = normalise_address(text, "990001")

    assert once is None or normalise_address(once) == once


def test_a_column_equals_each_address_alone() -> None:
    some = ["甲市乙区中山一路二十三号", None, "无", "甲市乙区中山一路23号"]

    found = normalise_addresses(pa.array(some, pa.large_string())).to_pylist()

    assert found == [normalise_address(text) for text in some]
    assert found[0] == found[3]
