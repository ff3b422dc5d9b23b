"""Types of the domain: ids, enumerations, and the sentinels of columnar data.

Columns of a frozen snapshot are plain numpy arrays; a missing value is a sentinel that
is never a real value (``DAY_UNKNOWN``, ``CENTS_UNKNOWN``, ``CODE_UNKNOWN``, NaN), so an
unknown is never mistaken for zero.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NewType

import numpy as np

EnterpriseId = NewType("EnterpriseId", str)
PersonId = NewType("PersonId", str)
PlaceId = NewType("PlaceId", str)
ContactId = NewType("ContactId", str)
TieId = NewType("TieId", str)
RecordId = NewType("RecordId", str)

DAY_UNKNOWN = int(np.iinfo(np.int32).min)
"""Missing day in an int32 column of days since 1970-01-01."""
DAY_OPEN = int(np.iinfo(np.int32).max)
"""A day that never comes (an end that is known to be open, 9999-09-09 in extracts)."""
CENTS_UNKNOWN = int(np.iinfo(np.int64).min)
"""Missing amount in an int64 column of cents of a yuan."""
CODE_UNKNOWN = -1
"""Missing code in an integer column of codes or row numbers."""

_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01 of a calendar day."""
    return (day - _EPOCH).days


def day_of(number: int) -> date | None:
    """Calendar day of a day number; None for ``DAY_UNKNOWN`` and ``DAY_OPEN``."""
    return _calendar_day(int(number))


@lru_cache(maxsize=65_536)
def _calendar_day(number: int) -> date | None:
    """Days of facts come again and again: one object a day."""
    if number in (DAY_UNKNOWN, DAY_OPEN):
        return None
    return _EPOCH + timedelta(days=number)


class NodeKind(StrEnum):
    """Kinds of nodes, in the order in which a snapshot numbers them."""

    ENTERPRISE = "enterprise"
    PERSON = "person"
    PLACE = "place"
    CONTACT = "contact"


class TieKind(StrEnum):
    """Stored tie kinds; the name is a verb read from source to target."""

    LEGAL_REPRESENTATIVE_OF = "LEGAL_REPRESENTATIVE_OF"
    HOLDS = "HOLDS"
    OFFICER_OF = "OFFICER_OF"
    BRANCH_OF = "BRANCH_OF"
    GUARANTEES = "GUARANTEES"
    LENDS_TO = "LENDS_TO"
    LEASES_TO = "LEASES_TO"
    TRADES_WITH = "TRADES_WITH"
    REGISTERED_AT = "REGISTERED_AT"
    REACHED_AT = "REACHED_AT"
    FILED_BY = "FILED_BY"
    POSSIBLY_SAME = "POSSIBLY_SAME"


TIE_KINDS: tuple[TieKind, ...] = tuple(TieKind)
"""Tie kinds by code: ``TIE_KINDS[code]``; the order is part of the snapshot digest."""


class EnterpriseStatus(StrEnum):
    """Registration state of an enterprise (登记状态)."""

    OPERATING = "operating"  # 在营, 存续
    SUSPENDED = "suspended"  # 歇业
    REVOKED = "revoked"  # 吊销, 未注销
    DEREGISTERED = "deregistered"  # 注销
    CANCELLED = "cancelled"  # 撤销登记
    MOVED_OUT = "moved_out"  # 迁出
    ABSENT = "absent"  # no longer in a complete delivery
    UNKNOWN = "unknown"


class PartyRole(StrEnum):
    """Role of a party in a record; only RESPONSIBLE parties emit risk."""

    RESPONSIBLE = "responsible"
    PLAINTIFF = "plaintiff"
    VICTIM = "victim"
    THIRD_PARTY = "third_party"
    COMPLAINANT = "complainant"
    IMPERSONATED = "impersonated"
    UNKNOWN = "unknown"


class FactKind(StrEnum):
    """Kinds of facts that a status can exclude (seed XJ art. 10)."""

    RECORD = "record"
    TIE = "tie"
    FILING = "filing"
    ATTRIBUTE = "attribute"


class FactState(StrEnum):
    """Status of a fact; ``expired`` is derived from dated rules and never stored."""

    REVOKED = "revoked"
    PARTLY_REVOKED = "partly_revoked"
    CHANGED = "changed"
    WRONG = "wrong"
    OBJECTED = "objected"
    BARRED = "barred"
    REPAIRED = "repaired"
    VOID_FROM_START = "void_from_start"


class KnownOnBasis(StrEnum):
    """Why a version has its known_on day."""

    ROW = "row"  # the extract's own delivery or update day
    BATCH = "batch"  # the day of the batch
    BACKFILL = "backfill"  # declared history: published_on, valid_from or decided_on
    ABSENT = "absent"  # closed because a complete delivery no longer holds it


class Factor(StrEnum):
    """The five factors of MR/T draft section 5."""

    ATTRIBUTE = "attribute"  # 基础属性
    OPERATING = "operating"  # 经营状况
    ENFORCEMENT = "enforcement"  # 监管执法
    RELATIONSHIP = "relationship"  # 关联关系
    EVALUATION = "evaluation"  # 综合评价


OWN_FACTORS: tuple[Factor, ...] = (
    Factor.ATTRIBUTE,
    Factor.OPERATING,
    Factor.ENFORCEMENT,
    Factor.EVALUATION,
)


class RiskClass(StrEnum):
    """Classes of MR/T draft table 1, from low to high risk."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
