"""No echo at size: ``python -m benchmarks.training.echo --home HOME --month 2026-10 --count 10000``.

Every record that names one of many enterprises (and every record of a decision that names it)
is taken away at once; everything is measured, classed and joined again. No two of the chosen are
joined by a path or a record, so each keeps its own relationship hazard to the last bit.
With ``--trained HOME`` by strengths and path rules of the last model trained there, instead of those
of the month. The home is only read.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from benchmarks.speed.measure import run_step
from benchmarks.training.of_month import choice_of, network_of
from benchmarks.training.report import RESULTS
from gnn.network import RelationNetwork
from graph.filings import FilingStore
from graph.metapaths import spread
from scoring.excluded_records import keep_records
from scoring.exclusions import filings_left
from scoring.job.own import own_part, relation_network
from scoring.job.score import relationship_hazard
from scoring.month_filings import filings_of
from scoring.reference import Reference
from scoring.results import Month, Months

Array = np.ndarray[Any, Any]

_MORE = 6
"""Candidates drawn for each one wanted; those that are joined to another leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Units whose records go, and the records.

    Attributes
    ----------
    units : int64[c]
    records : bool[records] True for those that go
    """

    units: Array
    records: Array


def choose(network: RelationNetwork, scored: Array, count: int, seed: int) -> Chosen:
    """Units with records of their own, none of which reaches or shares a record's party with another.

    Parameters
    ----------
    network : RelationNetwork
    scored : bool[units]
    count : int
        At most so many.
    seed : int
        The same seed chooses the same ones.
    """
    units, snapshot = network.units, network.snapshot
    party = units.contract(snapshot.parties.numbers("party")).astype(np.int64)
    record = snapshot.parties.numbers("record").astype(np.int64)
    own = np.zeros(units.count, np.bool_)
    own[party[party < units.count]] = True
    rng = np.random.default_rng(seed)
    drawn = np.flatnonzero(own & scored)
    drawn = np.sort(rng.permutation(drawn)[: _MORE * count])
    at, named = _named(network, drawn, party, record)
    by_record = np.argsort(record, kind="stable")
    starts = np.searchsorted(record[by_record], np.arange(snapshot.records.rows + 1))
    pair, entry = spread(starts, named)
    shape = (len(drawn), network.nodes)
    rows = np.concatenate([at[pair], np.arange(len(drawn))])
    touched = _flags(rows, np.concatenate([party[by_record[entry]], drawn]), shape)
    reached = _flags(*_reached(network, drawn), shape)
    joined = csr_array((reached + touched) @ touched.T)
    joined = csr_array(joined + joined.T)
    alone = _apart(joined)[:count]
    gone = np.zeros(snapshot.records.rows, np.bool_)
    gone[named[np.isin(at, alone)]] = True
    return Chosen(units=drawn[alone], records=gone)


def _named(network: RelationNetwork, drawn: Array, party: Array, record: Array) -> tuple[Array, Array]:
    """N(i) of each drawn unit: its position, and a record."""
    place = np.full(network.nodes, -1, np.int64)
    place[drawn] = np.arange(len(drawn))
    mine = np.flatnonzero(place[party] >= 0)
    at, more = network.naming.of_units(drawn)
    pairs = np.concatenate([np.stack((place[party[mine]], record[mine])), np.stack((at, more))], axis=1)
    pairs = np.unique(pairs, axis=1)
    return pairs[0], pairs[1]


def _reached(network: RelationNetwork, drawn: Array) -> tuple[Array, Array]:
    rows, parties = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin, end in network.chunks(drawn):
        for family in network.reach(drawn[begin:end]):
            rows.append(family.found.row + begin)
            parties.append(family.found.party)
    return np.concatenate(rows), np.concatenate(parties)


def _flags(rows: Array, columns: Array, shape: tuple[int, int]) -> csr_array:
    table = csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)
    table.sum_duplicates()
    table.data[:] = 1
    return table


def _apart(joined: csr_array) -> Array:
    """Rows of which no two are joined, greedily in their order."""
    free = np.ones(joined.shape[0], np.bool_)
    kept = []
    for row in range(joined.shape[0]):
        if free[row]:
            kept.append(row)
            free[joined.indices[joined.indptr[row] : joined.indptr[row + 1]]] = False
    return np.array(kept, np.int64)


def measure(month: Month, home: Path, count: int, seed: int, trained: Path | None = None) -> dict[str, Any]:
    """Take away the records of many enterprises and compare each one's own factor.

    Parameters
    ----------
    month : Month
    home : Path
    count, seed : int
    trained : Path, optional
        Home with models: strengths and path rules of the last one instead of the month's.

    Returns
    -------
    dict
        firms, changed, records_gone, with_factor (of the changed, before), moved, own_moved
        (changed ones whose own hazards did change), model.
    """
    pack, manifest = month.pack, month.manifest
    reference = Reference.read(home, manifest["reference"]["id"])
    choice = choice_of(month, home, trained)
    network = month.network if trained is None else network_of(month, home, choice)
    scores = month.scores
    heads = network.units.head
    chosen = choose(network, scores.numbers("scored").astype(bool)[heads], count, seed)
    snapshot = keep_records(month.snapshot, ~chosen.records)
    store = filings_of(FilingStore(home), manifest)
    filings = filings_left(snapshot, store.view(date.fromisoformat(manifest["known_by"]), snapshot), pack)
    own = own_part(snapshot, filings, pack, reference)
    _, changed = relation_network(snapshot, own.indicators, pack, reference, choice)
    rows = heads[chosen.units]
    structural = own.hazards.structural[rows]
    after = relationship_hazard(changed.raw(chosen.units), structural, choice.scale, pack)
    before = scores.numbers("lambda_relationship")[rows]
    if trained is not None:
        before = relationship_hazard(network.raw(chosen.units), structural, choice.scale, pack)
    total = sum(scores.numbers(f"lambda_{name}")[rows] for name in _OWN)
    return {
        "firms": month.snapshot.enterprises.rows,
        "month": month.info.month,
        "changed": len(rows),
        "records_gone": int(chosen.records.sum()),
        "with_factor": int((before > 0).sum()),
        "own_moved": int((own.hazards.total[rows] != total).sum()),
        "moved": int((before != after).sum()),
        "model": choice.model,
    }


_OWN = ("attribute", "operating", "enforcement", "evaluation")


def main() -> int:
    """Measure in a process of its own and store the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training.echo", description=__doc__)
    parser.add_argument("--home", required=True)
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trained", type=Path, help="home with a trained model")
    parser.add_argument("--log", default="echo.log", help="file that takes the output of the process")
    parser.add_argument("--inside", action="store_true", help="measure here and write one line")
    chosen = parser.parse_args()
    if chosen.inside:
        home = Path(chosen.home)
        found = measure(Months(home).open(chosen.month), home, chosen.count, chosen.seed, chosen.trained)
        sys.stdout.write(json.dumps(found) + "\n")
        return 0
    log = Path(chosen.log)
    step = run_step(
        "echo", [sys.executable, "-m", "benchmarks.training.echo", *sys.argv[1:], "--inside"], log
    )
    told = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    told |= {"seconds": step.seconds, "cpu_seconds": step.cpu_seconds}
    told |= {"peak_private_bytes": step.peak_private_bytes}
    RESULTS.mkdir(exist_ok=True)
    stored = RESULTS / f"echo-{'trained-' if chosen.trained else ''}{told['firms']}.json"
    stored.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(told) + "\n")
    return 0 if told["moved"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
