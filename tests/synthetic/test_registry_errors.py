"""The import takes registry extracts as their answer key says: line by line, field by field."""

import csv
from pathlib import Path

import pytest

from graph.synthetic.registry_errors import error_plans
from graph.synthetic.registry_province import generate_registry
from tests.registry_provinces import ImportedProvince, import_province
from tests.written_province import UNTIL


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> ImportedProvince:
    """600 firms with every kind of error; two deliveries."""
    folder: Path = tmp_path_factory.mktemp("registry")
    truth = generate_registry(firms=600, seed=11, folder=folder / "extracts", until=UNTIL, monthly=1)
    return import_province(truth, folder / "home")


def test_exactly_the_cells_of_the_answer_key_are_listed(province: ImportedProvince) -> None:
    for number in range(len(province.reports)):
        assert province.rejects(number) == province.key(number)


def test_every_kind_of_error_is_planted(province: ImportedProvince) -> None:
    assert set(province.truth.defects) == set(error_plans())


def test_the_key_says_of_every_kind_the_effect_of_its_plan(province: ImportedProvince) -> None:
    with (province.truth.folder / "registry_errors.csv").open(encoding="utf-8", newline="") as stream:
        effects = {(row["kind"], row["effect"]) for row in csv.DictReader(stream)}

    planned = {(kind, plan.effect) for kind, plan in error_plans().items()}
    # Beside a wrong row its sound partner (the living firm of a contested code) is kept.
    assert planned <= effects
    assert {effect for kind, effect in effects - planned} <= {
        error_plans()[kind].effect for kind, _ in effects
    }


def test_what_is_reported_stands_among_the_unknown_words(province: ImportedProvince) -> None:
    words = province.reports[0].tables["enterprises"].unknown_words["industry"]

    assert set(words) == {"2011:8291"}


def test_no_row_contradicts_another(province: ImportedProvince) -> None:
    assert [report.load.conflicts for report in province.reports] == [0, 0]


def test_every_file_is_taken_and_no_column_is_left_over(province: ImportedProvince) -> None:
    for report in province.reports:
        assert report.unmatched_files == []
        left = {file.name: file.unused_columns for file in report.files if file.unused_columns}
        assert set(left) <= {
            "E_CANCEL.txt",
            "E_NAME_INFO.txt",
            "STATE_INVESTOR.txt",
            "AN_SUBCAPITAL.txt",
            "E_REVOKE.txt",
        }
