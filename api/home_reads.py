"""The first page, class shares of months, the catalogue of indicators, what the service says of itself."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from api.answers_home import (
    AboutAnswer,
    BatchView,
    ClassCount,
    FactorEntry,
    HomeAnswer,
    IndicatorCatalogue,
    IndicatorEntry,
    MigrationHistory,
    ModelView,
    MonthShares,
    PackView,
)
from api.model_reads import model_card
from api.month_reads import with_leading
from api.readers import Reading
from api.security.scope import in_scope
from graph.domain import Factor, RiskClass
from scoring.labels import factor_label
from scoring.results_home import Mask
from scoring.results_types import ClusterEvent, Label

TOP = 10
"""Enterprises and clusters of each list of the first page."""
MOST_MONTHS = 12
MOST_BATCHES = 50


def home(reading: Reading, authority: str | None, under: frozenset[str]) -> HomeAnswer:
    """Class counts with change, the largest movers, new and grown risk clusters of an area.

    Parameters
    ----------
    reading : Reading
    authority : str or None
        Asked for; None is the reader's whole area.
    under : frozenset of str
        Code of that authority and of everything under it.
    """
    month, info = reading.month, reading.info
    scores, views = month.scores, month.views
    inside = in_scope(month, reading.viewer) if authority is None else _area(reading, under)
    now, before = views.class_counts(inside)
    scored = int(np.count_nonzero(inside & scores.numbers("scored")))
    rises, falls = views.largest_movers(inside, TOP)
    return HomeAnswer(
        published=reading.published,
        previous=info.previous,
        authority=authority,
        enterprises=int(np.count_nonzero(inside)),
        scored=scored,
        outside=info.scored - scored,
        classes=tuple(
            ClassCount(
                risk_class=name,
                count=now[name],
                change=None if info.previous is None else now[name] - before[name],
            )
            for name in RiskClass
        ),
        rises=tuple(rises),
        falls=tuple(falls),
        movers=views.movers(inside),
        new_clusters=with_leading(reading, views.notable_clusters(ClusterEvent.BORN, inside, TOP)),
        grown_clusters=with_leading(reading, views.notable_clusters(ClusterEvent.GREW, inside, TOP)),
        risk_clusters=views.risk_clusters(inside),
    )


def history(reading: Reading) -> MigrationHistory:
    """Class shares of the last published months up to the one shown, in the reader's area."""
    months = [one for one in reading.readers.months.list() if one.current and one.month <= reading.info.month]
    items = []
    for info in months[-MOST_MONTHS:]:
        opened = reading.readers.months.open(info.month, info.revision)
        counts, _ = opened.views.class_counts(in_scope(opened, reading.viewer))
        scored = sum(counts.values())
        items.append(
            MonthShares(
                month=info.month,
                revision=info.revision,
                pack=info.pack,
                as_of=info.as_of,
                scored=scored,
                counts=counts,
                shares={name: count / scored if scored else 0.0 for name, count in counts.items()},
            )
        )
    return MigrationHistory(
        published=reading.published, items=tuple(items), shown=len(items), total=len(months)
    )


def indicators(reading: Reading) -> IndicatorCatalogue:
    """Factors and indicators of the pack of a month, in Chinese and English."""
    pack = reading.month.views.pack
    return IndicatorCatalogue(
        published=reading.published,
        factors=tuple(
            FactorEntry(
                factor=factor,
                label=factor_label(pack, factor),
                weight=pack.factors[factor],
                maximum_hazard=pack.kappa * pack.factors[factor],
            )
            for factor in Factor
        ),
        indicators=tuple(
            IndicatorEntry(
                id=one.id,
                factor=one.factor,
                label=Label(zh=one.zh, en=one.en),
                meaning=one.meaning,
                unit=one.unit,
                weight=one.weight,
                bins=one.bins,
                fact_group=one.fact_group,
                basis=one.basis,
                source_table=one.measure.table,
            )
            for one in pack.indicators
        ),
    )


def about(reading: Reading, *, api_version: str) -> AboutAnswer:
    """Versions and data behind what is shown."""
    info, pack = reading.info, reading.month.views.pack
    state = reading.readers.store.state()
    batches = tuple(reversed(state.batches))
    return AboutAnswer(
        product="guanlian",
        version=_version(),
        api_version=api_version,
        published=reading.published,
        pack=PackView(
            id=pack.id,
            title=Label(zh=pack.title.zh, en=pack.title.en),
            version=pack.version,
            hash=info.pack_hash,
            legal_basis=pack.legal_basis,
            approved_on=None if pack.approval is None else pack.approval.approved_on,
            classes={one.name: (one.at_least, one.at_most) for one in pack.classes.ranges},
        ),
        model=ModelView(
            way=info.relationship_way,
            model=info.relationship_model,
            reason=info.relationship_reason,
            card=model_card(reading.month.views.month.home, info.relationship_model),
        ),
        store_version=state.version,
        batches=tuple(BatchView(batch=name) for name in batches[:MOST_BATCHES]),
        batches_total=len(batches),
    )


def _area(reading: Reading, authorities: frozenset[str]) -> Mask:
    """Enterprises of some authorities in the reader's area."""
    codes = pa.array(sorted(authorities), pa.large_string())
    mine = pc.is_in(reading.month.scores.text("supervising_authority"), value_set=codes)
    return np.asarray(in_scope(reading.month, reading.viewer) & np.asarray(mine, dtype=np.bool_))


def _version() -> str:
    try:
        return version("guanlian")
    except PackageNotFoundError:
        return "unknown"
