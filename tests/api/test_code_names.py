"""Names beside codes: authorities, the regions they are named by, industries."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from api.code_names import CodeNames, code_names
from api.exports.industries import Sections, sections
from api.security.authorities import Authority

ROWS = (
    Authority(code="SA650102", name="乌鲁木齐市天山区市场监督管理局", region="650102"),
    Authority(code="SA650102K1", name="天山区开发区分局", region=None),
    Authority(code="SB650102", name="天山区税务局", region="650102"),
)


@pytest.fixture(scope="module")
def names() -> CodeNames:
    """Names with a small tree."""
    return code_names(ROWS)


def test_a_region_is_called_as_its_office_without_the_word_for_it(
    names: CodeNames,
) -> None:
    assert names.regions["650102"].zh == "乌鲁木齐市天山区"


def test_a_province_has_its_name_without_any_tree() -> None:
    assert code_names(()).regions["65"].zh == "新疆维吾尔自治区"


def test_every_authority_in_force_has_its_own_name(names: CodeNames) -> None:
    assert names.authorities["SA650102K1"].zh == "天山区开发区分局"


def test_every_division_of_a_section_has_a_name(names: CodeNames) -> None:
    assert [names.industries[code].zh for code in ("F", "52", "97")] == ["批发和零售业", "零售业", "国际组织"]


def test_a_missing_division_is_named() -> None:
    book = sections().model_dump(mode="json")
    del book["divisions"]["45"]

    with pytest.raises(ValidationError, match="differ at 45"):
        Sections.model_validate(book)
