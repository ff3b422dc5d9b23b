"""Arrays of ours are mapped: read only, and one header at a time in whatever thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.mapped import mapped


def test_what_was_saved_is_read_and_cannot_be_changed(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", np.arange(6, dtype=np.int64).reshape(2, 3))
    found = mapped(tmp_path / "one.npy")
    assert found.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert type(found) is np.ndarray
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 9


@pytest.mark.parametrize("broken", [b"", b"\x93NUMPY\x01\x00", b"no array at all"])
def test_a_broken_file_is_refused(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "one.npy").write_bytes(broken)
    with pytest.raises(ValueError, match=r"empty|header|magic|pickle"):
        mapped(tmp_path / "one.npy")


def test_threads_read_headers_one_after_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.save(tmp_path / "one.npy", np.arange(3))
    inside: list[int] = []
    most: list[int] = []
    load: Callable[..., Any] = np.load

    def counted(*given: Any, **options: Any) -> Any:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.01)
        try:
            return load(*given, **options)
        finally:
            inside.pop()

    monkeypatch.setattr(np, "load", counted)
    threads = [threading.Thread(target=mapped, args=(tmp_path / "one.npy",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]
