"""Ownership of one enterprise in a published month, with labels; persons are masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from api.answers import Answer, Published
from api.month_reads import labels
from api.readers import Reading
from api.security.scope import NO_ENTERPRISE, visible
from graph.errors import NotFoundError
from scoring.results_types_ownership import Ownership, OwnershipFinding, OwnershipTie, ShareRange

START_DEPTH = 4
MOST_DEPTH = 20
START_CAP = 300
ANY_SHARE = ShareRange(low=0.0, high=None)
"""A share of which nothing is told."""


class OwnershipAnswer(Answer):
    """Ownership of one enterprise, and the label of every node that it names."""

    published: Published
    ownership: Ownership
    labels: dict[str, str]


def ownership(
    reading: Reading, identifier: str, *, as_of: date | None, depth: int, cap: int
) -> OwnershipAnswer:
    """Ownership of the legal person of an enterprise, by id or by an alias known in that month."""
    try:
        found = reading.month.ownership(identifier, as_of=as_of, depth=depth, cap=cap)
    except NotFoundError:
        known = reading.readers.store.find(identifier, reading.at)
        if known is None or known.id == identifier:
            raise
        found = reading.month.ownership(known.id, as_of=as_of, depth=depth, cap=cap)
    found = _cut(reading, found)
    return OwnershipAnswer(
        published=reading.published, ownership=found, labels=labels(reading, found.named_nodes)
    )


def _cut(reading: Reading, found: Ownership) -> Ownership:
    """The ownership without the shares between enterprises outside the reader's area.

    Of an enterprise outside it who holds it and what it holds is left, without shares and without
    what was computed of them.
    """
    if reading.viewer.whole_area:
        return found
    ends = {
        end
        for side in (found.owners, found.owned)
        for tie in side.ties
        for end in (tie.owner_id, tie.owned_id)
    }
    ends |= {found.enterprise_id, *(node for one in found.findings for node in one.nodes)}
    seen = visible(reading, sorted(end for end in ends if not end.startswith(NO_ENTERPRISE)))
    sides = {
        name: side.model_copy(update={"ties": tuple(_cut_tie(tie, seen) for tie in side.ties)})
        for name, side in (("owners", found.owners), ("owned", found.owned))
    }
    if seen[found.enterprise_id]:
        findings = tuple(_cut_finding(one, seen) for one in found.findings)
        return found.model_copy(update={**sides, "findings": findings})
    computed = ("holders", "controllers", "possible_controllers", "beneficial_owners", "findings")
    return found.model_copy(update={**sides, **dict.fromkeys(computed, ())})


def _cut_tie(tie: OwnershipTie, seen: Mapping[str, bool]) -> OwnershipTie:
    if seen.get(tie.owner_id, False) or seen.get(tie.owned_id, False):
        return tie
    return tie.model_copy(update={"share": None, "counted": ANY_SHARE})


def _cut_finding(finding: OwnershipFinding, seen: Mapping[str, bool]) -> OwnershipFinding:
    """The finding; how far the shares of others exceed the whole is theirs."""
    if any(seen.get(node, False) for node in finding.nodes):
        return finding
    return finding.model_copy(update={"value": None})
