"""Packs that stand on others: a region's own sections, and what a lower level may change."""

from __future__ import annotations

from typing import Any

from graph.errors import PackError
from scoring.pack_lines import PackText

OWN = ("id", "title", "version", "effective", "level", "based_on", "legal_basis", "approval")
"""Fields that say which pack this is; never taken from the base."""

LOCAL = (*OWN, "measures")
"""Fields of a pack of a lower level: it may complete the measures and nothing else."""


def refuse_local_without_base(text: PackText) -> None:
    """Refuse a pack of a lower level that stands on no regional pack."""
    if text.content.get("level") == "local":
        raise PackError(
            f"{text.place(('level',))}: level: expected based_on with the regional pack that a local one "
            "completes, got none"
        )


def stacked(text: PackText, base: PackText) -> dict[str, Any]:
    """Sections of a pack and, where it has none, of its base; measures by class.

    Parameters
    ----------
    text, base : PackText

    Raises
    ------
    PackError
        If the base is local, or a local pack changes more than measures or their statutory kind.

    References
    ----------
    Seed XJ art. 5 (the region decides, each level may complete the measures) and 17.
    """
    own, below = text.content, base.content
    if below.get("level") == "local":
        raise PackError(f"{text.place(('based_on',))}: based_on: expected a regional pack, got a local one")
    if own.get("level") == "local":
        _refuse_more_than_measures(text, below)
    merged = {key: value for key, value in below.items() if key not in OWN} | own
    if isinstance(own.get("measures"), dict) and isinstance(below.get("measures"), dict):
        merged["measures"] = {**below["measures"], **own["measures"]}
    return merged


def _refuse_more_than_measures(text: PackText, below: dict[str, Any]) -> None:
    lines = [
        f"{text.place((key,))}: {key}: expected a local pack to change measures only (seed XJ art. 5), "
        f"got {key}"
        for key in text.content
        if key not in LOCAL
    ]
    measures = text.content.get("measures")
    regional = below.get("measures")
    for name, entry in measures.items() if isinstance(measures, dict) else ():
        allowed = regional.get(name, {}) if isinstance(regional, dict) else {}
        if isinstance(entry, dict) and entry.get("statutory_kind") != allowed.get("statutory_kind"):
            lines.append(
                f"{text.place(('measures', name, 'statutory_kind'))}: measures.{name}.statutory_kind: "
                f"expected the region's kinds (seed XJ art. 17), {allowed.get('statutory_kind')!r}, "
                f"got {entry.get('statutory_kind')!r}"
            )
    if lines:
        raise PackError("; ".join(lines), findings=lines)
