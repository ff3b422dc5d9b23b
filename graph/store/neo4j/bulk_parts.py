"""Parts of the bulk files: a group of rows, its chunks, and the columns all facts have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from graph.columns import ColumnType
from graph.store.neo4j.bulk_columns import Field

SLOT = pa.int32()
"""Type of slots, which are the ids of the import tool."""

FACT = (
    Field.of("known_on", ColumnType.DAY),
    Field.of("basis", ColumnType.TEXT),
    Field.of("batch_seq", ColumnType.NUMBER),
)
"""Columns of every version."""

SUPERSEDED = (Field.of("superseded_on", ColumnType.DAY), Field.of("superseded_seq", ColumnType.NUMBER))
"""Further columns of a version that is a relationship."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Columns of some rows in the order of the group's fields, and the keys in them by kind."""

    columns: Sequence[pa.Array]
    keys: Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One header and data file, and how the import tool is told about them.

    Attributes
    ----------
    name : str
    option : str
        ``--nodes=Entity:Enterprise`` or ``--relationships``.
    fields : sequence of Field
    rows : function that starts to read the chunks
    """

    name: str
    option: str
    fields: Sequence[Field]
    rows: Callable[[], Iterator[Chunk]]
