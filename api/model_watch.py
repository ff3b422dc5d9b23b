"""Drift of a model, and champion beside challenger, for commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType

from api.model_words import heads, title, word
from api.output import cell, table
from api.progress import bars
from api.training_inputs import day_delivered, inputs_on
from api.words import Say
from graph.logs import run_context
from scoring.drift import DriftReport, Shift, drift
from scoring.models_compared import Comparison, Side, compare
from scoring.models_contending import champion

if TYPE_CHECKING:
    from api.workplace import Workplace


def drift_one(place: Workplace, model: str, *, day: str, pack: str, plan: Path | None) -> DriftReport:
    """Drift of a model on a day.

    Raises
    ------
    InputError
        If the day lies ahead, or after the newest delivery.
    """
    with run_context(f"drift {model}"), bars("drift") as tell:
        return drift(inputs_on(place, day_delivered(place, day), pack=pack, plan=plan, tell=tell), model)


def compare_two(
    place: Workplace, challenger: str, *, against: str | None, day: str, pack: str, plan: Path | None
) -> Comparison:
    """Challenger beside the champion: the one named, else what a month of that day takes.

    Raises
    ------
    InputError
        If the day lies ahead, or after the newest delivery.
    """
    with run_context(f"compare {challenger}"), bars("compare") as tell:
        inputs = inputs_on(place, day_delivered(place, day), pack=pack, plan=plan, tell=tell)
        return compare(inputs, against or champion(inputs), challenger)


def render_drift(answer: DriftReport, say: Say) -> Iterator[RenderableType]:
    """Level, factor, columns that moved most, what the strengths count for."""
    yield table(
        title(say, "drift", model=answer.model, then=answer.then, now=answer.now),
        heads(say, "level", "#factor_then", "#factor_now", "#reached_then", "#reached_now", "#psi"),
        (
            (
                say(word(answer.level)),
                *(f"{value:.5f}" for value in answer.mean_factor),
                *(f"{value:.1%}" for value in answer.share_with_factor),
                f"{answer.factor.index:.3f}",
            ),
        ),
    )
    yield table(
        title(say, "shifts", columns=answer.columns),
        heads(say, "name", "#psi", "level"),
        ((_columns(one), f"{one.index:.3f}", say(word(one.level))) for one in answer.inputs),
    )
    if answer.closed is None:
        yield cell(say(word("no_closed_day")))
        return
    yield table(
        title(say, "slopes", closed=answer.closed),
        heads(say, "family", "#slope", "#low", "#high", "level"),
        (
            (one.family, f"{one.slope:.2f}", f"{one.low:.2f}", f"{one.high:.2f}", say(word(one.level)))
            for one in answer.slopes
        ),
    )
    if answer.gate is not None:
        yield cell(say(answer.gate.reason))


def _columns(shift: Shift) -> str:
    """Name of a column, and how many more moved just so."""
    return f"{shift.name} (+{shift.also})" if shift.also else shift.name


def render_comparison(answer: Comparison, say: Say) -> Iterator[RenderableType]:
    """Both sides, the gain, and who would change class."""
    names = list(answer.champion.classes)
    yield table(
        title(say, "compared", closed=answer.closed, day=answer.day),
        heads(say, "side", "=id", "#auprc", "#lift", "#mean_factor", "#reached", *(f"#={n}" for n in names)),
        (
            (say(word(role)), *_side(side))
            for role, side in (("champion", answer.champion), ("challenger", answer.challenger))
        ),
    )
    yield cell(
        title(say, "gained", gain=f"{answer.gain:+.4f}", low=f"{answer.low:+.4f}", high=f"{answer.high:+.4f}")
    )
    yield table(
        title(say, "moves"),
        ("", *names),
        ((name, *(f"{count:,}" for count in row.values())) for name, row in answer.moves.items()),
    )


def _side(side: Side) -> tuple[str, ...]:
    return (
        side.id,
        f"{side.auprc:.4f}",
        f"{side.lift:.1f}",
        f"{side.mean_factor:.5f}",
        f"{side.share_with_factor:.1%}",
        *(f"{count:,}" for count in side.classes.values()),
    )
