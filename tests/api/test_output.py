"""Tables and bars: data cannot steer a terminal, steps show their rate."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from api.output import cell, table
from api.progress import RateColumn, bars


def drawn(title: str, *rows: tuple[object, ...]) -> str:
    screen = Console(file=io.StringIO(), width=60, force_terminal=False)
    screen.print(table(title, ("name", "#number"), rows))
    return str(screen.file.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize("hostile", ["\x1b[31mred", "a\x07b", "a\nb", "\u202egpj.exe", "\x9b2J", "a\rb"])
def test_control_characters_of_data_are_shown_as_unreadable(hostile: str) -> None:
    shown = cell(hostile).plain

    assert "\N{REPLACEMENT CHARACTER}" in shown
    assert not any(sign in shown for sign in "\x1b\x07\n\u202e\x9b\r")


def test_markup_of_data_is_plain_text() -> None:
    assert "[bold red]厂[/]" in drawn("[red]title", ("[bold red]厂[/]", 1))
    assert "[red]title" in drawn("[red]title")


def test_unknown_is_an_empty_cell_and_numbers_stand_right() -> None:
    last = drawn("t", (None, 7)).splitlines()[-1]

    assert last.split() == ["7"]
    assert last.rstrip().endswith("7")


def test_a_step_of_many_units_shows_its_rate() -> None:
    clock = iter(range(100))
    progress = Progress(RateColumn(), get_time=lambda: float(next(clock)), auto_refresh=False, disable=True)
    whole = progress.add_task("many", total=100)
    one = progress.add_task("one", total=1)

    progress.advance(whole, 10)
    progress.advance(whole, 10)
    progress.advance(one, 1)

    assert RateColumn().render(progress.tasks[whole]).plain.endswith("/s")
    assert RateColumn().render(progress.tasks[one]).plain == ""


def test_bars_are_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with bars("2026-10") as tell:
        tell("freeze", 0, 1)
        tell("freeze", 1, 1)

    assert capsys.readouterr() == ("", "")
