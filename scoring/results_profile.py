"""What the registry says of one enterprise in a published month: attributes, posts, counts of its tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.catalogue import entity_types, records
from graph.columns import Sensitivity
from graph.domain import CENTS_UNKNOWN, TieKind, day_of
from graph.snapshot import Snapshot
from scoring.month_lookups import MonthLookups
from scoring.month_ties import MonthTies, Rows
from scoring.results_base import Label
from scoring.results_rows import known_text, text_at
from scoring.results_types_profile import Post, ProfileCounts, PublicRecord, RegistryProfile

POSTS = (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.OFFICER_OF)
CONTACTS = (TieKind.REACHED_AT, TieKind.FILED_BY)
SHOWN_POSTS = 20


def registry_profile(
    snapshot: Snapshot, lookups: MonthLookups, ties: MonthTies, code: int
) -> RegistryProfile:
    """Profile of one enterprise.

    Parameters
    ----------
    snapshot : Snapshot
        Of the month, without excluded facts.
    ties : MonthTies
    code : int
        Enterprise code.
    """
    firms = snapshot.enterprises
    heads = ties.of_target(code, (TieKind.LEGAL_REPRESENTATIVE_OF,))
    places = ties.of_source(code, (TieKind.REGISTERED_AT,))
    contacts = ties.of_source(code, CONTACTS)
    entity = text_at(firms, "entity_type", code)
    entry = entity_types().of(entity)
    former = text_at(firms, "former_names", code) or ""
    head = int(firms.numbers("legal_person")[code])
    return RegistryProfile(
        former_names=tuple(name for name in former.split("|") if name),
        entity_type=entity,
        entity_type_label=None if entry is None else Label(zh=entry.zh, en=entry.en),
        status=known_text(firms, "status", code),
        established_on=day_of(int(firms.numbers("established_on")[code])),
        ended_on=day_of(int(firms.numbers("ended_on")[code])),
        revoked_on=day_of(int(firms.numbers("revoked_on")[code])),
        registered_capital_cents=_cents(firms, "registered_capital_cents", code),
        paid_in_capital_cents=_cents(firms, "paid_in_capital_cents", code),
        staff_band=text_at(firms, "staff_band", code),
        industry=text_at(firms, "industry", code),
        region=text_at(firms, "region", code),
        supervising_authority=text_at(firms, "supervising_authority", code),
        address=text_at(firms, "address", code),
        listed=None if int(firms.numbers("listed")[code]) < 0 else bool(firms.numbers("listed")[code]),
        legal_representatives=tuple(_posts(snapshot, ties, heads[:SHOWN_POSTS], code)),
        place_ids=_ids(snapshot, ties.others(places, code)),
        contact_ids=_ids(snapshot, ties.others(contacts, code)),
        head_office_id=None if head == code else snapshot.id_of(head),
        counts=_counts(ties, code, places, contacts, len(public_rows(snapshot, lookups.held_by(code)))),
    )


def _counts(ties: MonthTies, code: int, places: Rows, contacts: Rows, records: int) -> ProfileCounts:
    posts = ties.of_target(code, POSTS)
    return ProfileCounts(
        shareholders=_distinct(ties.others(ties.of_target(code, (TieKind.HOLDS,)), code), code),
        investments=_distinct(ties.others(ties.of_source(code, (TieKind.HOLDS,)), code), code),
        officers=_distinct(ties.others(posts, code), code),
        branches=_distinct(ties.others(ties.of_target(code, (TieKind.BRANCH_OF,)), code), code),
        same_address=_sharing(ties, code, ties.others(places, code), (TieKind.REGISTERED_AT,)),
        same_contact=_sharing(ties, code, ties.others(contacts, code), CONTACTS),
        records=records,
    )


def _sharing(ties: MonthTies, code: int, hubs: Rows, kinds: tuple[TieKind, ...]) -> int:
    """Other nodes that share any of some places or contacts."""
    found = [ties.others(ties.of_target(hub, kinds), hub) for hub in np.unique(hubs).tolist()]
    return _distinct(np.concatenate(found), code) if found else 0


def _distinct(codes: Rows, own: int) -> int:
    return int(np.count_nonzero(np.unique(codes) != own))


def _posts(snapshot: Snapshot, ties: MonthTies, rows: Rows, code: int) -> list[Post]:
    frame = snapshot.ties
    return [
        Post(
            node_id=snapshot.id_of(other),
            role=text_at(frame, "role", row),
            since=day_of(int(frame.numbers("valid_from")[row])),
        )
        for row, other in zip(rows.tolist(), ties.others(rows, code).tolist(), strict=True)
    ]


def _ids(snapshot: Snapshot, codes: Rows) -> tuple[str, ...]:
    return tuple(snapshot.id_of(code) for code in np.unique(codes).tolist())


def _cents(frame: Frame, name: str, row: int) -> int | None:
    value = int(frame.numbers(name)[row])
    return None if value == CENTS_UNKNOWN else value


def public_records(
    snapshot: Snapshot, lookups: MonthLookups, code: int, limit: int
) -> tuple[list[PublicRecord], int]:
    """Published decisions on an enterprise, newest first, and how many there are.

    Published: of a kind that the catalogue calls public, with a day of publication, and not
    taken out because its publication ended (such records are not in the month).
    """
    rows = public_rows(snapshot, lookups.held_by(code))
    frame, kinds = snapshot.records, records().kinds
    decided = frame.numbers("decided_on")[rows].astype(np.int64)
    found = []
    for row in rows[np.lexsort((rows, -decided))][:limit].tolist():
        kind = known_text(frame, "kind", row)
        found.append(
            PublicRecord(
                record_id=known_text(frame, "record_id", row),
                kind=kind,
                label=Label(zh=kinds[kind].zh, en=kinds[kind].en),
                organ=text_at(frame, "authority", row),
                document_no=text_at(frame, "document_no", row),
                decided_on=day_of(int(frame.numbers("decided_on")[row])),
                published_on=day_of(int(frame.numbers("published_on")[row])),
                ended_on=day_of(int(frame.numbers("ended_on")[row])),
            )
        )
    return found, len(rows)


def public_rows(snapshot: Snapshot, held: npt.NDArray[np.int32]) -> Rows:
    """Those of some records that are of public kinds and were published."""
    rows = np.unique(held).astype(np.int64)
    if not len(rows):
        return rows
    public = [kind for kind, entry in records().kinds.items() if entry.sensitivity is Sensitivity.PUBLIC]
    kinds = snapshot.records.text("kind").take(pa.array(rows))
    is_public = np.asarray(pc.is_in(kinds, value_set=pa.array(public, pa.large_string())))
    published = np.array(
        [day_of(int(day)) is not None for day in snapshot.records.numbers("published_on")[rows]], np.bool_
    )
    return rows[is_public & published]
