"""Shapes of requests for exports and of what is answered about them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from api.exports.names import ExportKind, ExportState
from graph.domain import TieKind
from scoring.results_types import Label

MOST_POSITIONS = 2_000
MOST_LISTED = 2_000
MAX_ID_LENGTH = 200

Coordinate = Annotated[FiniteFloat, Field(ge=-1e6, le=1e6)]
Id = Annotated[str, Field(min_length=1, max_length=MAX_ID_LENGTH)]
Language = Literal["zh", "en"]


class ExportParameters(BaseModel):
    """What a kind may be told; one that the kind does not obey is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language = "zh"
    hops: int | None = Field(default=None, ge=1, le=6, description="Ties from the centre; start 2")
    cap: int | None = Field(default=None, ge=1, le=10_000, description="Nodes of a graph at most; start 300")
    ties: tuple[TieKind, ...] = Field(default=(), max_length=len(TieKind), description="None means all")
    ended: bool = Field(default=False, description="Ended ties too")
    void: bool = Field(default=False, description="Ties void from their start too")
    layout: Literal["force", "rings"] = "force"
    positions: dict[Id, tuple[Coordinate, Coordinate]] = Field(
        default_factory=dict,
        max_length=MOST_POSITIONS,
        description="Place of each node as the page shows it, x to the right and y downwards; "
        "with them exactly these nodes are drawn",
    )
    risk_class: str | None = Field(default=None, pattern="^(A|B|C|D|none)$")
    region: str | None = Field(default=None, pattern=r"^[0-9A-Za-z]{1,40}$", description="Begin of the code")
    enterprise_ids: tuple[Id, ...] = Field(
        default=(), max_length=MOST_LISTED, description="Only these, in the order of their ids"
    )


class ExportRequest(BaseModel):
    """A file asked for."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "kind": "dossier_pdf",
                    "subject": "91659001MA00000000",
                    "month": "2026-10",
                    "purpose": "supervision",
                    "recipient": "own_unit",
                    "parameters": {"hops": 2, "cap": 120},
                }
            ]
        },
    )

    kind: ExportKind
    subject: Id | None = Field(default=None, description="Id or alias of an enterprise, or id of a cluster")
    month: str | None = Field(
        default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="None: the latest"
    )
    revision: int | None = Field(default=None, ge=1, le=9_999)
    purpose: str = Field(min_length=1, max_length=64, description="Code from GET /exports/purposes")
    recipient: str | None = Field(
        default=None, min_length=1, max_length=64, description="Code from GET /exports/purposes; own unit"
    )
    parameters: ExportParameters = ExportParameters()


class ExportProblem(BaseModel):
    """Why an export failed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    detail: str


class ExportFile(BaseModel):
    """The file of an export that is done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    media_type: str
    size: int = Field(ge=0, description="Bytes")
    sha256: str = Field(description="Of the bytes of the file")
    content_sha256: str = Field(description="Of what it tells; printed in the file")
    rows: int = Field(ge=0, description="Rows, or nodes of a graph")
    truncated: bool = Field(description="More would have fitted than the bounds allow")


class ExportView(BaseModel):
    """One export and where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: ExportKind
    label: Label
    state: ExportState
    subject: str | None
    month: str
    revision: int
    purpose: str
    recipient: str
    asked_at: str = Field(description="UTC, ISO 8601")
    finished_at: str | None
    expires_at: str | None = Field(description="When its file is deleted")
    file: ExportFile | None = Field(description="Only when done")
    problem: ExportProblem | None = Field(description="Only when failed")


class ExportList(BaseModel):
    """Own exports, newest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[ExportView, ...]
    total: int = Field(ge=0)
    shown: int = Field(ge=0)
    truncated: bool


class PurposeChoice(BaseModel):
    """A purpose, and who may receive what is exported for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    label: Label
    recipients: tuple[str, ...] = Field(description="Codes of recipients")
    reveals: bool = Field(description="Whether one person may be named for it")


class RecipientChoice(BaseModel):
    """Who may receive an export."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    label: Label


class PurposeList(BaseModel):
    """Purposes and recipients that the pack of the month allows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pack: str
    purposes: tuple[PurposeChoice, ...]
    recipients: tuple[RecipientChoice, ...]
