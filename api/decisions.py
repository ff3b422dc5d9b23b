"""The book of decisions for commands: recorded for an enterprise of the store, and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.output import table
from api.words import WORDS, Say, heads, line
from graph.domain import NodeKind, RiskClass
from graph.errors import InputError, NotFoundError
from graph.store.protocol import AsOf
from scoring.decisions import Decision, DecisionKind
from scoring.results_decisions import LABELS
from scoring.results_marks import marks

if TYPE_CHECKING:
    from api.workplace import Workplace


class DecisionRow(BaseModel):
    """One row of the book of decisions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    kind: DecisionKind
    enterprise_id: str
    risk_class: RiskClass | None
    ground: str
    document_no: str | None
    effective_on: date
    expires_on: date | None
    known_on: date
    author: str
    approver: str
    verified: bool
    revokes: int | None


class DecisionList(BaseModel):
    """Rows of the book of decisions, in the order of recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[DecisionRow, ...]


def shown(rows: Sequence[Decision]) -> DecisionList:
    """Rows of the book as an answer."""
    names = DecisionRow.model_fields
    return DecisionList(
        items=tuple(DecisionRow(**{name: getattr(row, name) for name in names}) for row in rows)
    )


def enterprise_id(place: Workplace, identifier: str, day: date) -> str:
    """Id of an enterprise by id or alias, as known on a day.

    Raises
    ------
    NotFoundError
        If the store knows none.
    InputError
        If it is another kind of node.
    """
    found = place.store.find(identifier, AsOf(day=day, known_by=day))
    if found is None:
        raise NotFoundError(
            f"enterprise {identifier!r} is not known on {day}: expected its id or a code such as its USCC"
        )
    if found.kind is not NodeKind.ENTERPRISE:
        raise InputError(f"decision: expected an enterprise, got {identifier!r}, which is a {found.kind}")
    return found.id


class DecisionPreview(BaseModel):
    """Whom a decision would meet, by the classes of the newest month."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: str
    enterprises: int
    classes: dict[RiskClass, int]


def group(place: Workplace, industry: str | None, region: str | None) -> list[str]:
    """Scored enterprises of the newest month in an industry and a region, by the beginnings of codes.

    Raises
    ------
    InputError
        If only one of both is given, or nobody is in them.
    """
    if not industry or not region:
        raise InputError("decision: expected --industry and --region together, got one of them")
    month = place.months.open()
    columns = month.snapshot.enterprises
    inside = pc.and_(
        pc.fill_null(pc.starts_with(columns.text("industry"), industry), False),
        pc.fill_null(pc.starts_with(columns.text("region"), region), False),
    )
    rows = np.flatnonzero(np.asarray(inside) & month.scores.numbers("scored").astype(bool))
    if not len(rows):
        raise InputError(
            f"decision: nobody scored in {month.info.month} is in industry {industry} and region {region}; "
            "see the codes"
        )
    found: list[str] = columns.text("enterprise_id").take(rows).to_pylist()
    return found


def preview(place: Workplace, ids: Sequence[str]) -> DecisionPreview:
    """How many enterprises a decision would meet, by class."""
    month = place.months.open()
    found = marks(month.scores, dict.fromkeys(ids)).values()
    classes = Counter(one.risk_class for one in found if one.risk_class is not None)
    return DecisionPreview(
        month=month.info.month,
        enterprises=len(set(ids)),
        classes={risk: classes.get(risk, 0) for risk in RiskClass},
    )


def render_preview(answer: DecisionPreview, say: Say) -> Iterator[RenderableType]:
    """Counts as a table."""
    yield table(
        line(say, "decision_preview"),
        heads(say, "=month", "#size", *(f"#{risk}" for risk in RiskClass)),
        [(answer.month, answer.enterprises, *answer.classes.values())],
    )


def render(answer: DecisionList, say: Say) -> Iterator[RenderableType]:
    """The book as a table."""
    yield table(
        line(say, "decisions"),
        heads(
            *(say, "#number", "decision", "=id", "class", "ground", "effective_on", "expires_on", "known_on"),
            *("author", "approver", "verified"),
        ),
        (
            (
                *(row.number, _what(row, say), row.enterprise_id, row.risk_class or "-", row.ground),
                *(row.effective_on, row.expires_on or "-", row.known_on, row.author, row.approver),
                say(WORDS["yes" if row.verified else "no"]),
            )
            for row in answer.items
        ),
    )


def _what(row: DecisionRow, say: Say) -> str:
    return say(LABELS[row.kind]) + ("" if row.revokes is None else f" {row.revokes}")
