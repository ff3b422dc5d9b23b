"""Routes of one enterprise: its result and its receipt."""

from __future__ import annotations

from api import month_reads
from api.answers import EnterpriseAnswer, ReceiptAnswer
from api.dependencies import ReadingDep
from api.parameters import EnterpriseId
from api.routes.base import new_router

router = new_router("enterprises")


@router.get(
    "/enterprises/{enterprise_id:path}/receipt",
    summary="Why an enterprise has its score",
    operation_id="readReceipt",
)
def read_receipt(reading: ReadingDep, enterprise_id: EnterpriseId) -> ReceiptAnswer:
    """Every line of the score: hazards add up to the total, points to the model score."""
    return month_reads.receipt(reading, enterprise_id)


# Ids may contain a slash, so this route comes after every longer one of an enterprise.
last = new_router("enterprises")


@last.get(
    "/enterprises/{enterprise_id:path}",
    summary="Score, factors, indicators and history of an enterprise",
    operation_id="readEnterprise",
)
def read_enterprise(reading: ReadingDep, enterprise_id: EnterpriseId) -> EnterpriseAnswer:
    """Result of one enterprise in the month, by id or alias, and its published months."""
    return month_reads.enterprise(reading, enterprise_id)
