"""Reads of one enterprise: result with peers and change, profile of the registry."""

from __future__ import annotations

from api.answers_enterprise import (
    EnterpriseAnswer,
    PartyView,
    Profile,
    ProfileAnswer,
)
from api.month_reads import resolved
from api.node_reads import month_nodes
from api.readers import Reading
from api.security.scope import outside, visible
from api.words import STATES
from graph.domain import EnterpriseStatus
from graph.short_names import short_name
from scoring.results_types_profile import RegistryProfile

MOST_RECORDS = 50
_SHOWN_PLACES = 20


def enterprise(reading: Reading, identifier: str) -> EnterpriseAnswer:
    """Score, factors, indicators, peers, change and history of one enterprise, by id or alias.

    Outside the reader's area: name, code, class and published decisions.
    """
    found = resolved(reading, identifier)
    known = found.enterprise_id
    views, inside = reading.month.views, visible(reading, (known,))[known]
    records, total = views.records(known, MOST_RECORDS)
    history = tuple(reading.month.history(known))
    return EnterpriseAnswer(
        published=reading.published,
        enterprise=found if inside else outside(found),
        short_name=short_name(found.name or known),
        in_scope=inside,
        history=history if inside else tuple(outside(point) for point in history),
        peers=views.peers(known) if inside else None,
        change=views.change(known) if inside else None,
        records=tuple(records),
        records_total=total,
    )


def profile(reading: Reading, identifier: str) -> ProfileAnswer:
    """Registry data of one enterprise with the counts of its tables; null outside the reader's area."""
    found = resolved(reading, identifier)
    known = found.enterprise_id
    inside = visible(reading, (known,))[known]
    return ProfileAnswer(
        published=reading.published,
        enterprise_id=known,
        name=found.name,
        short_name=short_name(found.name or known),
        in_scope=inside,
        profile=_profile(reading, reading.month.views.profile(known)) if inside else None,
    )


def _profile(reading: Reading, found: RegistryProfile) -> Profile:
    heads = () if found.head_office_id is None else (found.head_office_id,)
    posts = [post.node_id for post in found.legal_representatives]
    places, contacts = found.place_ids[:_SHOWN_PLACES], found.contact_ids[:_SHOWN_PLACES]
    nodes = {node.id: node for node in month_nodes(reading, (*posts, *places, *contacts, *heads))}
    kept = found.model_dump(exclude={"legal_representatives", "place_ids", "contact_ids", "head_office_id"})
    return Profile(
        **kept,
        status_label=STATES.get(found.status, STATES[EnterpriseStatus.UNKNOWN]),
        legal_representatives=tuple(
            PartyView(node=nodes[post.node_id], role=post.role, since=post.since)
            for post in found.legal_representatives
        ),
        places=tuple(nodes[node] for node in places),
        contacts=tuple(nodes[node] for node in contacts),
        head_office=nodes[heads[0]] if heads else None,
    )
