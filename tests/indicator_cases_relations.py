"""Cases of the items over relations: shown, weight 0; one waits for a model."""

from __future__ import annotations

from datetime import date
from math import nan

from tests.indicator_case import OLD, RECENT, Case, Row, record, tie

# E1 - P1 - E2 - P2 - E3 - P3 - E4 - P4 - E5: E2 is one step from E1, E5 four
CHAIN_FIRMS = [{"enterprise_id": f"E{n}", **OLD} for n in (2, 3, 4, 5)]
CHAIN_PERSONS = ["P1", "P2", "P3", "P4"]
CHAIN_TIES: list[Row] = [
    t
    for n in (1, 2, 3, 4)
    for t in (tie("LEGAL_REPRESENTATIVE_OF", f"P{n}", f"E{n}"), tie("HOLDS", f"P{n}", f"E{n + 1}"))
]


def against(firm: str, number: int, kind: str, **columns: object) -> Row:
    """Record that holds a firm or person other than E1 responsible."""
    return record(number, kind, RECENT, parties=(firm,), **columns)


RELATIONS: dict[str, Case] = {
    # the second representative's listing has ended
    "GL01": Case(
        persons=["P1", "P2"],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", "P1", "E1"), tie("LEGAL_REPRESENTATIVE_OF", "P2", "E1")],
        records=[
            against("P1", 1, "judgment_defaulter"),
            against("P2", 2, "judgment_defaulter", ended_on=date(2026, 10, 31)),
        ],
        value=1.0,
        points=1.0,
    ),
    # P3 represents and does not hold or serve; P1 counts once
    "GL02": Case(
        persons=["P1", "P2", "P3"],
        ties=[
            tie("HOLDS", "P1", "E1"),
            tie("OFFICER_OF", "P1", "E1"),
            tie("OFFICER_OF", "P2", "E1"),
            tie("LEGAL_REPRESENTATIVE_OF", "P3", "E1"),
        ],
        records=[against(f"P{n}", n, "judgment_defaulter") for n in (1, 2, 3)],
        value=2.0,
        points=0.7,
    ),
    # E2 revoked lately, E3 listed, E4 revoked before the window, E5 clean; E1 itself never
    "GL03": Case(
        firm={"status": "revoked", "revoked_on": date(2025, 5, 1)},
        others=[
            {"enterprise_id": "E2", "status": "revoked", "revoked_on": date(2025, 5, 1)},
            {"enterprise_id": "E3"},
            {"enterprise_id": "E4", "status": "revoked", "revoked_on": date(2020, 5, 1)},
            {"enterprise_id": "E5"},
        ],
        persons=["P1"],
        ties=[
            tie("LEGAL_REPRESENTATIVE_OF", "P1", "E1"),
            *(tie("OFFICER_OF", "P1", f"E{n}") for n in (2, 3, 4, 5)),
        ],
        records=[against("E3", 1, "serious_violation_listing")],
        value=2.0,
        points=1.0,
    ),
    # lists of E2: 1.21275 * (.13 + .15 + .04) = .39; unreachable .24; penalties .3: above .693, so C or D;
    # E3 has none; E4 is two steps away
    "GL04": Case(
        others=[{"enterprise_id": f"E{n}", **OLD} for n in (2, 3, 4)],
        persons=["P1", "P2"],
        ties=[
            *(tie("LEGAL_REPRESENTATIVE_OF", "P1", f"E{n}") for n in (1, 2, 3)),
            tie("HOLDS", "P2", "E3"),
            tie("HOLDS", "P2", "E4"),
        ],
        records=[
            against("E2", 1, "serious_violation_listing"),
            against("E2", 2, "judgment_defaulter"),
            against("E2", 3, "other_blacklist"),
            against("E2", 4, "abnormal_listing", cause="unreachable"),
            *(against("E2", n, "penalty", measure="confiscation") for n in (5, 6, 7)),
        ],
        value=0.5,
        points=1.0,
    ),
    # E3 on two lists is one enterprise two steps away, E4 three: 1/2 + 1/3; E1's own and E5, four away, never
    "GL05": Case(
        others=CHAIN_FIRMS,
        persons=CHAIN_PERSONS,
        ties=CHAIN_TIES,
        records=[
            against("E3", 1, "serious_violation_listing"),
            against("E3", 2, "judgment_defaulter"),
            against("E4", 3, "other_blacklist"),
            against("E5", 4, "other_blacklist"),
            against("E1", 5, "other_blacklist"),
        ],
        value=5 / 6,
        points=0.6,
    ),
    # two one step away, one two steps away: 2 + 1/2
    "GL06": Case(
        others=CHAIN_FIRMS,
        persons=CHAIN_PERSONS,
        ties=CHAIN_TIES,
        records=[
            against("E2", 1, "penalty", measure="fine"),
            against("E2", 2, "penalty", measure="fine"),
            against("E3", 3, "penalty", measure="fine"),
            against("E1", 4, "penalty", measure="fine"),
        ],
        value=2.5,
        points=0.3,
    ),
    # (1 + 2) / 1 + 2 / 3; an ended enforcement no longer counts
    "GL07": Case(
        others=CHAIN_FIRMS,
        persons=CHAIN_PERSONS,
        ties=CHAIN_TIES,
        records=[
            against("E2", 1, "enforcement"),
            against("E2", 2, "judgment_defaulter"),
            against("E2", 3, "enforcement", ended_on=date(2026, 10, 1)),
            against("E4", 4, "judgment_defaulter"),
        ],
        value=3 + 2 / 3,
        points=0.3,
    ),
    # 1 / 1 + 2 / 2
    "GL08": Case(
        others=[
            {"enterprise_id": "E2", **OLD},
            {"enterprise_id": "E3", "status": "revoked"},
            *CHAIN_FIRMS[2:],
        ],
        persons=CHAIN_PERSONS,
        ties=CHAIN_TIES,
        records=[against("E2", 1, "abnormal_listing", cause="unreachable")],
        value=2.0,
        points=0.3,
    ),
    # P1 has .8 of E2 and .8 * .6 of E3 through it; standalone scores of E2 with its lists 631.75, of E3
    # without 284.24 (1 - exp(-.99899), 1 - exp(-.33441)); E1 itself does not count
    "GL13": Case(
        others=[{"enterprise_id": "E2", **OLD}, {"enterprise_id": "E3", **OLD}],
        persons=["P1"],
        ties=[
            tie("HOLDS", "P1", "E1") | {"share": 0.6},
            tie("HOLDS", "P1", "E2") | {"share": 0.8},
            tie("HOLDS", "E2", "E3") | {"share": 0.6},
        ],
        records=[
            against("E2", 1, "serious_violation_listing"),
            against("E2", 2, "judgment_defaulter"),
            against("E2", 3, "other_blacklist"),
            against("E2", 4, "abnormal_listing", cause="unreachable"),
        ],
        value=(0.8 * 0.63175 + 0.48 * 0.28424) / 1.28,
        points=0.6,
    ),
    # E1 holds E2, E2 holds E3, E3 holds E1: a cycle, whatever the shares
    "GL15": Case(
        others=[{"enterprise_id": "E2"}, {"enterprise_id": "E3"}],
        ties=[tie("HOLDS", "E1", "E2"), tie("HOLDS", "E2", "E3"), tie("HOLDS", "E3", "E1")],
        value=1.0,
        points=0.6,
    ),
    "GL16": Case(value=nan, points=nan),
}
