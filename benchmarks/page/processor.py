"""Processor seconds of the browser that this process started."""

from __future__ import annotations

import psutil


def cpu_s() -> float:
    """User and system time of all processes below this one, those that run, together."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total
