"""Routes of one enterprise: its result, its profile, its receipt, what it would be."""

from __future__ import annotations

from api import enterprise_reads, month_reads, what_if
from api.answers import ReceiptAnswer
from api.answers_enterprise import EnterpriseAnswer, ProfileAnswer, Suppositions, WhatIfAnswer
from api.dependencies import ReadingDep
from api.parameters import EnterpriseId
from api.routes.base import new_router, written
from api.security.audit import AuditDep

router = new_router("enterprises")


@router.get(
    "/enterprises/{enterprise_id:path}/receipt",
    summary="Why an enterprise has its score",
    operation_id="readReceipt",
)
@written
def read_receipt(reading: ReadingDep, enterprise_id: EnterpriseId) -> ReceiptAnswer:
    """Every line of the score: hazards add up to the total, points to the model score."""
    return month_reads.receipt(reading, enterprise_id)


@router.get(
    "/enterprises/{enterprise_id:path}/profile",
    summary="What the registry says of an enterprise",
    operation_id="readProfile",
)
@written
def read_profile(reading: ReadingDep, enterprise_id: EnterpriseId) -> ProfileAnswer:
    """State, capital, address, legal representative (masked) and how long its tables are."""
    return enterprise_reads.profile(reading, enterprise_id)


@router.post(
    "/enterprises/{enterprise_id:path}/whatif",
    summary="What an enterprise would score if something were otherwise",
    operation_id="supposeWhatIf",
)
def suppose_what_if(
    reading: ReadingDep, audit: AuditDep, enterprise_id: EnterpriseId, asked: Suppositions
) -> WhatIfAnswer:
    """The enterprise as it is and as it would be; equal to the command whatif, nothing is written."""
    found = what_if.of_reading(reading, enterprise_id, what_if.supposed_of(asked))
    audit.record(reading.viewer, "whatif.computed", subject=found.enterprise_id)
    return WhatIfAnswer(published=reading.published, what_if=found)


# Ids may contain a slash, so this route comes after every longer one of an enterprise.
last = new_router("enterprises")


@last.get(
    "/enterprises/{enterprise_id:path}",
    summary="Score, factors, indicators, peers and history of an enterprise",
    operation_id="readEnterprise",
)
@written
def read_enterprise(reading: ReadingDep, enterprise_id: EnterpriseId) -> EnterpriseAnswer:
    """Result of one enterprise in the month, by id or alias, beside its peers, and its published months."""
    return enterprise_reads.enterprise(reading, enterprise_id)
