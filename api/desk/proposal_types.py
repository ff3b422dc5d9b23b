"""Shapes of proposals: what is proposed, what was decided on it, what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from api.answers import Answer
from api.desk.given import Given
from api.desk.kinds import ProposalKind
from api.parameters import MAX_ID_LENGTH
from graph.domain import FactKind, RiskClass
from graph.same_person.verdicts import Verdict
from scoring.results_types import Label
from scoring.revision_difference import Moved

Identifier = Annotated[str, Field(min_length=1, max_length=MAX_ID_LENGTH)]
MOST_WORDS = 2_000
MOST_NAMED = 500
"""Enterprises that one proposal may name one by one; more are named by industry and region."""


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    APPROVED = "approved"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ProposalDraft(Given):
    """What an analyst proposes; which fields a kind needs is told by ``/proposals/kinds``."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "direct_d",
                    "subject": "91330100MA00000001",
                    "ground": "专班会议纪要第7号",
                    "document_no": "纪要〔2026〕7号",
                    "expires_on": "2027-06-30",
                }
            ]
        },
    )

    kind: ProposalKind
    subject: str | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_ID_LENGTH,
        description="Enterprise id or alias; of an exclusion or objection the fact; of a revocation the "
        "number of the decision; of a same-person review both ids with | between; else the name of the "
        "pack file, the reference or the model",
    )
    subjects: tuple[Identifier, ...] = Field(
        default=(), max_length=MOST_NAMED, description="Enterprises of a list, instead of subject"
    )
    industry: str | None = Field(
        default=None, max_length=10, description="Begin of the industry code; with region, instead of subject"
    )
    region: str | None = Field(default=None, max_length=40, description="Begin of the region code")
    ground: str = Field(
        min_length=1,
        max_length=MOST_WORDS,
        description="Why: article, finding, minutes; of an exclusion a word of the grounds",
    )
    note: str = Field(default="", max_length=MOST_WORDS, description="Words for the approver")
    document_no: str | None = Field(default=None, min_length=1, max_length=200)
    source_organ: str | None = Field(default=None, min_length=1, max_length=200)
    effective_on: date | None = Field(
        default=None, description="First day in force; else the day of proposing"
    )
    expires_on: date | None = Field(default=None, description="First day no longer in force")
    risk_class: RiskClass | None = Field(default=None, description="Class that is set; of direct_d always D")
    fact_kind: FactKind | None = Field(default=None, description="Kind of the fact that is excluded")
    item_id: str | None = Field(default=None, max_length=MAX_ID_LENGTH, description="Item of a record")
    replaced_by: str | None = Field(default=None, max_length=MAX_ID_LENGTH)
    ends_on: date | None = Field(default=None, description="Day from which an objected fact counts again")
    verdict: Verdict | None = Field(default=None, description="Of a same-person review")
    pack: str | None = Field(default=None, max_length=100, description="Pack that a model was trained with")


class ApprovalVerdict(StrEnum):
    """What an approver says."""

    APPROVED = "approved"
    REFUSED = "refused"


class ApprovalDraft(Given):
    """Verdict of the second person."""

    verdict: ApprovalVerdict
    reason: str = Field(min_length=1, max_length=MOST_WORDS)


class WithdrawalDraft(Given):
    """Why an author takes a proposal back."""

    reason: str = Field(min_length=1, max_length=MOST_WORDS)


class ProposalEnterprise(Answer):
    """One enterprise that a proposal names, as the month in force shows it."""

    enterprise_id: str
    name: str | None
    in_scope: bool
    risk_class: RiskClass | None
    score: float | None = Field(description="Null outside the viewer's scope")


class ProposalStep(Answer):
    """One thing that happened to a proposal."""

    step: str = Field(description="proposed, withdrawn, approved, refused, started, done, failed")
    at: datetime
    by: str | None = Field(description="Account; null where the program did it")
    reason: str | None


