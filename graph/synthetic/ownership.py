"""Who owns whom among firms: group trees, cross-holdings, planted cycles, state bodies, branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from graph.domain import TieKind
from graph.synthetic.firms import Firms
from graph.synthetic.parameters import Parameters
from graph.synthetic.plants import Plants
from graph.synthetic.randomness import stream, subset, tail_degrees
from graph.synthetic.ties import Ties, tie_block

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Corporate ownership.

    Parameters
    ----------
    ties : list of Ties
        HOLDS between firms and BRANCH_OF.
    held : float64, shape (firms,)
        Share of each firm that firms hold; the rest is left to persons.
    head : int32, shape (firms,)
        Head office of a branch, -1 otherwise.
    group : int32, shape (firms,)
        Group of a firm, -1 if none.
    state_body : bool, shape (firms,)
        State investor bodies.
    """

    ties: list[Ties]
    held: Float
    head: Int
    group: Int
    state_body: Bool


def kind_mask(firms: Firms, numbers: Parameters, *kinds: str) -> Bool:
    """Firms whose type makes one of the kinds, bool, shape (firms,)."""
    chosen = np.array([entry.kind in kinds for entry in numbers.firms.types])
    return np.asarray(chosen[firms.kind], dtype=np.bool_)


def make_ownership(*, firms: Firms, plants: Plants, seed: int, numbers: Parameters) -> Ownership:
    """Draw holdings among firms; every firm's corporate shares sum to at most 1."""
    rng = stream(seed, "ownership")
    size = firms.size
    plan = numbers.ownership
    company = kind_mask(
        firms,
        numbers,
        "company",
        "sole_holder_company",
        "corporate_sole_company",
        "state_company",
        "listed_company",
    )
    held = np.zeros(size)
    blocks: list[Ties] = []
    group = np.full(size, -1, dtype=np.int32)

    state = np.flatnonzero(kind_mask(firms, numbers, "state_company"))
    bodies = state[: min(len(state), max(1, round(plan.state_bodies_per_million * size / 1e6)))]
    if len(state):
        bodies = np.sort(rng.choice(state, len(bodies), replace=False))
    state_body = np.zeros(size, dtype=np.bool_)
    state_body[bodies] = True

    grouped = np.flatnonzero(
        company
        & (plants.cluster < 0)
        & ~state_body
        & subset(rng, size, plan.grouped_share / max(float(company.mean()), plan.grouped_share))
    )
    parent, child, members_group = _trees(rng, grouped, size, numbers)
    group[grouped] = members_group
    sole = kind_mask(firms, numbers, "sole_holder_company", "corporate_sole_company")
    share = np.where(
        sole[child] | subset(rng, len(child), plan.wholly_owned_share),
        1.0,
        rng.uniform(*plan.controlled_share, len(child)),
    )
    held[child] = share
    blocks.append(_holding(firms, parent, child, share))

    blocks.append(_cross_holdings(rng, firms, numbers, group, held))

    lonely = np.flatnonzero(kind_mask(firms, numbers, "corporate_sole_company") & (held == 0))
    blocks.append(
        _outside_parents(rng, firms, company, lonely, np.ones(len(lonely)), held, plan.parent_within)
    )

    owned = np.flatnonzero(kind_mask(firms, numbers, "state_company") & ~state_body & (held == 0))
    if len(bodies):
        owned = owned[subset(rng, len(owned), plan.state_owned_by_body_share)]
        share = np.where(
            subset(rng, len(owned), plan.state_wholly_owned_share),
            1.0,
            rng.uniform(*plan.state_share, len(owned)),
        )
        held[owned] = share
        blocks.append(_holding(firms, bodies[rng.integers(0, len(bodies), len(owned))], owned, share))

    holder, target = plants.ring("holding_cycle")
    share = np.minimum(rng.uniform(*plan.cycle_share, len(target)), 1.0 - held[target])
    np.add.at(held, target, share)
    blocks.append(_holding(firms, holder, target, share))

    open_firms = kind_mask(firms, numbers, "company", "listed_company") & (held < 0.6)
    minority = np.flatnonzero(open_firms & subset(rng, size, plan.corporate_minority_share))
    share = rng.uniform(*plan.minority_share, len(minority))
    blocks.append(_outside_parents(rng, firms, company, minority, share, held, plan.parent_within))

    head = np.full(size, -1, dtype=np.int32)
    blocks.append(_branches(rng, firms, numbers, company, head))
    return Ownership(ties=blocks, held=np.minimum(held, 1.0), head=head, group=group, state_body=state_body)


