"""The salt that the persons of a home were hashed with, by its id; another one is refused.

Under another salt the same certificate gives another person id: old and new facts of one
person would not meet, and nobody would notice.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from graph.errors import InputError


def loaded_salt(imports: Path, loaded: Collection[str]) -> str | None:
    """Id of the salt of the first loaded batch that names one; None before there is any.

    Parameters
    ----------
    imports : Path
        Folder of the reports, one below for each batch.
    loaded : collection of str
        Batches that the store holds; a report of another one does not count.
    """
    found = _first(imports, loaded)
    return None if found is None else found[1]


def check_salt(imports: Path, loaded: Collection[str], mine: str) -> None:
    """Refuse to add persons to batches that were made with another salt.

    Parameters
    ----------
    imports, loaded
        As for ``loaded_salt``.
    mine : str
        ``graph.identity.salt_id`` of the salt in force.

    Raises
    ------
    InputError
        With the ids of both salts, never a salt.
    """
    found = _first(imports, loaded)
    if found is None or found[1] == mine:
        return
    batch, theirs = found
    raise InputError(
        f"import: expected the salt with id {theirs}, which batch {batch} here was loaded with, got the "
        f"salt with id {mine}: the same person would have two ids; put the old salt back "
        "(GUANLIAN_IDENTITY__SALT, GUANLIAN_IDENTITY__SALT_FILE or identity.salt in the home), or import "
        "everything into a new home",
        expected=theirs,
        got=mine,
    )


def _first(imports: Path, loaded: Collection[str]) -> tuple[str, str] | None:
    """Batch and salt id of the first report, by batch id, that names a salt."""
    for path in sorted(imports.glob("*/report.json")):
        if path.parent.name in loaded:
            named = json.loads(path.read_text(encoding="utf-8")).get("salt_id")
            if named:
                return path.parent.name, str(named)
    return None
