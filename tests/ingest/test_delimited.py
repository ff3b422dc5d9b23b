"""The reader of CSV and TSV: every row with its line, every bad line alone."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.delimited import DelimitedFile, TextFormat
from graph.ingest.limits import Limits, limits
from graph.ingest.reading import FileRejectedError

SMALL = limits().model_copy(update={"block_bytes": 64, "max_line_bytes": 400, "max_joined_lines": 5})


def read(
    path: Path, data: bytes, *, delimiter: str = ",", bounds: Limits = SMALL
) -> tuple[dict[int, tuple[Any, ...]], dict[int, str]]:
    """Rows and reasons by line."""
    path.write_bytes(data)
    opened = DelimitedFile(path, TextFormat(encodings=("utf-8", "gb18030"), delimiter=delimiter), bounds)
    rows: dict[int, tuple[Any, ...]] = {}
    bad: dict[int, str] = {}
    for reading in opened.read(opened.header):
        bad.update({line.line: line.reason for line in reading.bad_lines})
        if reading.chunk is not None:
            columns = [reading.chunk.columns[name].to_pylist() for name in opened.header]
            found = dict(zip(reading.chunk.lines.tolist(), zip(*columns, strict=True), strict=True))
            assert len(found) == len(reading.chunk.lines)
            rows.update(found)
    return rows, bad


@pytest.mark.parametrize("block", [16, 64, 1 << 20])
def test_rows_keep_their_line_numbers_whatever_the_block(tmp_path: Path, block: int) -> None:
    data = "a,b\n" + "".join(f"{i},v{i}\n" for i in range(100))

    rows, bad = read(
        tmp_path / "t.csv", data.encode(), bounds=SMALL.model_copy(update={"block_bytes": block})
    )

    assert rows == {i + 2: (str(i), f"v{i}") for i in range(100)}
    assert bad == {}


DEFECTS: list[tuple[str, bytes, dict[int, tuple[str, str]], dict[int, str]]] = [
    ("too few fields", b"a,b\n1\n3,4\n", {3: ("3", "4")}, {2: "wrong_number_of_fields"}),
    ("too many fields", b"a,b\n1,2,3\n3,4\n", {3: ("3", "4")}, {2: "wrong_number_of_fields"}),
    ("NUL", b"a,b\n1,\x00\n3,4\n", {3: ("3", "4")}, {2: "nul_byte"}),
    ("lone carriage return", b"a,b\n1,x\ry\n3,4\n", {3: ("3", "4")}, {2: "lone_carriage_return"}),
    ("text after a closing quote", b'a,b\n"1"x,2\n3,4\n', {3: ("3", "4")}, {2: "broken_quoting"}),
    ("open quote", b'a,b\n"1,2\n3,4\n5,6\n', {3: ("3", "4"), 4: ("5", "6")}, {2: "open_quote"}),
    ("other encoding", b"a,b\n1,\xff\xfe\n3,4\n", {3: ("3", "4")}, {2: "wrong_encoding"}),
    ("overlong line", b"a,b\n1," + b"x" * 500 + b"\n3,4\n", {3: ("3", "4")}, {2: "line_too_long"}),
    ("truncated last line", b"a,b\n1,2\n3", {2: ("1", "2")}, {3: "truncated_last_line"}),
]


@pytest.mark.parametrize(
    ("data", "rows", "bad"), [case[1:] for case in DEFECTS], ids=[case[0] for case in DEFECTS]
)
def test_a_bad_line_is_rejected_alone(
    tmp_path: Path, data: bytes, rows: dict[int, tuple[str, str]], bad: dict[int, str]
) -> None:
    assert read(tmp_path / "t.csv", data) == (rows, bad)


def test_all_defects_in_one_file_leave_every_sound_row(tmp_path: Path) -> None:
    parts = [data.split(b"\n", 1)[1].removesuffix(b"\n") for _, data, _, _ in DEFECTS[:-1]]
    body = b"".join(part + b"\nsound,%d\n" % i for i, part in enumerate(parts))

    rows, bad = read(tmp_path / "t.csv", b"a,b\n" + body)

    assert [row for row in rows.values() if row[0] == "sound"] == [
        ("sound", str(i)) for i in range(len(parts))
    ]
    assert sorted(bad.values()) == sorted(reason for case in DEFECTS[:-1] for reason in case[3].values())


def test_a_last_line_without_line_end_is_a_row_if_it_has_all_fields(tmp_path: Path) -> None:
    assert read(tmp_path / "t.csv", b"a,b\n1,2\n3,4") == ({2: ("1", "2"), 3: ("3", "4")}, {})


def test_a_quoted_line_break_is_one_record_on_its_first_line(tmp_path: Path) -> None:
    rows, bad = read(tmp_path / "t.csv", b'a,b\n1,"x\ny"\n3,4\n')

    assert (rows, bad) == ({2: ("1", "x\ny"), 4: ("3", "4")}, {})


def test_an_open_quote_joins_at_most_the_stated_number_of_lines(tmp_path: Path) -> None:
    lines = b"".join(b"%d,x\n" % i for i in range(20))

    rows, bad = read(tmp_path / "t.csv", b'a,b\n1,"open\n' + lines + b'9,"\n')

    assert bad == {2: "open_quote", 23: "open_quote"}
    assert len(rows) == 20


def test_quotes_inside_an_unquoted_field_are_text(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "t.csv", b'a,b\n5" pipe,x\n"say ""so""",y\n')

    assert rows == {2: ('5" pipe', "x"), 3: ('say "so"', "y")}


