"""The mapping language: what it takes and how it names a mistake."""

from pathlib import Path

import pytest

from graph.errors import MappingError
from graph.ingest.mapping import load_mapping, parse_mapping
from graph.tables import TABLES

GOOD = """\
name: site
meaning: a site
since: 2026-01-01
anchors: {end: 2021-12-31}
lookups:
  capital: {match: ["e.csv"], key: id, value: capital}
files:
  - match: ["t.csv"]
    emit:
      - table: ties
        let:
          who: {clean: id, candidates: [{scheme: uscc, from: code}]}
        fields:
          kind: {clean: constant, value: HOLDS}
          source_id: {clean: concat, parts: [{field: who}]}
          target_id: to
          share: {clean: share_percent, from: percent}
          tie_id: {clean: hash, parts: [{field: source_id}, {field: target_id}]}
"""


def test_a_bare_column_takes_the_cleaner_of_its_target() -> None:
    fields = parse_mapping(GOOD, "site.yaml").files[0].emit[0].fields

    assert fields["target_id"].clean == "delivered_id"
    assert fields["share"].clean == "share_percent"


def test_comments_do_not_change_what_a_mapping_says() -> None:
    first = parse_mapping(GOOD, "a.yaml")

    assert parse_mapping("# a remark\n" + GOOD, "b.yaml").hash == first.hash
    assert parse_mapping(GOOD.replace("percent}", "ratio}"), "a.yaml").hash != first.hash


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("table: ties", "table: tise", 10, "expected one of"),
        ("clean: share_percent", "clean: share_procent", 17, "share"),
        ("from: percent", "form: percent", 17, "form"),
        ("          share:", "          shares:", 17, "expected a column of ties"),
        ("value: HOLDS", "value: HOLD", 14, "got 'HOLD'"),
        ("          kind: {clean: constant, value: HOLDS}\n", "", 13, "required column kind"),
        ("{field: who}", "{field: whom}", 15, "cleaned before it"),
        ("target_id: to", "target_id: {clean: date, from: to}", 16, "gives text"),
        (
            "{clean: share_percent, from: percent}",
            "{clean: share_from_amounts, from: a, lookup: nothing, key: b}",
            17,
            "got 'nothing'",
        ),
        (
            "{clean: share_percent, from: percent}",
            "{clean: date_minus_months, from: a, anchor: start}",
            17,
            "got 'start'",
        ),
        ("meaning: a site", "name: again", 2, "each key once"),
        ("  - match", " - - match: [", 8, "expected YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_what_was_expected(
    old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD

    with pytest.raises(MappingError) as caught:
        parse_mapping(GOOD.replace(old, new), "site.yaml")

    assert caught.value.message.startswith(f"site.yaml, line {line}")
    assert words in caught.value.message


def test_an_empty_file_is_no_mapping() -> None:
    with pytest.raises(MappingError, match="empty file"):
        parse_mapping("", "site.yaml")


def test_an_unknown_name_lists_the_shipped_mappings() -> None:
    with pytest.raises(MappingError, match="canonical"):
        load_mapping("nothing")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"gone\.yaml"):
        load_mapping(tmp_path / "gone.yaml")


def test_canonical_takes_every_table_alone_and_in_parts() -> None:
    mapping = load_mapping("canonical")

    for name in TABLES:
        for file in (f"{name}.csv", f"{name}.parquet", f"{name}-2026-10.tsv"):
            rule = mapping.rule_of(file)
            assert rule is not None
            assert mapping.files[rule].emit[0].table == name
