"""Words that no catalogue knows: kept, because sites have their own, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from graph.catalogue import entity_types, records, relations
from graph.columns import Column, ColumnType, Sensitivity
from graph.ingest.cleaning import mask_of
from graph.ingest.limits import Limits
from graph.ingest.rejects import shown

_REGION = r"^[0-9]{6}(?:[0-9]{3}|[0-9]{6})?$"
_INDUSTRY = r"^[A-T]?(?:[0-9]{2,4})?$"
_FORMULA = r"^[=@]|^[+-][^0-9.]"


@cache
def _words() -> dict[tuple[str, str], pa.LargeStringArray]:
    roles = sorted({role for entry in relations().kinds.values() for role in entry.roles})
    found = {
        ("ties", "role"): roles,
        ("records", "kind"): sorted(records().kinds),
        ("records", "measure"): sorted(records().measures),
        ("records", "outcome"): sorted(records().outcomes),
        ("record_items", "item_kind"): sorted(records().measures),
    }
    return {place: pa.array(words, pa.large_string()) for place, words in found.items()}


@cache
def _patterns() -> dict[tuple[str, str], str]:
    return {
        ("enterprises", "region"): _REGION,
        ("places", "region"): _REGION,
        ("enterprises", "industry"): _INDUSTRY,
        ("enterprises", "entity_type"): "^(?:" + "|".join(sorted(entity_types().types)) + ")",
    }


def unknown_words(table: str, fields: Mapping[str, pa.Array], limits: Limits) -> dict[str, Counter[str]]:
    """Words of each coded column that its catalogue or standard does not have, with their counts."""
    found: dict[str, Counter[str]] = {}
    for name, values in fields.items():
        if (table, name) in _words():
            known = mask_of(pc.is_in(values, value_set=_words()[(table, name)]))
        elif (table, name) in _patterns():
            known = mask_of(pc.match_substring_regex(values, _patterns()[(table, name)]))
        else:
            continue
        strange = values.filter(pa.array(~known & mask_of(pc.is_valid(values))))
        if len(strange):
            found[name] = words_of(strange, limits)
    return found


def words_of(values: pa.Array, limits: Limits, *, displaced: bool = False) -> Counter[str]:
    """Count of each text, in the form in which a report may show it (``rejects.shown``)."""
    found: Counter[str] = Counter()
    counts = pc.value_counts(values)
    for word, count in zip(
        counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True
    ):
        longest = limits.reject_value_characters
        found[shown(word, personal=False, longest=longest, displaced=displaced)] += count
    return found


def formula_count(columns: tuple[Column, ...], fields: Mapping[str, pa.Array]) -> int:
    """Number of free texts that a spreadsheet would run as a formula; they are kept as inert text."""
    total = 0
    for column in columns:
        free = column.kind is ColumnType.TEXT and not column.allowed and not column.name.endswith("_id")
        if free and column.sensitivity is not Sensitivity.PERSONAL:
            total += int(mask_of(pc.match_substring_regex(fields[column.name], _FORMULA)).sum())
    return total
