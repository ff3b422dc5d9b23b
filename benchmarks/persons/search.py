"""Times of the search for persons who may be one, at province size.

``python benchmarks/persons/search.py 1000000`` draws a province with 1.5 persons a firm and
heavy tails, gives every person a Chinese name (surnames and given names with the skew of
real ones), fills a vault in a folder of its own and prints seconds, processor seconds and
the greatest memory of each step. Half of the persons have no certificate; one in a hundred
of those has a second id at the same enterprise or at an enterprise of the same address.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from graph.arrays import large_text
from graph.same_person.book import PersonBook
from graph.same_person.rules import same_person_rules
from graph.same_person.search import search
from graph.same_person.unite import unite
from graph.same_person.verdicts import PersonLinks, PersonReview, Verdict
from graph.snapshot import Snapshot
from graph.vault import NameVault
from tests.relation_province import province

DAY = date(2026, 10, 31)
_SURNAMES = [chr(0x4E00 + 37 * k) for k in range(400)]
_GIVEN = [chr(0x5200 + 11 * k) for k in range(1_500)]


def names_of(count: int, rng: np.random.Generator) -> list[str]:
    """Names of persons: surnames by Zipf, a fifth with one given sign, the others with two."""
    surname = np.minimum(rng.zipf(1.35, count) - 1, len(_SURNAMES) - 1)
    first, second = (np.minimum((rng.pareto(1.2, count) * 40).astype(int), len(_GIVEN) - 1) for _ in "ab")
    short = rng.random(count) < 0.2
    return [
        _SURNAMES[s] + _GIVEN[a] + ("" if brief else _GIVEN[b])
        for s, a, b, brief in zip(
            surname.tolist(), first.tolist(), second.tolist(), short.tolist(), strict=True
        )
    ]


def with_columns(snapshot: Snapshot, rng: np.random.Generator) -> Snapshot:
    """The province with counties and kinds of ids."""
    kinds = np.array(["certificate", "source_key"], object)[rng.integers(0, 2, snapshot.persons.rows)]
    county = np.array([f"0000{k:02d}" for k in range(100)], object)
    region = county[rng.integers(0, 100, snapshot.enterprises.rows)]
    return replace(
        snapshot,
        persons=snapshot.persons.replace(id_kind=large_text(kinds)),
        enterprises=snapshot.enterprises.replace(region=large_text(region)),
    )


def with_second_ids(snapshot: Snapshot, names: list[str], rng: np.random.Generator) -> int:
    """Give some holders of one enterprise one name: a planted answer key; how many pairs."""
    ties = snapshot.ties
    first = snapshot.enterprises.rows
    source, target = ties.numbers("src"), ties.numbers("dst")
    persons = np.flatnonzero((source >= first) & (source < first + snapshot.persons.rows) & (target < first))
    order = persons[np.argsort(target[persons], kind="stable")]
    beside = np.flatnonzero(target[order][1:] == target[order][:-1])
    chosen = beside[rng.random(len(beside)) < 0.01]
    for row in chosen.tolist():
        names[source[order[row + 1]] - first] = names[source[order[row]] - first]
    return len(chosen)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print what a step took."""
    began, spent = time.monotonic(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(
        f"{what}: {time.monotonic() - began:.1f} s, {time.process_time() - spent:.1f} s of CPU, "
        f"peak {peak:.0f} MiB, load {os.getloadavg()[0]:.1f}"
    )


def main(firms: int) -> None:
    """Run every step once."""
    rng = np.random.default_rng(11)
    snapshot = with_columns(province(firms), rng)
    names = names_of(snapshot.persons.rows, rng)
    planted = with_second_ids(snapshot, names, rng)
    _say(
        f"{firms} firms, {snapshot.persons.rows} persons, {snapshot.ties.rows} ties, {planted} planted pairs"
    )
    with TemporaryDirectory(prefix="persons-") as folder:
        vault, book = NameVault(Path(folder)), PersonBook(Path(folder))
        with timed("names into the vault"):
            vault.put(snapshot.persons.text("person_id"), names, "registry", DAY)
        with timed("names compared"):
            keys = vault.name_keys(DAY)
        with timed("search"):
            found = search(snapshot, keys, same_person_rules(), DAY)
        _say(
            f"{found.shared_names} shared names, commonest {found.commonest}, {found.pairs} pairs, "
            f"{len(found.candidates)} candidates, skipped {found.skipped}"
        )
        with timed("candidates recorded"):
            book.record(found.candidates, DAY)
        reviews = tuple(
            _review(number, one.pair) for number, one in enumerate(found.candidates[:10_000:7], 1)
        )
        with timed(f"{len(reviews)} verdicts applied at freeze"):
            unite(snapshot, PersonLinks(reviews=reviews))


def _review(number: int, pair: tuple[str, str]) -> PersonReview:
    said: dict[str, Any] = {"reason": "bench", "author": "bench", "known_on": DAY, "verdict": Verdict.SAME}
    return PersonReview(number=number, person_a=pair[0], person_b=pair[1], **said)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
