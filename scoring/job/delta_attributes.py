"""Attributes of enterprises that can be withdrawn by computing only what they touch."""

from __future__ import annotations

import pyarrow as pa

from graph.tables import ENTERPRISES
from scoring.job.delta_refused import DeltaRefusedError

OWN_ATTRIBUTES = frozenset(
    (
        *("name", "former_names", "ended_on", "revoked_on", "registered_capital_cents"),
        *("paid_in_capital_cents", "staff_band", "industry", "supervising_authority", "address", "listed"),
    )
)
"""Attributes that decide own indicators and what is shown of their enterprise alone: not who is a
legal person, who is scored, which delivery covers it, or what others hold of it."""
MEASURED_ATTRIBUTES = frozenset(("established_on", "region"))
"""Attributes that say besides what deliveries cover of an enterprise, hence which of its indicators on
ties and over relations are known; its cluster shows the region, and the day of establishment counts for
those that the same holder set up."""


def withdrawn_columns(facts: pa.LargeStringArray) -> set[str]:
    """Columns of withdrawn attributes.

    Parameters
    ----------
    facts : text, ``enterprise_id#column``

    Raises
    ------
    DeltaRefusedError
        If one decides more than the indicators of its enterprise.
    """
    columns = {fact.rpartition("#")[2] for fact in facts.to_pylist()}
    deciding = sorted(columns & set(ENTERPRISES.names) - OWN_ATTRIBUTES - MEASURED_ATTRIBUTES)
    if deciding:
        raise DeltaRefusedError(f"attribute {deciding[0]} decides more than own indicators")
    return columns
