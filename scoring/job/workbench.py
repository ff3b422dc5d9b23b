"""Steps of a run: each keyed by the digest of its inputs, kept, skipped when it exists.

A step writes into a partial folder that is renamed when it is whole, so a killed run
resumes after its last whole step and ends in the bytes of an undisturbed run.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import structlog

from graph.disk import disk_full_as_error
from graph.errors import DiskFullError
from graph.memory import give_memory_back
from scoring.month_folders import canonical_json, write_json

_LOG = structlog.get_logger(__name__)
_KEY_LETTERS = 16
_KIB = 1024


class Progress(Protocol):
    """Hears how far a step is: ``done`` of ``total`` in units of the step."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Tell the listener."""
        ...


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody hears."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A whole step: its folder and the digest over its files."""

    name: str
    folder: Path
    digest: str


class Workbench:
    """Runs the steps of one month in its work folder.

    Parameters
    ----------
    folder : Path
        Work folder; made if missing.
    code : str
        Version of the program; another version never takes over old steps.
    progress : Progress

    Attributes
    ----------
    timings : dict
        Of each step: seconds, processor seconds of the process (also of a step beside it), and
        the greatest memory of the process so far.
    """

    def __init__(self, folder: Path, code: str, progress: Progress = silent) -> None:
        self._folder = folder
        self._code = code
        self._progress = progress
        self.timings: dict[str, dict[str, Any]] = {}
        self._hashed: dict[tuple[int, ...], str] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for entry in folder.glob("*.partial"):
            shutil.rmtree(entry)

    @property
    def folder(self) -> Path:
        """Work folder; what ends in ``.partial`` is removed by the next run."""
        return self._folder

    @property
    def progress(self) -> Progress:
        """Listener of the run."""
        return self._progress

    def holds(self, name: str) -> bool:
        """Whether a run before left a whole step of a name, of whatever inputs."""
        return any(entry.suffix != ".partial" for entry in self._folder.glob(f"{name}-*"))

    def step(self, name: str, inputs: Mapping[str, Any], make: Callable[[Path], None]) -> Finished:
        """Make a step's files, unless a step of the same inputs is already whole.

        Parameters
        ----------
        name : str
        inputs : mapping
            Everything the step's bytes depend on, as JSON values; mostly digests.
        make : callable
            Writes files into the folder it is given.

        Raises
        ------
        DiskFullError
            If no space is left; the partial folder is removed.
        """
        key = hashlib.sha256(
            canonical_json({"step": name, "code": self._code, **inputs}).encode()
        ).hexdigest()
        target = self._folder / f"{name}-{key[:_KEY_LETTERS]}"
        digest = _finished(target)
        if digest is not None:
            self.timings[name] = {"skipped": True}
            self._progress(name, 1, 1)
            return Finished(name, target, digest)
        self._progress(name, 0, 1)
        began, spent = time.monotonic(), _cpu_seconds()
        partial = target.with_name(target.name + ".partial")
        with disk_space(f"step {name}", partial):
            partial.mkdir()
            make(partial)
            digest = self._seal(partial, inputs)
            if target.exists():
                shutil.rmtree(target)
            os.rename(partial, target)
        self.timings[name] = {
            "seconds": round(time.monotonic() - began, 3),
            "cpu_seconds": round(_cpu_seconds() - spent, 3),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KIB,
        }
        give_memory_back()
        _LOG.info("job.step", step=name, **self.timings[name])
        self._progress(name, 1, 1)
        return Finished(name, target, digest)

    def _seal(self, folder: Path, inputs: Mapping[str, Any]) -> str:
        """Write what a step is made of; a file that a step before linked or wrote is not read again."""
        files: dict[str, str] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                told = path.stat()
                place = (told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns)
                if place not in self._hashed:
                    self._hashed[place] = file_digest(path)
                files[path.relative_to(folder).as_posix()] = self._hashed[place]
        digest = hashlib.sha256(canonical_json(files).encode()).hexdigest()
        write_json(folder / "step.json", {"inputs": dict(inputs), "files": files, "digest": digest})
        return digest

    def clear(self) -> None:
        """Remove the work folder of a published run."""
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def disk_space(what: str, partial: Path) -> Iterator[None]:
    """Raise ``DiskFullError`` where no space is left, and remove what was half written."""
    try:
        with disk_full_as_error(what, partial.parent):
            yield
    except DiskFullError:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _cpu_seconds() -> float:
    """Processor time of this process and of its ended children."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def file_digest(path: Path) -> str:
    """Sha256 of one file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_digests(folder: Path) -> dict[str, str]:
    """Sha256 of every file below a folder, by relative path, sorted."""
    return {
        path.relative_to(folder).as_posix(): file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _finished(folder: Path) -> str | None:
    """Digest of a whole step, None if it is missing or lacks a file."""
    try:
        sealed = json.loads((folder / "step.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if not all((folder / name).is_file() for name in sealed["files"]):
        return None
    return str(sealed["digest"])
