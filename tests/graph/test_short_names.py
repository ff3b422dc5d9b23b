"""Short names: region in front and legal form at the end are left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.short_names import short_name, short_name_words


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("云岭市晟益康超市有限公司", "晟益康超市"),
        ("杭州恒润供应链管理有限公司", "恒润供应链管理"),
        ("浙江省杭州市西湖区恒润商贸有限公司", "恒润商贸"),
        ("云海省云岭市临江区晟益(集团)有限公司", "晟益(集团)"),
        ("云岭市泽邦城装饰合伙企业（有限合伙）", "泽邦城装饰"),
        ("云岭市泽邦城装饰合伙企业(有限合伙)", "泽邦城装饰"),
        ("砚溪市沐邦运输有限公司松坪区05分公司", "沐邦运输松坪区05分公司"),
        ("甲厂", "甲厂"),
        ("", ""),
    ],
)
def test_region_and_legal_form_are_left_out(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("华联市场管理有限公司", "华联市场管理"),
        ("上海市场调查有限公司", "市场调查"),
        ("北京市朝阳区张记餐馆", "张记餐馆"),
        ("宁波市鄞州区社区服务有限公司", "社区服务"),
    ],
)
def test_a_word_that_only_looks_like_a_region_stays(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize("name", ["杭州有限公司", "上海市有限公司", "有限公司"])
def test_a_name_of_nothing_but_region_and_form_stays_whole(name: str) -> None:
    assert short_name(name) == name


@given(st.text(max_size=40))
def test_a_short_name_is_never_empty_and_never_longer(name: str) -> None:
    short = short_name(name)

    assert len(short) <= len(name)
    assert bool(short) == bool(name.strip())
    assert len(short) >= min(len(name.strip()), short_name_words().shortest.signs)
