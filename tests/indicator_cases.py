"""One hand-computed case for each indicator of pack mrt: facts of E1, its value, its points.

t is 2026-10-31; everything is covered since ever unless a case says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Facts of one case; ``firm`` are attributes of E1, rows without a party are E1's."""

    value: float
    points: float
    firm: Row = field(default_factory=dict)
    records: Sequence[Row] = ()
    filings: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    others: Sequence[Row] = ()
    persons: Sequence[str] = ()
    places: Sequence[str] = ()
    contacts: Sequence[str] = ()
    ties: Sequence[Row] = ()


def filed(year: int, month: int, day: int, **columns: Any) -> Row:
    """One filing row of E1."""
    return {"enterprise": "E1", "filed_on": date(year, month, day), **columns}


def record(number: int, kind: str, decided_on: date, **columns: Any) -> Row:
    """One record that holds E1 responsible."""
    return {
        "record_id": f"r{number}",
        "kind": kind,
        "decided_on": decided_on,
        "parties": ("E1",),
        **columns,
    }


def tie(kind: str, src: str, dst: str) -> Row:
    """One tie in force since 2021."""
    return {
        "tie_id": f"{kind}:{src}:{dst}",
        "kind": kind,
        "src": src,
        "dst": dst,
        "valid_from": date(2021, 1, 1),
    }


def report(year: int, filed_on: date, **columns: Any) -> Row:
    """Annual report of a year."""
    return {"enterprise": "E1", "filed_on": filed_on, "report_year": year, **columns}


def penalties(*days: date, **columns: Any) -> list[Row]:
    """One fine a day."""
    return [record(n, "penalty", day, measure="fine", **columns) for n, day in enumerate(days)]


def alterations(item: str, *days: date) -> dict[str, list[Row]]:
    """One alteration a day."""
    return {"alterations": [{"enterprise": "E1", "filed_on": day, "item": item} for day in days]}


OLD = {"established_on": date(2010, 10, 31)}
RECENT = date(2026, 6, 1)
LAST_YEAR = date(2026, 3, 1)

