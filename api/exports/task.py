"""One file to be made: what a maker is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from api.exports.shapes import ExportParameters
from api.exports.stamp import Stamp
from api.readers import Reading


class Bounds(Protocol):
    """Most rows of a list and most nodes of a graph, from the settings; each at least 1."""

    @property
    def rows(self) -> int: ...  # noqa: D102
    @property
    def nodes(self) -> int: ...  # noqa: D102


AuthorityName: TypeAlias = "Callable[[str], str | None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to be made.

    Parameters
    ----------
    reading : Reading
        Month, readers and viewer: the file holds what this viewer may see.
    subject : str or None
        Id of the enterprise or cluster.
    parameters : ExportParameters
    stamp : Stamp
    bounds : Bounds
    path : Path
        File to write; it does not exist.
    authority_name : callable
        Name of a supervising authority by its code; None for an unknown one.
    """

    reading: Reading
    subject: str | None
    parameters: ExportParameters
    stamp: Stamp
    bounds: Bounds
    path: Path
    authority_name: AuthorityName = lambda code: None

    @property
    def named_subject(self) -> str:
        """Subject of a kind that needs one."""
        assert self.subject is not None
        return self.subject
