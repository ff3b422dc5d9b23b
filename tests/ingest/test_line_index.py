"""Lines of a block, against a reading byte by byte."""

from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.line_index import bytes_of, index_lines

BYTES = st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\r", b"\0", "温".encode()])).map(
    b"".join
)


def split(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    ended = [line + b"\n" for line in lines[:-1]]
    return ended + ([lines[-1]] if lines[-1] else [])


@given(BYTES)
def test_lines_and_their_signs_are_those_of_a_naive_split(data: bytes) -> None:
    index = index_lines(data, ",")
    lines = split(data)

    assert [data[s:e] for s, e in zip(index.starts, index.ends, strict=True)] == lines
    for number, line in enumerate(lines):
        bare = line.rstrip(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line.removesuffix(b"\r")
        assert index.blank[number] == (bare == b"")
        assert index.nul[number] == (b"\0" in line)
        assert index.plain[number] == (b'"' not in line and b"\0" not in line and b"\r" not in bare)
        if index.plain[number]:
            assert index.fields[number] == bare.count(b",") + 1


@given(BYTES)
def test_tidy_lines_have_only_whole_quoted_fields(data: bytes) -> None:
    index = index_lines(data, ",")

    for number, line in enumerate(split(data)):
        if index.tidy[number]:
            fields = whole_fields(line.rstrip(b"\r\n"))
            assert fields == index.fields[number]


def whole_fields(line: bytes) -> int:
    """Number of fields of a line in which every quoted field is quoted as a whole."""
    count, rest = 0, line
    while True:
        count += 1
        if rest.startswith(b'"'):
            closing = rest.index(b'"', 1)
            rest = rest[closing + 1 :]
            assert not rest or rest.startswith(b",")
        else:
            cut = rest.find(b",")
            field = rest if cut < 0 else rest[:cut]
            assert b'"' not in field
            rest = rest[len(field) :]
        if not rest:
            return count
        rest = rest[1:]


def test_selected_lines_come_back_as_their_bytes() -> None:
    data = b"a\nbb\nccc"
    index = index_lines(data, ",")

    assert bytes_of(data, index, index.fields == 1) == data
    assert bytes_of(data, index, index.starts != 2) == b"a\nccc"
