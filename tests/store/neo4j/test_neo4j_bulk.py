"""Files of the bulk import tool: what stands in them, and what a server makes of them."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path
from typing import Any

import pytest

from graph.errors import InputError, NotFoundError
from graph.store.embedded.store import EmbeddedStore
from graph.store.neo4j import bulk_rows
from graph.store.neo4j.bulk import BulkFiles, write_bulk_files
from graph.store.neo4j.bulk_command import admin_command, class_command, import_arguments
from graph.store.neo4j.kept_versions import KeptVersions
from tests.bulk_imports import CYPHER_TEXT, FIRST, SECOND, loaded_version, undone_between, written_files

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> BulkFiles:
    return written_files(tmp_path_factory.mktemp("bulk"), FIRST, SECOND)


def rows_of(files: BulkFiles, name: str) -> Rows:
    """Rows of a group by column name without type, read by Python's own reader."""
    header = (files.folder / f"{name}.header.csv").read_text(encoding="utf-8").strip().split(",")
    names = [field.split(":")[0] or field for field in header]
    with (files.folder / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return [dict(zip(names, row, strict=True)) for row in csv.reader(source)]


def row_of(files: BulkFiles, name: str, **wanted: str) -> dict[str, str]:
    found = [row for row in rows_of(files, name) if wanted.items() <= row.items()]
    assert len(found) == 1
    return found[0]


def test_a_node_holds_its_current_version(files: BulkFiles) -> None:
    node = row_of(files, "enterprises", id="U1")

    assert (node["name"], node["known_on"], node["basis"], node["batch_seq"]) == (
        "云岭甲公司",
        "20260228",
        "batch",
        "2",
    )
    assert node["first_known_on"] == "20260131"


def test_every_other_version_is_a_node_of_its_own(files: BulkFiles) -> None:
    older = row_of(files, "enterprises.versions", fact_id="U1")

    assert older["version_id"] == "U1|20260131|1"
    assert older["name"] == '云岭"甲"\n公司, \\"x\\"'


def test_a_version_of_a_status_names_its_status_beside_the_fact_it_is_about(files: BulkFiles) -> None:
    older = row_of(files, "fact_statuses.versions", status_id="s1")

    assert (older["fact_id"], older["ends_on"]) == ("r1", "")


def test_a_node_that_was_only_named_is_a_stub(files: BulkFiles) -> None:
    stub = row_of(files, "enterprises", id="U9")

    assert {name for name, value in stub.items() if value} == {"slot", "id", "first_known_on"}


def test_a_record_that_was_only_named_is_a_stub(files: BulkFiles) -> None:
    stub = row_of(files, "records", id="r2")

    assert {name for name, value in stub.items() if value} == {"slot", "id", "first_known_on"}


def test_unknown_is_nothing_and_empty_text_is_two_quotes(files: BulkFiles) -> None:
    text = (files.folder / "enterprises.versions.csv").read_text(encoding="utf-8")

    assert text.startswith('"U1|20260131|1","U1","云岭""甲""\n公司, \\""x\\""","",,')


def test_zero_is_not_unknown(files: BulkFiles) -> None:
    node = row_of(files, "enterprises", id="U2")

    assert (node["registered_capital_cents"], node["paid_in_capital_cents"]) == ("0", "")
    assert (node["listed"], node["state_investor_body"]) == ("false", "")


def test_a_tie_is_a_relationship_for_every_version(files: BulkFiles) -> None:
    versions = [row for row in rows_of(files, "ties") if row["tie_id"] == "t1"]

    assert [(row["share"], row["superseded_on"], row["superseded_seq"]) for row in versions] == [
        ("0.333333", "20260228", "2"),
        ("0.5", "99991231", "0"),
    ]
    assert {row[":TYPE"] for row in versions} == {"HOLDS"}


def test_a_party_is_a_relationship_for_every_version(files: BulkFiles) -> None:
    versions = [row for row in rows_of(files, "parties") if row["party_key"] == "k1"]

    assert [(row["role"], row["superseded_on"]) for row in versions] == [
        ("responsible", "20260228"),
        ("third_party", "99991231"),
    ]


def test_a_credit_code_that_came_later_is_a_link_and_a_registration_number_is_none(files: BulkFiles) -> None:
    assert [row["identifier_key"] for row in rows_of(files, "links")] == ["i1"]


def test_text_that_looks_like_cypher_stays_text(files: BulkFiles) -> None:
    assert row_of(files, "enterprises", id="U2")["name"] == CYPHER_TEXT


def test_the_store_node_counts_versions_and_says_nothing_of_a_writer(files: BulkFiles) -> None:
    (store,) = rows_of(files, "store")

    assert (store["batches"], store["rows_ties"], store["rows_enterprises"]) == ("2", "4", "4")
    assert not {"token", "loading", "loading_seq"} & set(store)


def test_only_files_with_line_ends_in_a_text_are_read_over_several_lines(files: BulkFiles) -> None:
    (several,) = [word for word in import_arguments(files) if word.startswith("--multiline-fields=")]

    assert several == f"--multiline-fields={files.folder.resolve() / 'enterprises.versions.csv'}"


def test_without_line_ends_the_command_says_nothing_of_them(tmp_path: Path) -> None:
    assert "multiline" not in admin_command(written_files(tmp_path, SECOND))


def test_both_forms_of_the_command_have_the_same_arguments(files: BulkFiles) -> None:
    installed = shlex.split(admin_command(files).replace("\\\n", ""))
    by_class = shlex.split(class_command(files, Path("/opt/jars")).replace("\\\n", ""))

    assert installed[0] == "neo4j-admin"
    assert by_class[:4] == ["java", "-cp", "/opt/jars/*", "org.neo4j.cli.AdminTool"]
    assert installed[1:] == by_class[4:] == import_arguments(files)


def test_chunks_do_not_change_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = loaded_version(tmp_path, FIRST, SECOND)
    whole = write_bulk_files(version, tmp_path / "whole", schema_version=0)
    monkeypatch.setattr(bulk_rows, "CHUNK_ROWS", 1)

    parts = write_bulk_files(version, tmp_path / "parts", schema_version=0)

    assert contents(parts.folder) == contents(whole.folder)


def contents(folder: Path) -> dict[str, Any]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_manifest_is_read_as_it_was_written(files: BulkFiles) -> None:
    assert BulkFiles.read(files.folder) == files


def test_files_whose_writing_was_cut_short_are_refused(files: BulkFiles, tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("")

    with pytest.raises(NotFoundError, match=r"expected bulk.json"):
        BulkFiles.read(tmp_path)


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    version = loaded_version(tmp_path, FIRST)
    (tmp_path / "bulk").mkdir()
    (tmp_path / "bulk" / "firms.csv").write_text("mine")

    with pytest.raises(InputError, match=r"got firms.csv"):
        write_bulk_files(version, tmp_path / "bulk", schema_version=0)

    assert (tmp_path / "bulk" / "firms.csv").read_text() == "mine"


def test_only_the_account_reads_the_files(files: BulkFiles) -> None:
    assert files.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in files.folder.iterdir()} == {0o600}


def test_the_version_before_another_undo_is_not_replaced(tmp_path: Path) -> None:
    source, kept = EmbeddedStore(tmp_path / "home"), KeptVersions(tmp_path / "home")
    undone_between(source, tmp_path / "staged")
    version = source.version()
    assert version is not None
    kept.take_over(version)
    entry = tmp_path / "home" / "neo4j-before" / "v000003" / "undone.json"
    entry.write_text(entry.read_text(encoding="utf-8").replace('"gone"', '"other"'), encoding="utf-8")

    with pytest.raises(InputError, match="move the folder"):
        kept.take_over(version)
