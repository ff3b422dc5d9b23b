"""A relation network on disk: plain .npy arrays that a server maps, and a manifest.

Nothing is overwritten: a folder is written once. Mapped arrays cost the reader almost no
private memory.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from gnn.coefficients import Coefficients
from gnn.coparty import Reclassed
from gnn.network import RelationNetwork
from gnn.signals import Events, Naming
from graph.control_ties import ControlTies, no_control_ties
from graph.errors import IntegrityError
from graph.mapped import mapped
from graph.metapaths import FamilyPaths
from graph.path_rules import PathRules
from graph.same_person.links import with_possible_links
from graph.snapshot import Snapshot
from graph.units import Units

Array = np.ndarray[Any, Any]

_GROUPS: dict[str, type] = {
    "units": Units,
    "control": ControlTies,
    "events": Events,
    "naming": Naming,
    "reclassed": Reclassed,
}


def write_network(network: RelationNetwork, folder: Path) -> None:
    """Write everything a receipt needs into an empty folder: arrays for mapping and a manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Array] = {"classes": network.classes, "decays": network.decays}
    numbers: dict[str, int] = {"nodes": network.nodes}
    for group in _GROUPS:
        _collect(getattr(network, group), f"{group}.", arrays, numbers)
    for name, paths in network.families.items():
        _collect(paths, f"family.{name}.", arrays, numbers)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
    manifest = {
        "arrays": {name: [array.dtype.str, *array.shape] for name, array in sorted(arrays.items())},
        "numbers": numbers,
        "rules": network.rules.model_dump(mode="json"),
        "coefficients": network.coefficients.model_dump(mode="json"),
        "snapshot": _rows(network.snapshot),
    }
    text = json.dumps(manifest, indent=1, sort_keys=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _collect(group: Any, prefix: str, arrays: dict[str, Array], numbers: dict[str, int]) -> None:
    for field in fields(group):
        value = getattr(group, field.name)
        if isinstance(value, np.ndarray):
            arrays[prefix + field.name] = value
        else:
            numbers[prefix + field.name] = int(value)


def _rows(snapshot: Snapshot) -> dict[str, int | str]:
    return {
        "as_of": snapshot.as_of.isoformat(),
        "known_by": snapshot.known_by.isoformat(),
        "enterprises": snapshot.enterprises.rows,
        "persons": snapshot.persons.rows,
        "ties": snapshot.ties.rows,
        "records": snapshot.records.rows,
    }


def read_network(folder: Path, snapshot: Snapshot) -> RelationNetwork:
    """Network written by ``write_network``, arrays mapped read-only.

    Parameters
    ----------
    folder : Path
    snapshot : Snapshot
        The snapshot the network was built from.

    Raises
    ------
    IntegrityError
        If a file is missing or damaged, or the snapshot is another one.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        arrays = {name: mapped(folder / f"{name}.npy") for name in manifest["arrays"]}
    except (OSError, ValueError) as error:
        raise IntegrityError(f"relation network in {folder.name} is not whole: {error}") from error
    for name, (dtype, *shape) in manifest["arrays"].items():
        if arrays[name].dtype.str != dtype or list(arrays[name].shape) != shape:
            raise IntegrityError(f"relation network array {name}: expected {dtype} {shape}")
    rules = PathRules.model_validate(manifest["rules"])
    snapshot = with_possible_links(snapshot, rules)
    if manifest["snapshot"] != _rows(snapshot):
        raise IntegrityError(
            f"relation network in {folder.name} belongs to another snapshot: "
            f"expected {manifest['snapshot']}, got {_rows(snapshot)}"
        )
    values = {**_none_of_control(), **arrays, **manifest["numbers"]}
    groups: dict[str, Any] = {group: _restore(kind, f"{group}.", values) for group, kind in _GROUPS.items()}
    return RelationNetwork(
        snapshot=snapshot,
        **groups,
        families={name: _restore(FamilyPaths, f"family.{name}.", values) for name in rules.families},
        nodes=values["nodes"],
        classes=values["classes"],
        decays=values["decays"],
        rules=rules,
        coefficients=Coefficients.model_validate(manifest["coefficients"]),
    )


def _none_of_control() -> dict[str, Any]:
    """Ties of control of a network that was written before paths went over control."""
    arrays: dict[str, Array] = {}
    _collect(no_control_ties(), "control.", arrays, {})
    return arrays


def _restore(kind: type, prefix: str, values: dict[str, Any]) -> Any:
    return kind(**{field.name: values[prefix + field.name] for field in fields(kind)})
