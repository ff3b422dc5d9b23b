"""Stores under test: the contract suite runs once for each factory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import FactStore

StoreFactory = Callable[[Path], FactStore]

FACTORIES: dict[str, StoreFactory] = {"embedded": EmbeddedStore}


@pytest.fixture(params=sorted(FACTORIES))
def new_store(request: pytest.FixtureRequest) -> StoreFactory:
    """Function that makes an empty store in a folder."""
    return FACTORIES[request.param]
