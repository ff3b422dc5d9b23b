"""What a published month says about itself."""

from __future__ import annotations

import json
from typing import Any

from graph.domain import RiskClass
from scoring.month_folders import MonthFolder
from scoring.results_types import MonthInfo, MonthReference


def month_info(folder: MonthFolder, revision: int, manifest: dict[str, Any] | None = None) -> MonthInfo:
    """Information of one published revision, from its manifest (read if not given).

    Raises
    ------
    NotFoundError
        If the revision is not published.
    """
    manifest = manifest or folder.manifest(revision)
    previous = manifest["previous"]
    counts = manifest["counts"]
    return MonthInfo(
        month=manifest["month"],
        revision=manifest["revision"],
        digest=manifest["digest"],
        pack=manifest["pack"]["id"],
        pack_hash=manifest["pack"]["hash"],
        catalogue_hash=manifest["catalogue_hash"],
        reference=manifest["reference"]["id"],
        store_version=manifest["store_version"],
        as_of=manifest["as_of"],
        known_by=manifest["known_by"],
        preliminary=manifest["preliminary"],
        current=folder.current() == revision,
        published=_published(folder, revision),
        previous=None if previous is None else MonthReference(**previous),
        enterprises=counts["enterprises"],
        scored=counts["scored"],
        class_counts={RiskClass(name): number for name, number in counts["classes"].items()},
        clusters=counts["clusters"],
        risk_clusters=counts["risk_clusters"],
        clusters_kept_share=_kept_share(manifest["clusters"]),
        relationship_scale=manifest["relationship"]["scale"],
        relationship_scale_note=manifest["relationship"]["note"],
        relationship_way=manifest["relationship"]["way"],
        relationship_model=manifest["relationship"].get("model"),
        relationship_reason=manifest["relationship"].get("reason"),
    )


def _kept_share(clusters: dict[str, Any]) -> float | None:
    """Of the partition that was published: the whole one, or the local one."""
    found: float | None = (clusters["local"] if clusters["way"] == "local" else clusters)["kept_share"]
    return found


def _published(folder: MonthFolder, revision: int) -> str | None:
    try:
        run: dict[str, Any] = json.loads(
            (folder.revision_path(revision) / "run.json").read_text(encoding="utf-8")
        )
    except (FileNotFoundError, ValueError):
        return None
    found: str | None = run.get("published_at")
    return found
