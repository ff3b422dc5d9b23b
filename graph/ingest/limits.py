"""Bounds of an import, read from ``limits.yaml``."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from graph.packaged import packaged


class Limits(BaseModel):
    """Bounds of an import; each is explained in ``limits.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    block_bytes: int = Field(ge=64)
    batch_rows: int = Field(ge=1)
    max_line_bytes: int = Field(ge=16)
    max_joined_lines: int = Field(ge=1)
    full_delivery_max_rejected_share: float = Field(ge=0, le=1)
    share_sum_tolerance: float = Field(ge=0)
    unknown_words_kept: int = Field(ge=1)
    examples_kept: int = Field(ge=1)
    reject_value_characters: int = Field(ge=1)
    earliest_day: date
    open_from: date
    spreadsheet_rows: int = Field(ge=1)
    spreadsheet_cells: int = Field(ge=1)
    spreadsheet_bytes: int = Field(ge=1)
    undo_batches_kept: int = Field(ge=1)
    undo_bytes_kept: int = Field(ge=0)


@cache
def limits() -> Limits:
    """Bounds that are shipped.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    return packaged(Limits, "graph.ingest", "limits.yaml")
