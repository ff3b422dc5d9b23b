"""Sections of a rule pack beside the indicators: classes, switches, direct rules, measures."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gnn.baseline import RelationshipRules
from gnn.coefficients import Coefficients
from graph.domain import EnterpriseStatus, RiskClass
from graph.path_rules import PathRules

Fraction = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """Base of all sections: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(Part):
    """Name of the pack."""

    zh: Text
    en: Text


class Period(Part):
    """Days on which something is in force, both inclusive; ``to`` null is open."""

    since: date
    to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return self.since <= day and (self.to is None or day <= self.to)


class Approval(Part):
    """Who approved the pack, and when (regional organ; author and approver differ)."""

    author: Text
    approver: Text
    approved_on: date

    @model_validator(mode="after")
    def _two_persons(self) -> Self:
        if self.author == self.approver:
            raise ValueError(f"expected an approver other than the author, got {self.approver!r} twice")
        return self


class ClassRange(Part):
    """Scores of one class; the closed side is said once for all."""

    name: RiskClass
    at_least: float = Field(ge=0, le=1000)
    at_most: float = Field(ge=0, le=1000)


class Classes(Part):
    """Class boundaries (MR/T draft table 1): gapless, from 0 to 1000.

    ``closed: left`` puts a boundary into the riskier class (200 is B), ``right`` into the
    safer one (250 is A). 0 is always in the first class and 1000 always in the last.
    """

    closed: Literal["left", "right"]
    ranges: tuple[ClassRange, ...]

    @model_validator(mode="after")
    def _partition(self) -> Self:
        names = [entry.name for entry in self.ranges]
        if names != list(RiskClass):
            raise ValueError(f"expected the classes A, B, C, D in this order, got {[str(n) for n in names]}")
        wrong = []
        if self.ranges[0].at_least != 0 or self.ranges[-1].at_most != 1000:
            wrong.append(
                f"expected classes from 0 to 1000, got {self.ranges[0].at_least} to {self.ranges[-1].at_most}"
            )
        for low, high in pairwise(self.ranges):
            if low.at_most > high.at_least:
                wrong.append(
                    f"expected classes that do not overlap, got {low.name} up to {low.at_most} "
                    f"and {high.name} from {high.at_least}"
                )
            if low.at_most < high.at_least:
                wrong.append(
                    f"expected no gap between {low.name} and {high.name}, "
                    f"got {low.at_most} to {high.at_least}"
                )
        wrong += [
            f"expected a class wider than 0, got {entry.name} at {entry.at_least}"
            for entry in self.ranges
            if not entry.at_least < entry.at_most
        ]
        # 540.93 * 100 is 54092.99999999999 in binary: a whole hundredth up to the rounding of floats
        if any(abs(round(edge * 100) - edge * 100) > 1e-6 for edge in (e.at_least for e in self.ranges)):
            wrong.append("expected boundaries in hundredths")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def boundaries(self) -> tuple[int, int, int]:
        """Boundaries of B, C and D in hundredths."""
        b, c, d = (round(entry.at_least * 100) for entry in self.ranges[1:])
        return b, c, d

    @property
    def floor_d(self) -> int:
        """Smallest hundredth in class D."""
        return self.boundaries[2] + (0 if self.closed == "left" else 1)


class WeightsSource(Part):
    """Where the weights come from; no jurisdiction has published any so far.

    Parameters
    ----------
    published : bool
        Whether the jurisdiction published them; else they are a proposal to calibrate.
    source : str
    """

    published: bool
    source: Text


class Scope(Part):
    """Who is scored; what is not scored may still travel.

    ``travelling_states`` have a standalone class that reaches related enterprises though
    none is published for them.
    """

    entity_groups: tuple[str, ...] = Field(min_length=1)
    states: tuple[EnterpriseStatus, ...] = Field(min_length=1)
    travelling_states: tuple[EnterpriseStatus, ...]


class Switch(Part):
    """A rule that a region may turn off."""

    active: bool
    basis: Text


class PublicationRule(Period):
    """Publication of a kind of record decided in the period ends after ``months``.

    The first rule that fits a record counts; a delivered ``publication_until`` goes first. The
    months count from the day of decision, or from that of publication where it is known.
    """

    kinds: tuple[str, ...] = Field(min_length=1)
    measures: tuple[str, ...] = ()
    severity: tuple[int, int] | None = Field(default=None, description="gravity of the fault, from and to")
    counts_from: Literal["decided", "published"] = "decided"
    months: int = Field(ge=0)
    basis: Text


class Publication(Switch):
    """End of publication: a record no longer published is no basis."""

    rules: tuple[PublicationRule, ...]


class FactGroup(Part):
    """The most that all lines of one fact may weigh together (lambda)."""

    zh: Text
    en: Text
    max_lambda: float = Field(gt=0)


class Exemption(Part):
    """An enterprise that a standing decision spares."""

    enterprise_id: Text
    reason: Text
    until: date | None = None


class Decision(Part):
    """Standing, dated decision of the region that turns a direct rule on."""

    organ: Text
    document_no: Text
    decided_on: date
    exempt: tuple[Exemption, ...] = ()


class ListRegister(Period):
    """One list of another department that counts as a blacklist (XJ art. 11(3))."""

    name: Text
    organ: Text
    level: Literal["national", "regional", "local"]
    basis: Text


class DirectRule(Part):
    """One rule that sets class D directly; off without a decision of the region."""

    id: Literal["D1", "D2", "D3"]
    zh: Text
    en: Text
    active: bool
    kinds: tuple[str, ...] = Field(min_length=1)
    registers: tuple[ListRegister, ...] = ()
    basis: Text
    decision: Decision | None = None

    @model_validator(mode="after")
    def _needs_a_decision(self) -> Self:
        if self.active and self.decision is None:
            raise ValueError(f"expected a standing decision for {self.id}, which is on, got none")
        if self.id == "D3" and self.active and not self.registers:
            raise ValueError("expected the register of lists that D3 goes by, got none")
        return self


class StatutoryException(Period):
    """Other law that prevails (XJ art. 2, 22); shown on the receipt of who it concerns."""

    scope: Text
    effect: Text
    basis: Text


class RelationshipSection(Part):
    """How the relationship hazard enters.

    ``rules`` names a file of packs/relationship/, whose ``content`` is part of the pack;
    ``target_mean_lambda`` is what the scale brings the mean of the reference month to.
    The cap is kappa times the factor weight.
    """

    rules: Text
    target_mean_lambda: float = Field(gt=0)
    content: RelationshipRules

    @property
    def paths(self) -> PathRules:
        """Rules of the paths."""
        return self.content.paths

    @property
    def coefficients(self) -> Coefficients:
        """Expert coefficients."""
        return self.content.coefficients


class Clusters(Part):
    """Communities and risk clusters: the file of packs/clusters/ and its content."""

    rules: Text
    content: dict[str, Any]


class ClassMeasures(Part):
    """Differentiated supervision of one class (XJ art. 13-17, MR/T draft 7)."""

    inspection: Text
    site: Text
    monitoring: Text
    licensing: Text
    redrawn_in_year: bool
    statutory_kind: Text
    basis: Text
