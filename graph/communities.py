"""Communities of enterprises: Leiden with the constant Potts model on the projection.

The same projection gives the same partition: nodes in the order of their codes, a fixed
seed, integer weights. A later month may keep the last month's partition wherever nothing
changed and cluster only the changed communities and their neighbours again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from graph.arrays import Frame
from graph.community_rules import WEIGHT_UNIT, LeidenRules
from graph.disk import disk_full, tells_disk_full
from graph.errors import JobError
from graph.projection import Projection

Labels = npt.NDArray[np.int32]

_TO_UNITY = 2.0**-20
"""What the library gets whole weights by: a power of two, so that they stay symmetric to the last bit.

It stops too early at great resolutions (graspologic-native 1.3.1): a ring of 9 pairs of .6 at
resolution .02 is one community, the same numbers times 1,000 give four and a lower quality.
"""


def partition(projection: Projection, rules: LeidenRules, work: Path) -> Labels:
    """Community of every enterprise, numbered by the smallest member's code.

    Parameters
    ----------
    projection : Projection
    rules : LeidenRules
    work : Path
        Existing folder for the arrays handed to the process.

    Returns
    -------
    int32[n]
        -1 for an enterprise that is alone.

    Raises
    ------
    JobError
        If the process ends badly or takes longer than the time limit.
    """
    matrix = projection.matrix()
    nodes = np.flatnonzero(np.diff(matrix.indptr))
    labels = np.full(projection.enterprises, -1, np.int64)
    if len(nodes):
        labels[nodes] = _run(matrix[nodes][:, nodes], rules, work, start=None)
    return canonical(labels)


def recluster(
    projection: Projection,
    rules: LeidenRules,
    work: Path,
    *,
    previous: Labels,
    changed: npt.NDArray[np.bool_],
) -> Labels:
    """Partition that keeps last month's communities wherever nothing near them changed.

    Parameters
    ----------
    projection : Projection
        This month's pairs.
    rules : LeidenRules
    work : Path
        Existing folder for the arrays handed to the process.
    previous : int32[n]
        Last month's communities in this month's codes, -1 for alone or new.
    changed : bool[n]
        Enterprises with a pair that appeared, vanished or changed its weight.

    Returns
    -------
    int32[n]
        Numbered like ``partition``.
    """
    matrix = projection.matrix()
    n = projection.enterprises
    own = np.where(previous >= 0, previous.astype(np.int64), n + np.arange(n))
    touched = np.zeros(2 * n, np.bool_)
    touched[own[changed]] = True
    inside = touched[own]
    near = (matrix @ inside.astype(np.int64)) > 0
    touched[own[near]] = True
    inside = touched[own]
    nodes = np.flatnonzero(inside & (np.diff(matrix.indptr) > 0))
    labels = np.where(inside, -1, previous.astype(np.int64))
    if len(nodes):
        part = matrix[nodes][:, nodes]
        linked = np.diff(part.indptr) > 0
        part, nodes = part[linked][:, linked], nodes[linked]
        if len(nodes):
            labels[nodes] = n + 1 + _run(part, rules, work, start=starting(part, own[nodes]))
    return canonical(labels)


def starting(matrix: sp.csr_array, communities: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Communities to grow from, numbered from 0; who has no neighbour in his own starts alone.

    The library takes such members out by itself, in the order of a hash table that is another one
    in every process (graspologic-native 1.3.1): the partition would differ from run to run.

    Parameters
    ----------
    matrix : sparse array
        Symmetric; every row has an entry.
    communities : int64[rows]
        Any numbers.
    """
    row = np.repeat(np.arange(len(communities)), np.diff(matrix.indptr))
    joined = np.zeros(len(communities), np.bool_)
    joined[row[communities[row] == communities[matrix.indices]]] = True
    several = np.where(joined, communities, communities.max(initial=-1) + 1 + np.arange(len(joined)))
    return np.unique(several, return_inverse=True)[1].astype(np.int64)


