"""A tree of authorities as a file: CSV or YAML, one row an authority and span of days."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from api.security.authorities import Authority, checked
from graph.errors import InputError

COLUMNS = ("code", "parent", "name", "region", "valid_from", "valid_to", "succeeded_by")
MOST_BYTES = 20_000_000
_CODE = r"^[A-Za-z0-9_.:-]{1,40}$"


class AuthorityLine(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    code: str = Field(pattern=_CODE)
    parent: str | None = Field(default=None, pattern=_CODE)
    name: str = Field(min_length=1, max_length=200)
    region: str | None = Field(default=None, pattern=r"^[0-9]{2,12}$")
    valid_from: date | None = None
    valid_to: date | None = None
    succeeded_by: str | None = Field(default=None, pattern=_CODE)

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_unknown(cls, value: Any) -> Any:
        return (value.strip() or None) if isinstance(value, str) else value


def read_authorities(path: Path) -> tuple[Authority, ...]:
    """Rows of a CSV (UTF-8 or GB18030, with a head) or YAML (``authorities:``) file, checked.

    Raises
    ------
    InputError
        If the file cannot be read or a line is not as declared; the message names file and line.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"authorities: {path.name}: expected at most {MOST_BYTES} bytes, got more")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"authorities: {path.name}: expected a readable file; name another") from error
    lines = _yaml_lines(content, path.name) if path.suffix in (".yaml", ".yml") else _csv_lines(content, path)
    return checked(_authority(line, path.name, number) for number, line in lines)


def write_authorities(path: Path, rows: Iterable[Mapping[str, str | None]]) -> None:
    """Write rows as a CSV file that ``read_authorities`` takes; columns without a value stay empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _csv_lines(content: bytes, path: Path) -> Sequence[tuple[int, Mapping[str, Any]]]:
    text = _decoded(content, path.name)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    unknown = set(reader.fieldnames or ()) - set(COLUMNS)
    if unknown or not {"code", "name"} <= set(reader.fieldnames or ()):
        raise InputError(
            f"authorities: {path.name}, line 1: expected the columns {', '.join(COLUMNS)}, got others"
        )
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise InputError(
            f"authorities: {path.name}, line {reader.line_num}: expected CSV; {error}"
        ) from error


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"authorities: {name}: expected UTF-8 or GB18030, got another encoding")


def _yaml_lines(content: bytes, name: str) -> Sequence[tuple[int, Mapping[str, Any]]]:
    try:
        loaded = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"authorities: {name}: expected YAML, got what cannot be read") from error
    listed = loaded.get("authorities") if isinstance(loaded, dict) else None
    if not isinstance(listed, list):
        raise InputError(f"authorities: {name}: expected a list under authorities, got none")
    return list(enumerate(listed, 1))


def _authority(line: Mapping[str, Any], name: str, number: int) -> Authority:
    try:
        return Authority(**AuthorityLine.model_validate(line).model_dump())
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in found["loc"]) or "line"
        raise InputError(f"authorities: {name}, line {number}: {where}: {found['msg']}") from error
