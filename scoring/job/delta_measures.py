"""Own indicators of the enterprises that a withdrawal touches, and indicators on ties of everybody."""

from __future__ import annotations

import numpy as np

from graph.arrays import Frame
from graph.domain import Factor
from graph.filings import Filings
from scoring.indicators import measure
from scoring.job.delta_facts import FactsLeft
from scoring.job.delta_near import kinds_of
from scoring.job.delta_network import Surroundings
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.delta_rows import Rows, joined_rows, rows_of, same_rows, tables_of
from scoring.job.own import indicators_of
from scoring.measures import specs
from scoring.pack_model import Pack
from scoring.reference import Reference

_REPAIRED = "repaired_facts"


def own_again(
    measures: Frame,
    around: Surroundings,
    facts: FactsLeft,
    filings: Filings,
    pack: Pack,
    reference: Reference,
) -> Rows:
    """Own indicators of the surroundings: those that can differ measured again, the others as published.

    Parameters
    ----------
    measures : Frame as published
    around : Surroundings
    facts : FactsLeft
    filings : Filings
        Without withdrawn ones, by the codes of the part; read only if filings were withdrawn.
    pack : Pack
    reference : Reference
    """
    part = around.part
    rows = rows_of(measures, part.enterprises, pack)
    chosen = [
        position
        for position, indicator in enumerate(pack.indicators)
        if indicator.measure.table not in ("ties", specs.RELATIONS)
        and (
            len(facts.owners)
            or indicator.measure.table == "records"
            or getattr(indicator.measure, "column", None) == _REPAIRED
        )
    ]
    some = pack.model_copy(update={"indicators": tuple(pack.indicators[at] for at in chosen)})
    found = measure(part.snapshot, filings, some, reference)
    theirs = np.isin(part.enterprises, np.concatenate((facts.named, facts.owners)))
    for column, position in enumerate(chosen):
        for into, fresh in zip(tables_of(rows.indicators), tables_of(found), strict=True):
            into[theirs, position] = fresh[theirs, column]
    return rows


def on_ties_again(rows: Rows, measures: Frame, facts: FactsLeft, pack: Pack, reference: Reference) -> Rows:
    """Rows with those of whom an indicator on ties is another one; these are measured of everybody.

    Raises
    ------
    DeltaRefusedError
        If such an indicator is part of an own factor: classes of others may differ.
    """
    chosen = {
        position: indicator
        for position, indicator in enumerate(pack.indicators)
        if indicator.measure.table == "ties"
        and (facts.covered or facts.ties.of_kinds(kinds_of(indicator.measure)))
    }
    if not chosen:
        return rows
    for indicator in chosen.values():
        if indicator.weight > 0 and indicator.factor is not Factor.RELATIONSHIP:
            raise DeltaRefusedError(f"indicator {indicator.id} weighs ties in an own factor")
    some = pack.model_copy(update={"indicators": tuple(chosen.values())})
    found, published = measure(facts.snapshot, facts.filings, some, reference), indicators_of(measures, some)
    joined = joined_rows(rows, np.flatnonzero(~same_rows(found, published)), measures, pack)
    for column, position in enumerate(chosen):
        for into, fresh in zip(tables_of(joined.indicators), tables_of(found), strict=True):
            into[:, position] = fresh[joined.codes, column]
    return joined
