"""What a trained model is and says of itself: card and weights, as checked JSON.

Half of it is numbers a month uses (coefficients, path rules), half of it evidence (data
window, metrics, intervals, who approved). Nothing here is learned while reading.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gnn.coefficients import Coefficients
from graph.path_rules import PathRules

Finite = Annotated[float, Field(allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
GAIN_OF_RULES = "path_rules_gain_"
"""Begin of the metric that says what a grid point of path rules gained on the validation day."""
ModelId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackStamp(_Strict):
    """Rule pack the panels were measured with."""

    id: str = Field(min_length=1)
    version: str = Field(min_length=1)
    hash: Sha256


class DataWindow(_Strict):
    """Days of the panels and of their labels, and how much they held.

    Attributes
    ----------
    train, validate_on, test : days of the panels of each part, rising
    labels_until : last day a label may come from
    known_by : day of knowledge of the freeze
    rows, events : rows of the training panels before sampling, and those with an event
    """

    train: tuple[date, ...] = Field(min_length=1)
    validate_on: tuple[date, ...] = ()
    test: tuple[date, ...] = ()
    labels_until: date
    known_by: date
    rows: Annotated[int, Field(ge=1)]
    events: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _parts_follow_each_other(self) -> Self:
        days = [*self.train, *self.validate_on, *self.test]
        if days != sorted(set(days)):
            raise ValueError(f"days of train, validate and test must rise, got {[str(d) for d in days]}")
        if self.labels_until < days[-1]:
            raise ValueError(f"labels end on {self.labels_until}, before the last panel {days[-1]}")
        return self


class Measured(_Strict):
    """One metric with its interval of 95 %; the interval is null where none was drawn."""

    value: Finite
    low: Finite | None = None
    high: Finite | None = None


class Strength(_Strict):
    """One coefficient of the fit, with its interval; ``policy`` marks a floor of the pack."""

    family: str = Field(min_length=1)
    step: str = Field(min_length=1)
    hazard: NonNegative
    low: NonNegative
    high: NonNegative
    policy: bool = False


class Approval(_Strict):
    """Who lets a model enter months, from when, and the scale fixed on that occasion."""

    approver: str = Field(min_length=1)
    approved_on: date
    reference_month: str = Field(pattern=r"^\d{4}-\d{2}$")
    scale: Positive
    document_no: str = ""


class Retirement(_Strict):
    """Who took a model out of use, when and why."""

    by: str = Field(min_length=1)
    on: date
    reason: str = Field(min_length=1)


class ModelWeights(_Strict):
    """Numbers of a model.

    Attributes
    ----------
    coefficients : what a dose is worth
    paths : rules of the paths the doses were made with
    own : hazard by column of the own part, for evaluation only; it enters no month
    strengths : every coefficient of the relation part with its interval
    ceiling : most hazard of all relations together under which strengths were learned; None is none.
        For evaluation only: a month has the cap of its pack
    """

    coefficients: Coefficients
    paths: PathRules
    own: dict[str, NonNegative] = Field(default_factory=dict)
    strengths: tuple[Strength, ...] = ()
    ceiling: Positive | None = None

    @model_validator(mode="after")
    def _coefficients_fit_paths(self) -> Self:
        self.coefficients.check_against(self.paths)
        return self


class ModelCard(_Strict):
    """What a model says of itself.

    Attributes
    ----------
    id : name of its folder
    catalogue_hash : of the catalogues it was trained with; it is of no use with others
    pack, data_window : what it was trained on
    variant : declared grid point its path rules come from
    metrics : by name, on the test panels
    kkt_residual : certificate of the fit
    approval, retirement : null until they happen
    weights_sha256, hash : of the weights file, and of everything; set on writing
    """

    format: Literal[1] = 1
    id: ModelId
    created_on: date
    author: str = Field(min_length=1)
    catalogue_hash: Sha256
    pack: PackStamp
    data_window: DataWindow
    variant: str = "pack"
    metrics: dict[str, Measured] = Field(default_factory=dict)
    kkt_residual: NonNegative
    notes: tuple[str, ...] = ()
    approval: Approval | None = None
    retirement: Retirement | None = None
    weights_sha256: Sha256 | None = None
    hash: Sha256 | None = None

    @model_validator(mode="after")
    def _two_hands(self) -> Self:
        if self.approval is not None and self.approval.approver == self.author:
            raise ValueError("the author of a model cannot approve it")
        if self.retirement is not None and self.approval is None:
            raise ValueError("only an approved model can be retired")
        return self


class ModelArtefact(_Strict):
    """A model as read from or written to its folder."""

    card: ModelCard
    weights: ModelWeights

    @property
    def usable(self) -> bool:
        """True if a month may use it: approved and not retired."""
        return self.card.approval is not None and self.card.retirement is None
