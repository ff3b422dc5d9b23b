"""Shapes of what is found by a text, and of lists of texts looked up."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from api.answers import Answer, NodeView, Published
from graph.domain import RiskClass


class MatchedBy(StrEnum):
    """What of an enterprise fits the text."""

    NAME = "name"
    FORMER_NAME = "former_name"
    PINYIN = "pinyin"
    INITIALS = "initials"
    CREDIT_CODE = "credit_code"
    REGISTRATION_NO = "registration_no"


class SearchHit(Answer):
    """One enterprise that fits, and where."""

    node: NodeView
    matched_by: MatchedBy
    matched_text: str = Field(description="Text of the enterprise that fits: name, former name or code")
    matched: tuple[tuple[int, int], ...] = Field(
        description="Begins and ends of what fits in matched_text, in UTF-16 units as JavaScript counts"
    )


class SearchAnswer(Answer):
    """What a search found, the best fit first."""

    published: Published
    items: tuple[SearchHit, ...]
    total: int = Field(ge=0, description="Enterprises that fit, inside and outside the reader's area")
    outside: int = Field(ge=0, description="Of them outside the reader's area: name, code and class only")
    shown: int = Field(ge=0)
    truncated: bool
    cursor: str | None


class LookupState(StrEnum):
    """What became of one text."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"


class Change(StrEnum):
    """How a class stands against the month before."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "same"
    ENTERED = "entered"
    LEFT = "left"


class LookupRow(Answer):
    """One text of the list and the enterprise it means."""

    line: int = Field(ge=1, description="Place in the list, from 1")
    text: str
    state: LookupState
    matched_by: MatchedBy | None
    enterprise: NodeView | None
    candidates: tuple[NodeView, ...] = Field(description="Where several fit: the first of them")
    risk_class: RiskClass | None
    previous_class: RiskClass | None = Field(description="null outside the reader's area")
    change: Change | None = Field(description="null outside the reader's area and where nothing is scored")


class LookupAnswer(Answer):
    """A list of names or codes with class and change; what was not found is told."""

    published: Published
    rows: tuple[LookupRow, ...]
    total: int = Field(ge=0)
    found: int = Field(ge=0)
    ambiguous: int = Field(ge=0)
    unmatched: int = Field(ge=0)
    outside: int = Field(ge=0, description="Found, but outside the reader's area")


class LookupTexts(Answer):
    """Names, former names, credit codes or registration numbers, one each."""

    texts: tuple[str, ...] = Field(min_length=1, max_length=500, description="At most 500 texts of 200 signs")
