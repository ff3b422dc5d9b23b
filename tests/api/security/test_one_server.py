"""Limits are kept by one process, so one process serves."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.security.one_server import one_server
from graph.errors import StoreBusyError
from graph.state import open_state


def test_a_home_or_a_state_is_served_once(state_place: Path | str, tmp_path: Path) -> None:
    shared = isinstance(state_place, str)
    homes = [tmp_path / "home", tmp_path / ("other" if shared else "home")]
    for home in homes:
        home.mkdir(exist_ok=True)
    engines = [open_state(state_place) for _ in homes]

    with (
        one_server(homes[0], engines[0]),
        pytest.raises(StoreBusyError, match="only process"),
        one_server(homes[1], engines[1]),
    ):
        pass
    with one_server(homes[1], engines[1]):
        pass


def test_a_second_service_says_so_and_ends(tmp_path: Path) -> None:
    engine = open_state(tmp_path)

    with one_server(tmp_path, engine):
        done = CliRunner().invoke(app, ["--home", str(tmp_path), "serve", "--port", "0"])

    assert done.exit_code == 1
    assert "only process" in done.output
