"""Warming: a month is laid out and in memory before the service is ready, and stays there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI

from api.routes.base import PREFIX
from api.warming import EVERY_S, SELDOM_S, Warming, free_memory, next_pause
from api.workplace import Workplace
from graph.state import STATE_FILE
from scoring.month_lookups import FOLDER


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def warming(place: Workplace, clock: Clock | None = None) -> Warming:
    state = place.home / STATE_FILE
    return Warming(place.readers, share=0.5, state=state, most_s=60, clock=clock or Clock())


def system(root: Path, limit: str) -> Path:
    for name, text in (
        ("proc/meminfo", "MemTotal: 8000 kB\nMemAvailable:    6000 kB\n"),
        ("sys/fs/cgroup/memory.max", limit),
        ("sys/fs/cgroup/memory.stat", "anon 1000\nfile 9000\n"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize(("limit", "free"), [("max\n", 6_144_000), ("5000\n", 4_000), ("500\n", 0)])
def test_free_memory_is_the_machines_or_what_a_containers_limit_leaves(
    limit: str, free: int, tmp_path: Path
) -> None:
    assert free_memory(system(tmp_path, limit)) == free


def test_where_the_system_tells_no_free_memory_none_is_taken(tmp_path: Path) -> None:
    assert free_memory(tmp_path) == 0


def test_a_home_without_a_month_is_left_as_it_is(tmp_path: Path) -> None:
    warming(Workplace(tmp_path)).once()

    assert not (tmp_path / FOLDER).exists()


def test_a_warm_month_has_laid_out_what_its_reads_look_up(home: Path) -> None:
    place = Workplace(home)

    one = warming(place)
    with structlog.testing.capture_logs() as logged:
        one.once()
        one.once()

    (kept,) = (row["bytes"] for row in logged if row["event"] == "month.warm")
    assert kept > 0
    month = place.months.open()
    assert {"names", "ties", "_groups", "_levels"} <= set(month.views.__dict__)
    assert {"network", "lookups", "snapshot"} <= set(month.__dict__)
    place.close()


def test_a_service_that_is_not_warm_answers_but_is_not_ready(
    recorded: Any, application: FastAPI, tmp_path: Path
) -> None:
    clock = Clock()
    application.state.warming = warming(Workplace(tmp_path), clock)
    try:
        early, read = recorded.client.get(f"{PREFIX}/readiness"), recorded.client.get(f"{PREFIX}/months")
        clock.now = 60
        late = recorded.client.get(f"{PREFIX}/readiness")
    finally:
        application.state.warming = None

    assert (early.status_code, early.json()["code"], read.status_code) == (503, "not_ready", 200)
    assert late.status_code == 200


def test_a_service_is_ready_once_its_month_is_warm(tmp_path: Path) -> None:
    one = warming(Workplace(tmp_path))
    assert not one.ready

    one.start()

    one.end()
    assert one.warm.wait(30)
    assert one.ready


def test_pages_are_touched_less_often_where_each_round_reads_them_again() -> None:
    seldom = next_pause(EVERY_S, EVERY_S)

    assert seldom > EVERY_S
    assert next_pause(SELDOM_S, SELDOM_S) == SELDOM_S
    assert next_pause(seldom, 0.05) == EVERY_S
