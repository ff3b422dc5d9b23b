"""A folder that is dear to make: one worker of a run makes it, the others wait and take a copy."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object], *, copy: bool = True
) -> Path:
    """Folder ``name`` of the run as ``make`` filled it; the worker's own copy unless it is only read.

    Parameters
    ----------
    factory : TempPathFactory
    name : str
        Unique in the run.
    make : callable
        Gets a path that does not exist yet.
    copy : bool
        False for a folder that nobody writes to.
    """
    base = factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = run / f"once-{name}"
    with (run / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            making = run / f"once-{name}-making"
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(folder)
    if not copy:
        return folder
    own = factory.mktemp(name) / "home"
    shutil.copytree(folder, own)
    return own
