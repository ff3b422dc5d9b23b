"""Memory of an import beside the size of its file: alterations of 100 MB and of 1 GB, and the largest sheet.

``python -m benchmarks.registry.large`` writes ``E_ALTER_RECODER`` (GB18030, TAB, long scopes of business) in
both sizes and as a workbook of as many rows as are taken, imports each into a home of its own and stores
``benchmarks/registry/results/large.json``. Goal: reading takes the memory of a batch.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks.registry.__main__ import RESULTS
from benchmarks.speed.http_latency import GUANLIAN
from benchmarks.speed.measure import run_step
from graph.errors import GuanlianError
from graph.ingest.limits import limits

_DAY = date(2026, 10, 31)
_FIRMS = 200_000
_DAYS = 3_000
_SCOPE = (
    "食品经营；日用百货、五金交电、建筑材料、机械设备、电子产品的销售；技术咨询、技术服务；道路货物运输；" * 3
)
_HEAD = ("PRIPID", "ALTID", "ALTITEM_CN", "ALTBE", "ALTAF", "ALTDATE")
_SHEET_COLUMNS = 20


def main() -> int:
    """Run the benchmark; 0 done, 1 a step failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registry.large", description=__doc__)
    parser.add_argument("--folder", default="bench-large", help="made anew, removed at the end")
    parser.add_argument("--megabytes", type=int, nargs="+", default=[100, 1_000])
    chosen = parser.parse_args()
    place = Path(chosen.folder).resolve()
    shutil.rmtree(place, ignore_errors=True)
    try:
        results = measure(place, chosen.megabytes)
    except GuanlianError as error:
        sys.stderr.write(f"benchmark: {error.message}\n")
        return 1
    shutil.rmtree(place)
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / "large.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def measure(place: Path, megabytes: list[int]) -> dict[str, Any]:
    """Write and import one file after the other; a step a file."""
    steps = []
    for size in megabytes:
        file = _folder(place, f"text-{size}") / "E_ALTER_RECODER.txt"
        steps.append(_imported(place, f"text of {size:,} MB", file, _write_text(file, 1_000_000 * size)))
    file = _folder(place, "sheet") / "E_ALTER_RECODER.xlsx"
    rows = _write_sheet(file, limits().spreadsheet_rows - 1)
    steps.append(_imported(place, f"sheet of {rows + 1:,} rows and {_SHEET_COLUMNS} columns", file, rows))
    return {"cpus": os.cpu_count(), "load_average_at_end": round(os.getloadavg()[0], 1), "steps": steps}


def _folder(place: Path, name: str) -> Path:
    folder = place / name
    folder.mkdir(parents=True)
    return folder


def _imported(place: Path, name: str, file: Path, rows: int) -> dict[str, Any]:
    home = place / f"{file.parent.name}-home"
    told = ("--mapping", "registry", "--source", "registry", "--day", _DAY.isoformat(), "--backfill")
    command = [str(GUANLIAN), "--home", str(home), "import", str(file.parent), *told]
    step = run_step(name, command, place / f"{file.parent.name}.log").as_json()
    step["detail"] = {"bytes": file.stat().st_size, "rows": rows}
    shutil.rmtree(home)
    file.unlink()
    return step


def _rows() -> Iterator[tuple[str, ...]]:
    number = 0
    while True:
        day = _DAY - timedelta(days=number % _DAYS)
        yield (
            f"P{number % _FIRMS}",
            f"A{number}",
            "经营范围变更",
            _SCOPE,
            f"{_SCOPE}第{number}号",
            day.isoformat(),
        )
        number += 1


def _write_text(file: Path, size: int) -> int:
    """Rows until the file has the size; their number."""
    written = rows = 0
    with file.open("wb") as stream:
        written += stream.write(("\t".join(_HEAD) + "\n").encode("gb18030"))
        for row in _rows():
            if written >= size:
                break
            written += stream.write(("\t".join(row) + "\n").encode("gb18030"))
            rows += 1
    return rows


def _write_sheet(file: Path, rows: int) -> int:
    """A workbook of so many rows below its head."""
    more = tuple(f"备注{number}" for number in range(_SHEET_COLUMNS - len(_HEAD)))
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("E_ALTER_RECODER")
    page.write_row(0, 0, _HEAD + more)
    for line, row in zip(range(1, rows + 1), _rows(), strict=False):
        page.write_row(line, 0, row + tuple(f"{line}{word}" for word in more))
    book.close()
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
