"""Bad input through a whole import: listed with file, line, field and reason; the rest goes on."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from graph.errors import InputError
from graph.ingest.rejects import shown
from graph.ingest.run import import_files
from graph.store.protocol import Scope
from tests.ingest_cases import (
    DAY,
    FIRMS,
    PERSON,
    SALT,
    RecordingFilings,
    RecordingStore,
    RecordingVault,
    deliver,
    import_texts,
)

A, B, C = FIRMS
ENTERPRISES = "enterprise_id,name,status,established_on,registered_capital_cents\n"
TIES = "tie_id,kind,source_id,target_id,share,valid_from,valid_to\n"


def test_every_defect_of_a_row_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = ENTERPRISES + (
        f"{A},甲厂,operating,2020-01-01,100\n"
        f"{B[:-1]}0,乙厂,operating,2020-01-01,100\n"  # check digit
        f"{B},丙厂,sleeping,2020-13-01,-5\n"  # unknown word, no day, negative
        f"{C},丁厂\n"  # fields
        ",戊厂,,,\n"  # no id
    )

    done = import_texts(tmp_path, {"enterprises.csv": text})

    assert [row["enterprise_id"] for row in done.rows("enterprises")] == [A, B]
    assert done.reasons() == [
        ("5", "", "wrong_number_of_fields"),
        ("3", "enterprise_id", "bad_id"),
        ("4", "established_on", "not_a_date"),
        ("4", "status", "unknown_word"),
        ("4", "registered_capital_cents", "below_minimum"),
        ("6", "enterprise_id", "missing"),
    ]
    assert [row["effect"] for row in done.rejects()] == [
        "line_rejected",
        "row_rejected",
        "value_unknown",
        "value_unknown",
        "value_unknown",
        "row_rejected",
    ]
    table = done.report.tables["enterprises"]
    assert (table.rows, table.rejected, table.unknown_words) == (2, 2, {"status": {"sleeping": 1}})


def test_ties_of_all_wrong_shapes(tmp_path: Path) -> None:
    text = TIES + (
        f"t1,HOLDS,{A},{B},1.2,,\n"
        f"t2,HOLDS,{A},{A},0.5,,\n"
        f"t3,HOLDS,{A},{B},0.5,2020-02-01,2020-01-01\n"
        f"t4,OWNS,{A},{B},0.5,,\n"
        f"t5,HOLDS,{A},{C},0.5,2020-01-01,9999-09-09\n"
    )

    done = import_texts(tmp_path, {"ties.csv": text})

    assert [(row["tie_id"], row["share"], row["valid_to"]) for row in done.rows("ties")] == [
        ("t1", None, None),
        ("t5", 0.5, None),
    ]
    assert sorted(reason for _, _, reason in done.reasons()) == [
        "above_maximum",
        "end_before_start",
        "self_tie",
        "unknown_word",
    ]


def test_the_whole_batch_is_looked_at(tmp_path: Path) -> None:
    ties = TIES + (
        f"t1,HOLDS,{A},{B},0.7,,\nt2,HOLDS,{PERSON},{B},0.6,,\nt2,HOLDS,{PERSON},{B},0.6,,\n"
        f"t3,HOLDS,{B},{A},0.5,,\nt4,BRANCH_OF,{C},{A},,,\nt5,BRANCH_OF,{C},{B},,,\n"
    )
    parties = (
        f"party_key,record_id,party_id,role\nk1,r1,{A},responsible\nk2,r1,{A},victim\nk3,r1,{B},victim\n"
    )

    done = import_texts(
        tmp_path,
        {"ties.csv": ties, "parties.csv": parties, "enterprises.csv": f"enterprise_id\n{A}\n{B}\n"},
    )

    found = done.report.findings
    assert found.share_sums_above_one.examples == [B]
    assert found.branches_with_several_heads.examples == [C]
    assert found.records_naming_a_party_twice.examples == ["r1"]
    assert found.enterprises_in_ownership_cycles.examples == [A, B]
    assert found.enterprises_not_delivered.examples == [C]
    text = (done.folder / "report.txt").read_text(encoding="utf-8")
    assert "branches with several head offices (each stays a unit of its own): 1" in text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("ties.csv", b"", "empty_file"),
        ("ties.csv", (TIES + "x").encode("utf-16"), "wrong_encoding"),
        ("ties.csv", b"tie_id,kind,source_id\n", "missing_column"),
        ("ties.parquet", b"PAR1 not really", "damaged_file"),
        ("ties.xlsx", b"PK not really", "damaged_file"),
    ],
)
def test_a_file_that_cannot_be_read_is_left_out_and_the_others_go_on(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    done = import_texts(tmp_path, {name: data, "enterprises.csv": f"enterprise_id\n{A}\n"})

    assert {file.name: file.state for file in done.report.files} == {
        "enterprises.csv": "read",
        name: "rejected",
    }
    assert [(row["file"], row["reason"]) for row in done.rejects()] == [(name, reason)]
    assert len(done.rows("enterprises")) == 1


def test_a_wrong_delimiter_is_named(tmp_path: Path) -> None:
    mapping = """\
