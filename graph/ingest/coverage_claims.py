"""Coverage rows that a mapping claims for a delivery read with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from graph.arrays import large_text
from graph.identity import fact_id
from graph.ingest.deliveries import DeliveredFile
from graph.ingest.entries import Emitted
from graph.ingest.mapping import CoverageClaim, Mapping
from graph.ingest.report import FileReport
from graph.tables import COVERAGE


def claims_of(
    mapping: Mapping, files: Sequence[DeliveredFile], reports: Sequence[FileReport]
) -> tuple[CoverageClaim, ...]:
    """What a delivery claims: all that the mapping says, and what its files cover that were read.

    A claim of the mapping goes before that of a file about the same table or kind, so that
    a site can narrow it to the regions that it has.
    """
    said = {claim.covered for claim in mapping.coverage}
    covered = {
        word: None
        for file, report in zip(files, reports, strict=True)
        if report.state != "rejected"
        for word in mapping.files[file.rule].covers
        if word not in said
    }
    return (*mapping.coverage, *(CoverageClaim(covered=word) for word in covered))


def coverage_rows(claims: tuple[CoverageClaim, ...], source: str, day: date) -> Emitted:
    """Rows of table ``coverage``, one a claim; the id does not depend on the batch.

    An open claim ends on the day of its batch, written out: a claim that is made again is
    then another version with a later end.
    """

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
        "covered_to": pa.array([claim.covered_to or day for claim in claims], pa.date32()),
        "known_on": pa.nulls(count, pa.date32()),
    }
    return Emitted(COVERAGE, fields, count)
