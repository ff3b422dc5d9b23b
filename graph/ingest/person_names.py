"""Names of persons as a table of their own: cleaned like any other, but never staged or stored.

Rows go to the vault while a file is read, so that no name lies in a file of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from graph.columns import Column, ColumnType, Sensitivity, Table
from graph.tables import TABLES

PERSON_NAMES = Table(
    name="person_names",
    zh="人员姓名",
    en="Names of persons, for the vault only",
    key="person_id",
    columns=(
        Column(
            name="person_id",
            kind=ColumnType.TEXT,
            zh="人员标识",
            en="Person",
            required=True,
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column(
            name="name",
            kind=ColumnType.TEXT,
            zh="姓名",
            en="Name",
            required=True,
            sensitivity=Sensitivity.PERSONAL,
        ),
    ),
)

EMIT_TABLES: dict[str, Table] = {**TABLES, PERSON_NAMES.name: PERSON_NAMES}
"""Tables that a mapping may emit into."""


class NameVault(Protocol):
    """Where names of persons go; ``graph.vault`` implements it."""

    def put(self, person_ids: Sequence[str], names: Sequence[str], source: str, known_on: date) -> Any:
        """Keep names; the same names twice change nothing."""
        ...
