"""What brings two persons of one name together: enterprises, contacts, addresses, colleagues ..."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from graph.domain import DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, NodeKind, TieKind
from graph.metapaths import spread, stable_order, starts_of
from graph.same_person.posts import Longs, Named, posts_of, ranks
from graph.same_person.rules import EvidenceCode, Limits
from graph.snapshot import Snapshot

_COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """Pairs that one kind of evidence brings together.

    Attributes
    ----------
    pair, key : int64[m]
        Pair of person rows and the name both carry.
    path : int64[m, k]
        Node codes between both persons.
    """

    pair: Longs
    key: Longs
    path: Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Posts (rows of ``Named``, in its order) and the values at which they meet, numbers from 0."""

    row: Longs
    value: Longs


def found_evidence(
    snapshot: Snapshot, named: Named, limits: Limits
) -> tuple[dict[EvidenceCode, Meetings], dict[EvidenceCode, int]]:
    """Meetings by evidence, and how many blocks were beyond the limits."""
    first_place, first_contact = (snapshot.node_starts[kind] for kind in (NodeKind.PLACE, NodeKind.CONTACT))
    every = np.arange(len(named.key))
    found: dict[EvidenceCode, Meetings] = {}
    skipped: dict[EvidenceCode, int] = {}

    def meet(code: EvidenceCode, block: _Block, most: int) -> tuple[Longs, Longs, Longs]:
        one, other, value, left_out = _meeting(named, block, most)
        skipped[code] = left_out
        return one, other, value

    most = limits.persons_of_one_name
    one, other, _ = meet(EvidenceCode.SAME_ENTERPRISE, _Block(row=every, value=named.firm), most)
    found[EvidenceCode.SAME_ENTERPRISE] = _meetings(named, one, other, named.firm[one])
    handed = _handed_over(snapshot, named, one, other, limits.handed_over_days)
    one, other = one[handed], other[handed]
    found[EvidenceCode.HANDED_OVER] = _meetings(named, one, other, named.firm[one])
    skipped[EvidenceCode.HANDED_OVER] = skipped[EvidenceCode.SAME_ENTERPRISE]
    for code, block in (
        (EvidenceCode.SAME_CONTACT, _at_nodes(snapshot, named, TieKind.REACHED_AT, first_contact, limits)),
        (EvidenceCode.SAME_ADDRESS, _at_nodes(snapshot, named, TieKind.REGISTERED_AT, first_place, limits)),
        (EvidenceCode.SAME_COLLEAGUE, _beside(snapshot, named, limits)),
    ):
        one, other, value = meet(code, block, most)
        one, other, value = _apart(named, one, other, value)
        found[code] = _meetings(named, one, other, named.firm[one], value, named.firm[other])
    one, other, _ = meet(EvidenceCode.LINKED_ENTERPRISES, _linked(snapshot, named, limits), most)
    one, other, _ = _apart(named, one, other, one)
    found[EvidenceCode.LINKED_ENTERPRISES] = _meetings(named, one, other, named.firm[one], named.firm[other])
    one, other, _ = meet(
        EvidenceCode.SAME_COUNTY, _in_counties(snapshot, named), limits.persons_of_one_name_in_county
    )
    one, other, _ = _apart(named, one, other, one)
    found[EvidenceCode.SAME_COUNTY] = _meetings(named, one, other, named.firm[one], named.firm[other])
    return {code: found[code] for code in EvidenceCode}, {code: skipped[code] for code in EvidenceCode}


def _meeting(named: Named, block: _Block, most: int) -> tuple[Longs, Longs, Longs, int]:
    """Rows of both posts and the value of every meeting, and the blocks of more persons than ``most``.

    Of a person with several posts at one value the first counts.
    """
    values = int(block.value.max(initial=0)) + 1
    group = named.key[block.row] * values + block.value
    order = stable_order(group)
    group, row = group[order], block.row[order]
    person = named.person[row]
    fresh = np.append(True, (group[1:] != group[:-1]) | (person[1:] != person[:-1]))[: len(group)]
    group, row = group[fresh], row[fresh]
    begin = np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)])
    size = np.diff(np.append(begin, len(group)))
    size_of = np.repeat(size, size)
    later = size_of - 1 - (np.arange(len(group)) - np.repeat(begin, size))
    later[size_of > most] = 0
    one = np.repeat(np.arange(len(group)), later)
    step = np.arange(len(one)) - np.repeat(np.cumsum(later) - later, later)
    other = one + 1 + step
    return row[one], row[other], group[one] % values, int((size > most).sum())


def _apart(named: Named, one: Longs, other: Longs, value: Longs) -> tuple[Longs, Longs, Longs]:
    """Meetings of posts at two enterprises: at one, everything is shared anyway."""
    kept = np.flatnonzero(named.firm[one] != named.firm[other])
    return one[kept], other[kept], value[kept]


def _meetings(named: Named, one: Longs, other: Longs, *path: Longs) -> Meetings:
    """Meetings as pairs, the smaller person first, with the path turned accordingly."""
    a, b = named.person[one], named.person[other]
    nodes = np.stack(path, axis=1) if len(one) else np.zeros((0, len(path)), np.int64)
    turned = a > b
    nodes[turned] = nodes[turned][:, ::-1]
    pair = np.minimum(a, b) * named.stride + np.maximum(a, b)
    return Meetings(pair=pair, key=named.key[one], path=nodes)