def test_a_byte_order_mark_and_carriage_returns_are_not_data(tmp_path: Path) -> None:
    assert read(tmp_path / "t.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n") == ({2: ("1", "2")}, {})


def test_gb18030_is_found_although_the_file_begins_in_ascii(tmp_path: Path) -> None:
    body = "a,b\n" + "x,y\n" * 50 + "温州市,衢州\n" * 3

    rows, bad = read(tmp_path / "t.csv", body.encode("gb18030"))

    assert bad == {}
    assert rows[52] == ("温州市", "衢州")


def test_one_broken_line_does_not_make_utf8_look_like_gb18030(tmp_path: Path) -> None:
    body = "a,b\n温州,甲\n".encode() + b"\xff\xff,x\n" + "宁波,乙乙乙\n杭州市,丙\n".encode()

    rows, bad = read(tmp_path / "t.csv", body, bounds=limits())

    assert rows == {2: ("温州", "甲"), 4: ("宁波", "乙乙乙"), 5: ("杭州市", "丙")}
    assert bad == {3: "wrong_encoding"}


def test_the_delimiter_is_found_in_the_header(tmp_path: Path) -> None:
    assert read(tmp_path / "t.txt", b"a\tb\n1,5\t2\n", delimiter="auto")[0] == {2: ("1,5", "2")}


def test_trail_bytes_of_gb18030_are_no_delimiters(tmp_path: Path) -> None:
    # The second byte of this character is 0x7C, the bar.
    data = "a|b\n\u4e36|\U00020000\n".encode("gb18030") + "昞|x\n".encode("gb18030")

    rows, bad = read(tmp_path / "t.csv", data, delimiter="|")

    assert bad == {}
    assert [row[1] for row in rows.values()] == ["\U00020000", "x"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"a,a\n1,2\n", "bad_header"),
        ("a,b\n1,2\n".encode("utf-16"), "wrong_encoding"),
        ("a,b\n1,2\n".encode("utf-16-le"), "wrong_encoding"),
        (b"\0" * 80, "wrong_encoding"),
        (",".join(f"c{number}" for number in range(200)).encode() + b"\n1\n", "bad_header"),
    ],
)
def test_a_file_without_a_usable_header_is_rejected(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(FileRejectedError) as caught:
        read(tmp_path / "t.csv", data)

    assert caught.value.reason == reason


FIELD = st.lists(st.sampled_from(["a", "b", ",", '"', "\n", "\r\n", " ", "温"]), max_size=6).map("".join)


@given(records=st.lists(st.tuples(FIELD, FIELD, FIELD), max_size=12), block=st.sampled_from([16, 48, 4096]))
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str, str]], block: int
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["a", "b", "c"])
    writer.writerows(records)
    joined = max((sum(field.count("\n") for field in record) for record in records), default=0)
    bounds = SMALL.model_copy(update={"block_bytes": block, "max_joined_lines": joined + 1})

    rows, bad = read(tmp_path_factory.mktemp("csv") / "t.csv", stream.getvalue().encode(), bounds=bounds)

    assert bad == {}
    assert [rows[line] for line in sorted(rows)] == [tuple(record) for record in records]


@given(data=st.binary(max_size=300), block=st.sampled_from([16, 64]))
def test_no_bytes_make_the_reader_fail_or_lose_count(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, block: int
) -> None:
    bounds = SMALL.model_copy(update={"block_bytes": block})

    rows, bad = read(tmp_path_factory.mktemp("raw") / "t.csv", b"a,b\n" + data, bounds=bounds)

    last = 1 + data.count(b"\n") + 1
    assert all(2 <= line <= last for line in (*rows, *bad))
    assert not set(rows) & set(bad)


def test_a_line_of_ten_megabytes_is_rejected_alone(tmp_path: Path) -> None:
    data = b"a,b\n1,2\n" + b"x" * 10_000_000 + b"\n3,4\n"

    rows, bad = read(tmp_path / "t.csv", data, bounds=limits())

    assert rows == {2: ("1", "2"), 4: ("3", "4")}
    assert bad == {3: "line_too_long"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_cut_inside_a_character_is_truncated(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\n甲,乙\n丙,丁".encode(encoding)[:-1])

    opened = DelimitedFile(path, TextFormat(encodings=("utf-8", "gb18030"), delimiter=","), SMALL)
    readings = list(opened.read(opened.header))

    assert readings[-1].truncated
    assert [(line.line, line.reason) for line in readings[-1].bad_lines] == [(3, "truncated_last_line")]
