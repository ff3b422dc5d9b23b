"""An array of a file of ours, mapped and read only."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np

_HEADERS = threading.RLock()
"""One header at a time: numpy reads it with the interpreter's parser, which counts its depth
once for all threads and fails with a SystemError when a collection of garbage lets another
thread in halfway (CPython issue 106905)."""


def mapped(path: Path) -> np.ndarray[Any, Any]:
    """Map an array that ``np.save`` wrote; safe in many threads.

    Parameters
    ----------
    path : Path

    Returns
    -------
    numpy array
        A read-only view of the file, of the shape and type that it says.

    Raises
    ------
    OSError
        If the file is missing.
    ValueError
        If it is not a whole array of numbers.
    """
    try:
        with _HEADERS:
            found: np.ndarray[Any, Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except EOFError as error:
        raise ValueError(f"{path.name} is empty") from error
    return found.view(np.ndarray)
