"""SMEsD, protocols I and R: the path network, its controls and classifiers without promises.

``python -m benchmarks.smesd`` reads ``../shared/data/smesd`` beside the repository and
stores ``benchmarks/smesd/results/<part>.json``: for each reading of the data in protocol I
and each split of protocol R, additive rows and free rows apart, each part in less than a
minute of processor time; figures do not depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.smesd.extract import SPLITS
from benchmarks.smesd.protocol_i import (
    LEFT_OUT,
    constrained_rows,
    control_rows,
    free_rows,
    material,
    shuffled_rows,
)
from benchmarks.smesd.protocol_r import known_of, own_rows, relation_rows

RESULTS = Path(__file__).parent / "results"
READINGS: dict[str, dict[str, Any]] = {
    "i-clean": {"leaky": False},
    "i-leaky": {"leaky": True},
    "i-without-loan-and-branch": {"leaky": False, "without": LEFT_OUT},
}
"""Readings of protocol I: what leaks is out, in, or out with two relations."""
_TEST = f"r-{SPLITS[-1]}"
PARTS = (
    *(f"{reading}.{rows}" for reading in READINGS for rows in ("additive", "free")),
    "i-clean.shuffled",
    *(f"r-{name}.relations" for name in reversed(SPLITS)),
    f"{_TEST}.own",
)
_SHUFFLES = 2
"""Seeds of the additive fit on shuffled labels, the slowest row."""


def main() -> int:
    """Run the parts asked for and store each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.smesd", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    chosen = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    for part in chosen.parts:
        begin = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            found = measure(part, Path(folder), tuple(chosen.seeds))
        found |= {
            "seeds": chosen.seeds,
            "cpu_seconds": round(time.process_time() - begin, 1),
            "load_average": round(os.getloadavg()[0], 2),
        }
        text = json.dumps(found, indent=1, ensure_ascii=False)
        (RESULTS / f"{part}.json").write_text(text + "\n", encoding="utf-8")
    return 0


def measure(part: str, place: Path, seeds: tuple[int, ...]) -> dict[str, Any]:
    """All rows of one part, and how many enterprises they judge.

    Parameters
    ----------
    part : one of ``PARTS``
    place : Path
        Empty folder for the homes.
    seeds : tuple of int
    """
    reading, _, rows = part.partition(".")
    if reading not in READINGS:
        known = known_of(reading.removeprefix("r-"), place / "known")
        told = (relation_rows if rows == "relations" else own_rows)(known, seeds, _tell)
        outcome = known.split.outcome
        return {"enterprises": len(outcome), "bankrupt": int(outcome.sum()), "rows": told}
    found = material(place / "homes", **READINGS[reading])
    if rows == "additive":
        told = control_rows(found) | constrained_rows(found, _tell)
    elif rows == "free":
        told = free_rows(found, seeds, _tell)
    else:
        told = shuffled_rows(found, seeds, seeds[:_SHUFFLES], _tell)
    outcome = found.outcome[SPLITS[-1]]
    return {
        "enterprises": len(outcome),
        "bankrupt": int(outcome.sum()),
        "unseen": int(found.unseen.sum()),
        "rows": told,
    }


def _tell(step: str) -> None:
    sys.stderr.write(f"{step}\n")


if __name__ == "__main__":
    sys.exit(main())
