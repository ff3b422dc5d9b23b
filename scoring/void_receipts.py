"""Receipts that a withdrawn fact made void: a small file beside the revisions, never inside one.

A published revision is never written again. The mark says which facts were withdrawn, which
revision replaces it and whose receipts are meant.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from graph.disk import disk_full_as_error
from scoring.month_folders import MonthFolder
from scoring.results_types_decisions import VoidReceipt

_FOLDER = "void"
_NAME_LETTERS = 16
_KEPT_MARKS = 64


class VoidMark(BaseModel):
    """Receipts of some enterprises in the revisions of a month up to one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    last_revision: int
    facts: tuple[VoidReceipt, ...]
    enterprises: tuple[str, ...]


def mark_void(folder: MonthFolder, mark: VoidMark) -> Path:
    """Write a mark; the same mark twice is one file."""
    text = mark.model_dump_json(indent=1) + "\n"
    name = hashlib.sha256(text.encode()).hexdigest()[:_NAME_LETTERS]
    target = folder.path / _FOLDER / f"{name}.json"
    with disk_full_as_error("void receipts", folder.path):
        target.parent.mkdir(exist_ok=True)
        partial = target.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, target)
    return target


def void_of(folder: MonthFolder, revision: int, enterprise_id: str) -> tuple[VoidReceipt, ...]:
    """Withdrawn facts that make the receipt of an enterprise in a revision void."""
    found: list[VoidReceipt] = []
    for mark, enterprises in _marks(folder):
        if revision <= mark.last_revision and enterprise_id in enterprises:
            found.extend(mark.facts)
    return tuple(sorted(found, key=lambda fact: (fact.known_on, fact.fact_kind, fact.fact_id)))


def _marks(folder: MonthFolder) -> Sequence[tuple[VoidMark, frozenset[str]]]:
    return [_mark(path) for path in sorted((folder.path / _FOLDER).glob("*.json"))]


@lru_cache(maxsize=_KEPT_MARKS)
def _mark(path: Path) -> tuple[VoidMark, frozenset[str]]:
    """A mark and whose receipts it means; a file is named by its content and never written again."""
    mark = VoidMark.model_validate(json.loads(path.read_text(encoding="utf-8")))
    return mark, frozenset(mark.enterprises)
