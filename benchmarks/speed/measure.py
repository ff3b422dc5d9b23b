"""Seconds and memory of one step, run in a process of its own."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from graph.errors import JobError

_POLL_S = 0.1
_TAIL_LINES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One measured step.

    Attributes
    ----------
    seconds : wall time of the process, its start included
    cpu_seconds : processor time of the process and its children; on a machine that does other
        work at the same time it says more than the wall time
    peak_bytes : greatest sum of resident memory of the process and its children, seen every
        0.1 s; pages of mapped files count while they are resident
    peak_private_bytes : the same without mapped files, whose pages the system takes back at will
    detail : what the step says of itself (rows, rates)
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    peak_private_bytes: int
    detail: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values for the results file."""
        return asdict(self)


def run_step(name: str, command: Sequence[str], log: Path) -> Step:
    """Run a command to its end and watch its memory.

    Parameters
    ----------
    name : of the step, in the results
    command : argument vector
    log : file that takes its output

    Raises
    ------
    JobError
        If the command fails; the message ends with the last lines of its log.
    """
    with log.open("w", encoding="utf-8") as out:
        started, spent = time.perf_counter(), _children_seconds()
        process = psutil.Popen(list(command), stdout=out, stderr=subprocess.STDOUT)
        peak = private = 0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid, "VmRSS"))
            private = max(private, _memory(process.pid, "RssAnon"))
            time.sleep(_POLL_S)
        seconds, cpu_seconds = time.perf_counter() - started, _children_seconds() - spent
    if process.returncode:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL_LINES:])
        raise JobError(f"benchmark step {name}: expected exit 0, got {process.returncode}\n{tail}")
    return Step(
        name=name,
        seconds=round(seconds, 2),
        cpu_seconds=round(cpu_seconds, 2),
        peak_bytes=peak,
        peak_private_bytes=private,
    )


def _children_seconds() -> float:
    """Processor seconds of all children that ended."""
    used = os.times()
    return used.children_user + used.children_system


def _memory(pid: int, field: str) -> int:
    """One memory field of a process and all its children, in bytes; 0 when it is gone."""
    try:
        process = psutil.Process(pid)
        told = process.cmdline()
        # A child that has not begun its own program yet still shows the memory of its parent.
        begun = (child for child in process.children(recursive=True) if child.cmdline() != told)
        every = [pid, *(child.pid for child in begun)]
    except psutil.NoSuchProcess:
        return _status_bytes(pid, field)
    return sum(_status_bytes(one, field) for one in every)


def _status_bytes(pid: int, field: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:")), 0)


def private_bytes(pid: int) -> int:
    """Private memory of one process in bytes: its anonymous pages; mapped files are not counted."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) * 1024
    raise JobError(f"/proc/{pid}/smaps_rollup: expected a line Anonymous, got none")


def mapped_bytes(pid: int) -> int:
    """Pages of mapped files that one process has in memory, in bytes; the system can take them back."""
    return _status_bytes(pid, "RssFile")


def size_on_disk(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum in milliseconds."""
    ordered = sorted(seconds)
    at_95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {
        "median_ms": round(1000 * ordered[len(ordered) // 2], 2),
        "p95_ms": round(1000 * at_95, 2),
        "max_ms": round(1000 * ordered[-1], 2),
    }
