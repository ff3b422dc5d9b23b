"""Two provinces, dear enough to be shared: one with planted structures, one small enough for a hand."""

from pathlib import Path

import pytest

from tests.written_province import WrittenProvince, write_province


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> WrittenProvince:
    """1,500 firms; read only."""
    folder: Path = tmp_path_factory.mktemp("province")
    return write_province(folder / "extracts", firms=1500, seed=11)


@pytest.fixture(scope="session")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> WrittenProvince:
    """60 firms: every sum can be taken by a plain loop; read only."""
    folder: Path = tmp_path_factory.mktemp("hamlet")
    return write_province(folder / "extracts", firms=60, seed=3)
