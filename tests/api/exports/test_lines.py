"""Lines of Chinese print: what may stand first, what may stand last, what stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exports.lines import cut

TEXT = "该企业（云岭市恒润供应链）被列入严重违法失信名单，依据：《办法》第三条。"


def lines(text: str, room: float) -> list[str]:
    """Lines of a text whose signs are all one point wide."""
    return [line for _, line in cut(text, [1.0] * len(text), [room])]


@pytest.mark.parametrize("room", range(4, 30))
def test_no_line_begins_with_closing_punctuation(room: int) -> None:
    assert not {line[0] for line in lines(TEXT, room)} & set("，。：）》、；")


@pytest.mark.parametrize("room", range(4, 30))
def test_no_line_ends_with_opening_punctuation(room: int) -> None:
    assert not {line[-1] for line in lines(TEXT, room)} & set("（《")


def test_a_number_is_not_cut_where_the_line_can_hold_it() -> None:
    assert lines("罚款人民币120,000元", 8) == ["罚款人民币", "120,000元"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert lines("ABCDEFGH", 3) == ["ABC", "DEF", "GH"]


def test_the_first_line_may_have_a_room_of_its_own() -> None:
    assert [line for _, line in cut("一二三四五", [1.0] * 5, [2.0, 3.0])] == ["一二", "三四五"]


@given(st.text(alphabet="一二三，。（）《》AB1 ", max_size=40), st.integers(1, 12))
def test_lines_hold_every_sign_once_and_no_line_is_too_long(text: str, room: int) -> None:
    made = cut(text, [1.0] * len(text), [float(room)])

    assert "".join(line for _, line in made).replace(" ", "") == text.replace(" ", "")
    assert all(left >= 0 for left, _ in made)
