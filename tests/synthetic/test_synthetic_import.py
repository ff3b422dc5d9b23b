"""The import takes the province as its answer key says: wrong rows rejected, the rest loaded."""

from pathlib import Path

import pytest

from graph.ingest.report import ImportReport
from tests.home_imports import import_delivery
from tests.written_province import WrittenProvince


@pytest.fixture(scope="module")
def reports(province: WrittenProvince, tmp_path_factory: pytest.TempPathFactory) -> list[ImportReport]:
    home: Path = tmp_path_factory.mktemp("home")
    return [import_delivery(home, folder, salt=b"province") for folder in province.truth.deliveries]


def test_exactly_the_rows_of_the_answer_key_are_rejected(
    province: WrittenProvince, reports: list[ImportReport]
) -> None:
    key = province.secret("defects")
    rejected = key[key["effect"] == "row_rejected"]
    for number, report in enumerate(reports):
        expected = rejected[rejected["delivery"] == number].groupby("table").size().to_dict()
        found = {name: table.rejected for name, table in report.tables.items() if table.rejected}
        assert found == expected, report.batch


def test_every_other_row_arrives(province: WrittenProvince, reports: list[ImportReport]) -> None:
    for name, written in province.truth.rows.items():
        taken = sum(report.tables[name].rows for report in reports if name in report.tables)
        lost = sum(report.tables[name].rejected for report in reports if name in report.tables)
        assert taken + lost == written, name


def test_conflicts_and_stubs_are_the_planted_ones(
    province: WrittenProvince, reports: list[ImportReport]
) -> None:
    key = province.secret("defects")
    conflicts = key[key["effect"] == "conflict"].drop_duplicates("key")
    orphans = key[key["effect"] == "stub"]

    assert sum(report.load.conflicts for report in reports) == len(conflicts)
    assert sum(report.load.stubs for report in reports) >= len(orphans)