CASES: dict[str, Case] = {
    # 2922 days = 8 years of 365.25 days
    "JC01": Case(firm={"established_on": date(2018, 10, 31)}, value=8.0, points=0.3),
    # 800 of 10,000 yuan: 8 million yuan is in [5, 10) million: .6; half paid in: .3
    "JC02": Case(
        firm={"registered_capital_cents": 800_000_000, "paid_in_capital_cents": 400_000_000},
        value=800_000_000.0,
        points=0.3,
    ),
    "JC03": Case(
        filings={"annual_reports": [report(2025, LAST_YEAR, paid_in_cents=10, subscribed_cents=100)]},
        value=0.1,
        points=0.6,
    ),
    # 12 years after establishment is 7 years beyond the term; 4383 days are 12 years
    "JC04": Case(
        firm={"established_on": date(2020, 1, 1)},
        filings={"annual_reports": [report(2025, LAST_YEAR, subscription_due_on=date(2032, 1, 1))]},
        value=7.0,
        points=0.6,
    ),
    "JC05": Case(firm={"entity_type": "1151"}, value=3.0, points=0.6),
    "JC06": Case(firm={"industry": "F5132"}, value=7.0, points=0.7),
    "JC07": Case(firm={"region": "990101"}, value=1.2, points=0.4),
    "JC08": Case(
        others=[{"enterprise_id": "H1"}],
        persons=["P1"],
        ties=[tie("HOLDS", "H1", "E1"), tie("HOLDS", "P1", "E1")],
        value=0.75,
        points=0.6,
    ),
    "JC09": Case(
        filings={
            "intellectual_property": [
                filed(2020, 1, 1, ip_kind="patent"),
                filed(2021, 1, 1, ip_kind="trademark", valid_to=date(2026, 10, 31)),
                filed(2021, 1, 1, ip_kind="patent", valid_to=date(2026, 10, 30)),
            ]
        },
        value=2.0,
        points=0.6,
    ),
    "JC10": Case(firm={"staff_band": "medium"}, value=2.0, points=0.1),
    "JY01": Case(
        filings=alterations("legal_representative", RECENT, date(2025, 11, 1), date(2025, 10, 31)),
        value=2.0,
        points=0.6,
    ),
    "JY02": Case(filings=alterations("shareholders", RECENT), value=1.0, points=0.2),
    "JY03": Case(
        filings=alterations("address", RECENT, date(2025, 1, 1), date(2024, 11, 1)), value=3.0, points=1.0
    ),
    "JY04": Case(filings=alterations("scope", RECENT), value=1.0, points=0.2),
    # 4 to 10 million yuan: a rise of 1.5
    "JY05": Case(
        filings={
            "alterations": [
                filed(2026, 5, 1, item="capital", before_cents=400_000_000, after_cents=1_000_000_000)
            ]
        },
        value=1.5,
        points=0.6,
    ),
    "JY06": Case(
        filings={"alterations": [filed(2026, 5, 1, item="capital", before_cents=1000, after_cents=400)]},
        value=0.6,
        points=0.6,
    ),
    # 2023 and 2024 not filed, 2025 filed
    "JY07": Case(filings={"annual_reports": [report(2025, LAST_YEAR)]}, value=2.0, points=1.0),
    "JY08": Case(
        filings={"annual_reports": [report(2024, date(2025, 7, 1)), report(2025, date(2026, 6, 30))]},
        value=1.0,
        points=0.4,
    ),
    "JY09": Case(
        filings={"annual_reports": [report(2025, LAST_YEAR, disclosure="part")]}, value=1.0, points=0.2
    ),
    "JY10": Case(
        firm={"registered_capital_cents": 10_000_000_000},
        filings={"annual_reports": [report(2025, LAST_YEAR, revenue_cents=0, tax_paid_cents=0, staff=0)]},
        value=2.0,
        points=1.0,
    ),
    "JY11": Case(
        filings={"annual_reports": [report(2025, LAST_YEAR, liabilities_cents=95, assets_cents=100)]},
        value=0.95,
        points=0.6,
    ),
    "JY12": Case(
        filings={
            "annual_reports": [
                report(2023, date(2024, 3, 1), net_income_cents=5),
                report(2024, date(2025, 3, 1), net_income_cents=-1),
                report(2025, LAST_YEAR, net_income_cents=-7),
            ]
        },
        value=2.0,
        points=0.6,
    ),
    "JY13": Case(filings={"insurance": [filed(2026, 9, 1, insured_staff=0)]}, value=0.0, points=0.8),
    "JY14": Case(
        filings={
            "tax": [
                filed(2026, 1, 1, tax_state="abnormal", ended_on=date(2026, 10, 31)),
                filed(2026, 2, 1, tax_state="arrears"),
            ]
        },
        value=1.0,
        points=0.6,
    ),
    # renewed once, then 2026-11-20: 20 days left
    "JY15": Case(
        filings={
            "licences": [
                filed(2020, 1, 1, licence_kind="food", valid_to=date(2025, 1, 1)),
                filed(2024, 12, 1, licence_kind="food", valid_to=date(2026, 11, 20)),
                filed(2024, 12, 1, licence_kind="press"),
            ]
        },
        value=20.0,
        points=0.4,
    ),
    "JY16": Case(
        filings={
            "commitments": [filed(2026, 1, 1, fulfilled=0), filed(2026, 2, 1, fulfilled=1), filed(2026, 3, 1)]
        },
        value=1.0,
        points=0.4,
    ),
    "JY17": Case(
        filings={"certifications": [filed(2024, 1, 1, state="valid"), filed(2026, 1, 1, state="suspended")]},
        value=2.0,
        points=0.6,
    ),
    "JY18": Case(
        filings={"insurance": [filed(2025, 12, 1, insured_staff=10), filed(2026, 9, 1, insured_staff=1)]},
        value=0.9,
        points=0.6,
    ),
    "JY19": Case(records=[record(1, "broken_commitment", RECENT)], value=1.0, points=0.4),
    "JG01": Case(
        records=[record(1, "abnormal_listing", RECENT, cause="annual_report_missing")], value=1.0, points=0.6
    ),
    # 2025-10-31 to 2026-10-31: 365 days, the first day counted
    "JG02": Case(records=[record(1, "abnormal_listing", date(2025, 10, 31))], value=366.0, points=0.6),
    "JG03": Case(
        records=[
            record(1, "abnormal_listing", date(2024, 1, 1), ended_on=date(2024, 5, 1)),
            record(2, "abnormal_listing", RECENT),
        ],
        value=2.0,
        points=0.3,
    ),
    "JG04": Case(records=[record(1, "serious_violation_listing", RECENT)], value=1.0, points=1.0),
    "JG05": Case(records=[record(1, "judgment_defaulter", RECENT)], value=1.0, points=1.0),
    "JG06": Case(records=[record(1, "other_blacklist", RECENT)], value=1.0, points=1.0),
    "JG07": Case(records=penalties(RECENT, date(2025, 1, 1)), value=2.0, points=0.6),
    "JG08": Case(
        records=[
            record(1, "penalty", RECENT, measure="confiscation"),
            record(2, "penalty", RECENT, measure="fine"),
        ],
        value=3.0,
        points=0.5,
    ),
    "JG09": Case(
        records=penalties(RECENT, date(2025, 1, 1), cause="pricing"),
        value=1.0,
        points=0.6,
    ),
    "JG10": Case(
        filings={
            "inspections": [
                filed(2026, 1, 1, inspection_kind="spot_check", result="failed"),
                filed(2026, 1, 2, inspection_kind="spot_check", result="passed"),
                filed(2026, 1, 3, inspection_kind="product_test", result="failed"),
            ]
        },
        value=1.0,
        points=0.4,
    ),
    "JG11": Case(
        filings={
            "inspections": [
                filed(2026, 1, 1, inspection_kind="product_test", result="failed"),
                filed(2026, 1, 3, inspection_kind="product_test", result="failed"),
            ]
        },
        value=2.0,
        points=1.0,
    ),
    "JG12": Case(
        records=[
            record(1, "enforcement", RECENT),
            record(2, "consumption_limit", RECENT),
            record(3, "enforcement", RECENT, ended_on=date(2026, 10, 1)),
        ],
        value=2.0,
        points=0.6,
    ),
    "JG13": Case(
        records=[
            record(1, "suit", RECENT, outcome="lost"),
            record(2, "suit", RECENT, outcome="won"),
            record(3, "suit", RECENT, parties=(("E1", "plaintiff"),)),
        ],
        value=1.0,
        points=0.3,
    ),
    "JG14": Case(
        records=[record(1, "false_registration", RECENT, outcome="confirmed")], value=2.0, points=1.0
    ),
    "JG15": Case(firm={"repaired_facts": 2}, value=2.0, points=0.0),
    # 2026-06-01 to 2026-10-31
    "JG16": Case(records=penalties(RECENT), value=152.0, points=1.0),
    "JG17": Case(records=penalties(RECENT, LAST_YEAR, amount_cents=3_000_000), value=6_000_000.0, points=0.4),
    "JG18": Case(
        filings={"inspections": [filed(2026, 1, 1, inspection_kind="spot_check", result="not_found")]},
        value=1.0,
        points=1.0,
    ),
    "JG19": Case(records=[record(1, "failed_inspection", RECENT)], value=1.0, points=0.4),
    # one accepted complaint that is not a professional's: the share below 1 in the table is .8
    "ZH01": Case(
        firm={"industry": "F5132", "staff_band": "micro"},
        filings={
            "complaints": [
                filed(2026, 5, 1, complaint_kind="complaint", accepted=1),
                filed(2026, 5, 2, complaint_kind="complaint", accepted=0),
                filed(2026, 5, 3, complaint_kind="complaint", accepted=1, professional_claimant=1),
            ]
        },
        value=0.8,
        points=0.2,
    ),
    "ZH02": Case(
        filings={"complaints": [filed(2026, 5, 1, complaint_kind="report", verified=1)]},
        value=1.0,
        points=0.4,
    ),
    # none in twelve months, then four in October: (4 - 0) / 1
    "ZH03": Case(
        filings={
            "complaints": [filed(2026, 10, d, complaint_kind="complaint", accepted=1) for d in (1, 2, 3, 4)]
        },
        value=4.0,
        points=0.8,
    ),
    "ZH04": Case(
        filings={
            "ratings": [
                filed(2025, 4, 1, scheme="tax_credit", grade="A"),
                filed(2026, 4, 1, scheme="tax_credit", grade="C"),
                filed(2026, 5, 1, scheme="public_credit", grade="D"),
            ]
        },
        value=3.0,
        points=0.6,
    ),
    "ZH05": Case(
        filings={
            "news": [
                filed(2026, 8, 1, sentiment="negative"),
                filed(2026, 7, 31, sentiment="negative"),
                filed(2026, 9, 1, sentiment="neutral"),
            ]
        },
        value=1.0,
        points=0.2,
    ),
    "ZH06": Case(
        filings={
            "news": [
                filed(2026, 8, 1, sentiment="neutral", attention=900),
                filed(2026, 8, 2, sentiment="positive", attention=90_000),
                filed(2026, 8, 3, sentiment="negative", attention=100),
            ]
        },
        value=1000.0,
        points=0.3,
    ),
    "ZH07": Case(
        filings={"ratings": [filed(2026, 5, 1, scheme="public_credit", grade="D")]}, value=4.0, points=1.0
    ),
    "GL09": Case(
        others=[
            {"enterprise_id": "E2"},
            {"enterprise_id": "E3"},
            {"enterprise_id": "E4", "status": "deregistered"},
        ],
        places=["A1"],
        ties=[tie("REGISTERED_AT", f"E{n}", "A1") for n in (1, 2, 3, 4)],
        value=3.0,
        points=0.3,
    ),
    "GL10": Case(
        others=[{"enterprise_id": "E2"}, {"enterprise_id": "E3"}],
        persons=["P1"],
        places=["A1"],
        ties=[
            *(tie("REGISTERED_AT", f"E{n}", "A1") for n in (1, 2, 3)),
            tie("LEGAL_REPRESENTATIVE_OF", "P1", "E1"),
            tie("OFFICER_OF", "P1", "E2"),
        ],
        value=1.0,
        points=0.3,
    ),
    "GL11": Case(
        others=[{"enterprise_id": "E2"}],
        contacts=["C1"],
        ties=[tie("REACHED_AT", "E1", "C1"), tie("REACHED_AT", "E2", "C1")],
        value=2.0,
        points=0.3,
    ),
    "GL12": Case(
        others=[{"enterprise_id": "E2"}, {"enterprise_id": "E3"}],
        persons=["P1", "P2"],
        ties=[
            tie("LEGAL_REPRESENTATIVE_OF", "P1", "E1"),
            tie("HOLDS", "P1", "E2"),
            tie("OFFICER_OF", "P1", "E3"),
            tie("HOLDS", "P1", "E3"),
            tie("HOLDS", "P2", "E1"),
        ],
        value=3.0,
        points=0.3,
    ),
    # three firms of P1 within 90 days of the last year; the fourth lies outside any 90 days
    "GL14": Case(
        firm={"established_on": date(2026, 2, 1)},
        others=[
            {"enterprise_id": "E2", "established_on": date(2026, 3, 1)},
            {"enterprise_id": "E3", "established_on": date(2026, 5, 1)},
            {"enterprise_id": "E4", "established_on": date(2026, 9, 1)},
        ],
        persons=["P1"],
        ties=[tie("HOLDS", "P1", f"E{n}") for n in (1, 2, 3, 4)],
        value=3.0,
        points=0.6,
    ),
}