class Execution(Answer):
    """What came of an approved proposal."""

    attempts: int = Field(ge=0, description="Times the job was started")
    due_on: date | None = Field(description="First day on which the month takes another revision; null: now")
    decisions: tuple[int, ...] = Field(description="Numbers in the book of decisions")
    month: str | None = Field(description="Month that was revised")
    revision: int | None = None
    way: str | None = Field(default=None, description="delta or full")
    touched: int | None = Field(default=None, description="Enterprises with any other line")
    moved_total: int | None = Field(default=None, description="Enterprises with another class or score")
    moved: tuple[Moved, ...] = Field(default=(), description="The first of them within the viewer's scope")
    code: str | None = Field(default=None, description="Stable code of the error of a failed job")
    message: str | None = None


class ProposalRow(Answer):
    """One proposal in a list."""

    number: int
    kind: ProposalKind
    state: ProposalState
    subject: str
    subject_label: str | None = Field(description="Name of the enterprise; persons are masked")
    enterprises_total: int = Field(ge=0)
    ground: str
    document_no: str | None
    author: str
    proposed_at: datetime
    lapses_on: date = Field(description="First day on which it can be approved no more")
    decided_by: str | None
    decided_at: datetime | None
    mine: bool
    may_approve: bool = Field(description="Whether this viewer may approve or refuse it now")
    may_withdraw: bool


class ProposalView(ProposalRow):
    """One proposal with everything that was said and what came of it."""

    ground_label: Label | None = Field(description="Label of the ground of an exclusion")
    note: str
    source_organ: str | None
    effective_on: date | None
    expires_on: date | None
    risk_class: RiskClass | None
    fact_kind: FactKind | None
    item_id: str | None
    replaced_by: str | None
    ends_on: date | None
    verdict: Verdict | None
    pack: str | None
    enterprises: tuple[ProposalEnterprise, ...] = Field(description="The first of them")
    reason: str | None = Field(description="Of the verdict or of the withdrawal")
    steps: tuple[ProposalStep, ...]
    execution: Execution | None = Field(description="Null until it is approved")


class ProposalPage(Answer):
    """Proposals within the viewer's scope, newest first."""

    items: tuple[ProposalRow, ...]
    total: int = Field(ge=0)
    shown: int = Field(ge=0)
    truncated: bool
    cursor: str | None


class GroundView(Answer):
    """One ground of exclusion."""

    word: str
    label: Label
    article: str
    fact_kinds: tuple[FactKind, ...]
    needs: tuple[str, ...]


class KindView(Answer):
    """One kind of proposal: what it does and which fields it needs."""

    kind: ProposalKind
    label: Label
    meaning: Label
    source: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = Field(description="Further fields it takes")
    grounds: tuple[GroundView, ...] = Field(description="Words that ground may be; empty: free text")
    revises: bool = Field(description="Whether the month in force is revised")
    open_days: int = Field(description="Days until an undecided proposal lapses")
    on: bool = Field(description="Whether it is switched on here")


class KindList(Answer):
    """Kinds of proposals."""

    items: tuple[KindView, ...]


class Candidate(Answer):
    """Something that can be proposed now."""

    subject: str = Field(description="What a proposal names")
    label: str = Field(description="Persons are masked")
    facts: dict[str, str] = Field(description="What is known of it, by field")
    said: dict[str, Label] = Field(default={}, description="What is known of it in words, by field")
    fields: dict[str, str] = Field(description="Fields of the proposal that follow from it")


class CandidateList(Answer):
    """What can be proposed of one kind."""

    kind: ProposalKind
    items: tuple[Candidate, ...]
    total: int = Field(ge=0)
    shown: int = Field(ge=0)
    truncated: bool


class ProposalPreview(Answer):
    """Whom a decision by industry and region, or on a list, would meet."""

    month: str
    revision: int
    enterprises: int = Field(ge=0, description="Within the viewer's scope")
    classes: dict[RiskClass, int]
    outside: int = Field(ge=0, description="Enterprises of the group that the viewer may not decide on")
    too_many: bool = Field(description="More than one proposal may name")
