"""Lookups of a mapping: a number by key from a file of the same delivery."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.ingest.cleaning import NumberByKey, mask_of
from graph.ingest.deliveries import DeliveredFile
from graph.ingest.limits import Limits
from graph.ingest.mapping import Lookup, Mapping, matches
from graph.ingest.readers import open_file, require_columns
from graph.ingest.reading import FileRejectedError
from graph.ingest.rows import Rows

_NUMBER = r"^-?[0-9]+(?:\.[0-9]*)?$"


def read_lookups(
    mapping: Mapping, files: Sequence[DeliveredFile], null_words: pa.LargeStringArray, limits: Limits
) -> dict[str, NumberByKey]:
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
) -> NumberByKey:
    keys: list[pa.LargeStringArray] = [pa.array([], pa.large_string())]
    numbers: list[pa.Array] = [pa.array([], pa.float64())]
    for file in files:
        if not matches(lookup.match, file.path.name):
            continue
        try:
            opened = open_file(file.path, mapping.files[file.rule], mapping, limits)
            require_columns(opened, [(lookup.key,), (lookup.value,)], limits)
            for reading in opened.read([lookup.key, lookup.value]):
                if reading.chunk is not None:
                    rows = Rows(reading.chunk.columns, reading.chunk.lines, null_words)
                    texts = rows.text(lookup.value)
                    numeric = mask_of(pc.match_substring_regex(texts, _NUMBER))
                    known = pa.array(numeric & mask_of(pc.is_valid(rows.text(lookup.key))))
                    keys.append(rows.text(lookup.key).filter(known))
                    numbers.append(pc.cast(texts.filter(known), pa.float64()))
        except FileRejectedError:
            # The same file is listed as rejected when its rows are read.
            continue
    return _once_each(large_text(pa.concat_arrays(keys)), pa.concat_arrays(numbers))


def _once_each(keys: pa.LargeStringArray, numbers: pa.Array) -> NumberByKey:
    """A key with two different numbers is unknown."""
    table = pa.table({"key": keys, "number": numbers})
    found = table.group_by("key", use_threads=False).aggregate([("number", "min"), ("number", "max")])
    least, most = found["number_min"].to_numpy(), found["number_max"].to_numpy()
    return NumberByKey(large_text(found["key"]), np.where(least == most, least, np.nan))
