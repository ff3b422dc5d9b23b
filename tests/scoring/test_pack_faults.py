"""Bad packs: `pack check` explains each with its line, and no month is published with one."""

from __future__ import annotations

import json
import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph.errors import PackError
from graph.store.protocol import FactStore
from scoring.job.frozen import FilingSource
from scoring.job.run import run_month
from scoring.pack import Pack, load_pack
from scoring.pack_check import refuse_unfit
from scoring.pack_report import PackReport, check_file

SHIPPED = Path(str(files("scoring").joinpath("packs")))


@pytest.fixture(scope="module")
def mrt() -> Pack:
    return load_pack("mrt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of the shipped pack, to be broken."""
    shutil.copy(SHIPPED / "mrt.yaml", tmp_path / "mrt.yaml")
    shutil.copytree(SHIPPED / "mrt", tmp_path / "mrt")
    return tmp_path


def broken(
    folder: Path, file: str, old: str, new: str, *, everywhere: bool = False
) -> tuple[PackReport, int]:
    """Report on the pack after a change, and the line of the first change."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return check_file(folder / "mrt.yaml"), text[: text.index(old)].count("\n") + 1


BAD = [
    ("mrt.yaml", "at_least: 200, at_most: 500", "at_least: 150, at_most: 500", "do not overlap"),
    (
        "mrt/operating.yaml",
        "points: [0.0, 0.2, 0.6, 1.0]",
        "points: [0.0, 0.6, 0.2, 1.0]",
        "rising points",
    ),
    ("mrt/evaluation.yaml", "id: ZH01", "id: JG04", "JG04: expected in one factor once"),
    ("mrt.yaml", "kappa: 3.465", "kappa: 0.5", "greatest score of at least 750.00 (floor of D)"),
    ("mrt/operating.yaml", "is: count", "is: guess", "'guess'"),
    (
        "mrt.yaml",
        "approver: demonstration approver",
        "approver: demonstration author",
        "expected an approver other than the author",
    ),
    ("mrt/relations.yaml", "weight: 0\n", "weight: 0.5\n", "weight 0 of a measure over relations"),
    ("mrt.yaml", "attribute: 0.10", "attribute: 0.20", "weights that sum to 1, got 1.1"),
]
"""File, what is in it, what a careless hand makes of it, what is said of that."""


@pytest.mark.parametrize(("file", "old", "new", "says"), BAD)
def test_a_bad_pack_is_explained_with_file_and_line(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    report, line = broken(folder, file, old, new)

    (fault,) = report.faults
    assert says in fault.message
    assert fault.file == Path(file).name
    assert fault.line is not None
    # the section or indicator that holds the field begins at most 15 lines above it
    assert line - 15 <= fault.line <= line


def test_weights_that_sum_to_zero_are_explained(folder: Path) -> None:
    path = folder / "mrt" / "evaluation.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    weightless = ["  weight: 0" if line.startswith("  weight:") else line for line in lines]
    path.write_text("\n".join(weightless), encoding="utf-8")

    faults = check_file(folder / "mrt.yaml").faults

    assert [fault.file for fault in faults] == ["evaluation.yaml"]
    assert "factor evaluation: expected indicator weights that sum to 1, got 0.000000" in faults[0].message


@pytest.mark.parametrize(("file", "old", "new", "says"), BAD)
def test_no_month_is_published_with_a_bad_pack(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    broken(folder, file, old, new)
    home = folder / "home"

    done = CliRunner().invoke(
        app, ["--home", str(home), "score", "--month", "2026-10", "--pack", str(folder / "mrt.yaml")]
    )

    assert done.exit_code == 1
    assert says in done.stderr
    assert not (home / "months").exists()


def test_several_errors_are_all_explained(folder: Path) -> None:
    broken(folder, "mrt.yaml", "kappa: 3.465", "kappa: much")
    report, _ = broken(folder, "mrt/operating.yaml", "is: count", "is: guess")

    assert {fault.file for fault in report.faults} == {"mrt.yaml", "operating.yaml"}


def test_every_error_of_one_file_after_another_is_explained_at_once(folder: Path) -> None:
    for file, old, new, _ in BAD:
        report, _ = broken(folder, file, old, new)

    told = "\n".join(f"{fault.file}: {fault.message}" for fault in report.faults)
    # with everything else broken nobody can say what score the pack reaches
    for file, _, _, says in BAD:
        if "greatest score" not in says:
            assert says in told
            assert f"{Path(file).name}: " in told
    assert all(fault.line for fault in report.faults)
    assert len(report.faults) == len(set(report.faults))


def test_what_only_a_stand_in_says_is_not_told(folder: Path) -> None:
    report, _ = broken(folder, "mrt/operating.yaml", "is: count", "is: guess")

    # the other indicators of the factor still sum to 1 with it, and nobody misses a fact group
    assert ["'guess'" in fault.message for fault in report.faults] == [True]


def test_all_that_is_wrong_with_boundaries_and_bins_is_told_in_one_go(folder: Path) -> None:
    broken(folder, "mrt.yaml", "at_least: 200, at_most: 500", "at_least: 150, at_most: 450")
    report, _ = broken(folder, "mrt/operating.yaml", "edges: [1, 2, 3]", "edges: [1, 3, 2, 4]")

    told = "\n".join(fault.message for fault in report.faults)
    for words in ("do not overlap", "no gap between B and C", "expected 5 points", "expected rising edges"):
        assert words in told


def test_fields_said_twice_are_all_named(folder: Path) -> None:
    path = folder / "mrt.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "kappa: 4\ngrace_days: 5\n", encoding="utf-8")

    faults = check_file(path).faults

    assert [fault.message.rpartition("got ")[2] for fault in faults] == [
        "'kappa' twice",
        "'grace_days' twice",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)


def test_text_that_is_no_yaml_is_placed(folder: Path) -> None:
    report, line = broken(folder, "mrt.yaml", "kappa: 3.465", "kappa: [3.465")

    (fault,) = report.faults
    assert (fault.file, fault.message[:14]) == ("mrt.yaml", "expected YAML,")
    assert line <= (fault.line or 0) <= line + 2


@pytest.mark.parametrize(
    ("folder_of", "file", "old", "new"),
    [
        ("relationship", "expert.yaml", "half_lives_months:", "half_life_months:"),
        ("clusters", "start.yaml", "minimum_size: 3", "minimum_size: few"),
        ("clusters", "start.yaml", "confidence: 0.95", "confidence: 95"),
    ],
)
def test_an_error_in_a_file_of_rules_has_the_place_in_that_file(
    folder: Path, folder_of: str, file: str, old: str, new: str
) -> None:
    shutil.copytree(SHIPPED / folder_of, folder / folder_of)

    report, line = broken(folder, f"{folder_of}/{file}", old, new)

    assert file in {fault.file for fault in report.faults}
    assert any(fault.file == file and line - 15 <= (fault.line or 0) <= line for fault in report.faults)


def test_a_good_pack_says_what_it_reaches(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--home", str(tmp_path), "pack", "check", "ningxia", "--json"])

    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["faults"], found["floor_d"]) == ([], 750.01)
    assert found["max_score"] >= found["floor_d"]


def test_the_command_ends_with_1_and_names_file_and_line(folder: Path) -> None:
    broken(folder, "mrt.yaml", "at_least: 200, at_most: 500", "at_least: 150, at_most: 500")

    done = CliRunner().invoke(app, ["--home", str(folder), "pack", "check", str(folder / "mrt.yaml")])

    assert done.exit_code == 1
    assert "mrt.yaml" in done.stdout
    assert "got A up to 200.0 and B from 150.0" in done.stdout


def test_a_file_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    (fault,) = check_file(tmp_path / "absent.yaml").faults

    assert "expected a pack file, got none" in fault.message


def nothing_published(home: Path, pack: Pack) -> str:
    """Message with which a month is refused before any store is touched."""
    with pytest.raises(PackError) as caught:
        run_month(
            home=home,
            store=cast(FactStore, None),
            filings=cast(FilingSource, None),
            pack=pack,
            month="2026-10",
            today=date(2026, 11, 2),
        )
    assert not (home / "months").exists()
    return caught.value.message


def test_a_month_refuses_a_pack_that_no_second_person_approved(tmp_path: Path, mrt: Pack) -> None:
    message = nothing_published(tmp_path, mrt.model_copy(update={"approval": None}))

    assert "expected an approval by a second person" in message


def test_a_month_refuses_a_pack_that_is_not_in_force_on_its_last_day(tmp_path: Path, mrt: Pack) -> None:
    ended = mrt.effective.model_copy(update={"to": date(2026, 10, 30)})

    message = nothing_published(tmp_path, mrt.model_copy(update={"effective": ended}))

    assert "expected a pack in force on 2026-10-31" in message


def test_a_pack_is_in_force_on_its_last_day(mrt: Pack) -> None:
    last = mrt.effective.model_copy(update={"to": date(2026, 10, 31)})

    refuse_unfit(mrt.model_copy(update={"effective": last}), date(2026, 10, 31))
