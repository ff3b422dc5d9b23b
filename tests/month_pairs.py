"""Two hand-made months and the pack that turns a little more risk into class B."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.snapshot import Snapshot
from scoring.pack import load_pack
from scoring.pack_model import Pack
from tests.frozen_world import tie, world

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
MRT = load_pack("mrt")


def changed_pack(pack: Pack, **sections: Any) -> Pack:
    """The pack with some sections replaced, checked again."""
    return Pack.model_validate({**pack.model_dump(mode="json"), **sections})


def with_low_b(pack: Pack = MRT) -> Pack:
    """The pack with A up to 216: an enterprise of which nothing is known is A, a little more makes it B."""
    words = [("A", 0, 216), ("B", 216, 500), ("C", 500, 750), ("D", 750, 1000)]
    ranges = [{"name": name, "at_least": low, "at_most": high} for name, low, high in words]
    return changed_pack(pack, classes={"closed": "left", "ranges": ranges})


PACK = with_low_b()
TIES = (
    tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1", entered_on=date(2022, 1, 1)),
    tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E2", entered_on=date(2022, 1, 1)),
)
FIRMS = ("E1", "E2", "E3")


def penalty(name: str, *parties: str, **more: Any) -> dict[str, Any]:
    day = more.pop("day", date(2026, 8, 1))
    return {
        "record_id": name,
        "kind": "penalty",
        "measure": "suspension",
        "decided_on": day,
        "published_on": day,
        "entered_on": day,
        "parties": parties,
        **more,
    }


def september(**rows: Any) -> Snapshot:
    return world(as_of=SEPTEMBER, **{"enterprises": FIRMS, "persons": ["P:1"], "ties": TIES, **rows})


def october(**rows: Any) -> Snapshot:
    return world(as_of=OCTOBER, **{"enterprises": FIRMS, "persons": ["P:1"], "ties": TIES, **rows})
