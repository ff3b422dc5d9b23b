"""Fields of answers against the sensitivity of the catalogue: what nobody decided to show is a fault.

Found by walking the shapes of all routes; ``sensitivity.yaml`` says what their texts hold and
how fields of commercial columns are guarded.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from api.security.scope import scope_table
from graph.columns import Sensitivity, Table
from graph.packaged import packaged


class TextKind(StrEnum):
    """What a text of an answer may hold."""

    ENTERPRISE = "enterprise"
    MASKED = "masked"
    ACCOUNT = "account"
    TYPED = "typed"
    WORD = "word"
    ID = "id"
    OWN = "own"
    REVEALED = "revealed"


SHOWN_OUTSIDE = frozenset((TextKind.ENTERPRISE, TextKind.MASKED, TextKind.ID))
"""Texts that may be kept of an enterprise outside the area."""


class SensitivityTable(BaseModel):
    """Texts and guarded fields of all shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    source: str
    naming: tuple[str, ...] = Field(min_length=1)
    barred: tuple[str, ...] = Field(min_length=1)
    texts: dict[str, TextKind]
    guarded: dict[str, Literal["inside"]]


@cache
def sensitivity_table() -> SensitivityTable:
    """Table as shipped in ``sensitivity.yaml``."""
    return packaged(SensitivityTable, "api.security", "sensitivity.yaml")


def shapes_of(annotations: Iterable[Any]) -> tuple[type[BaseModel], ...]:
    """All models within some annotations, in the order of their names."""
    found: dict[type[BaseModel], None] = {}
    waiting = list(annotations)
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if annotation not in found:
                found[annotation] = None
                waiting += [declared.annotation for declared in annotation.model_fields.values()]
        else:
            waiting += get_args(annotation)
    return tuple(sorted(found, key=lambda shape: shape.__name__))


def faults(
    shapes: Sequence[type[BaseModel]], tables: Sequence[Table], table: SensitivityTable | None = None
) -> list[str]:
    """What of the shapes nobody decided on, or decided against the catalogue.

    Parameters
    ----------
    shapes : sequence of pydantic models
        Of all answers.
    tables : sequence of Table
        Catalogue whose columns have a sensitivity.
    table : SensitivityTable, optional
        The shipped one unless given.

    Returns
    -------
    list of str
        One sentence a fault; empty is as it should be.
    """
    told = table or sensitivity_table()
    fields = {
        f"{shape.__name__}.{name}": declared.annotation
        for shape in shapes
        for name, declared in shape.model_fields.items()
    }
    return sorted(
        [
            *_undeclared(fields, told),
            *_unguarded(fields, tables, told),
            *_shown_outside(told),
            *(f"{key}: listed, but no answer has it" for key in {*told.texts, *told.guarded} - set(fields)),
        ]
    )


def _undeclared(fields: dict[str, Any], told: SensitivityTable) -> Iterator[str]:
    for key, annotation in fields.items():
        name = key.partition(".")[2]
        if any(word in name for word in told.barred):
            yield f"{key}: no answer may have a field of this name"
        naming = any(word in name for word in told.naming) and _holds_text(annotation)
        if naming and key not in told.texts:
            yield f"{key}: a text that could name somebody; say in sensitivity.yaml what it holds"
        if told.texts.get(key) is TextKind.REVEALED and key != "RevealedName.name":
            yield f"{key}: a whole name leaves the vault by a reveal only"


def _unguarded(fields: dict[str, Any], tables: Sequence[Table], told: SensitivityTable) -> Iterator[str]:
    levels = {
        column.name: column.sensitivity
        for table in tables
        for column in table.columns
        if column.sensitivity not in (Sensitivity.PUBLIC, Sensitivity.INTERNAL)
    }
    for key in fields:
        level = levels.get(key.partition(".")[2])
        if level is Sensitivity.COMMERCIAL and key not in told.guarded:
            yield f"{key}: a {level} column; say in sensitivity.yaml how it is guarded"
        elif level in (Sensitivity.PERSONAL, Sensitivity.NEVER_IMPORT):
            yield f"{key}: a {level} column is in no answer"


def _shown_outside(told: SensitivityTable) -> Iterator[str]:
    for name, shape in scope_table().shapes.items():
        for field in sorted(shape.keeps):
            key = f"{name}.{field}"
            if key in told.guarded:
                yield f"{key}: guarded, but scope.yaml keeps it outside the area"
            if told.texts.get(key, TextKind.ID) not in SHOWN_OUTSIDE:
                yield f"{key}: {told.texts[key]} text, but scope.yaml keeps it outside the area"


def _holds_text(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, types.UnionType, tuple, list, dict):
        return any(_holds_text(inner) for inner in get_args(annotation))
    return annotation is str
