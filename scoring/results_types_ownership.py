"""Shapes of the ownership of one enterprise."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from graph.domain import NodeKind
from graph.ownership.conventions import Convention
from scoring.results_base import Label, Result


class Certainty(StrEnum):
    """Whether unknown shares can change what is said."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NO = "no"


class OwnershipBasis(StrEnum):
    """Why a person is a beneficial owner candidate, in the order of the law."""

    SHARES = "shares"
    CONTROL = "control"
    REPRESENTATIVE = "representative"


class FindingKind(StrEnum):
    """What is wrong with the shares around an enterprise, or not known of them."""

    OVER_FULL = "over_full"
    TREASURY = "treasury"
    CLOSED_CYCLE = "closed_cycle"
    UNKNOWN_SHARES = "unknown_shares"
    TRUNCATED = "truncated"


class ShareRange(Result):
    """A share as a fraction, from what is certain to what is possible."""

    low: float = Field(ge=0)
    high: float | None = Field(ge=0, description="null: no upper bound is known")


class OwnershipNode(Result):
    """A holder or a held enterprise; ``level`` holdings away on the shortest way."""

    id: str
    kind: NodeKind
    level: int = Field(ge=0)
    cycle: int | None = Field(description="Number of the cycle of holdings it is part of, from 0")


class OwnershipTie(Result):
    """One holding between two of the nodes shown."""

    tie_id: str
    owner_id: str
    owned_id: str
    share: float | None = Field(description="As registered; null if unknown")
    counted: ShareRange = Field(description="As it counts: scaled where shares exceed the whole")
    valid_from: date | None
    valid_to: date | None
    in_cycle: bool


class OwnershipSide(Result):
    """Tree of holders upwards, or of held enterprises downwards, level by level."""

    nodes: tuple[OwnershipNode, ...]
    ties: tuple[OwnershipTie, ...]
    total: int = Field(ge=0, description="Nodes found on this side, the enterprise itself apart")
    shown: int = Field(ge=0)
    truncated: bool = Field(description="There are more nodes than shown")


class Holder(Result):
    """Somebody who holds the enterprise, directly or through others, under each convention."""

    id: str
    kind: NodeKind
    direct: ShareRange | None
    shares: dict[Convention, ShareRange] = Field(
        description="look_through, network_share and tax_look_through; votes of the block under control"
    )
    control: Certainty
    veto: Certainty


class Controller(Result):
    """Who controls the enterprise by votes, lowest first."""

    id: str
    kind: NodeKind
    ultimate: bool = Field(description="Nobody known controls it in turn")
    votes: ShareRange
    chain: tuple[str, ...] = Field(description="Ids of the ties from the controller down")


class BeneficialOwner(Result):
    """A candidate to be checked, never a fact."""

    id: str
    basis: OwnershipBasis
    certainty: Certainty
    share: ShareRange | None


class ConventionLabel(Result):
    """What a convention means and which law it follows."""

    id: Convention
    label: Label
    meaning: str
    formula: str
    source: str
    law: str
    at_least: float | None
    more_than: float | None


class OwnershipFinding(Result):
    """Something to know before the shares are believed."""

    kind: FindingKind
    nodes: tuple[str, ...]
    value: float | None = Field(description="Sum of shares of over_full, own share of treasury")


class Ownership(Result):
    """Ownership of one enterprise on a day, as a published month knows it."""

    enterprise_id: str
    name: str | None
    as_of: date
    owners: OwnershipSide
    owned: OwnershipSide
    holders: tuple[Holder, ...] = Field(description="Largest look-through share first, those shown")
    controllers: tuple[Controller, ...]
    possible_controllers: tuple[str, ...] = Field(description="Only if unknown shares are theirs")
    beneficial_owners: tuple[BeneficialOwner, ...]
    cycles: tuple[tuple[str, ...], ...] = Field(description="Nodes of each cycle of holdings found")
    findings: tuple[OwnershipFinding, ...]
    conventions: tuple[ConventionLabel, ...]

    @property
    def named_nodes(self) -> frozenset[str]:
        """Ids of all nodes that the answer names."""
        return frozenset(
            (
                *(node.id for side in (self.owners, self.owned) for node in side.nodes),
                *(one.id for one in self.holders),
                *(one.id for one in self.controllers),
                *(one.id for one in self.beneficial_owners),
                *self.possible_controllers,
                *(node for cycle in self.cycles for node in cycle),
                *(node for finding in self.findings for node in finding.nodes),
            )
        )


class LevelHolding(Result):
    """One holding beside an enterprise: who holds it, or what it holds."""

    node_id: str
    tie_id: str
    share: float | None
    counted: ShareRange
    valid_from: date | None
    valid_to: date | None
    in_cycle: bool
    further: int = Field(ge=0)


class LevelPage(Result):
    """One page of one level of holdings, the largest first."""

    items: tuple[LevelHolding, ...]
    total: int
    cursor: str | None
