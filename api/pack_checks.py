"""Reports on rule packs as tables of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from api.output import cell, table
from api.words import Say
from scoring.labels import FACTORS
from scoring.pack_report import PackReport
from scoring.results_types import Label

WORDS: dict[str, Label] = {
    "faults": Label(zh="规则包有错误，不能用于评分", en="The pack has errors and cannot be used"),
    "good": Label(zh="规则包可用", en="The pack can be used"),
    "file": Label(zh="文件", en="file"),
    "line": Label(zh="行", en="line"),
    "fault": Label(zh="错误", en="error"),
    "max_score": Label(zh="可达最高分", en="greatest score"),
    "floor_d": Label(zh="D 类起点", en="floor of D"),
    "factor": Label(zh="因素", en="factor"),
    "max_lambda": Label(zh="最大风险强度", en="greatest hazard"),
}
"""Words of the report, in Chinese and English."""


def render(found: PackReport, say: Say) -> Iterator[RenderableType]:
    """Faults with their places, else what the pack can reach."""
    if found.faults:
        heads = (f"={say(WORDS['file'])}", f"#{say(WORDS['line'])}", say(WORDS["fault"]))
        rows = ((one.file or "-", one.line or "-", one.message) for one in found.faults)
        yield table(f"{found.file}: {say(WORDS['faults'])}", heads, rows)
        return
    yield cell(f"{found.pack} {found.version}: {say(WORDS['good'])}")
    yield cell(
        f"{say(WORDS['max_score'])} {found.max_score:.2f}, {say(WORDS['floor_d'])} {found.floor_d:.2f}"
        if found.max_score is not None
        else ""
    )
    yield table(
        say(WORDS["max_lambda"]),
        (say(WORDS["factor"]), f"#{say(WORDS['max_lambda'])}"),
        ((say(FACTORS[factor]), f"{value:.6f}") for factor, value in found.max_lambda.items()),
    )
