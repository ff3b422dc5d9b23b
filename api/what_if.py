"""What one enterprise would score if something were otherwise: from words of a command to an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from rich.console import RenderableType

from api import month_reads
from api.dates import day_from
from api.output import cell, table
from api.security.scope import require
from api.supposed_scope import require_told
from api.tables import number
from api.words import Say, heads
from graph.domain import FactKind, RiskClass
from graph.errors import InputError, StoreBusyError
from scoring.month_views import MonthViews
from scoring.results_types import Label
from scoring.suppositions import FactGoes, PartyOfClass, Supposition, TieEnds
from scoring.what_if import Standing, WhatIf, what_if

if TYPE_CHECKING:
    from api.answers_enterprise import Suppositions
    from api.readers import Reading
    from api.workplace import Workplace

MOST_SUPPOSITIONS = 20
"""Suppositions of one question over HTTP."""

WAIT_S = 5.0
"""How long a supposition waits for its turn."""

_TITLE = Label(
    zh="假设测算（不改变任何已发布结果；不含人工认定）",
    en="What if (nothing published changes; without decisions of officers)",
)
_ROWS = (
    ("relationship_hazard", Label(zh="关联关系风险强度", en="relationship hazard")),
    ("hazard", Label(zh="风险强度合计", en="hazard of all factors")),
    ("score", Label(zh="得分", en="score")),
    ("risk_class", Label(zh="类别", en="class")),
    ("standalone_class", Label(zh="自身类别", en="standalone class")),
)
_AS_IS, _WOULD_BE = Label(zh="现在", en="now"), Label(zh="假设后", en="then")


def suppositions(
    ends: Sequence[str], ties: Sequence[str], records: Sequence[str], parties: Sequence[str]
) -> list[Supposition]:
    """Suppositions from words: ``TIE=YYYY-MM-DD``, tie ids, record ids, ``ENTERPRISE=CLASS``.

    Raises
    ------
    InputError
        If a word is not written so.
    """
    found: list[Supposition] = []
    for word in ends:
        tie, _, day = word.rpartition("=")
        if not tie:
            raise InputError(f"--end: expected TIE=YYYY-MM-DD, got {word!r}")
        found.append(TieEnds(tie_id=tie, on=day_from(day, "end")))
    found += [FactGoes(kind=FactKind.TIE, fact_id=tie) for tie in ties]
    found += [FactGoes(kind=FactKind.RECORD, fact_id=record) for record in records]
    for word in parties:
        party, _, name = word.rpartition("=")
        if not party or name not in set(RiskClass):
            raise InputError(f"--party: expected ENTERPRISE=A, B, C or D, got {word!r}")
        found.append(PartyOfClass(enterprise_id=party, risk_class=RiskClass(name)))
    return found


def answer(
    place: Workplace,
    enterprise: str,
    supposed: Sequence[Supposition],
    month: str | None,
    revision: int | None,
) -> WhatIf:
    """What-if of one enterprise, by id or alias, in a published month."""
    return of_reading(place.reading(month, revision), enterprise, supposed)


def of_reading(reading: Reading, enterprise: str, supposed: Sequence[Supposition]) -> WhatIf:
    """What-if of one enterprise, by id or alias, in the month of a reading.

    Raises
    ------
    OutOfScopeError
        If the enterprise is outside the reader's area, or something is supposed that is not told there.
    """
    found = month_reads.enterprise_id(reading, enterprise)
    require(reading, found)
    views = reading.month.views
    require_told(reading, views.month.snapshot, found, supposed)
    if not _turn().acquire(timeout=WAIT_S):
        raise StoreBusyError(
            f"expected a turn within {WAIT_S:g} s, got none: others suppose something; ask again in a minute"
        )
    try:
        return _computed(views, found, supposed)
    finally:
        _turn().release()


@cache
def _turn() -> Lock:
    """One supposition at a time in a process: each measures whole columns again."""
    return Lock()


def _computed(views: MonthViews, found: str, supposed: Sequence[Supposition]) -> WhatIf:
    filings, reference = views.inputs_of_what_if()
    return what_if(views.month, filings, reference, views.month.row(found), supposed)


def supposed_of(asked: Suppositions) -> list[Supposition]:
    """Suppositions of a request.

    Raises
    ------
    InputError
        If they are too many.
    """
    found: list[Supposition] = [TieEnds(tie_id=end.tie_id, on=end.on) for end in asked.ends]
    found += [FactGoes(kind=FactKind.TIE, fact_id=tie) for tie in asked.without_ties]
    found += [FactGoes(kind=FactKind.RECORD, fact_id=record) for record in asked.without_records]
    found += [
        PartyOfClass(enterprise_id=party.enterprise_id, risk_class=party.risk_class)
        for party in asked.parties
    ]
    if len(found) > MOST_SUPPOSITIONS:
        raise InputError(f"expected at most {MOST_SUPPOSITIONS} suppositions, got {len(found)}; ask in parts")
    return found


def render(found: WhatIf, say: Say) -> Iterator[RenderableType]:
    """Now and then, side by side."""
    yield cell(found.enterprise_id)
    yield table(
        say(_TITLE),
        heads(say, "name", f"#{say(_AS_IS)}", f"#{say(_WOULD_BE)}"),
        ((say(label), _shown(found.before, field), _shown(found.after, field)) for field, label in _ROWS),
    )


def _shown(standing: Standing, field: str) -> str:
    value = getattr(standing, field)
    if field.endswith("hazard"):
        return f"{value:.6f}"
    return number(value) if field == "score" else (value or "-")
