"""Write a synthetic province: ``python -m benchmarks.speed.province FIRMS SEED UNTIL FORMAT FOLDER``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Literal

from graph.synthetic.province import generate


def main(firms: str, seed: str, until: str, file_format: str, folder: str) -> None:
    """Generate from the words of the command line."""
    form: Literal["parquet", "csv"] = "csv" if file_format == "csv" else "parquet"
    generate(
        firms=int(firms),
        seed=int(seed),
        until=date.fromisoformat(until),
        file_format=form,
        folder=Path(folder),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
