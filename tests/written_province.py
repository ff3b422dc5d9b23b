"""A province written to disk, read back whole, for tests of what the generator writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from graph.synthetic.province import generate
from graph.synthetic.truth import Truth

UNTIL = date(2026, 10, 31)


@dataclass(frozen=True)
class WrittenProvince:
    """A province and its truth, as files."""

    folder: Path
    truth: Truth

    def table(self, name: str, *, planted: bool = True) -> pd.DataFrame:
        """Rows of a table in all deliveries, with the number of the delivery; empty if it has none.

        ``planted`` False leaves out the rows of the answer key.
        """
        parts = []
        for number, delivery in enumerate(self.truth.deliveries):
            for path in sorted(delivery.glob(f"{name}*.parquet")):
                if path.stem == name or path.stem.startswith(f"{name}-"):
                    part = pq.read_table(path).append_column(
                        "delivery", pa.array([number] * pq.read_metadata(path).num_rows, pa.int16())
                    )
                    parts.append(part)
        frame: pd.DataFrame = pd.DataFrame()
        if parts:
            frame = pa.concat_tables(parts).to_pandas(date_as_object=False)
        if planted or frame.empty:
            return frame
        key = self.secret("defects")
        wrong = set(key.loc[key["kind"] != "duplicate_tie", "key"])
        return frame[~frame.iloc[:, 0].isin(wrong)].reset_index(drop=True)

    def latest(self, name: str) -> pd.DataFrame:
        """Last delivered row of each key, without planted rows."""
        frame = self.table(name, planted=False)
        return frame.drop_duplicates(frame.columns[0], keep="last").reset_index(drop=True)

    def secret(self, name: str) -> pd.DataFrame:
        """A file of the truth."""
        frame: pd.DataFrame = pq.read_table(self.truth.folder / f"{name}.parquet").to_pandas(
            date_as_object=False
        )
        return frame


def write_province(folder: Path, *, firms: int, seed: int, months: int = 36) -> WrittenProvince:
    """Generate a province of Parquet files below a folder."""
    truth = generate(firms=firms, months=months, seed=seed, folder=folder, until=UNTIL)
    return WrittenProvince(folder, truth)
