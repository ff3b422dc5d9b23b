"""Routes of reveals: ask for one person's name, decide, see it once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Path, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import ReadingDep
from api.month_reads import labels
from api.readers import Reading
from api.reveal_desk import RevealDesk
from api.routes.base import new_router
from api.security.audit import AuditDep
from api.security.reveal import LEAST_REASON, Reveal, RevealBook, RevealState, RevealVerdict
from graph.vault import NameVault

router = new_router("reveals")

RevealNumber = Annotated[int, Path(ge=1, le=2_000_000_000, description="Number of the request")]
Reason = Annotated[str, Field(min_length=LEAST_REASON, max_length=500)]


class RevealRequest(BaseModel):
    """Whose name, and why."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "person_id": "P:0f3a",
                    "enterprise_id": "91659001MA00000000",
                    "purpose": "clue",
                    "reason": "核查线索：法定代表人身份",
                }
            ]
        },
    )

    person_id: str = Field(
        pattern=r"^P:[^\x00-\x1f]{1,120}$", description="Id of the person, as the graph shows it"
    )
    enterprise_id: str = Field(
        min_length=1, max_length=200, description="Enterprise of the own area that the person is tied to"
    )
    purpose: str = Field(min_length=1, max_length=60, description="Code of a purpose that names persons")
    reason: Reason


class RevealDecision(BaseModel):
    """What the second person says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: RevealVerdict
    reason: Reason


class RevealView(BaseModel):
    """One request and what became of it; the person is masked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    state: RevealState
    at: str
    account: str
    person_id: str
    person: str = Field(description="Masked name")
    enterprise_id: str
    enterprise: str
    purpose: str
    reason: str
    two_persons: bool = Field(description="A second person has to approve it")
    decided_by: str | None
    decided_at: str | None
    decision_reason: str | None
    shown_at: str | None


class RevealList(BaseModel):
    """Own requests, newest first; for who approves also those of others that wait."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[RevealView, ...]


class RevealedName(BaseModel):
    """The name, shown once; it is not stored anywhere else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    person_id: str
    name: str | None = Field(description="null if the vault knows none")


async def _desk(request: Request, audit: AuditDep) -> RevealDesk:
    security = request.app.state.security
    return RevealDesk(
        book=RevealBook(security.engine, audit.clock),
        vault=NameVault(security.engine),
        audit=audit,
        two_persons=security.settings.two_person_reveal,
    )


DeskDep = Annotated[RevealDesk, Depends(_desk)]


@router.post(
    "/reveals",
    summary="Ask for the name of one person",
    operation_id="askReveal",
    status_code=status.HTTP_201_CREATED,
)
def ask_reveal(reading: ReadingDep, desk: DeskDep, asked: RevealRequest) -> RevealView:
    """With a purpose that names persons and a reason; where the setting says so a second person decides."""
    made = desk.ask(
        reading,
        person_id=asked.person_id,
        enterprise_id=asked.enterprise_id,
        purpose=asked.purpose,
        reason=asked.reason,
    )
    return _views(reading, [made])[0]


@router.get("/reveals", summary="Requests to reveal a person", operation_id="listReveals")
def list_reveals(reading: ReadingDep, desk: DeskDep) -> RevealList:
    """Own requests, newest first; for who approves also those of others that wait."""
    return RevealList(items=_views(reading, desk.listed(reading)))


@router.post("/reveals/{number}/decision", summary="Decide on a request", operation_id="decideReveal")
def decide_reveal(
    reading: ReadingDep, desk: DeskDep, number: RevealNumber, decision: RevealDecision
) -> RevealView:
    """Yes or no to what another account asked."""
    return _views(reading, [desk.decide(reading, number, decision.verdict, decision.reason)])[0]


@router.post("/reveals/{number}/name", summary="See the name, once", operation_id="showReveal")
def show_reveal(reading: ReadingDep, desk: DeskDep, number: RevealNumber, response: Response) -> RevealedName:
    """The name to the account that asked; a second time it has to be asked again."""
    made, name = desk.show(reading, number)
    response.headers["Cache-Control"] = "no-store"
    return RevealedName(number=made.number, person_id=made.person_id, name=name)


def _views(reading: Reading, found: Sequence[Reveal]) -> tuple[RevealView, ...]:
    shown = labels(reading, {node for one in found for node in (one.person_id, one.enterprise_id)})
    return tuple(
        RevealView(
            **{name: getattr(one, name) for name in RevealView.model_fields if hasattr(one, name)},
            person=shown[one.person_id],
            enterprise=shown[one.enterprise_id],
        )
        for one in found
    )
