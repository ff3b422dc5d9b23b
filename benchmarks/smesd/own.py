"""What an enterprise is by itself and how many ties it has: as numbers, and as non-negative columns.

Numbers are for classifiers that split them where they like; for the additive hazard they
become 0/1 columns of buckets, the lowest one too, so a strength may also lie on having little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack

from benchmarks.smesd.extract import Split
from scoring.training.panel_columns import ColumnBuilder, Columns

Array = np.ndarray[Any, Any]

LEAST_WORDS = 15
"""Enterprises of the training split that a word of industry or area needs for a column."""
WORDS = ("industry", "area")
LOST = 3
"""Result of a suit that the enterprise lost as defendant."""
_RESULTS, _COURTS, _CAUSES = range(4), range(4), range(11)
_CAPITAL = (0.0, 10.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4)
_RATIO = (0.0, 0.01, 0.3, 0.7, 0.99)
_SUITS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
_ANY = (0.0, 1.0)
_AGE_MONTHS = (0.0, 36.0, 60.0, 96.0, 144.0, 192.0, 240.0)
_SUIT_MONTHS = (0.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0)
_TIES = (0.0, 1.0, 2.0, 3.0, 5.0, 9.0)
_DEGREES = (0.0, 3.0, 5.0, 7.0, 9.0, 12.0, 16.0, 24.0)


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the training split that get a column or a number, by column."""

    industry: tuple[str, ...]
    area: tuple[str, ...]

    @classmethod
    def of(cls, train: Split) -> Words:
        """Words that are common enough in the training split, sorted."""
        found = []
        for name in WORDS:
            counts = train.enterprises[name].value_counts()
            found.append(tuple(sorted(counts.index[counts >= LEAST_WORDS])))
        return cls(*found)


def own_numbers(split: Split, words: Words) -> pd.DataFrame:
    """Own numbers of each enterprise, a row each in the order of the split.

    Capital in 10,000 yuan, suits by cause, court and result, words as numbers (-1 for rare
    ones); age and months of suits only where the split has them.
    """
    enterprises, ids = split.enterprises, split.ids
    found: dict[str, Array] = {
        "registered": enterprises["registered_capital_10k_yuan"].to_numpy(float),
        "paid_in": enterprises["paid_in_capital_10k_yuan"].to_numpy(float),
    }
    found["ratio"] = found["paid_in"] / np.maximum(found["registered"], 1e-6)
    for name in WORDS:
        number = {word: at for at, word in enumerate(getattr(words, name))}
        found[name] = enterprises[name].map(number).fillna(-1).to_numpy(float)
    found |= _suits(split)
    if split.leaky:
        found["age_months"] = enterprises["age_months"].to_numpy(float)
        months = split.suits.groupby("enterprise_id")["months_before_observation"]
        for name in ("min", "max", "mean"):
            found[f"suit_months_{name}"] = months.agg(name).reindex(ids).to_numpy(float)
        for bucket in range(3):
            mine = split.suits[split.suits["time_bucket"] == bucket]
            found[f"suits_bucket_{bucket}"] = _counts(mine, ids)
    return pd.DataFrame(found)


def _suits(split: Split) -> dict[str, Array]:
    suits, ids = split.suits, split.ids
    found = {"suits": _counts(suits, ids)}
    for column, values in (("result", _RESULTS), ("court_level", _COURTS), ("cause", _CAUSES)):
        found |= {f"{column}_{value}": _counts(suits[suits[column] == value], ids) for value in values}
    for cause in _CAUSES:
        for result in _RESULTS:
            mine = suits[(suits["cause"] == cause) & (suits["result"] == result)]
            found[f"cause_{cause}_{result}"] = _counts(mine, ids)
    return found


def _counts(suits: pd.DataFrame, ids: Array) -> Array:
    return suits.groupby("enterprise_id").size().reindex(ids, fill_value=0).to_numpy(float)


def own_columns(numbers: pd.DataFrame, words: Words) -> Columns:
    """Own numbers as non-negative columns of the additive hazard."""
    built = ColumnBuilder(len(numbers))
    edges = {"registered": _CAPITAL, "paid_in": _CAPITAL, "ratio": _RATIO, "suits": _SUITS}
    edges |= {f"result_{value}": _SUITS for value in _RESULTS}
    edges |= {f"court_level_{value}": _SUITS for value in _COURTS}
    edges |= {f"cause_{value}": _ANY for value in _CAUSES}
    if "age_months" in numbers:
        edges |= {
            "age_months": _AGE_MONTHS,
            "suit_months_min": _SUIT_MONTHS,
            "suit_months_mean": _SUIT_MONTHS,
        }
    for name, at in edges.items():
        built.add_buckets(name, numbers[name].to_numpy(float), at)
    for name in WORDS:
        for number, word in enumerate(getattr(words, name)):
            built.add(f"{name}|{word}", numbers[name].to_numpy() == number)
    return built.build()


def tie_numbers(split: Split, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Ties of each enterprise by relation and side, and all together."""
    ties = split.relations.drop_duplicates(["source", "target", "relation"])
    found: dict[str, Array] = {}
    for kind in kinds:
        mine = ties[ties["relation"] == kind]
        for side in ("source", "target"):
            counted = mine.groupby(side).size().reindex(split.ids, fill_value=0)
            found[f"{kind}|{side}"] = counted.to_numpy(float)
    table = pd.DataFrame(found)
    return table.assign(degree=table.sum(axis=1))


def relation_kinds(train: Split) -> tuple[str, ...]:
    """Relations of the training split, sorted."""
    return tuple(sorted(train.relations["relation"].unique()))


def tie_columns(numbers: pd.DataFrame) -> Columns:
    """Numbers of ties as non-negative columns: exposure, what a degree explains without any record."""
    built = ColumnBuilder(len(numbers))
    for name in numbers.columns:
        edges = _DEGREES if name == "degree" else _TIES
        built.add_buckets(str(name), numbers[name].to_numpy(float), edges)
    return built.build()


def beside(*parts: Columns) -> Columns:
    """Columns side by side."""
    names = tuple(name for part in parts for name in part.names)
    return Columns(names=names, table=csr_array(hstack([part.table for part in parts], format="csr")))
