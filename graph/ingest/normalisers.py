"""Versions of the normalisers that ids of places and contacts are made with.

An id is the hash of a normalised value: under another version the same address has
another id, and facts of two batches would not meet.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from graph.addresses import ADDRESS_VERSION
from graph.errors import InputError
from graph.phones import PHONE_VERSION

FIRST: Mapping[str, int] = {"address": 1, "phone": 1}
"""Versions of batches whose report names none."""


def normalisers() -> dict[str, int]:
    """Versions of this program, as they stand in the report of a batch."""
    return {"address": ADDRESS_VERSION, "phone": PHONE_VERSION}


def check_normalisers(imports: Path, loaded: Collection[str], mine: Mapping[str, int]) -> None:
    """Refuse to add to batches that were made with other versions.

    Parameters
    ----------
    imports : Path
        Folder of the reports, one below for each batch.
    loaded : collection of str
        Batches that the store holds; a report of another one does not count.
    mine : mapping of normaliser to version

    Raises
    ------
    InputError
        With the first batch that differs.
    """
    for path in sorted(imports.glob("*/report.json")):
        if path.parent.name not in loaded:
            continue
        theirs = json.loads(path.read_text(encoding="utf-8")).get("normalisers", FIRST)
        if theirs != mine:
            raise InputError(
                f"import: expected the normalisers that batch {path.parent.name} here was loaded with "
                f"({_shown(theirs)}), got {_shown(mine)}: the same address or phone would have two ids; "
                "import everything into a new home, or use the program that loaded this one",
                batch=path.parent.name,
            )


def _shown(versions: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
