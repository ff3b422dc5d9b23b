"""The mapping language: which files a delivery holds and what each row says, as checked YAML.

A mapping is data. A site adds its own file and no code; every mistake in it is named with
file, line, field, what was expected and what was got.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, Literal, NoReturn

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from graph.columns import ColumnType
from graph.errors import MappingError
from graph.ingest.mapping_parts import (
    ID_COLUMNS,
    CoverageClaim,
    Entry,
    FileRule,
    Lookup,
    MappingPart,
    default_spec,
    matches,
)
from graph.ingest.person_names import EMIT_TABLES
from graph.ingest.spec_base import lookups_of
from graph.ingest.yaml_lines import LocatedYaml

__all__ = [
    "ID_COLUMNS",
    "CoverageClaim",
    "Entry",
    "FileRule",
    "Lookup",
    "Mapping",
    "default_spec",
    "load_mapping",
    "matches",
    "parse_mapping",
]


class Mapping(MappingPart):
    """A whole mapping.

    ``include`` names other mappings whose parts come after the own ones. ``headers``
    gives other words that a file may use for a column. ``known_on`` names columns with
    the day on which a row became known. ``absent_columns`` says whether a file may lack a
    column that only feeds values which may be unknown. ``shared`` holds YAML anchors.
    """

    name: str = Field(pattern=r"^[a-z0-9_-]+$")
    meaning: str
    since: date
    include: tuple[str, ...] = ()
    encodings: tuple[Literal["utf-8", "gb18030"], ...] = ("utf-8", "gb18030")
    delimiter: str = "auto"
    null_words: tuple[str, ...] = ()
    placeholder_days: tuple[date, ...] = ()
    headers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    known_on: tuple[str, ...] = ()
    absent_columns: Literal["rejected", "unknown"] = "rejected"
    anchors: dict[str, date] = Field(default_factory=dict)
    lookups: dict[str, Lookup] = Field(default_factory=dict)
    coverage: tuple[CoverageClaim, ...] = ()
    shared: Any = Field(default=None, exclude=True)
    files: tuple[FileRule, ...] = ()

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, value: str) -> str:
        if value != "auto" and len(value) != 1:
            raise ValueError("expected 'auto' or one character")
        return value

    def rule_of(self, name: str) -> int | None:
        """Number of the first file rule that takes a file."""
        return next((index for index, rule in enumerate(self.files) if rule.takes(name)), None)

    def rules_of(self, name: str) -> tuple[int, ...]:
        """Numbers of the rules that read a file: the first that takes it, or all that name a sheet."""
        first = self.rule_of(name)
        if first is None or not self.files[first].sheets:
            return () if first is None else (first,)
        return tuple(index for index, rule in enumerate(self.files) if rule.sheets and rule.takes(name))

    @property
    def hash(self) -> str:
        """Sha256 of what the mapping says; comments and layout do not count, nor parts that are not there."""
        said = _without(self.model_dump(mode="json", by_alias=True))
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_LATER = frozenset(
    (
        *("include", "placeholder_days", "headers", "known_on", "absent_columns", "fill", "covers", "refuse"),
        *("same_as", "gives", "prefer", "holder", "claimed_by", "of_register", "whole"),
    )
)
"""Parts that the language got later: where they say nothing, a mapping keeps the hash it had before."""
_NOTHING: tuple[Any, ...] = ({}, [], "", None, False, "rejected", "number")


def _without(said: Any) -> Any:
    if isinstance(said, dict):
        rule = "match" in said
        return {
            key: _without(value)
            for key, value in said.items()
            if not (value in _NOTHING and (key in _LATER or (rule and key in ("meaning", "when"))))
        }
    return [_without(item) for item in said] if isinstance(said, list) else said


def load_mapping(mapping: str | Path) -> Mapping:
    """Read and check a mapping by path, or by the name of one that is shipped.

    Raises
    ------
    MappingError
        With file, line, field, expected and got.
    """
    path = Path(mapping)
    if path.suffix in (".yaml", ".yml"):
        return parse_mapping(_text_of(path), path.name, path.parent)
    return parse_mapping(_shipped(str(mapping)), f"{mapping}.yaml")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"mapping {path.name}: expected a UTF-8 file, got {error}") from error


def _shipped(name: str) -> str:
    folder = package_files("graph.ingest") / "mappings"
    shipped = folder.joinpath(*f"{name}.yaml".split("/"))
    if ".." in name or not shipped.is_file():
        known = sorted(
            item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml")
        )
        raise MappingError(f"mapping: expected a .yaml file or one of {known}, got {name!r}")
    return shipped.read_text(encoding="utf-8")


def parse_mapping(text: str, name: str, folder: Path | None = None) -> Mapping:
    """Mapping of a YAML text with what it includes.

    Parameters
    ----------
    text : str
    name : str
        Stands in errors.
    folder : Path, optional
        Where included files lie; shipped ones are included by their names.
    """
    parts = list(_parts(text, name, folder, ()))
    whole = _merged([part for _, part in parts])
    for document, part in parts:
        problems = list(_problems(part, whole))
        if problems:
            _refuse(document, problems)
    if not whole.files:
        _refuse(parts[0][0], [(("files",), "expected at least one file rule, got none")])
    return whole


def _parts(
    text: str, name: str, folder: Path | None, above: tuple[str, ...]
) -> Iterator[tuple[LocatedYaml, Mapping]]:
    """A mapping and what it includes, depth first; a circle is refused."""
    document = LocatedYaml(text, name)
    try:
        part = Mapping.model_validate(document.data)
    except ValidationError as error:
        _refuse(document, [(found["loc"], _sentence(found)) for found in error.errors(include_url=False)])
    yield document, part
    for place, wanted in enumerate(part.include):
        if wanted in above:
            _refuse(document, [(("include", place), f"expected no circle, got {[*above, wanted]}")])
        beside = folder is not None and wanted.endswith((".yaml", ".yml"))
        inner = _text_of(folder / wanted) if folder is not None and beside else _shipped(wanted)
        shown = wanted if beside else f"{wanted}.yaml"
        yield from _parts(inner, shown, folder, (*above, wanted))


def _merged(parts: Sequence[Mapping]) -> Mapping:
    """One mapping of all parts: what an earlier part says goes before what a later one says."""
    own = parts[0]
    if len(parts) == 1:
        whole = own
    else:
        mixed = {
            name: {key: value for part in reversed(parts) for key, value in getattr(part, name).items()}
            for name in ("headers", "anchors", "lookups")
        }
        joined = {
            name: tuple(dict.fromkeys(item for part in parts for item in getattr(part, name)))
            for name in ("null_words", "placeholder_days", "known_on")
        }
        lists = {
            name: tuple(item for part in parts for item in getattr(part, name))
            for name in ("coverage", "files")
        }
        lenient = any(part.absent_columns == "unknown" for part in parts)
        columns = {"absent_columns": "unknown" if lenient else "rejected"}
        spoken = {
            name: next((getattr(part, name) for part in parts if name in part.model_fields_set), said)
            for name, said in (("encodings", own.encodings), ("delimiter", own.delimiter))
        }
        whole = own.model_copy(update={**mixed, **joined, **lists, **columns, **spoken})
    return whole


Problem = tuple[tuple[str | int, ...], str]
_PROBLEMS_SHOWN = 3


def _sentence(found: ErrorDetails) -> str:
    got = found["input"]
    return found["msg"] + (f", got {got!r}" if isinstance(got, str | int | float | bool) else "")


def _refuse(document: LocatedYaml, problems: Sequence[Problem]) -> NoReturn:
    """Raise for the first problems, each with its line and field."""
    sentences = [
        f"line {document.line(location)}, {'.'.join(str(step) for step in location)}: {message}"
        for location, message in problems[:_PROBLEMS_SHOWN]
    ]
    first = problems[0][0]
    raise MappingError(
        f"{document.name}, {'; '.join(sentences)}",
        file=document.name,
        line=document.line(first),
        field=".".join(str(step) for step in first),
        problems=len(problems),
    )


def _problems(part: Mapping, whole: Mapping) -> Iterator[Problem]:
    for number, rule in enumerate(part.files):
        for column, fill in rule.fill.items():
            place = ("files", number, "fill", column)
            found = whole.lookups.get(fill.lookup)
            if found is None or found.gives not in ("text", "texts", "latest", "sum", "number"):
                yield place, f"expected a lookup that gives a value, got {fill.lookup!r}"
        for index, entry in enumerate(rule.emit):
            entry_place = ("files", number, "emit", index)
            if entry.table not in EMIT_TABLES:
                yield (
                    (*entry_place, "table"),
                    f"expected one of {sorted(EMIT_TABLES)}, got {entry.table!r}",
                )
                continue
            yield from ((entry_place + step, text) for step, text in _entry_problems(whole, entry))


def _entry_problems(mapping: Mapping, entry: Entry) -> Iterator[Problem]:
    table = entry.target
    cleaned: set[str] = set()
    for section, specs in (("let", entry.let), ("fields", entry.fields)):
        for name, spec in specs.items():
            place = (section, name)
            missing = [field for field in spec.uses_fields() if field not in cleaned]
            if missing:
                yield place, f"expected fields cleaned before it, got {missing}"
            anchor = getattr(spec, "anchor", None)
            if anchor is not None and anchor not in mapping.anchors:
                yield (*place, "anchor"), f"expected one of {sorted(mapping.anchors)}, got {anchor!r}"
            for key, lookup, gives in lookups_of(spec):
                known = sorted(word for word, kind in mapping.lookups.items() if kind.gives in gives)
                if lookup not in known:
                    yield (*place, key), f"expected one of {known}, got {lookup!r}"
            cleaned.add(name)
            if section == "let":
                continue
            if name != "known_on" and name not in table.names:
                yield place, f"expected a column of {table.name} {list(table.names)}, got {name!r}"
                continue
            wanted = ColumnType.DAY if name == "known_on" else table.column(name).kind
            if spec.output not in _COMPATIBLE[wanted]:
                yield place, f"expected a cleaner that gives {wanted}, got {spec.clean} ({spec.output})"
            allowed = () if name == "known_on" else table.column(name).allowed
            value = getattr(spec, "value", None) if spec.clean == "constant" else None
            if allowed and value is not None and value not in allowed:
                yield (*place, "value"), f"expected one of {list(allowed)}, got {value!r}"
    if not entry.own_columns:
        for column in table.columns:
            if column.required and column.name not in entry.fields:
                yield ("fields",), f"expected the required column {column.name} of {table.name}"
    if entry.swap and not {"source_id", "target_id"} <= set(table.names):
        yield ("swap",), f"expected a table with source_id and target_id, got {table.name}"


_COMPATIBLE: dict[ColumnType, tuple[ColumnType, ...]] = {
    ColumnType.TEXT: (ColumnType.TEXT,),
    ColumnType.DAY: (ColumnType.DAY,),
    ColumnType.CENTS: (ColumnType.CENTS, ColumnType.NUMBER),
    ColumnType.NUMBER: (ColumnType.NUMBER, ColumnType.CENTS),
    ColumnType.FRACTION: (ColumnType.FRACTION, ColumnType.NUMBER),
    ColumnType.FLAG: (ColumnType.FLAG,),
}
