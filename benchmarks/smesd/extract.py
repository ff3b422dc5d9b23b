"""One split of the SMEsD data: its enterprises, relations and suits, with or without what leaks.

Age and the months of suits count back from the enterprise's own bankruptcy, so they tell the
outcome. Without leaks they are one number for all, before anything else is made of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from graph.errors import InputError

Array = np.ndarray[Any, Any]

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "smesd"
SPLITS = ("train", "validate", "test")
SAME_MONTHS = 12
"""Age of every suit, and a tenth of that of every enterprise, where what leaks is out."""
_AGE = "age_months"
_SUIT = ("months_before_observation", "time_bucket")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One split, enterprises in the order of their numbers.

    Attributes
    ----------
    name : str
    leaky : bool
        Whether age and months of suits are the delivered ones.
    enterprises, relations, suits : DataFrame
        Columns of the files without ``split``.
    """

    name: str
    leaky: bool
    enterprises: pd.DataFrame
    relations: pd.DataFrame
    suits: pd.DataFrame

    @property
    def outcome(self) -> Array:
        """Whether each enterprise went bankrupt, bool[n]."""
        return np.asarray(self.enterprises["bankrupt"] == 1)

    @property
    def ids(self) -> Array:
        """Number of each enterprise, int64[n], rising."""
        return self.enterprises["enterprise_id"].to_numpy(np.int64)

    def without(self, relations: Collection[str]) -> Split:
        """The same split without some relations."""
        kept = ~self.relations["relation"].isin(list(relations))
        return replace(self, relations=self.relations[kept].reset_index(drop=True))

    def write(self, folder: Path) -> Path:
        """Files as the mapping reads them, into a new folder."""
        folder.mkdir(parents=True)
        tables = {"enterprises": self.enterprises, "relations": self.relations, "lawsuits": self.suits}
        for name, table in tables.items():
            path = folder / f"{name}.csv"
            table.assign(split=self.name).to_csv(path, index=False, encoding="utf-8")
        return folder


def read_split(name: str, *, leaky: bool, data: Path = DATA) -> Split:
    """Read one split.

    Parameters
    ----------
    name : {'train', 'validate', 'test'}
    leaky : bool
        True to keep age and months of suits as delivered.
    data : Path

    Raises
    ------
    InputError
        If the data are absent.
    """
    tables = []
    for file in ("enterprises", "relations", "lawsuits"):
        path = data / f"{file}.csv"
        if not path.exists():
            raise InputError(
                f"expected the SMEsD data in {data.name}/{path.name} beside the repository, got none: "
                "they are no part of the product, benchmarks/smesd/README.md says where they come from"
            )
        table = pd.read_csv(path)
        tables.append(table[table["split"] == name].drop(columns="split").reset_index(drop=True))
    enterprises, relations, suits = tables
    enterprises = enterprises.sort_values("enterprise_id", kind="stable").reset_index(drop=True)
    if not leaky:
        enterprises[_AGE] = 10 * SAME_MONTHS
        suits[list(_SUIT)] = (SAME_MONTHS, 0)
    return Split(name=name, leaky=leaky, enterprises=enterprises, relations=relations, suits=suits)
