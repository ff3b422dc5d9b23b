"""One hand-computed case for each indicator of pack mrt: facts of E1, its value, its points.

t is 2026-10-31; everything is covered since ever unless a test says otherwise.
"""

from __future__ import annotations

from datetime import date

from tests.indicator_case import LAST_YEAR, RECENT, Case, alterations, filed, record, report, tie
from tests.indicator_cases_conduct import CONDUCT
from tests.indicator_cases_relations import RELATIONS

OWN: dict[str, Case] = {
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
}

CASES: dict[str, Case] = {**OWN, **CONDUCT, **RELATIONS}
