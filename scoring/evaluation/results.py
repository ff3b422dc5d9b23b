"""What an evaluation found, as it is stored and shown."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from scoring.results_base import Label


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Interval(_Closed):
    """A difference with its interval of 95 %."""

    low: float
    mean: float
    high: float


class RowResult(_Closed):
    """Metrics of one row on the test day; a probability's are null where it gives none."""

    id: str
    label: Label
    group: str
    auprc: float
    auroc: float
    recall: dict[str, float]
    lift: dict[str, float]
    brier: float | None
    log_loss: float | None
    ece: float | None
    model_gain: Interval | None


class AbsentRow(_Closed):
    """A row that the guide asks for and this evaluation lacks, and why."""

    id: str
    label: Label
    reason: Label


class Bin(_Closed):
    """One bin of a reliability curve."""

    count: float
    predicted: float
    observed: float


class GroupResult(_Closed):
    """Calibration of the model in one group of enterprises."""

    by: str
    group: str
    count: int
    events: int
    predicted: float
    observed: float
    ece: float


class LabelResult(_Closed):
    """One label apart: AUPRC of the rows that count most."""

    id: str
    zh: str
    en: str
    events: int
    auprc: dict[str, float]


class StrengthResult(_Closed):
    """One strength with its interval; the label names family and step as the pack does."""

    family: str
    step: str
    label: Label
    hazard: float
    low: float
    high: float
    policy: bool


class EvaluationReport(_Closed):
    """Everything an evaluation found.

    Attributes
    ----------
    model, test_day, enterprises, events : what was judged on what
    passed, reason : the gate
    rows : every row that fits
    absent : rows that are not there, each with its reason
    curve : reliability of the model
    groups : calibration by authority, industry, size, degree
    labels : each outcome apart
    conditional : gains given own factors
    conditional_lift : of the relation part alone among enterprises with like own factors, at each capacity
    strengths : learned strengths
    validation : log loss of each ridge
    """

    model: str
    test_day: str
    enterprises: int
    events: int
    passed: bool
    reason: Label
    rows: tuple[RowResult, ...]
    absent: tuple[AbsentRow, ...]
    curve: tuple[Bin, ...]
    groups: tuple[GroupResult, ...]
    labels: tuple[LabelResult, ...]
    conditional: dict[str, Interval]
    conditional_lift: dict[str, dict[str, float]]
    strengths: tuple[StrengthResult, ...]
    validation: dict[str, float]
