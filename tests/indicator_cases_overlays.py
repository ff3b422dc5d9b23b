"""Hand-computed cases of the professional models' indicators: food (SP) and special equipment (TS)."""

from __future__ import annotations

from datetime import date

from tests.indicator_case import RECENT, Case, filed, penalties, record

OVERLAYS: dict[str, Case] = {
    # a third penalty is for prices and no matter of food
    "SP01": Case(
        records=[
            *penalties(RECENT, date(2025, 1, 1), cause="food_safety"),
            record(9, "penalty", RECENT, measure="fine", cause="pricing"),
        ],
        value=2.0,
        points=1.0,
    ),
    # the failed spot check is none of a product, the failed test of October 2024 is too old
    "SP02": Case(
        filings={
            "inspections": [
                filed(2024, 10, 31, inspection_kind="product_test", result="failed"),
                filed(2026, 1, 1, inspection_kind="product_test", result="failed"),
                filed(2026, 2, 1, inspection_kind="product_test", result="passed"),
                filed(2026, 3, 1, inspection_kind="spot_check", result="failed"),
            ]
        },
        value=1.0,
        points=0.5,
    ),
    # until 2026-10-21, ten days before t
    "SP03": Case(
        filings={
            "licences": [
                filed(2021, 10, 22, licence_kind="food_operation", valid_to=date(2026, 10, 21)),
                filed(2021, 10, 22, licence_kind="press", valid_to=date(2030, 1, 1)),
            ]
        },
        value=-10.0,
        points=1.0,
    ),
    "SP04": Case(
        filings={
            "complaints": [
                filed(2026, 1, 1, complaint_kind="report", verified=1),
                filed(2026, 2, 1, complaint_kind="report", verified=1),
                filed(2026, 3, 1, complaint_kind="complaint", verified=1),
                filed(2025, 10, 1, complaint_kind="report", verified=1),
            ]
        },
        value=2.0,
        points=1.0,
    ),
    # until 2026-11-10: ten days left
    "TS01": Case(
        filings={
            "licences": [filed(2022, 11, 11, licence_kind="special_equipment", valid_to=date(2026, 11, 10))]
        },
        value=10.0,
        points=0.4,
    ),
    "TS02": Case(
        records=[
            record(1, "penalty", RECENT, measure="fine", cause="product_quality"),
            record(2, "penalty", RECENT, measure="fine", cause="food_safety"),
        ],
        value=1.0,
        points=0.6,
    ),
    "TS03": Case(
        filings={
            "inspections": [
                filed(2026, 1, 1, inspection_kind="spot_check", result="refused"),
                filed(2026, 2, 1, inspection_kind="spot_check", result="not_found"),
                filed(2026, 3, 1, inspection_kind="product_test", result="failed"),
            ]
        },
        value=2.0,
        points=1.0,
    ),
}
