"""Index of names: every find equals a look at every name."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from pypinyin import lazy_pinyin

from graph.arrays import Frame, large_text
from graph.name_index import NameIndex, build, names_digest

NAMES = [
    "云岭市恒润供应链有限公司",
    "云岭市恒润供应链（集团）有限公司",
    "重庆长江银行股份有限公司",
    "ＡＢＣ恒润Trading有限公司",
    "恒润",
    None,
    "",
    "润恒贸易\0商行",
    "𠮷野家餐饮有限公司",
    "恒  润 商行",
]
FORMER = [None, "云岭市老恒润商行|恒润旧厂", None, None, "润泽商行", None, "无名厂", None, None, None]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> NameIndex:
    return made(tmp_path_factory.mktemp("names"), NAMES, FORMER)


def made(folder: Path, names: list[str | None], former: list[str | None]) -> NameIndex:
    (folder / "index").mkdir()
    build(frame(names, former), folder / "index")
    return NameIndex(folder / "index")


def frame(names: list[str | None], former: list[str | None]) -> Frame:
    ids = large_text([f"E{number}" for number in range(len(names))])
    return Frame({"enterprise_id": ids, "name": large_text(names), "former_names": large_text(former)})


def rows(index: NameIndex, entries: np.ndarray) -> set[tuple[int, bool]]:
    return {(int(index.row[entry]), bool(index.former[entry])) for entry in entries}


def test_a_part_is_found_in_names_and_former_names(index: NameIndex) -> None:
    assert rows(index, index.signs("恒润").entry) == {
        (0, False), (1, False), (1, True), (3, False), (4, False),
    }  # fmt: skip


def test_a_whole_name_is_told_from_a_part(index: NameIndex) -> None:
    found = index.signs("恒润")

    assert rows(index, found.entry[found.whole]) == {(4, False)}


@pytest.mark.parametrize("text", ["(集团)", "（集团）", "abc恒润TRADING", "ＡＢＣ"])
def test_width_and_case_do_not_matter(index: NameIndex, text: str) -> None:
    assert len(index.signs(text).entry) == 1


@pytest.mark.parametrize("text", ["", " ", "无此企业", "\0", "恒润\0供应链", "限公司云岭"])
def test_what_no_name_holds_is_not_found(index: NameIndex, text: str) -> None:
    assert not len(index.signs(text).entry)


@pytest.mark.parametrize("text", ["hengrun", "HENGRUN", "heng run", "heng'run", "hengr"])
def test_pinyin_is_found_from_any_syllable_on(index: NameIndex, text: str) -> None:
    assert (0, False) in rows(index, index.pinyin(text).entry)


def test_pinyin_begins_at_a_syllable(index: NameIndex) -> None:
    assert not len(index.pinyin("engrun").entry)


@pytest.mark.parametrize("text", ["chongqingchangjiangyinhang", "yinhang"])
def test_words_that_read_otherwise_are_read_as_words(index: NameIndex, text: str) -> None:
    assert rows(index, index.pinyin(text).entry) == {(2, False)}


def test_initials_skip_signs_that_nobody_types(index: NameIndex) -> None:
    assert rows(index, index.initials("hrgyljt").entry) == {(1, False)}


def test_the_span_of_typed_letters_is_that_of_their_signs(index: NameIndex) -> None:
    found = index.pinyin("gongyinglianj")
    initials = index.initials("gyljt")

    name = str(NAMES[1])
    begin, end = index.span_of_pinyin(int(found.entry[0]), int(found.offset[0]), len("gongyinglianj"))
    first, last = index.span_of_initials(int(initials.entry[0]), int(initials.offset[0]), 5)
    assert name[begin:end] == "供应链（集"
    assert name[first:last] == "供应链（集团"


def test_a_former_name_knows_its_place(index: NameIndex) -> None:
    (entry,) = index.signs("旧厂").entry

    assert index.former_place(int(entry)) == 1


def test_every_find_equals_a_look_at_every_name(tmp_path: Path) -> None:
    rng = random.Random(7)
    signs = "恒润云岭市供应链有限公司贸易商行AB1（）"
    names: list[str | None] = ["".join(rng.choices(signs, k=rng.randint(0, 14))) for _ in range(400)]
    index = made(tmp_path, names, [None] * len(names))

    for _ in range(300):
        base = str(rng.choice(names)) or "恒"
        start = rng.randrange(len(base))
        text = base[start : start + rng.randint(1, 9)]
        found = index.signs(text)
        wanted = [(row, at) for row, name in enumerate(names) for at in occurrences(str(name), text)]
        assert list(zip(found.entry.tolist(), found.offset.tolist(), strict=True)) == wanted, text


def occurrences(name: str, text: str) -> list[int]:
    folded = str.maketrans("（）", "()")
    name, text = name.lower().translate(folded), text.lower().translate(folded)
    return [at for at in range(len(name)) if name.startswith(text, at)]


def test_pinyin_equals_a_look_at_every_syllable(tmp_path: Path) -> None:
    rng = random.Random(11)
    names: list[str | None] = [
        "".join(rng.choices("恒润云岭供应链贸易商", k=rng.randint(1, 8))) for _ in range(200)
    ]
    index = made(tmp_path, names, [None] * len(names))
    read = [lazy_pinyin(str(name)) for name in names]

    for _ in range(200):
        syllables = rng.choice(read)
        start = rng.randrange(len(syllables))
        letters = "".join(syllables[start:])[: rng.randint(2, 25)]
        wanted = {
            row
            for row, one in enumerate(read)
            if any("".join(one[at:]).startswith(letters) for at in range(len(one)))
        }
        assert set(index.pinyin(letters).entry.tolist()) == wanted, letters


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = made(tmp_path, [], [])

    assert not len(index.signs("恒").entry)
    assert not len(index.pinyin("heng").entry)


def test_the_digest_changes_with_names_and_with_former_names() -> None:
    digests = {
        names_digest(frame(names, former))
        for names, former in ((NAMES, FORMER), (NAMES[::-1], FORMER), (NAMES, FORMER[::-1]))
    }

    assert len(digests) == 3


def test_the_same_names_make_the_same_bytes(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        build(frame(NAMES, FORMER), tmp_path / place)

    first = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
