"""Months without the columns that only people read: names, addresses, numbers of documents.

They are the greatest part of a month, and no indicator over relations and no stage between two
months needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from graph.arrays import Frame
from graph.snapshot import Snapshot
from graph.snapshot_part import Mask, Part, part_of
from scoring.indicators import columns_of
from scoring.measures import specs
from scoring.pack_model import Pack

SHOWN: Mapping[str, tuple[str, ...]] = {
    "enterprises": ("name", "former_names", "address", "supervising_authority"),
    "persons": ("id_kind",),
    "places": ("address", "region"),
    "contacts": ("contact_kind", "display"),
    "records": ("document_no", "authority", "source"),
}
"""Text columns that decide neither a hazard nor who is a legal person, unless an indicator reads one."""


def bare_part(whole: Snapshot, nodes: Mask, pack: Pack) -> Part:
    """Part of a snapshot in which columns that are only shown are unknown.

    Parameters
    ----------
    whole : Snapshot
    nodes : bool[nodes]
    pack : Pack
        A column that one of its indicators reads stays.
    """
    rows = [one for one in pack.indicators if not isinstance(one.measure, specs.RelationSpec)]
    read = {*columns_of(rows), *(getattr(one.measure, "group", None) for one in rows)}
    dropped = {frame: [name for name in names if name not in read] for frame, names in SHOWN.items()}
    bare: dict[str, Any] = {
        frame: Frame({name: column for name, column in getattr(whole, frame).items() if name not in names})
        for frame, names in dropped.items()
    }
    part = part_of(replace(whole, **bare), nodes)
    filled: dict[str, Any] = {}
    for frame, names in dropped.items():
        found: Frame = getattr(part.snapshot, frame)
        unknown = pa.nulls(found.rows, pa.large_string())
        filled[frame] = found.replace(**dict.fromkeys(names, unknown))
    return replace(part, snapshot=replace(part.snapshot, **filled))
