"""What is wrong with a pack file, each error with its place, or what the pack can reach."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from graph.domain import Factor
from graph.errors import PackError
from scoring.labels import factor_label
from scoring.pack import read_pack
from scoring.pack_check import check_pack
from scoring.results_base import Label

_PLACE = re.compile(r"^(?P<file>[^:\s]+):(?P<line>\d+): (?P<message>.*)$", re.DOTALL)


class PackFault(BaseModel):
    """One error: file and line where they are known, what was expected and what is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str | None
    line: int | None
    message: str


class PackReport(BaseModel):
    """A checked pack file.

    Attributes
    ----------
    faults : errors; empty if a month may use the pack
    max_score : greatest score an enterprise can reach, None if the file is no pack
    floor_d : smallest score of class D
    max_lambda : greatest hazard of each factor
    factor_labels : what the pack calls each factor
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    faults: tuple[PackFault, ...]
    pack: str | None = None
    version: str | None = None
    hash: str | None = None
    indicators: int | None = None
    max_score: float | None = None
    floor_d: float | None = None
    max_lambda: dict[Factor, float] = {}
    factor_labels: dict[Factor, Label] = {}


def check_file(name_or_path: str | Path) -> PackReport:
    """Check a shipped pack by name or a pack file by path.

    Parameters
    ----------
    name_or_path : str or Path

    Returns
    -------
    PackReport
        A file that is missing or no YAML is a fault as well.
    """
    try:
        pack, text = read_pack(name_or_path)
    except PackError as error:
        lines = error.values.get("findings") or [error.message]
        return PackReport(file=str(name_or_path), faults=tuple(_fault(line) for line in lines))
    check = check_pack(pack)
    return PackReport(
        file=str(name_or_path),
        faults=tuple(
            _fault(f"{text.place(finding.location)}: {finding.message}") for finding in check.findings
        ),
        pack=pack.id,
        version=pack.version,
        hash=pack.hash,
        indicators=len(pack.indicators),
        max_score=check.max_score,
        floor_d=pack.classes.floor_d / 100,
        max_lambda=check.max_lambda,
        factor_labels={factor: factor_label(pack, factor) for factor in check.max_lambda},
    )


def _fault(line: str) -> PackFault:
    found = _PLACE.match(line)
    if found is None:
        return PackFault(file=None, line=None, message=line)
    return PackFault(file=found["file"], line=int(found["line"]), message=found["message"])
