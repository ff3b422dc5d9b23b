"""Ownership of one enterprise from the snapshot of a published month."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from graph.domain import TIE_KINDS, NodeKind, TieKind, day_number
from graph.ownership.bounds import Intervals, integrated_shares, tax_shares
from graph.ownership.control import ControlForest, control_forest
from graph.ownership.conventions import Convention, conventions
from graph.ownership.holdings import Holdings
from graph.ownership.surroundings import Surroundings, owned_by, owners_of
from graph.ownership.voting import Block, voting_block
from graph.path_rules import Control
from graph.snapshot import Snapshot
from scoring.ownership_tree import cycles_of, findings_of, share_range, side, tie_id
from scoring.results_base import Label
from scoring.results_rows import text_at
from scoring.results_types_ownership import (
    BeneficialOwner,
    Certainty,
    Controller,
    ConventionLabel,
    Holder,
    Ownership,
    OwnershipBasis,
    ShareRange,
)

Longs = np.ndarray[Any, np.dtype[np.int64]]

_LEVELS, _ROUNDS = 64, 256


def ownership_of(
    snapshot: Snapshot, holdings: Holdings, code: int, *, as_of: date, depth: int, cap: int
) -> Ownership:
    """Ownership of one enterprise.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    holdings : Holdings
        Of the snapshot, in force on ``as_of``.
    code : int
        Code of the enterprise.
    as_of : date
    depth : int
        Levels shown on each side, at least 1.
    cap : int
        Nodes shown on each side, at most.
    """
    bound = conventions().bounds.nodes
    above, below = owners_of(holdings, code, bound), owned_by(holdings, code, bound)
    reading = _Reading(snapshot, above)
    cycles = cycles_of(snapshot, above, below)
    up = side(snapshot, holdings, above, cycles, depth, cap)
    return Ownership(
        enterprise_id=snapshot.id_of(code),
        name=text_at(snapshot.enterprises, "name", code),
        as_of=as_of,
        owners=up,
        owned=side(snapshot, holdings, below, cycles, depth, cap),
        holders=reading.holders({node.id for node in up.nodes}),
        controllers=reading.controllers(),
        possible_controllers=reading.possible_controllers(),
        beneficial_owners=reading.beneficial_owners(as_of),
        cycles=tuple(dict.fromkeys(tuple(sorted(members)) for members in cycles.values())),
        findings=findings_of(snapshot, holdings, above, below),
        conventions=tuple(
            ConventionLabel(
                id=name,
                label=Label(zh=entry.zh, en=entry.en),
                meaning=entry.meaning,
                formula=entry.formula,
                source=entry.source,
                law=entry.law,
                at_least=entry.at_least,
                more_than=entry.more_than,
            )
            for name, entry in conventions().conventions.items()
        ),
    )


class _Reading:
    """What the holders of one enterprise have of it, under every convention."""

    def __init__(self, snapshot: Snapshot, above: Surroundings) -> None:
        rules = conventions()
        self._snapshot, self._above = snapshot, above
        self._ids = [snapshot.id_of(int(code)) for code in above.codes]
        self._kinds = [snapshot.kind_of(int(code)) for code in above.codes]
        every = np.arange(len(above.codes))
        integrated = integrated_shares(above, every)
        tax = tax_shares(above, every, rules.at_least(Convention.TAX_LOOK_THROUGH))
        self._shares = {
            Convention.LOOK_THROUGH: integrated.look_through,
            Convention.NETWORK_SHARE: integrated.network_share,
            Convention.TAX_LOOK_THROUGH: tax,
        }
        majority = rules.more_than(Convention.CONTROL)
        self._blocks = [voting_block(above, int(row), majority) for row in every]
        self._vetoes = [voting_block(above, int(row), rules.more_than(Convention.VETO)) for row in every]
        forest_rules = Control(
            more_than=majority,
            strength=1.0,
            levels=_LEVELS,
            rounds=_ROUNDS,
            meaning="control of one enterprise",
            source="conventions",
        )
        self._forest: ControlForest = control_forest(above.local, forest_rules, np.zeros(0, np.int64))
        self._controllers = self._line()

    def _line(self) -> list[int]:
        """Controllers of the enterprise, lowest first."""
        found, node = [], int(self._forest.parent[0])
        while node >= 0 and node not in found:
            found.append(node)
            node = int(self._forest.parent[node])
        return found

    def holders(self, shown: set[str]) -> tuple[Holder, ...]:
        """Holders that are shown, the largest look-through share first."""
        rows = [row for row in range(1, len(self._ids)) if self._ids[row] in shown]
        low = self._shares[Convention.LOOK_THROUGH].low
        rows.sort(key=lambda row: (-low[row, 0], self._ids[row].encode()))
        return tuple(
            Holder(
                id=self._ids[row],
                kind=self._kinds[row],
                direct=self._direct(row),
                shares={
                    **{name: self._range(found, row) for name, found in self._shares.items()},
                    Convention.CONTROL: self._votes(self._blocks[row]),
                },
                control=_certainty(self._blocks[row]),
                veto=_certainty(self._vetoes[row]),
            )
            for row in rows
        )

    def controllers(self) -> tuple[Controller, ...]:
        """Certain controllers with their chains."""
        local = self._above.local
        return tuple(
            Controller(
                id=self._ids[node],
                kind=self._kinds[node],
                ultimate=node == self._controllers[-1],
                votes=self._votes(self._blocks[node]),
                chain=tuple(
                    tie_id(self._snapshot, int(local.tie[row])) for row in self._forest.chain(local, node, 0)
                ),
            )
            for node in self._controllers
        )

    def possible_controllers(self) -> tuple[str, ...]:
        """Who controls for some of the unknown shares and not for all."""
        rows = (row for row, block in enumerate(self._blocks) if row and _certainty(block) == "possible")
        return tuple(sorted(self._ids[row] for row in rows))

    def beneficial_owners(self, as_of: date) -> tuple[BeneficialOwner, ...]:
        """Candidates by shares, else by control, else who represents the enterprise."""
        threshold = conventions().at_least(Convention.BENEFICIAL_OWNER) - 1e-9
        shares = self._shares[Convention.LOOK_THROUGH]
        persons = [row for row, kind in enumerate(self._kinds) if kind is NodeKind.PERSON]
        found = [row for row in persons if self._high(shares, row) >= threshold]
        found.sort(key=lambda row: (-shares.low[row, 0], self._ids[row].encode()))
        named = tuple(
            BeneficialOwner(
                id=self._ids[row],
                basis=OwnershipBasis.SHARES,
                certainty=Certainty.CERTAIN if shares.low[row, 0] >= threshold else Certainty.POSSIBLE,
                share=self._range(shares, row),
            )
            for row in found
        )
        if any(one.certainty is Certainty.CERTAIN for one in named):
            return named
        controlling = [row for row in self._controllers if self._kinds[row] is NodeKind.PERSON]
        certain = tuple(
            BeneficialOwner(
                id=self._ids[row],
                basis=OwnershipBasis.CONTROL,
                certainty=Certainty.CERTAIN,
                share=self._range(shares, row),
            )
            for row in controlling
        )
        if certain:
            return (*certain, *(one for one in named if one.id not in {found.id for found in certain}))
        code = int(self._above.codes[0])
        representatives = tuple(
            BeneficialOwner(
                id=person,
                basis=OwnershipBasis.REPRESENTATIVE,
                certainty=Certainty.POSSIBLE if named else Certainty.CERTAIN,
                share=None,
            )
            for person in _representatives(self._snapshot, code, as_of)
        )
        return (*named, *(one for one in representatives if one.id not in {found.id for found in named}))

    def _high(self, intervals: Intervals, row: int) -> float:
        return float("inf") if self._above.truncated else float(intervals.high[row, 0])

    def _range(self, intervals: Intervals, row: int) -> ShareRange:
        return share_range(float(intervals.low[row, 0]), self._high(intervals, row))

    def _votes(self, block: Block) -> ShareRange:
        return share_range(float(block.low[0]), float(block.high[0]))

    def _direct(self, row: int) -> ShareRange | None:
        if self._above.unknown[row, 0]:
            return share_range(0.0, float(self._above.rest[0]))
        share = float(self._above.share[row, 0])
        return share_range(share, share) if share > 0 else None


def _certainty(block: Block) -> Certainty:
    if block.certain[0]:
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if block.possible[0] else Certainty.NO


def _representatives(snapshot: Snapshot, code: int, as_of: date) -> tuple[str, ...]:
    """Persons who represent an enterprise on a day."""
    ties, day = snapshot.ties, day_number(as_of)
    kind = TIE_KINDS.index(TieKind.LEGAL_REPRESENTATIVE_OF)
    first, last = np.searchsorted(ties.numbers("kind"), [kind, kind + 1])
    rows = first + np.flatnonzero(ties.numbers("dst")[first:last] == code)
    rows = rows[(ties.numbers("valid_from")[rows] <= day) & (ties.numbers("valid_to")[rows] > day)]
    persons = {int(node) for node in ties.numbers("src")[rows]}
    return tuple(snapshot.id_of(node) for node in sorted(persons))
