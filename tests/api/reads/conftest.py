"""What reads of the demo home are compared with; read only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.readers import Reading
from api.security.viewer import TERMINAL
from api.workplace import Workplace
from scoring.results import Month, Months


@pytest.fixture(scope="session")
def month(home: Path) -> Month:
    return Months(home).open()


@pytest.fixture(scope="session")
def firms(month: Month) -> list[dict[str, Any]]:
    """Id, name and class of every enterprise with a name."""
    columns = {name: month.scores.text(name).to_pylist() for name in ("enterprise_id", "name")}
    return [
        {"id": one, "name": name}
        for one, name in zip(columns["enterprise_id"], columns["name"], strict=True)
        if name
    ]


@pytest.fixture(scope="session")
def whole(home: Path) -> Reading:
    """A reader of the whole area."""
    return Workplace(home).reading(None, None)


@pytest.fixture(scope="session")
def area(whole: Reading) -> Reading:
    """A reader of the authority with the most enterprises."""
    names = whole.month.scores.text("supervising_authority").to_pylist()
    code = max(sorted({name for name in names if name}), key=names.count)
    return replace(whole, viewer=replace(TERMINAL, authorities=frozenset((code,)), account="a"))


@pytest.fixture(scope="session")
def inside(area: Reading) -> set[str]:
    """Enterprises of the area."""
    scores = area.month.scores
    names = scores.text("supervising_authority").to_pylist()
    ids = scores.text("enterprise_id").to_pylist()
    return {one for one, name in zip(ids, names, strict=True) if area.viewer.sees(name)}


@pytest.fixture(scope="session")
def scored(whole: Reading) -> list[str]:
    """Enterprises with a score."""
    ids = whole.month.scores.text("enterprise_id").to_pylist()
    return [ids[row] for row in np.flatnonzero(whole.month.scores.numbers("scored"))]
