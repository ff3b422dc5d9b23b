"""Lookups of a mapping: a value by key from files of the same delivery, read before the rows are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.identity import normalise_codes
from graph.ingest.cleaners_days import days_of_texts
from graph.ingest.cleaning import NumberByKey, TextByKey, mask_of
from graph.ingest.conditions import condition_columns, holds
from graph.ingest.deliveries import DeliveredFile
from graph.ingest.limits import Limits
from graph.ingest.mapping import Lookup, Mapping, matches
from graph.ingest.readers import open_file, require_columns
from graph.ingest.reading import FileRejectedError
from graph.ingest.rows import Rows

_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]*)?$"

FoundLookup = NumberByKey | TextByKey
"""What a lookup has read."""


def read_lookups(
    mapping: Mapping, files: Sequence[DeliveredFile], null_words: pa.LargeStringArray, limits: Limits
) -> dict[str, FoundLookup]:
    """Every lookup of a mapping; without a readable file it knows no key."""
    return {
        name: _lookup(mapping, lookup, files, null_words, limits) for name, lookup in mapping.lookups.items()
    }


def _lookup(
    mapping: Mapping,
    lookup: Lookup,
    files: Sequence[DeliveredFile],
    null_words: pa.LargeStringArray,
    limits: Limits,
) -> FoundLookup:
    keys: list[pa.LargeStringArray] = [pa.array([], pa.large_string())]
    values: list[pa.LargeStringArray] = [pa.array([], pa.large_string())]
    preferred: list[pa.Array] = [pa.array([], pa.bool_())]
    for rows in _rows(mapping, lookup, files, null_words, limits):
        key = normalise_codes(rows.text(lookup.key)) if lookup.gives == "holder" else rows.text(lookup.key)
        value = rows.text(lookup.value)
        known = mask_of(pc.and_(pc.is_valid(key), pc.is_valid(value)))
        if lookup.gives in ("number", "sum"):
            known &= mask_of(pc.match_substring_regex(value, _NUMBER))
        if lookup.when is not None:
            known &= holds(lookup.when, rows)
        chosen = pa.array(known)
        keys.append(large_text(key.filter(chosen)))
        values.append(large_text(value.filter(chosen)))
        if lookup.prefer is not None:
            preferred.append(pa.array(holds(lookup.prefer, rows)).filter(chosen))
    key, value = large_text(pa.concat_arrays(keys)), large_text(pa.concat_arrays(values))
    if lookup.gives in ("number", "sum"):
        return _numbers(key, pc.cast(value, pa.float64()), total=lookup.gives == "sum")
    if lookup.gives == "holder":
        return _holders(key, value, pa.concat_arrays(preferred))
    if lookup.gives == "latest":
        days = days_of_texts(value)
        return _one_text(pa.table({"key": key, "value": pc.cast(days, pa.large_string())}), "max")
    return _texts(key, value, joined=lookup.gives == "texts")


def _rows(
    mapping: Mapping,
    lookup: Lookup,
    files: Sequence[DeliveredFile],
    null_words: pa.LargeStringArray,
    limits: Limits,
) -> Iterator[Rows]:
    """Rows of all files of a lookup with its columns; a file that cannot be read gives none."""
    asked = [lookup.key, lookup.value]
    for condition in (lookup.when, lookup.prefer):
        asked.extend(() if condition is None else condition_columns(condition))
    for file in files:
        if not matches(lookup.match, file.path.name):
            continue
        try:
            opened = open_file(file.path, mapping.files[file.rule], mapping, limits)
            if not {lookup.key, lookup.value} <= set(opened.header) and mapping.absent_columns == "unknown":
                continue
            require_columns(opened, [(lookup.key,), (lookup.value,)], limits)
            columns = [word for word in dict.fromkeys(asked) if word in opened.header]
            for reading in opened.read(columns):
                if reading.chunk is not None:
                    yield Rows(reading.chunk.columns, reading.chunk.lines, null_words)
        except FileRejectedError:
            # The same file is listed as rejected when its rows are read.
            continue


def _numbers(keys: pa.LargeStringArray, numbers: pa.Array, *, total: bool) -> NumberByKey:
    """Sum of a key's numbers, or its number; a key with two different numbers is unknown."""
    table = pa.table({"key": keys, "number": numbers}).group_by("key", use_threads=False)
    if total:
        sums = table.aggregate([("number", "sum")])
        return NumberByKey(large_text(sums["key"]), sums["number_sum"].to_numpy())
    found = table.aggregate([("number", "min"), ("number", "max")])
    least, most = found["number_min"].to_numpy(), found["number_max"].to_numpy()
    return NumberByKey(large_text(found["key"]), np.where(least == most, least, np.nan))


def _one_text(table: pa.Table, which: str) -> TextByKey:
    found = table.group_by("key", use_threads=False).aggregate([("value", which)])
    return TextByKey(large_text(found["key"]), large_text(found[f"value_{which}"]))


def _texts(keys: pa.LargeStringArray, values: pa.LargeStringArray, *, joined: bool) -> TextByKey:
    """The one text of a key, or all its texts in their order, joined by ``|``."""
    rows = pa.table({"key": keys, "value": values})
    table = rows.group_by(["key", "value"], use_threads=False).aggregate([])
    if joined:
        found = table.group_by("key", use_threads=False).aggregate([("value", "list")])
        lists = found["value_list"].cast(pa.list_(pa.string())).combine_chunks()
        return TextByKey(large_text(found["key"]), large_text(pc.binary_join(lists, "|")))
    found = table.group_by("key", use_threads=False).aggregate([("value", "min"), ("value", "max")])
    same = pc.equal(found["value_min"], found["value_max"])
    one = pc.if_else(same, found["value_min"], pa.scalar(None, pa.large_string()))
    return TextByKey(large_text(found["key"]), large_text(one))


def _holders(keys: pa.LargeStringArray, claimants: pa.LargeStringArray, preferred: pa.Array) -> TextByKey:
    """Holder of each key that several claimants have: the only preferred one, else nobody."""
    claims = pa.table({"key": keys, "claimant": claimants, "preferred": preferred})
    claims = claims.group_by(["key", "claimant"], use_threads=False).aggregate([("preferred", "max")])
    counts = claims.group_by("key", use_threads=False).aggregate([("claimant", "count")])
    several = counts.filter(pc.greater(counts["claimant_count"], 1))["key"]
    contested = claims.filter(pc.is_in(claims["key"], value_set=several.combine_chunks()))
    liked = contested.filter(contested["preferred_max"])
    found = liked.group_by("key", use_threads=False).aggregate([("claimant", "min"), ("claimant", "max")])
    only = found.filter(pc.equal(found["claimant_min"], found["claimant_max"]))
    wanted = large_text(several)
    place = pc.index_in(wanted, value_set=large_text(only["key"]))
    return TextByKey(wanted, large_text(large_text(only["claimant_min"]).take(place)))