def _handed_over(snapshot: Snapshot, named: Named, one: Longs, other: Longs, days: int) -> Longs:
    """Meetings at one enterprise where a post ended when the same post of the other began.

    Days are those of the facts or, where the source only replaced an id, those on which they
    became known.
    """
    ties = snapshot.ties
    kind = ties.numbers("kind").astype(np.int64)
    role = ranks(ties.text("role").fill_null(""))
    post = kind * (int(role.max(initial=0)) + 1) + role
    a, b = named.post[one], named.post[other]
    passed = np.zeros(len(a), bool)
    for end, start in (("valid_to", "valid_from"), ("left_on", "entered_on")):
        ended, began = ties.numbers(end).astype(np.int64), ties.numbers(start).astype(np.int64)
        for before, after in ((a, b), (b, a)):
            known = (
                (ended[before] != DAY_OPEN) & (ended[before] != DAY_UNKNOWN) & (began[after] != DAY_UNKNOWN)
            )
            passed |= known & (np.abs(began[after] - ended[before]) <= days)
    return np.flatnonzero(passed & (post[a] == post[b]))


def _at_nodes(snapshot: Snapshot, named: Named, kind: TieKind, first: int, limits: Limits) -> _Block:
    """Posts by the places or contacts of their enterprises, but for nodes of too many enterprises."""
    source, target = _ends(snapshot, (kind,))
    kept = (source < snapshot.enterprises.rows) & (target >= first)
    source, target = _once(source[kept], target[kept], snapshot.nodes)
    degree = np.bincount(target, minlength=1)
    few = (degree[target] > 1) & (degree[target] <= limits.enterprises_at_node)
    return _spread_firms(snapshot, named, source[few], target[few])


def _linked(snapshot: Snapshot, named: Named, limits: Limits) -> _Block:
    """Posts at an enterprise itself and at those that a share or a branch joins to it.

    Two enterprises that a third one holds meet there only if somebody of the name is at the third.
    """
    source, target = _ends(snapshot, (TieKind.HOLDS, TieKind.BRANCH_OF))
    n = snapshot.enterprises.rows
    kept = (source < n) & (target < n) & (source != target)
    low, high = np.minimum(source[kept], target[kept]), np.maximum(source[kept], target[kept])
    low, high = _once(low, high, n)
    degree = np.bincount(low, minlength=n) + np.bincount(high, minlength=n)
    few = (degree[low] <= limits.enterprises_at_node) & (degree[high] <= limits.enterprises_at_node)
    # A link is a value of its own, so that only its two ends meet.
    link = np.arange(int(few.sum()))
    return _spread_firms(snapshot, named, np.concatenate((low[few], high[few])), np.concatenate((link, link)))


def _beside(snapshot: Snapshot, named: Named, limits: Limits) -> _Block:
    """Posts by colleagues who work at other enterprises too."""
    _, person, firm = posts_of(snapshot, named.first, snapshot.persons.rows)
    firm, person = _once(firm, person, named.stride)
    at_firm, of_person = np.bincount(firm, minlength=1), np.bincount(person, minlength=1)
    few = (of_person[person] > 1) & (at_firm[firm] <= limits.persons_of_enterprise)
    few &= of_person[person] <= limits.enterprises_at_node
    block = _spread_firms(snapshot, named, firm[few], person[few])
    others = np.flatnonzero(named.person[block.row] != block.value)
    return _Block(row=block.row[others], value=block.value[others] + named.first)


def _in_counties(snapshot: Snapshot, named: Named) -> _Block:
    """Posts by the county of their enterprises."""
    region = snapshot.enterprises.text("region")
    whole = pc.fill_null(pc.greater_equal(pc.utf8_length(region), _COUNTY_DIGITS), False)
    county = ranks(pc.utf8_slice_codeunits(region, 0, _COUNTY_DIGITS).fill_null(""))
    rows = np.flatnonzero(np.asarray(whole)[named.firm])
    return _Block(row=rows, value=county[named.firm[rows]])


def _ends(snapshot: Snapshot, kinds: tuple[TieKind, ...]) -> tuple[Longs, Longs]:
    ties = snapshot.ties
    rows = np.flatnonzero(np.isin(ties.numbers("kind"), [TIE_KINDS.index(kind) for kind in kinds]))
    return ties.numbers("src")[rows].astype(np.int64), ties.numbers("dst")[rows].astype(np.int64)


def _once(left: Longs, right: Longs, stride: int) -> tuple[Longs, Longs]:
    """Distinct pairs, rising."""
    both = np.unique(left * max(stride, 1) + right)
    return both // max(stride, 1), both % max(stride, 1)


def _spread_firms(snapshot: Snapshot, named: Named, firm: Longs, value: Longs) -> _Block:
    """Each post with every value of its enterprise, in the order of posts."""
    order = stable_order(firm)
    at, entry = spread(starts_of(firm[order], snapshot.enterprises.rows), named.firm)
    return _Block(row=at, value=value[order][entry])
