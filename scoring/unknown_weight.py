"""Share of the indicator weight that is unknown in a scored month, by factor and supervising authority."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.quality.report import FactorWeight, UnknownWeight
from scoring.labels import factor_label
from scoring.results import Month

_DIGITS = 6


def unknown_weight(month: Month, authority: str | None = None) -> UnknownWeight:
    """Mean share of unknown weight over the scored enterprises, one indicator at a time.

    Parameters
    ----------
    month : Month
    authority : str, optional
        Only enterprises whose supervising authority has this code or begins with it.

    Returns
    -------
    UnknownWeight
        ``by_authority`` has the empty code for enterprises without an authority.
    """
    scored = month.scores.numbers("scored").astype(bool)
    texts = pc.fill_null(month.snapshot.enterprises.text("supervising_authority"), "")
    if authority is not None:
        scored = scored & np.asarray(pc.starts_with(texts, authority))
    rows = np.flatnonzero(scored)
    encoded = pc.dictionary_encode(texts.take(pa.array(rows)))
    names, of_row = encoded.dictionary.to_pylist(), np.asarray(encoded.indices)
    sizes = np.bincount(of_row, minlength=len(names))
    factors = []
    for factor in dict.fromkeys(indicator.factor for indicator in month.pack.indicators):
        mine = [one for one in month.pack.indicators if one.factor is factor and one.weight > 0]
        total = sum(one.weight for one in mine)
        if not total:
            continue
        unknown = np.zeros(len(names))
        for one in mine:
            known = month.indicators.numbers(f"known_{one.id}")[rows]
            unknown += one.weight / total * np.bincount(of_row, known == 0, minlength=len(names))
        label = factor_label(month.pack, factor)
        factors.append(
            FactorWeight(
                factor=factor.value,
                zh=label.zh,
                en=label.en,
                unknown=round(float(unknown.sum() / max(len(rows), 1)), _DIGITS),
                by_authority={
                    name: round(float(unknown[place] / sizes[place]), _DIGITS)
                    for place, name in sorted(enumerate(names), key=lambda one: one[1])
                },
            )
        )
    info = month.info
    return UnknownWeight(month=info.month, revision=info.revision, scored=len(rows), factors=factors)
