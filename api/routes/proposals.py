"""Routes of proposals: proposed by one account, decided by another, carried out by the job."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, status

from api.dependencies import ReadingDep
from api.desk import candidates, proposal_offers, proposals
from api.desk.kinds import ProposalKind
from api.desk.proposal_types import (
    ApprovalDraft,
    CandidateList,
    KindList,
    ProposalDraft,
    ProposalPage,
    ProposalPreview,
    ProposalState,
    ProposalView,
    WithdrawalDraft,
)
from api.desk.proposals import Asked
from api.parameters import Limit
from api.routes.base import new_router
from api.routes.desk_parts import CONFLICT, DeskDep
from api.security.audit import AuditDep

router = new_router("proposals")

Number = Annotated[int, Path(ge=1, le=2_147_483_647, description="Number of the proposal")]
Before = Annotated[
    str | None, Query(alias="cursor", pattern=r"^[0-9]{1,9}$", description="Cursor of the page before")
]


@router.get("/proposals/kinds", summary="What can be proposed", operation_id="listProposalKinds")
def list_proposal_kinds(desk: DeskDep) -> KindList:
    """Every kind with its words, the fields it needs, the grounds it knows."""
    return proposal_offers.kinds(desk.place)


@router.get("/proposals/preview", summary="Whom a decision would meet", operation_id="previewProposal")
def preview_proposal(
    reading: ReadingDep,
    industry: Annotated[str, Query(min_length=1, max_length=10, description="Begin of the industry code")],
    region: Annotated[str, Query(min_length=1, max_length=40, description="Begin of the region code")],
) -> ProposalPreview:
    """Scored enterprises of an industry in a region by class, within the viewer's area."""
    return proposal_offers.preview(reading, industry, region)


@router.get(
    "/proposals/subjects", summary="What can be proposed of a kind", operation_id="listProposalSubjects"
)
def list_proposal_subjects(
    desk: DeskDep,
    reading: ReadingDep,
    limit: Limit,
    kind: Annotated[ProposalKind, Query(description="Kind of proposal")],
) -> CandidateList:
    """Decisions in force, pending objections, pairs without a verdict, drafts, tables and models."""
    return candidates.listed(desk.place, reading, kind, limit)


@router.get("/proposals", summary="Proposals, newest first", operation_id="listProposals")
def list_proposals(
    desk: DeskDep,
    reading: ReadingDep,
    limit: Limit,
    state: Annotated[ProposalState | None, Query(description="Only those in this state")] = None,
    kind: Annotated[ProposalKind | None, Query(description="Only those of this kind")] = None,
    mine: Annotated[bool, Query(description="Only one's own")] = False,
    cursor: Before = None,
) -> ProposalPage:
    """Own proposals and those about enterprises of the viewer's area."""
    asked = Asked(state=state, kind=kind, mine=mine)
    before = None if cursor is None else int(cursor)
    return proposals.listed(desk.place, reading, asked, limit=limit, before=before)


@router.post(
    "/proposals",
    summary="Propose a decision",
    operation_id="createProposal",
    status_code=status.HTTP_201_CREATED,
    responses=CONFLICT,
)
def create_proposal(
    desk: DeskDep, reading: ReadingDep, audit: AuditDep, draft: ProposalDraft
) -> ProposalView:
    """Recorded under the account that is signed in; another one decides on it."""
    made = proposals.propose(desk.place, reading, draft)
    details = {"proposal": str(made.number), "kind": made.kind.value}
    audit.record(reading.viewer, "decision.proposed", subject=made.subject, details=details)
    return made


@router.get("/proposals/{number}", summary="One proposal and what came of it", operation_id="readProposal")
def read_proposal(desk: DeskDep, reading: ReadingDep, number: Number) -> ProposalView:
    """What was said of it by whom, the state of its job, and the difference that it made."""
    found = proposals.read(desk.place, reading, number)
    if found.state in (ProposalState.APPROVED, ProposalState.RUNNING):
        desk.starter.look_after()
    return found


@router.post(
    "/proposals/{number}/approval",
    summary="Approve or refuse a proposal",
    operation_id="decideProposal",
    responses=CONFLICT,
)
def decide_proposal(
    desk: DeskDep, reading: ReadingDep, audit: AuditDep, number: Number, verdict: ApprovalDraft
) -> ProposalView:
    """The second person's word; approved, the job carries it out in the background."""
    made = proposals.decide(desk.place, reading, number, verdict)
    details = {"proposal": str(number), "kind": made.kind.value}
    audit.record(reading.viewer, f"decision.{verdict.verdict.value}", subject=made.subject, details=details)
    if made.state is ProposalState.APPROVED:
        desk.starter.start()
    return made


@router.post(
    "/proposals/{number}/withdrawal",
    summary="Take back an own proposal",
    operation_id="withdrawProposal",
    responses=CONFLICT,
)
def withdraw_proposal(
    desk: DeskDep, reading: ReadingDep, audit: AuditDep, number: Number, given: WithdrawalDraft
) -> ProposalView:
    """Only its author, and only before it has a verdict."""
    made = proposals.withdraw(desk.place, reading, number, given.reason)
    details = {"proposal": str(number), "kind": made.kind.value}
    audit.record(reading.viewer, "decision.withdrawn", subject=made.subject, details=details)
    return made


@router.post(
    "/proposals/{number}/retry",
    summary="Carry out again what failed",
    operation_id="retryProposal",
    responses=CONFLICT,
)
def retry_proposal(desk: DeskDep, reading: ReadingDep, audit: AuditDep, number: Number) -> ProposalView:
    """An approved proposal whose job failed is carried out again; the approval stands."""
    made = proposals.retry(desk.place, reading, number)
    audit.record(reading.viewer, "decision.retried", subject=made.subject, details={"proposal": str(number)})
    desk.starter.start()
    return made
