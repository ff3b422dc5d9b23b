"""SMEsD, protocols I and R: the path network, its controls and classifiers without promises.

``python -m benchmarks.smesd`` reads ``../shared/data/smesd`` beside the repository and
stores ``benchmarks/smesd/results/<part>.json``, one for each reading of the data in
protocol I and one for each split of protocol R; figures do not depend on the machine.
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
from benchmarks.smesd.protocol_i import LEFT_OUT, constrained_rows, control_rows, free_rows, material
from benchmarks.smesd.protocol_r import known_of, own_rows, relation_rows

RESULTS = Path(__file__).parent / "results"
READINGS: dict[str, dict[str, Any]] = {
    "i-clean": {"leaky": False},
    "i-leaky": {"leaky": True},
    "i-without-loan-and-branch": {"leaky": False, "without": LEFT_OUT},
}
"""Readings of protocol I: what leaks is out, in, or out with two relations."""
PARTS = (*READINGS, *(f"r-{name}" for name in reversed(SPLITS)))
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
    if part not in READINGS:
        known = known_of(part.removeprefix("r-"), place / "known")
        rows = relation_rows(known, seeds, _tell)
        if known.split.name == SPLITS[-1]:
            rows |= own_rows(known, seeds, _tell)
        outcome = known.split.outcome
        return {"enterprises": len(outcome), "bankrupt": int(outcome.sum()), "rows": rows}
    found = material(place / "homes", **READINGS[part])
    first = part == PARTS[0]
    rows = control_rows(found)
    rows |= constrained_rows(found, _tell, counts=first, shuffles=seeds[:_SHUFFLES] if first else ())
    rows |= free_rows(found, seeds, _tell, shuffled=first)
    outcome = found.outcome[SPLITS[-1]]
    return {
        "enterprises": len(outcome),
        "bankrupt": int(outcome.sum()),
        "unseen": int(found.unseen.sum()),
        "rows": rows,
    }


def _tell(step: str) -> None:
    sys.stderr.write(f"{step}\n")


if __name__ == "__main__":
    sys.exit(main())
