"""A made-up network in the shape of the interface's answers: the same number and seed, the same bytes."""

from __future__ import annotations

import random
from typing import Any

AS_OF = "2026-10-31"
PUBLISHED = {
    "month": "2026-10",
    "revision": 1,
    "pack": "mrt",
    "pack_hash": "0",
    "as_of": AS_OF,
    "known_by": AS_OF,
    "digest": "made-up",
}
_FIRST = "恒润锦宇翊辰宏川鼎峰骏德嘉腾弘菲朗拓晟科"
_TRADE = ("供应链", "建材", "食品", "软件", "物业", "餐饮", "商贸", "市政工程", "电子商务", "化工")
_HUB_SHARE = 0.12
"""Of all nodes at one address, the case that is hard to lay out."""


def network(nodes: int, seed: int) -> dict[str, Any]:
    """Answer of ``readEgo`` with so many nodes, about 1.6 ties a node, one address with 12% of them.

    Parameters
    ----------
    nodes : int
        At least 2.
    seed : int
    """
    draw = random.Random(seed)  # noqa: S311 - made-up data
    views = [_node(place, draw) for place in range(nodes)]
    ties: list[dict[str, Any]] = []
    for place in range(1, nodes):
        target = 0 if draw.random() < _HUB_SHARE else int(place * draw.random() ** 1.5)
        ties.append(_tie(len(ties), views[place], views[target], draw))
        if draw.random() < 0.6:
            other = draw.randrange(nodes)
            if other != place:
                ties.append(_tie(len(ties), views[place], views[other], draw))
    degree: dict[str, int] = {}
    for tie in ties:
        for end in ("source_id", "target_id"):
            degree[tie[end]] = degree.get(tie[end], 0) + 1
    for view in views:
        view["degree"] = degree.get(view["id"], 0) + draw.choice((0, 0, 3))
    shown = {"total": nodes, "shown": nodes, "ties_total": len(ties), "ties_shown": len(ties)}
    return {
        "published": PUBLISHED,
        "centre": views[0]["id"],
        "nodes": views,
        "ties": ties,
        "truncated": False,
    } | shown


def _node(place: int, draw: random.Random) -> dict[str, Any]:
    kind = "place" if place == 0 else draw.choices(("enterprise", "person", "contact"), (70, 20, 10))[0]
    name = "".join(draw.sample(_FIRST, 2)) + draw.choice(_TRADE)
    risk = draw.choices(("A", "B", "C", "D"), (60, 28, 8, 4))[0] if kind == "enterprise" else None
    labels = {
        "enterprise": name,
        "person": f"{name[0]}*",
        "place": "云岭市望江路1号",
        "contact": "136****0000",
    }
    return {
        "id": f"{kind[0].upper()}{place:05d}",
        "kind": kind,
        "label": labels[kind],
        "short_name": labels[kind],
        "degree": 0,
        "in_scope": True,
        "status": "operating" if kind == "enterprise" else None,
        "region": "000101",
        "scored": risk is not None,
        "risk_class": risk,
        "score": None if risk is None else {"A": 90.0, "B": 300.0, "C": 600.0, "D": 800.0}[risk],
    }


def _tie(number: int, source: dict[str, Any], target: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    if target["kind"] == "place":
        kind = "REGISTERED_AT"
    elif source["kind"] == "person":
        kind = draw.choice(("OFFICER_OF", "LEGAL_REPRESENTATIVE_OF"))
    else:
        kind = draw.choice(("HOLDS", "TRADES_WITH", "GUARANTEES"))
    return {
        "id": f"T{number:05d}",
        "kind": kind,
        "source_id": source["id"],
        "target_id": target["id"],
        "role": None,
        "share": round(draw.random(), 4) if kind == "HOLDS" else None,
        "valid_from": "2020-01-01",
        "valid_to": None,
        "confidence": 1.0,
        "statuses": [],
    }