name: site
meaning: a site
since: 2026-01-01
delimiter: ","
files:
  - match: [enterprises]
    emit: [{table: enterprises, own_columns: true}]
"""
    with pytest.raises(InputError, match=r"separated by ',', got a header that uses ';'"):
        import_texts(tmp_path, {"enterprises.csv": f"enterprise_id;name\n{A};x\n"}, mapping=mapping)


def test_a_delivery_without_a_known_file_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"got \['other\.csv'\]"):
        import_texts(tmp_path, {"other.csv": "a\n1\n"})


def test_formulas_stay_inert_text_and_are_counted(tmp_path: Path) -> None:
    text = f"enterprise_id,name,status\n{A},=cmd|calc,operating\n{B},ok,=1+1\n"

    done = import_texts(tmp_path, {"enterprises.csv": text})

    assert done.rows("enterprises")[0]["name"] == "=cmd|calc"
    assert done.report.tables["enterprises"].formulas == 1
    assert [row["value"] for row in done.rejects()] == ["'=1+1"]


def test_no_personal_value_reaches_rejects_or_report(tmp_path: Path) -> None:
    mapping = """\
name: site
meaning: a site
since: 2026-01-01
files:
  - match: [staff]
    emit:
      - table: persons
        fields:
          person_id: {clean: person, certificate: CERNO}
      - table: person_names
        fields:
          person_id: {clean: person, certificate: CERNO}
          name: NAME
