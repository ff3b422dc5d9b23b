"""What the mapping language got for registries: includes, lookups, refusals, headers."""

from pathlib import Path

import pytest

from graph.errors import MappingError
from graph.ingest.headers import named_header
from graph.ingest.mapping import load_mapping, parse_mapping
from tests.ingest_cases import import_texts
from tests.registry_cases import credit_code

HEAD = "name: site\nmeaning: a site\nsince: 2026-01-01\n"
A, B = credit_code(1), credit_code(2)
FIRMS = """\
files:
  - match: [firms]
    {rule}
    emit:
      - table: enterprises
        fields:
          enterprise_id: {{clean: id, candidates: [{{scheme: uscc, from: code}}]}}
          name: {{clean: text, from: name}}
          former_names: {{clean: text, from: former}}
"""


def firms(rule: str = "meaning: firms") -> str:
    return FIRMS.format(rule=rule)


def test_own_rules_go_before_those_of_an_included_mapping() -> None:
    mapping = parse_mapping(
        HEAD + "include: [registry]\n" + firms().replace("[firms]", "[E_BASEINFO]"), "site.yaml"
    )

    assert mapping.rule_of("E_BASEINFO.txt") == 0
    assert mapping.files[0].meaning == "firms"
    assert len(mapping.files) == len(load_mapping("registry").files) + 1
    assert mapping.encodings == ("gb18030", "utf-8")


def test_a_mistake_in_an_included_file_is_named_with_that_file(tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text(
        HEAD + firms().replace("clean: text, from: name", "clean: txt, from: name")
    )

    with pytest.raises(MappingError, match=r"part\.yaml, line 11"):
        parse_mapping(HEAD + "include: [part.yaml]\n", "site.yaml", tmp_path)


def test_a_mapping_cannot_include_itself(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + "include: [b.yaml]\n")
    (tmp_path / "b.yaml").write_text(HEAD + "include: [a.yaml]\n")

    with pytest.raises(MappingError, match="expected no circle"):
        load_mapping(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD, "at least one file rule"),
        (HEAD + "include: [nowhere]\n", "got 'nowhere'"),
        (HEAD + "files:\n  - {match: [x]}\n", "a meaning that says why"),
        (HEAD + firms("fill: {former: {lookup: gone, key: code}}"), "got 'gone'"),
        (HEAD + firms("refuse: [{when: {column: code, known: false}, reason: No Code}]"), "pattern"),
        (HEAD + "lookups: {a: {match: [x], key: k, value: v, gives: holder}}\n" + firms(), "expected prefer"),
    ],
)
def test_mistakes_in_new_parts_are_named(text: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        parse_mapping(text, "site.yaml")


@pytest.mark.parametrize(
    ("gives", "former"),
    [("text", [None, "x"]), ("texts", ["old|older", "x"]), ("latest", ["2024-05-01", None])],
)
def test_a_column_is_filled_from_a_lookup_where_the_file_has_none(
    tmp_path: Path, gives: str, former: list[str | None]
) -> None:
    value = "day" if gives == "latest" else "name"
    lookups = f"lookups: {{old: {{match: [names], key: code, value: {value}, gives: {gives}}}}}\n"
    rules = (
        firms("fill: {former: {lookup: old, key: code}}") + "  - {match: [names], meaning: former names}\n"
    )
    names = f"code,name,day\n{A},old,2024-05-01\n{A},older,20230101\n{B},x,never\n"

    done = import_texts(
        tmp_path,
        {"firms.csv": f"code,name\n{A},n\n{B},n\n", "names.csv": names},
        mapping=HEAD + lookups + rules,
    )

    assert [row["former_names"] for row in done.rows("enterprises")] == former


def test_a_refused_row_feeds_no_table_and_is_listed_once(tmp_path: Path) -> None:
    rule = "refuse: [{when: {column: name, is: test}, reason: test_row}]"

    done = import_texts(
        tmp_path, {"firms.csv": f"code,name,former\n{A},test,\n{B},n,\n"}, mapping=HEAD + firms(rule)
    )

    assert [row["enterprise_id"] for row in done.rows("enterprises")] == [B]
    assert [(row["line"], row["field"], row["reason"], row["effect"]) for row in done.rejects()] == [
        ("2", "name", "test_row", "row_rejected")
    ]


def test_a_header_keeps_its_own_word_before_a_variant() -> None:
    variants = {"CODE": ("CREDIT_CODE", "代码")}

    assert named_header(("credit_code", "x"), variants) == ("CODE", "x")
    assert named_header(("CODE", "CREDIT_CODE"), variants) == ("CODE", "CREDIT_CODE")
    assert named_header((" ＣＯＤＥ ", "代码"), variants) == ("CODE", "代码")
