"""Progress bars on a terminal: one bar a step, with rate and time; silent in a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from api.output import console


class Tell(Protocol):
    """Hears a step's name, how much is done, and the total."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show it."""
        ...


class RateColumn(ProgressColumn):
    """Units of a step done in a second; empty for a step that is one unit."""

    def render(self, task: Task) -> Text:
        """Rate of one step."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None or not task.total or task.total <= 1 else f"{speed:,.0f}/s")


@contextmanager
def bars(prefix: str = "") -> Iterator[Tell]:
    """Bars on stderr while the context lasts.

    Parameters
    ----------
    prefix : str
        Words before the name of each step, such as the month.

    Yields
    ------
    callable
        ``tell(step, done, total)``; a step that was never told about gets its own bar.
    """
    screen = console(errors=True)
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        console=screen,
        disable=not screen.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def tell(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = shown.add_task(f"{prefix} {step}".strip(), total=total)
        shown.update(tasks[step], completed=done, total=total)

    with shown:
        yield tell
