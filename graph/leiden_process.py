"""Leiden on arrays in a folder, as a process of its own so that a time limit can end it.

``python -m graph.leiden_process FOLDER`` reads request.json and the arrays beside it and
writes labels.npy by rename.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import graspologic_native
import numpy as np
import numpy.typing as npt


def leiden_labels(
    indptr: npt.NDArray[np.int64],
    indices: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float64],
    request: dict[str, Any],
) -> npt.NDArray[np.int64]:
    """Raw labels of a symmetric CSR matrix with at least one entry.

    The types are exact on purpose: the library answers others with a misleading error.
    """
    n = len(indptr) - 1
    _, found = graspologic_native.leiden_csr(
        indptr,
        indices,
        weights,
        n,
        resolution=request["resolution"],
        randomness=request["randomness"],
        use_modularity=False,
        seed=request["seed"],
        max_local_moving_iterations=request["max_local_moving_iterations"],
    )
    return _dense(found.items(), n)


def leiden_labels_from(
    indptr: npt.NDArray[np.int64],
    indices: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float64],
    start: npt.NDArray[np.int64],
    request: dict[str, Any],
) -> npt.NDArray[np.int64]:
    """Raw labels that grow out of a starting partition (every node needs a neighbour).

    The CSR form of the library takes no starting partition; its edge form does, with
    node names as text.
    """
    n = len(indptr) - 1
    row = np.repeat(np.arange(n), np.diff(indptr))
    upper = indices > row
    names = [str(i) for i in range(n)]
    edges = [
        (names[i], names[j], w)
        for i, j, w in zip(row[upper].tolist(), indices[upper].tolist(), weights[upper].tolist(), strict=True)
    ]
    _, found = graspologic_native.leiden(
        edges,
        starting_communities=dict(zip(names, start.tolist(), strict=True)),
        resolution=request["resolution"],
        randomness=request["randomness"],
        use_modularity=False,
        seed=request["seed"],
        max_local_moving_iterations=request["max_local_moving_iterations"],
    )
    return _dense(((int(name), label) for name, label in found.items()), n)


def _dense(items: Any, n: int) -> npt.NDArray[np.int64]:
    labels = np.full(n, -1, np.int64)
    for node, label in items:
        labels[node] = label
    return labels


def main(folder: Path) -> None:
    """Answer the request in a folder."""
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    indptr, indices, weights = (np.load(folder / f"{name}.npy") for name in ("indptr", "indices", "weights"))
    start = folder / "start.npy"
    labels = (
        leiden_labels_from(indptr, indices, weights, np.load(start), request)
        if start.exists()
        else leiden_labels(indptr, indices, weights, request)
    )
    partial = folder / "labels.partial.npy"
    np.save(partial, labels)
    partial.replace(folder / "labels.npy")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
