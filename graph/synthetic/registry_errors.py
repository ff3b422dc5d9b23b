"""Plants wrong rows into registry extracts and keeps the key: file, line, field, reason and effect of each.

Wrong rows are rows of their own, of firms and persons that nothing else names, so that
taking them away gives back the sound province.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from graph.packaged import packaged
from graph.synthetic.parameters_events import Data
from graph.synthetic.plants import SMALLEST_PROVINCE
from graph.synthetic.registry_error_rows import LINE_REJECTED, ErrorRows, Row, Wrong
from graph.synthetic.registry_files import ENCODING, STAMP, RegistryWriter
from graph.synthetic.world import World

_HALF = "E_LIC_CERTIFICATE"


class ErrorPlan(Data):
    """How often one kind of error is planted, and what an import has to do with it."""

    share: float = Field(ge=0, le=1)
    effect: Literal["value_unknown", "row_rejected", "line_rejected", "reported", "kept"]
    meaning: str


class _Plans(Data):
    since: Any
    errors: dict[str, ErrorPlan]


@cache
def error_plans() -> Mapping[str, ErrorPlan]:
    """Plans of all kinds, from registry_errors.yaml.

    Raises
    ------
    CatalogueError
        If the file breaks its contract or names a kind that nothing plants.
    """
    return packaged(_Plans, "graph.synthetic", "registry_errors.yaml").errors


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedError:
    """One line of the key; ``reason`` is empty where an import lists nothing."""

    kind: str
    delivery: int
    file: str
    line: int
    field: str
    reason: str
    effect: str


def plant_errors(writer: RegistryWriter, world: World) -> list[PlantedError]:
    """Append wrong rows to every delivery; none in a province too small to hide them."""
    if world.firms.size < SMALLEST_PROVINCE:
        return []
    makers = ErrorRows(world)
    days = world.schedule.days
    key: list[PlantedError] = []
    for delivery, day in enumerate(days):
        for kind, plan in error_plans().items():
            wanted = plan.share * world.firms.size / len(days)
            count = max(round(wanted), 1 if delivery == 0 and plan.share else 0)
            for _ in range(count):
                for table, row, wrongs in makers.rows(kind):
                    stamped = {**row, STAMP: f"{day:%Y-%m-%d} 00:00:00"}
                    key.extend(_written(writer, delivery, kind, table, stamped, wrongs))
    if writer.path(0, _HALF).exists():
        cut = "9999999999\t半".encode(ENCODING)[:-1]
        line = writer.write_bytes(0, _HALF, cut)
        wrong = ("", "truncated_last_line", LINE_REJECTED)
        key.append(_error("half_line", 0, _HALF, line, wrong))
    return key


def _written(
    writer: RegistryWriter, delivery: int, kind: str, table: str, row: Row, wrongs: Sequence[Wrong]
) -> Iterator[PlantedError]:
    if kind == "wrong_bytes":
        width = len(writer.header(table))
        line = writer.write_bytes(delivery, table, b"\xff\xff" + b"\t" * (width - 1) + b"\n")
    else:
        (line,) = writer.write_lines(delivery, table, [row])
    for wrong in wrongs:
        yield _error(kind, delivery, table, line, wrong)
    if not wrongs:
        yield _error(kind, delivery, table, line, ("", "", error_plans()[kind].effect))


def _error(kind: str, delivery: int, table: str, line: int, wrong: Wrong) -> PlantedError:
    field, reason, effect = wrong
    return PlantedError(
        kind=kind,
        delivery=delivery,
        file=f"{table}.txt",
        line=line,
        field=field,
        reason=reason,
        effect=effect,
    )


def write_error_key(folder: Path, planted: Sequence[PlantedError]) -> None:
    """Write ``registry_errors.csv``: one line a wrong row and reason."""
    names = ("kind", "delivery", "file", "line", "field", "reason", "effect")
    with (folder / "registry_errors.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(names)
        rows.writerows([getattr(error, name) for name in names] for error in planted)
