"""A tiny generated province in a home of its own, months made from it, and runs that die on purpose."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from graph.errors import DiskFullError
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from graph.synthetic.province import generate
from scoring.job.run import PublishedMonth, run_month
from scoring.pack import load_pack
from tests.home_imports import import_home

TODAY = date(2026, 11, 5)
EXIT_DISK_FULL = 28
_CHANGES = {"os.rename", "os.link", "os.mkdir"}


def make_home(folder: Path, *, firms: int, seed: int = 7) -> Path:
    """Home with a generated province: history until July, changes until October 2026."""
    extracts, home = folder / "extracts", folder / "home"
    generate(firms=firms, months=14, seed=seed, folder=extracts, until=date(2026, 10, 31))
    for delivery in sorted(path.parent for path in extracts.glob("*/delivery.yaml")):
        told = yaml.safe_load((delivery / "delivery.yaml").read_text(encoding="utf-8"))
        more = {name: told[name] for name in ("mapping", "source", "backfill")}
        import_home(home, delivery, told["day"], **more)
    return home


def copy_home(home: Path, target: Path) -> Path:
    """Copy of a home; versions and months in it are plain files."""
    shutil.copytree(home, target)
    return target


def make_month(home: Path, month: str, **more: Any) -> PublishedMonth:
    """Month of a home, with the pack mrt unless told."""
    return run_month(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=more.pop("pack", None) or load_pack("mrt"),
        month=month,
        today=more.pop("today", TODAY),
        **more,
    )


def published_bytes(path: Path) -> dict[str, str]:
    """Sha256 of every published file but run.json, by relative path; of state.db that of its rows.

    A connection that somebody left open may fold the journal of state.db into it at any moment.
    """
    return {
        entry.relative_to(path).as_posix(): hashlib.sha256(
            _rows(entry) if entry.name == "state.db" else entry.read_bytes()
        ).hexdigest()
        for entry in sorted(path.rglob("*"))
        if entry.is_file() and entry.name not in {"run.json", "state.db-wal", "state.db-shm"}
    }


def _rows(database: Path) -> bytes:
    """Tables and rows of a SQLite file as text."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        return "\n".join(opened.iterdump()).encode()


def die_at_step(home: Path, month: str, step: str) -> None:
    """Make a month and kill the process when a step is whole."""

    def listen(name: str, done: int, total: int) -> None:
        if name == step and done >= total:
            os.kill(os.getpid(), signal.SIGKILL)

    make_month(home, month, progress=listen)


def die_at_change(home: Path, month: str, number: int) -> None:
    """Make a month and kill the process at the n-th rename, link or folder below the months."""
    seen = 0

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if event in _CHANGES and f"{os.sep}months{os.sep}" in str(arguments[0]):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(listen)
    make_month(home, month)


def die_at_rename_to(home: Path, month: str, name: str) -> None:
    """Make a month and kill the process just before something is renamed to a name."""

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.rename" and str(arguments[1]).endswith(f"{os.sep}{month}{os.sep}{name}"):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(listen)
    make_month(home, month)


def run_out_of_space(home: Path, month: str, limit_bytes: int) -> None:
    """Make a month where no file may grow beyond a limit; exits with EXIT_DISK_FULL."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
    try:
        make_month(home, month)
    except DiskFullError:
        os._exit(EXIT_DISK_FULL)
