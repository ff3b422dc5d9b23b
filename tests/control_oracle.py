"""Brute-force oracle of control: by its definition, with loops and dictionaries only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from graph.domain import DAY_UNKNOWN, TieKind
from graph.path_rules import PathRules
from tests.relation_graphs import Tie


class Facts(Protocol):
    """What control is worked out of."""

    rules: PathRules
    t: int
    unit_of: dict[str, str]
    ties: list[Tie]

    def state_bodies(self) -> set[str]: ...

    def confidence(self, tie: Tie) -> float: ...


@dataclass(frozen=True)
class ControlTie:
    """Chain of control, by the oracle: holdings from the controller down."""

    chain: tuple[Tie, ...]
    strength: float

    @property
    def start(self) -> int:
        starts = [tie.start for tie in self.chain]
        return DAY_UNKNOWN if DAY_UNKNOWN in starts else max(starts)

    @property
    def end(self) -> int:
        return min(tie.end for tie in self.chain)


class Control:
    """Consolidated control by its definition: the least set that outvotes all others."""

    def __init__(self, oracle: Facts) -> None:
        assert oracle.rules.control is not None
        self.oracle, self.rules = oracle, oracle.rules.control
        bodies = {oracle.unit_of[f] for f in oracle.state_bodies() if f in oracle.unit_of}
        best: dict[tuple[str, str], Tie] = {}
        for tie in oracle.ties:
            owner, owned = oracle.unit_of[tie.source], oracle.unit_of[tie.target]
            in_force = (tie.start == DAY_UNKNOWN or tie.start <= oracle.t) and tie.end > oracle.t
            if tie.kind is not TieKind.HOLDS or owner == owned or not in_force:
                continue
            known = best.get((owner, owned))
            if known is None or (-parts(tie), tie.entered) < (-parts(known), known.entered):
                best[owner, owned] = tie
        base: dict[str, int] = defaultdict(int)
        for (_, owned), tie in best.items():
            base[owned] += max(parts(tie), 0)
        self.base = {owned: max(total, 10**6) for owned, total in base.items()}
        self.votes = {pair: tie for pair, tie in best.items() if parts(tie) > 0 and pair[0] not in bodies}
        self._open_circles()
        self.sets = {owner: self._controlled(owner)[0] for owner, _ in self.votes}
        if any(one in self.sets.get(other, ()) for one in self.sets for other in self.sets[one]):
            raise ValueError("a circle of control over blocks: the oracle does not say who is on top")

    def _outvotes(self, votes: int, owned: str) -> bool:
        return votes / self.base[owned] > self.rules.more_than

    def _open_circles(self) -> None:
        major = {
            owned: owner for (owner, owned), tie in self.votes.items() if self._outvotes(parts(tie), owned)
        }
        for node in sorted(major):
            circle = [node]
            while circle[-1] in major and major[circle[-1]] not in circle:
                circle.append(major[circle[-1]])
            if major.get(circle[-1]) == node:
                last = {
                    n: max((t.entered, t.id) for (_, owned), t in self.votes.items() if owned == n)
                    for n in circle
                }
                head = max(circle, key=lambda n: last[n])
                self.votes = {pair: t for pair, t in self.votes.items() if pair[1] != head}
                major.pop(head)

    def _controlled(self, owner: str) -> tuple[set[str], dict[str, int]]:
        """Everybody a node controls, and the step at which each came in."""
        inside, stage = {owner}, {owner: 0}
        for step in range(1, len(self.base) + 2):
            more = set()
            for owned in self.base:
                held = sum(parts(t) for (o, d), t in self.votes.items() if d == owned and o in inside)
                if owned not in inside and self._outvotes(held, owned):
                    more.add(owned)
            inside |= more
            stage |= dict.fromkeys(more, step)
        return inside - {owner}, stage

    def controllers(self, node: str) -> list[str]:
        return sorted(owner for owner, controlled in self.sets.items() if node in controlled)

    def tie(self, controller: str, node: str) -> ControlTie:
        chain: list[Tie] = []
        while node != controller:
            above = self.controllers(node)
            lowest = max(above, key=lambda a: len(self.controllers(a)))
            root = next(a for a in above if not self.controllers(a))
            stage = self._controlled(root)[1]
            block = {lowest} | self.sets[lowest]
            holders = [
                (-parts(t), t.entered, t.id, o)
                for (o, d), t in self.votes.items()
                if d == node and o in block and stage[o] < stage[node]
            ]
            holder = min(holders)[3]
            chain.append(self.votes[holder, node])
            node = holder
        strength = self.rules.strength
        for tie in chain:
            strength *= self.oracle.confidence(tie)
        return ControlTie(tuple(reversed(chain)), strength)


def parts(tie: Tie) -> int:
    """Share in millionths, -1 if unknown."""
    return -1 if np.isnan(tie.share) else round(tie.share * 10**6)
