"""Rows of records, their items and parties, made from the docket."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from graph.catalogue import records
from graph.domain import CENTS_UNKNOWN, DAY_UNKNOWN
from graph.synthetic.deliveries import Schedule
from graph.synthetic.docket import ROLES, Docket, event_districts
from graph.synthetic.events import MEASURES, RECORD_KINDS, Events
from graph.synthetic.firms import DAYS_PER_MONTH, Firms
from graph.synthetic.nodes import STREAMS, Nodes
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.randomness import choose, lognormal, stream, subset
from graph.synthetic.rows import Cells, Days, Digits, HexIds, Joined, Numbers, Rows, Taken
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.versions import versions

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


def record_rows(
    docket: Docket, *, firms: Firms, seed: int, schedule: Schedule, numbers: Parameters, words: Words
) -> tuple[Rows, Rows]:
    """Rows of records (first versions and removals) and of record items."""
    rng = stream(seed, "records")
    plan = numbers.records
    events = docket.events
    count = len(events)
    kinds = records().kinds
    cause_words, cause = _causes(rng, events, numbers)
    outcome_words = tuple(records().outcomes)
    drawn = np.array([outcome_words.index(word) for word in plan.outcomes])[choose(rng, plan.outcomes, count)]
    suit = events.kind == RECORD_KINDS.index("suit")
    false_registration = events.kind == RECORD_KINDS.index("false_registration")
    found = np.where(
        subset(rng, count, plan.under_inquiry_share),
        outcome_words.index("under_inquiry"),
        outcome_words.index("confirmed"),
    )
    outcome = np.where(suit, drawn, np.where(false_registration, found, -1))
    amount = _amounts(rng, events, numbers)
    conduct_to = docket.decided - rng.integers(*plan.conduct_days, count)
    conduct_from = conduct_to - rng.integers(0, plan.conduct_length_days, count)
    no_conduct = subset(rng, count, plan.unknown["conduct_from"])
    months = np.array([plan.publication_months[name] for name in MEASURES])
    until = docket.decided + (months[events.measure] * DAYS_PER_MONTH).astype(np.int64)
    # Where the source gives no severity, the reader takes the catalogue's of kind or measure.
    explicit = subset(rng, count, plan.explicit_severity_share) & ~events.plaintiff
    severity = np.where(
        events.measure >= 0,
        events.severity,
        np.array([kinds[name].severity for name in RECORD_KINDS])[events.kind],
    )
    numbered = ~subset(rng, count, plan.unknown["document_no"])
    organ, document = _organs(docket, firms, numbered, words)
    index, known_on, ended = versions(schedule, docket.known, events.removed, docket.removed_known)
    columns: dict[str, Cells] = {
        "record_id": HexIds(STREAMS["record"], index, seed),
        "decision_id": HexIds(STREAMS["decision"], np.where(numbered, docket.decision, -1)[index], seed),
        "kind": WordCells(pa.array(RECORD_KINDS), events.kind[index]),
        "cause": WordCells(pa.array(cause_words), cause[index]),
        "measure": WordCells(pa.array(MEASURES), events.measure[index]),
        "outcome": WordCells(pa.array(outcome_words), outcome[index]),
        "severity": Numbers(np.where(explicit, severity, CENTS_UNKNOWN)[index]),
        "amount_cents": Numbers(amount[index]),
        "document_no": Taken(document, index),
        "authority": Taken(organ, index),
        "conduct_from": Days(np.where(no_conduct, DAY_UNKNOWN, conduct_from)[index]),
        "conduct_to": Days(np.where(no_conduct, DAY_UNKNOWN, conduct_to)[index]),
        "decided_on": Days(docket.decided[index]),
        "published_on": Days(docket.published[index]),
        "publication_until": Days(np.where(events.measure >= 0, until, DAY_UNKNOWN)[index]),
        "ended_on": Days(ended),
    }
    return Rows(columns, known_on), _item_rows(docket, amount, seed)


def item_records(docket: Docket) -> Int:
    """Record (event row) of each item, ascending: one item for each measure of a penalty."""
    first, second = np.flatnonzero(docket.events.measure >= 0), np.flatnonzero(docket.events.second >= 0)
    return np.sort(np.concatenate([first, second]), kind="stable")


def _causes(rng: np.random.Generator, events: Events, numbers: Parameters) -> tuple[list[str], Int]:
    words_: list[str] = []
    cause = np.full(len(events), -1, dtype=np.int16)
    for kind, shares in numbers.records.causes.items():
        rows = np.flatnonzero(events.kind == RECORD_KINDS.index(kind))
        cause[rows] = len(words_) + choose(rng, shares, len(rows))
        words_.extend(shares)
    cause[subset(rng, len(events), numbers.records.unknown["cause"])] = -1
    return words_, cause


def _amounts(rng: np.random.Generator, events: Events, numbers: Parameters) -> Int:
    plan = numbers.records
    count = len(events)
    fine = MEASURES.index("fine"), MEASURES.index("confiscation")
    fined = np.isin(events.measure, fine) | np.isin(events.second, fine)
    fines = lognormal(rng, plan.fine_median_yuan * (1 + events.severity), plan.fine_sigma, count)
    claims = lognormal(rng, plan.claim_median_yuan, plan.claim_sigma, count)
    claimed = np.isin(events.kind, [RECORD_KINDS.index("suit"), RECORD_KINDS.index("enforcement")])
    yuan = np.where(fined, np.round(fines / 100) * 100, np.where(claimed, np.round(claims), np.nan))
    yuan[subset(rng, count, plan.unknown["amount_cents"])] = np.nan
    return np.where(np.isnan(yuan), CENTS_UNKNOWN, np.nan_to_num(yuan) * 100).astype(np.int64)


def _organs(docket: Docket, firms: Firms, numbered: Bool, words: Words) -> tuple[Cells, Cells]:
    """Deciding organ and document number of each record."""
    events = docket.events
    district = event_districts(events, firms)
    per_city = len(words.districts)
    names = [words.organs[kind] for kind in RECORD_KINDS]
    organ = Joined(
        (
            WordCells(pa.array([name for name, _ in words.cities]), district // per_city),
            WordCells(pa.array(words.districts), district % per_city),
            WordCells(pa.array([name for name, _ in names]), events.kind),
        )
    )
    signs = pa.array([f"{words.province.short[0]}{sign}〔" for _, sign in names])
    year = docket.decided.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    years = pa.array([str(number) for number in range(1970, 2100)])
    document = Joined(
        (
            WordCells(signs, np.where(numbered, events.kind, -1)),
            WordCells(years, year - 1970),
            WordCells(pa.array(["〕"]), np.zeros(len(events), dtype=np.int8)),
            Digits(docket.decision, 8),
            WordCells(pa.array(["号"]), np.zeros(len(events), dtype=np.int8)),
        )
    )
    return organ, document


def _item_rows(docket: Docket, amount: Int, seed: int) -> Rows:
    """Items of penalties: one for each measure; the amount goes with the fine."""
    events = docket.events
    first, second = np.flatnonzero(events.measure >= 0), np.flatnonzero(events.second >= 0)
    record = np.concatenate([first, second])
    measure = np.concatenate([events.measure[first], events.second[second]])
    order = np.lexsort((measure, record))
    record, measure = record[order], measure[order]
    money = np.isin(measure, [MEASURES.index("fine"), MEASURES.index("confiscation")])
    repeated = np.concatenate([[False], (record[1:] == record[:-1]) & money[:-1]]) if len(record) else money
    severities = np.array([entry.severity for entry in records().measures.values()])
    columns: dict[str, Cells] = {
        "item_id": HexIds(STREAMS["item"], np.arange(len(record)), seed),
        "record_id": HexIds(STREAMS["record"], record, seed),
        "item_kind": WordCells(pa.array(MEASURES), measure),
        "amount_cents": Numbers(np.where(money & ~repeated, amount[record], CENTS_UNKNOWN)),
        "severity": Numbers(severities[measure]),
    }
    return Rows(columns, docket.known[record])


def party_rows(docket: Docket, nodes: Nodes, *, seed: int) -> Rows:
    """Rows of parties, known with their record."""
    columns: dict[str, Cells] = {
        "party_key": HexIds(STREAMS["party"], np.arange(len(docket.party)), seed),
        "record_id": HexIds(STREAMS["record"], docket.party_record, seed),
        "party_id": WordCells(nodes.ids, docket.party),
        "role": WordCells(pa.array(ROLES), docket.role),
    }
    return Rows(columns, docket.known[docket.party_record])
