"""What reads of the demo home are compared with; read only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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