def _trees(rng: np.random.Generator, grouped: Int, size: int, numbers: Parameters) -> tuple[Int, Int, Int]:
    """Random recursive trees over runs of neighbouring firms: parent, child, group of each member."""
    plan = numbers.ownership
    top = plan.top_group_at_million * (size / 1e6) ** plan.top_group_size_power
    sizes = tail_degrees(top=max(top, 4.0), exponent=plan.exponent, least=3, total=len(grouped))
    rest = len(grouped) - int(sizes.sum())
    sizes = np.concatenate([sizes, np.full(rest // 2, 2, dtype=np.int64), np.ones(rest % 2, dtype=np.int64)])
    sizes = sizes[rng.permutation(len(sizes))]
    group = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    position = np.arange(len(grouped)) - starts
    child = np.flatnonzero(position > 0)
    # A power above 1 favours early members, so that a few parents hold many children.
    parent = starts[child] + (rng.random(len(child)) ** plan.early_parent_power * position[child]).astype(
        np.int64
    )
    return grouped[parent], grouped[child], group


def _holding(firms: Firms, holder: Int, target: Int, share: Float) -> Ties:
    start = np.maximum(firms.born[target], firms.born[holder])
    return tie_block(
        TieKind.HOLDS,
        holder,
        target,
        start=start,
        role="shareholder",
        share=share,
        amount=np.round(share * firms.capital[target]),
    )


def _cross_holdings(
    rng: np.random.Generator, firms: Firms, numbers: Parameters, group: Int, held: Float
) -> Ties:
    """A second parent from the own group for some members; this may close a ring."""
    members = np.flatnonzero(group >= 0)
    order = members[np.argsort(group[members], kind="stable")]
    if len(order) < 2:
        return _holding(firms, order[:0], order[:0], np.empty(0))
    partner = np.roll(order, -1 - int(rng.integers(0, 2)))
    share = np.minimum(rng.uniform(*numbers.ownership.cross_share, len(order)), 1.0 - held[order])
    fits = (group[partner] == group[order]) & (partner != order) & (share > 0.01)
    chosen = np.flatnonzero(fits & subset(rng, len(order), numbers.ownership.cross_holding_share))
    held[order[chosen]] += share[chosen]
    return _holding(firms, partner[chosen], order[chosen], share[chosen])


def _outside_parents(
    rng: np.random.Generator,
    firms: Firms,
    company: Bool,
    children: Int,
    share: Float,
    held: Float,
    within: int,
) -> Ties:
    """A corporate holder from the neighbourhood for each child."""
    candidates = np.flatnonzero(company)
    if not len(candidates):
        return _holding(firms, children[:0], children[:0], share[:0])
    near = np.searchsorted(candidates, children) + rng.integers(-within, within + 1, len(children))
    parents = candidates[np.clip(near, 0, len(candidates) - 1)]
    kept = parents != children
    held[children[kept]] += share[kept]
    return _holding(firms, parents[kept], children[kept], share[kept])


def _branches(rng: np.random.Generator, firms: Firms, numbers: Parameters, company: Bool, head: Int) -> Ties:
    """A head office for each branch; ``head`` is filled in place."""
    plan = numbers.ownership
    branches = np.flatnonzero(kind_mask(firms, numbers, "branch"))
    candidates = np.flatnonzero(company)
    if not len(candidates):
        branches = branches[:0]
    # A cubed draw gives a few head offices many branches, most none.
    offset = (rng.random(len(branches)) ** 3 * plan.branches_within).astype(np.int64)
    place = np.clip(np.searchsorted(candidates, branches) - offset, 0, max(len(candidates) - 1, 0))
    heads = (
        candidates[place // plan.head_office_every * plan.head_office_every] if len(branches) else branches
    )
    head[branches] = heads
    start = np.maximum(firms.born[branches], firms.born[heads])
    return tie_block(TieKind.BRANCH_OF, branches, heads, start=start)
