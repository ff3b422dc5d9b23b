"""Warming: a month is laid out and in memory before the service is ready, and stays there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.routes.base import PREFIX
from api.warming import Warming, free_memory
from api.workplace import Workplace
from scoring.month_lookups import FOLDER


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def warming(place: Workplace, clock: Clock | None = None) -> Warming:
    return Warming(place.readers, share=0.5, most_s=60, clock=clock or Clock())


def test_free_memory_is_told_in_bytes() -> None:
    assert free_memory() > 1_000_000


def test_a_home_without_a_month_is_left_as_it_is(tmp_path: Path) -> None:
    warming(Workplace(tmp_path)).once()

    assert not (tmp_path / FOLDER).exists()


def test_a_warm_month_has_laid_out_what_its_reads_look_up(home: Path) -> None:
    place = Workplace(home)

    warming(place).once()

    month = place.months.open()
    assert {"names", "ties", "_groups", "_levels"} <= set(month.views.__dict__)
    assert {"network", "lookups", "snapshot"} <= set(month.__dict__)
    place.close()


def test_a_service_that_is_not_warm_answers_but_is_not_ready(
    recorded: Any, application: FastAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(application.state, "warming", warming(Workplace(tmp_path), clock))

    early, read = recorded.client.get(f"{PREFIX}/readiness"), recorded.client.get(f"{PREFIX}/months")
    clock.now = 60
    late = recorded.client.get(f"{PREFIX}/readiness")

    assert (early.status_code, early.json()["code"], read.status_code) == (503, "not_ready", 200)
    assert late.status_code == 200


def test_a_service_is_ready_once_its_month_is_warm(tmp_path: Path) -> None:
    one = warming(Workplace(tmp_path))
    assert not one.ready

    one.start()

    one.end()
    assert one.warm.wait(30)
    assert one.ready
