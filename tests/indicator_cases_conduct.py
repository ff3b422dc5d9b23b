"""Cases of the enforcement and evaluation factors and of the structural items."""

from __future__ import annotations

from datetime import date

from tests.indicator_case import LAST_YEAR, RECENT, Case, filed, penalties, record, tie

CONDUCT: dict[str, Case] = {
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
