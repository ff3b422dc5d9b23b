"""Class D and discovery rate by ownership type, size and region of the enterprises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from graph.domain import RiskClass
from scoring.results import Month
from scoring.results_base import Label, Result
from scoring.weights.intervals import DiscoveryRate, discovery_rate, wilson
from scoring.weights.rules import Group, ReportRules

Longs = npt.NDArray[np.int64]
_D = list(RiskClass).index(RiskClass.D)
_UNKNOWN = Group(zh="未知", en="unknown")


class FairnessRow(Result):
    """One group of enterprises.

    Attributes
    ----------
    d_share : share of the group in class D
    d_ratio : that share over the share of all; null where nobody is in class D
    impact_ratio : share outside class D over that of the best group; 1 is the best group itself
    discovery, discovery_d : of all inspections of the group, and of those of its class D
    flagged : impact ratio below the limit, or D share above its reciprocal times that of all, in a
        group that is not small and whose D share is above that of all with the report's confidence
    """

    group: str
    label: Label
    scored: int
    d_share: float
    d_ratio: float | None
    impact_ratio: float | None
    discovery: DiscoveryRate
    discovery_d: DiscoveryRate
    flagged: bool


class FairnessTable(Result):
    """Groups by one attribute, largest first."""

    attribute: Literal["ownership", "size", "region"]
    groups: tuple[FairnessRow, ...]


def fairness_tables(
    month: Month, found: Longs, clean: Longs, rules: ReportRules
) -> tuple[FairnessTable, ...]:
    """Tables by ownership type, size and region.

    Parameters
    ----------
    month : Month
    found, clean : int64[n] inspections after the month with and without a problem
    rules : ReportRules
    """
    enterprises = month.snapshot.enterprises
    codes = month.scores.numbers("risk_class").astype(np.int64)
    letters = rules.region_letters.value
    keys = {
        "ownership": _mapped(enterprises.text("entity_type"), lambda word: ownership_of(word, rules)),
        "size": _mapped(enterprises.text("staff_band"), lambda word: word or ""),
        "region": _mapped(month.scores.text("region"), lambda word: (word or "")[:letters]),
    }
    labels: Mapping[str, Mapping[str, Group]] = {
        "ownership": rules.ownership.value,
        "size": rules.sizes.value,
        "region": {},
    }
    tables = []
    for attribute in ("ownership", "size", "region"):
        group, names = keys[attribute]
        rows = group_rows(group, names, codes, found, clean, labels[attribute], rules)
        tables.append(FairnessTable.model_validate({"attribute": attribute, "groups": rows}))
    return tuple(tables)


def ownership_of(entity_type: str | None, rules: ReportRules) -> str:
    """Ownership type of an entity type code by its longest prefix; '' if none fits."""
    by_prefix = {prefix: name for name, group in rules.ownership.value.items() for prefix in group.prefixes}
    for length in range(len(entity_type or ""), 0, -1):
        found = by_prefix.get((entity_type or "")[:length])
        if found is not None:
            return found
    return ""


def _mapped(column: Any, name_of: Any) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Group of each row and the names of the groups; a function of words, called once a word."""
    encoded = pc.dictionary_encode(column)
    words = [name_of(word) for word in encoded.dictionary.to_pylist()]
    names = sorted({*words, ""})
    place = {name: row for row, name in enumerate(names)}
    table = np.array([*(place[word] for word in words), place[""]], dtype=np.int64)
    return table[np.asarray(pc.fill_null(encoded.indices, len(words)))], names


def group_rows(
    group: Longs,
    names: Sequence[str],
    codes: Longs,
    found: Longs,
    clean: Longs,
    labels: Mapping[str, Group],
    rules: ReportRules,
) -> list[FairnessRow]:
    """Rows of one table, largest group first.

    Parameters
    ----------
    group : int64[n] place of each enterprise in ``names``
    names : names of the groups, '' where unknown
    codes : int64[n] class codes, -1 not scored
    found, clean : int64[n] inspections with and without a problem
    labels : labels by name; a name without one is its own label
    rules : ReportRules
    """
    scored = codes >= 0
    count = len(names)
    size = np.bincount(group[scored], minlength=count)
    in_d = np.bincount(group[codes == _D], minlength=count)
    sums = {
        name: np.bincount(group[rows], weights=column[rows], minlength=count).astype(np.int64)
        for name, column, rows in (
            ("found", found, scored),
            ("clean", clean, scored),
            ("found_d", found, codes == _D),
            ("clean_d", clean, codes == _D),
        )
    }
    overall = in_d.sum() / max(size.sum(), 1)
    large = size >= rules.smallest_group.value
    best = max(((1 - in_d[row] / size[row]) for row in np.flatnonzero(large)), default=0.0)
    limit, confidence = rules.least_impact.value, rules.confidence.value
    rows = []
    for row in sorted(np.flatnonzero(size).tolist(), key=lambda row: (-size[row], names[row])):
        share = float(in_d[row] / size[row])
        ratio = share / overall if overall > 0 else None
        impact = (1 - share) / best if best > 0 else None
        unequal = (impact is not None and impact < limit) or (ratio is not None and ratio > 1 / limit)
        low, _ = wilson(int(in_d[row]), int(size[row]), confidence)
        label = labels.get(names[row]) or (Group(zh=names[row], en=names[row]) if names[row] else _UNKNOWN)
        rows.append(
            FairnessRow(
                group=names[row] or "unknown",
                label=Label(zh=label.zh, en=label.en),
                scored=int(size[row]),
                d_share=share,
                d_ratio=ratio,
                impact_ratio=impact,
                discovery=discovery_rate(
                    int(sums["found"][row]), int(sums["found"][row] + sums["clean"][row]), confidence
                ),
                discovery_d=discovery_rate(
                    int(sums["found_d"][row]), int(sums["found_d"][row] + sums["clean_d"][row]), confidence
                ),
                flagged=bool(large[row] and unequal and low > overall),
            )
        )
    return rows
