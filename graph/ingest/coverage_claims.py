"""Coverage rows that a mapping claims for every delivery read with it."""

from __future__ import annotations

import pyarrow as pa

from graph.arrays import large_text
from graph.identity import fact_id
from graph.ingest.entries import Emitted
from graph.ingest.mapping import CoverageClaim
from graph.tables import COVERAGE


def coverage_rows(claims: tuple[CoverageClaim, ...], source: str) -> Emitted:
    """Rows of table ``coverage``, one a claim; the id does not depend on the batch."""

    def key(claim: CoverageClaim) -> str:
        days = (str(claim.covered_from or ""), str(claim.covered_to or ""))
        return fact_id("coverage", claim.covered, source, claim.region, *days)

    count = len(claims)
    fields = {
        "coverage_id": large_text([key(claim) for claim in claims]),
        "covered": large_text([claim.covered for claim in claims]),
        "origin": large_text([source] * count),
        "region": large_text([claim.region for claim in claims]),
        "covered_from": pa.array([claim.covered_from for claim in claims], pa.date32()),
        "covered_to": pa.array([claim.covered_to for claim in claims], pa.date32()),
        "known_on": pa.nulls(count, pa.date32()),
    }
    return Emitted(COVERAGE, fields, count)