"""
    certificate = "330203199001010023"

    done = import_texts(
        tmp_path, {"staff.csv": f"CERNO,NAME\n{certificate},王小明\n", "x.csv": ""}, mapping=mapping
    )

    written = "".join(
        path.read_text(encoding="utf-8") for path in done.folder.iterdir() if path.suffix != ".lock"
    )
    assert certificate not in written
    assert "王小明" not in written
    assert {row["reason"] for row in done.rejects()} == {"bad_certificate"}


def test_names_go_to_the_vault_and_nowhere_else(tmp_path: Path) -> None:
    text = f"person_id,id_kind,name\n{PERSON},certificate,王小明\n"

    done = import_texts(tmp_path, {"persons.csv": text})

    assert done.vault.names == {PERSON: "王小明"}
    assert done.report.names == 1
    assert all("王小明".encode() not in data for data in done.store.staged.values())
    assert "name" not in done.rows("persons")[0]


@pytest.mark.parametrize(
    ("ending", "closes", "words"),
    [
        ("", True, ""),
        (f"{B},x,operating,2020", False, "not whole"),
        ("a,b\n" * 3, False, "rejected"),
        # One line may stand for many rows.
        (f"{B},\0\n" + "x,y,operating,,\n" * 2000, False, "line ends are missing"),
        (f"{B},x,,,\r{C},y,,,\n" + f"{A},甲,operating,2020-01-01,100\n" * 2000, False, "line ends"),
    ],
)
def test_a_complete_delivery_closes_only_if_it_is_whole(
    tmp_path: Path, ending: str, closes: bool, words: str
) -> None:
    scope = Scope(table="enterprises", source="registry")
    text = ENTERPRISES + f"{A},甲,operating,2020-01-01,100\n" + ending

    done = import_texts(tmp_path, {"enterprises.csv": text}, full=[scope])

    assert done.store.batches[0].full == ((scope,) if closes else ())
    assert done.report.scopes[0].closes == closes
    assert words in done.report.scopes[0].reason


def test_a_scope_without_a_file_closes_nothing(tmp_path: Path) -> None:
    scope = Scope(table="records", source="registry")

    done = import_texts(tmp_path, {"enterprises.csv": f"enterprise_id\n{A}\n"}, full=[scope])

    assert done.store.batches[0].full == ()
    assert done.report.scopes[0].reason == "no file of this table was delivered"


def test_a_province_without_enterprises_is_a_batch(tmp_path: Path) -> None:
    done = import_texts(tmp_path, {"enterprises.csv": ENTERPRISES})

    assert done.report.state == "loaded"
    assert done.store.batches[0].rows == {}


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    first = deliver(tmp_path / "a", {"ties.csv": "x"}) / "ties.csv"
    second = deliver(tmp_path / "b", {"ties.csv": "y"}) / "ties.csv"

    with pytest.raises(InputError, match="once in a batch"):
        import_files(folder_or_files=[first, second], **_nothing(tmp_path))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        import_files(folder_or_files=tmp_path / "gone", **_nothing(tmp_path))


def _nothing(home: Path) -> dict[str, Any]:
    return {
        "mapping": "canonical",
        "home": home / "home",
        "store": RecordingStore(),
        "filings": RecordingFilings(),
        "vault": RecordingVault(),
        "salt": SALT,
        "day": DAY,
        "source": "registry",
    }


def test_columns_of_bytes_that_are_no_text_reject_their_file(tmp_path: Path) -> None:
    blob = pa.array([b"\xff\xfe"], pa.binary())
    parquet.write_table(pa.table({"enterprise_id": blob}), tmp_path / "e.parquet")

    done = import_texts(
        tmp_path,
        {
            "enterprises.parquet": (tmp_path / "e.parquet").read_bytes(),
            "coverage.csv": "coverage_id,covered\nc1,ties\n",
        },
    )

    assert [(row["file"], row["reason"]) for row in done.rejects()] == [
        ("enterprises.parquet", "wrong_encoding")
    ]
    assert len(done.rows("coverage")) == 1


def test_a_parquet_file_that_breaks_off_is_rejected(tmp_path: Path) -> None:
    table = pa.table({"enterprise_id": [A, B]})
    parquet.write_table(table, tmp_path / "e.parquet")
    data = (tmp_path / "e.parquet").read_bytes()

    with pytest.raises(InputError, match="damaged_file"):
        import_texts(tmp_path, {"enterprises.parquet": data[: len(data) // 2]})


@pytest.mark.parametrize(
    ("value", "personal", "identifies", "text"),
    [
        ("330203199001010023", False, False, "330203********0023"),
        (" 330203 19900101 0023 ", False, True, "330203********0023"),
        ("13812345678", False, False, "1*"),
        ("王小明", True, False, "王*"),
        ("王小明", False, True, "王*"),
        ("甲乙有限公司", False, False, "甲乙有限公司"),
        ("=1+1", False, False, "'=1+1"),
        ("x" * 100, False, False, "x" * 80 + "…"),
        (None, True, True, ""),
    ],
)
def test_values_of_rejects_are_masked_cut_and_inert(
    value: str | None, personal: bool, identifies: bool, text: str
) -> None:
    assert shown(value, personal=personal, identifies=identifies, longest=80) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{PERSON},certificate,王小明\n{PERSON},certificate,李大勇\n", "missing_column"),
        ("330203199001010023,王小明,李大勇\n", "missing_column"),
        ("王小明,王小明\n", "bad_header"),
    ],
)
def test_a_file_without_a_header_shows_nobody(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        import_texts(tmp_path, {"persons.csv": text})

    shown_texts = [caught.value.message, *_written(tmp_path / "home")]
    for secret in ("王小明", "李大勇", "330203199001010023"):
        assert not any(secret in text for text in shown_texts)


def test_names_in_the_wrong_column_are_masked(tmp_path: Path) -> None:
    done = import_texts(
        tmp_path,
        {
            "persons.csv": f"person_id,id_kind,name\n{PERSON},王小明,x\n李大勇,certificate,x\n",
            "ties.csv": f"{TIES}t1,HOLDS,{PERSON},{A},阿里木·买买提,王小明,\n",
        },
    )

    text = "".join(_written(tmp_path / "home"))
    assert not any(name in text for name in ("王小明", "李大勇", "买买提"))
    assert done.report.tables["persons"].unknown_words == {"id_kind": {"王*": 1}}
    assert [row["value"] for row in done.rejects() if row["table"] == "ties"] == ["阿*", "王*"]


def _written(home: Path) -> list[str]:
    """Texts of everything that an import left."""
    files = [path for path in sorted(home.rglob("*")) if path.suffix in (".json", ".txt", ".csv")]
    assert files
    return [path.read_text(encoding="utf-8") for path in files]
