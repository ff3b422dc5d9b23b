"""Hazards of one score form said in another, so that months of two packs can be compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.pack_model import Pack

Floats = npt.NDArray[np.float64]
_BELOW_FULL = 1 - 1e-12
"""Share of the full score above which a hazard would be infinite."""


def in_form(own: Floats, related: Floats, form: tuple[str, float], pack: Pack) -> tuple[Floats, Floats]:
    """Hazards of a score form, scaled to the totals that have the same scores in a pack's form.

    In the linear form only lambda / kappa means anything: another form or kappa would else
    look like a change of every part.

    Parameters
    ----------
    own : float64[m, 4]
    related : float64[m]
    form : (score form, kappa) of the hazards
    pack : Pack

    Returns
    -------
    float64[m, 4], float64[m]
        The same arrays where both forms mean the same.
    """
    name, kappa = form
    if name == pack.score_form and (name == "hazard" or kappa == pack.kappa):
        return own, related
    total = own.sum(axis=1) + related
    part = total / kappa if name == "weighted_sum" else -np.expm1(-total)
    part = np.minimum(part, _BELOW_FULL)
    wanted = pack.kappa * part if pack.score_form == "weighted_sum" else -np.log1p(-part)
    scale = np.divide(wanted, total, out=np.ones_like(total), where=total > 0)
    return own * scale[:, None], related * scale