def changed_enterprises(
    projection: Projection, previous: Frame, recode: npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """Enterprises with a pair that appeared, vanished or changed its weight.

    Parameters
    ----------
    projection : Projection
    previous : Frame
        Last month's pairs (src, dst, weight) in last month's codes.
    recode : int32[last month's n]
        This month's code of each enterprise, -1 if it is gone.

    Returns
    -------
    bool[n]
    """
    n = projection.enterprises
    src, dst = recode[previous.numbers("src")], recode[previous.numbers("dst")]
    changed = np.zeros(n, np.bool_)
    changed[src[(src >= 0) & (dst < 0)]] = True
    changed[dst[(dst >= 0) & (src < 0)]] = True
    both = (src >= 0) & (dst >= 0)
    before = _sparse(src[both], dst[both], previous.numbers("weight")[both], n)
    now = projection.pairs
    after = _sparse(now.numbers("src"), now.numbers("dst"), now.numbers("weight"), n)
    difference = (after - before).tocoo()
    moved = difference.data != 0
    changed[difference.row[moved]] = True
    changed[difference.col[moved]] = True
    return changed


def canonical(labels: npt.NDArray[np.int64]) -> Labels:
    """Labels 0.. in the order of the smallest member; a single member gets -1."""
    out = np.full(len(labels), -1, np.int32)
    member = np.flatnonzero(labels >= 0)
    if not len(member):
        return out
    _, first, position, size = np.unique(
        labels[member], return_index=True, return_inverse=True, return_counts=True
    )
    several = size > 1
    order = np.argsort(first[several], kind="stable")
    names = np.full(len(first), -1, np.int32)
    names[np.flatnonzero(several)[order]] = np.arange(len(order), dtype=np.int32)
    out[member] = names[position]
    return out


def _sparse(
    src: npt.NDArray[np.int32], dst: npt.NDArray[np.int32], weight: npt.NDArray[np.int32], n: int
) -> sp.csr_array:
    low, high = np.minimum(src, dst), np.maximum(src, dst)
    return sp.csr_array((weight.astype(np.int64), (low, high)), shape=(n, n))


def _run(
    matrix: sp.csr_array, rules: LeidenRules, work: Path, start: npt.NDArray[np.int64] | None
) -> npt.NDArray[np.int64]:
    matrix.sort_indices()
    mirror = matrix.T.tocsr()
    mirror.sort_indices()
    same = np.array_equal(matrix.indices, mirror.indices) and np.array_equal(matrix.data, mirror.data)
    if not (same and np.array_equal(matrix.indptr, mirror.indptr)):
        raise JobError("expected a symmetric projection, got an asymmetric one: nothing is clustered")
    with tempfile.TemporaryDirectory(dir=work, prefix="leiden-") as name:
        folder = Path(name)
        np.save(folder / "indptr.npy", matrix.indptr.astype(np.int64))
        np.save(folder / "indices.npy", matrix.indices.astype(np.int32))
        np.save(folder / "weights.npy", matrix.data.astype(np.float64) * _TO_UNITY)
        if start is not None:
            np.save(folder / "start.npy", start)
        request = {
            "resolution": rules.resolution * WEIGHT_UNIT * _TO_UNITY,
            "randomness": rules.randomness,
            "seed": rules.seed,
            "max_local_moving_iterations": rules.max_local_moving_iterations,
        }
        (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        _process(folder, rules.time_limit_s)
        labels: npt.NDArray[np.int64] = np.load(folder / "labels.npy")
    return labels


def _process(folder: Path, time_limit_s: int) -> None:
    command = [sys.executable, "-m", "graph.leiden_process", str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    try:
        done = subprocess.run(  # noqa: S603 - our own module and a folder we made
            command, env=environment, capture_output=True, timeout=time_limit_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise JobError(
            f"clustering took longer than {time_limit_s} s: raise communities.leiden.time_limit_s"
        ) from error
    if done.returncode:
        tail = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        if any(tells_disk_full(line) for line in tail):
            raise disk_full("clustering", folder.name)
        raise JobError(f"clustering process ended with {done.returncode}: {' '.join(tail)}")
