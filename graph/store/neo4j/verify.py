"""Compare a database with the source it was filled from: counts and checksums of keys.

The first pass sums the hashes of all keys of a kind on both sides. Only where a sum
differs, a second pass collects the hashes of that kind and names keys that one side lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk import BulkFiles
from graph.store.neo4j.database import Database
from graph.store.neo4j.database_keys import database_keys
from graph.store.neo4j.key_sums import Hashes, KeySum, key_hashes
from graph.store.neo4j.source_keys import Keys, source_keys

EXAMPLES = 5
"""Keys named for each difference."""

Progress = Callable[[str, int], None]
"""Called with a kind and the number of keys read so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCheck:
    """Result for one label, table or relationship type.

    Attributes
    ----------
    kind : str
        A label (keys ``id|slot``), a table (``id|known_on|batch_seq``) or a relationship
        type (``version_id|source slot|target slot``).
    expected, found : KeySum
        Of the source and of the database.
    missing, extra, doubled : tuple of str
        Example keys that only the source or only the database has, or that the database
        has more than once; empty where the source is a manifest, which holds no keys.
    """

    kind: str
    expected: KeySum
    found: KeySum
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """True if count and checksum agree."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Comparison of a database with one version.

    Attributes
    ----------
    version : str
        Version of the embedded store.
    kinds : tuple of KindCheck
        In the order of their names.
    """

    version: str
    kinds: tuple[KindCheck, ...]

    @property
    def same(self) -> bool:
        """True if every kind agrees."""
        return all(check.same for check in self.kinds)

    @property
    def differences(self) -> tuple[KindCheck, ...]:
        """Kinds that do not agree."""
        return tuple(check for check in self.kinds if not check.same)


def verify(
    database: Database, source: Version | BulkFiles, *, progress: Progress | None = None
) -> Verification:
    """Compare all keys of a database with a version of the embedded store or with bulk files.

    Parameters
    ----------
    database : Database
    source : Version or BulkFiles
        The manifest of bulk files holds counts and checksums but no keys.
    progress : function, optional

    Raises
    ------
    StoreError
        If the server cannot be read.
    """
    found = _summed(database_keys(database), progress)
    if isinstance(source, BulkFiles):
        return Verification(version=source.version, kinds=_compared(source.sums, found))
    checks = _compared(_summed(source_keys(source), None), found)
    wrong = {check.kind for check in checks if not check.same}
    if wrong:
        named = _examples(lambda: source_keys(source), lambda: database_keys(database), wrong)
        checks = tuple(_with_examples(check, named) for check in checks)
    return Verification(version=source.name, kinds=checks)


def _summed(keys: Iterator[Keys], progress: Progress | None) -> dict[str, KeySum]:
    sums: dict[str, KeySum] = {}
    for kind, part in keys:
        sums[kind] = sums.get(kind, KeySum()).plus(key_hashes(part))
        if progress is not None:
            progress(kind, sums[kind].keys)
    return sums


def _compared(expected: Mapping[str, KeySum], found: Mapping[str, KeySum]) -> tuple[KindCheck, ...]:
    nothing = KeySum()
    return tuple(
        KindCheck(kind=kind, expected=expected.get(kind, nothing), found=found.get(kind, nothing))
        for kind in sorted({*expected, *found})
    )


_Read = Callable[[], Iterator[Keys]]
_Named = Mapping[str, Sequence[str]]


def _examples(source: _Read, database: _Read, kinds: set[str]) -> tuple[_Named, _Named, _Named]:
    """Keys that only one side has, and keys that the database has twice, by kind."""
    held, there = _hashes(source, kinds), _hashes(database, kinds)
    missing = _first(source, {kind: np.setdiff1d(held[kind], there[kind]) for kind in kinds})
    extra = _first(database, {kind: np.setdiff1d(there[kind], held[kind]) for kind in kinds})
    return missing, extra, _first(database, {kind: _twice(there[kind]) for kind in kinds})


def _hashes(read: _Read, kinds: set[str]) -> dict[str, Hashes]:
    parts: dict[str, list[Hashes]] = {kind: [] for kind in kinds}
    for kind, keys in read():
        if kind in parts:
            parts[kind].append(key_hashes(keys))
    none = np.zeros(0, dtype=np.uint64)
    return {kind: np.concatenate(found) if found else none for kind, found in parts.items()}


def _twice(hashes: Hashes) -> Hashes:
    distinct, times = np.unique(hashes, return_counts=True)
    return distinct[times > 1]


def _first(read: _Read, wanted: Mapping[str, Hashes]) -> dict[str, list[str]]:
    """The first keys, in reading order, whose hashes are wanted."""
    named: dict[str, list[str]] = {kind: [] for kind in wanted}
    if not any(len(hashes) for hashes in wanted.values()):
        return named
    for kind, keys in read():
        known = named.get(kind)
        if known is None or len(known) >= EXAMPLES or not len(wanted[kind]):
            continue
        places = np.flatnonzero(np.isin(key_hashes(keys), wanted[kind]))
        for place in places:
            key = keys[int(place)].as_py()
            if key not in known and len(known) < EXAMPLES:
                known.append(key)
    return named


def _with_examples(check: KindCheck, named: tuple[_Named, _Named, _Named]) -> KindCheck:
    missing, extra, doubled = (tuple(part.get(check.kind, ())) for part in named)
    return KindCheck(
        kind=check.kind,
        expected=check.expected,
        found=check.found,
        missing=missing,
        extra=extra,
        doubled=doubled,
    )
