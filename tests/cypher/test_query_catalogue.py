"""Header contract of statement files."""

from pathlib import Path

import pytest

from cypher.catalogue import Mode, QueryFileError, load, load_from, parse

HEADER = {"purpose": "owners", "mode": "read", "params": "id", "returns": "n", "source": "-"}
TEXT = "MATCH (n:Entity {id: $id}) RETURN n ORDER BY n.id LIMIT 1"


def content(text: str = TEXT, **changed: str | None) -> str:
    header = {**HEADER, **changed}
    lines = [f"// {key}: {value}" for key, value in header.items() if value is not None]
    return "\n".join([*lines, text])


def test_every_statement_of_the_package_obeys_its_header() -> None:
    assert all(name == query.name for name, query in load().items())


def test_the_path_is_the_name_and_the_header_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / "read").mkdir()
    (tmp_path / "read" / "owners.cypher").write_text(content(TEXT + ";\n"), encoding="utf-8")

    found = load_from(tmp_path)

    assert list(found) == ["read.owners"]
    assert found["read.owners"].text == TEXT
    assert found["read.owners"].params == ("id",)
    assert found["read.owners"].returns == ("n",)


@pytest.mark.parametrize(
    "path", ["other/owners.cypher", "owners.cypher", "read/Owners.cypher", "read/a/b.cypher"]
)
def test_a_file_outside_the_folders_or_with_another_name_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(content(), encoding="utf-8")

    with pytest.raises(QueryFileError, match=Path(path).stem):
        load_from(tmp_path)


@pytest.mark.parametrize("key", list(HEADER))
def test_a_missing_key_is_refused_with_the_file(key: str) -> None:
    with pytest.raises(QueryFileError, match=rf"^cypher/read/owners\.cypher: .*{key}"):
        parse("read.owners", content(TEXT, **{key: None}))


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(QueryFileError, match="author"):
        parse("read.owners", content(author="x"))


def test_a_repeated_key_is_refused() -> None:
    with pytest.raises(QueryFileError, match="mode is there twice"):
        parse("read.owners", "// mode: read\n" + content())


def test_an_empty_value_is_refused() -> None:
    with pytest.raises(QueryFileError, match="returns is empty"):
        parse("read.owners", content(returns=""))


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(QueryFileError, match="expected one of read, write, schema, got delete"):
        parse("read.owners", content(mode="delete"))


def test_a_declared_parameter_is_used() -> None:
    with pytest.raises(QueryFileError, match=r"not used \['max_rows'\]"):
        parse("read.owners", content(params="id, max_rows"))


def test_a_used_parameter_is_declared() -> None:
    with pytest.raises(QueryFileError, match=r"not declared \['id'\]"):
        parse("read.owners", content(params="-"))


@pytest.mark.parametrize(
    "clause",
    [
        "MATCH (n {id: $id}) SET n.a = 1 RETURN n",
        "MATCH (n {id: $id}) detach delete n",
        "MERGE (n {id: $id}) RETURN n",
        "MATCH (n {id: $id}) CALL (n) { CREATE (m) } RETURN n",
        "CALL db.clearQueryCaches() YIELD value WHERE value = $id RETURN value",
    ],
)
def test_a_read_holds_no_write(clause: str) -> None:
    with pytest.raises(QueryFileError, match="mode read"):
        parse("read.owners", content(clause))


@pytest.mark.parametrize(
    "harmless",
    [
        "MATCH (n {id: $id}) WHERE n.set = 'http://x; SET' RETURN n // don't DELETE; $other",
        "MATCH (n:`CREATE;$x` {id: $id}) RETURN n",
        "/* MERGE 'open */ MATCH (n:SET {id: $id}) RETURN n",
        "CALL db.index.fulltext.queryNodes('names', $id) YIELD node AS n RETURN n",
    ],
)
def test_words_in_literals_comments_labels_and_properties_are_no_clauses(harmless: str) -> None:
    assert parse("read.owners", content(harmless)).text == harmless


def test_an_unclosed_literal_is_refused_with_its_line() -> None:
    with pytest.raises(QueryFileError, match="line 2 of the statement: ' is never closed"):
        parse("read.owners", content("MATCH (n {id: $id})\nWHERE n.a = 'x RETURN n"))


def test_a_second_statement_is_refused() -> None:
    with pytest.raises(QueryFileError, match="semicolon"):
        parse("read.owners", content("MATCH (n {id: $id}) RETURN n; MATCH (m) RETURN m"))


def test_a_file_without_a_statement_is_refused() -> None:
    with pytest.raises(QueryFileError, match="expected a statement"):
        parse("read.owners", content("", params="-"))


def test_a_write_writes() -> None:
    with pytest.raises(QueryFileError, match="mode write: expected a write clause"):
        parse("ingest.owners", content(mode="write"))


def test_the_folder_read_holds_only_reads() -> None:
    with pytest.raises(QueryFileError, match="folder read"):
        parse("read.owners", content("MERGE (n:Entity {id: $id}) RETURN n", mode="write"))


def test_constraints_and_indexes_are_mode_schema() -> None:
    text = "CREATE CONSTRAINT a IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE"

    assert parse("schema.a", content(text, mode="schema", params="-", returns="-")).mode is Mode.SCHEMA
    with pytest.raises(QueryFileError, match="are mode schema"):
        parse("schema.a", content(text, mode="write", params="-", returns="-"))
