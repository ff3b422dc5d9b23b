"""Articles of both seed documents, each proven by months that the real job makes of one small province.

XJ is the Xinjiang work specification, MR the draft of the MR/T standard.
"""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from graph.domain import Factor, RiskClass
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.job.run import run_month
from scoring.pack import load_pack
from scoring.pack_indicators import Bins
from scoring.pack_model import Pack
from scoring.pack_sections import StatutoryException
from scoring.results import Month, Months
from tests.published_months import copy_home
from tests.withdrawn_facts import home_of

MONTH, TODAY = "2026-10", date(2026, 11, 5)
CLEAN, LISTED, DEFAULTER, BLACK, WATCHED, BRANCH, COOPERATIVE, GROUP, REVOKED, GONE = (
    f"R:1:{number}" for number in range(10)
)
TYPES = {
    CLEAN: "1130",
    LISTED: "1130",
    DEFAULTER: "3100",
    BLACK: "4530",
    WATCHED: "4540",
    BRANCH: "2130",
    COOPERATIVE: "9100",
    GROUP: "8000",
    REVOKED: "1130",
    GONE: "1130",
}
STATES = {REVOKED: "revoked", GONE: "deregistered"}
FILES = {
    "enterprises.csv": "enterprise_id,name,status,entity_type,established_on,registered_capital_cents\n"
    + "".join(
        f"{firm},{firm},{STATES.get(firm, 'operating')},{kind},2020-01-01,100000000\n"
        for firm, kind in TYPES.items()
    ),
    "ties.csv": "tie_id,kind,source_id,target_id,share,valid_from\n"
    f"t1,HOLDS,{LISTED},{CLEAN},0.9,2020-01-01\nt2,BRANCH_OF,{BRANCH},{CLEAN},,2020-01-01\n",
    "records.csv": "record_id,kind,cause,measure,decided_on,published_on,severity\n"
    "r1,serious_violation_listing,,,2026-05-01,2026-05-02,5\n"
    "r2,judgment_defaulter,,,2026-05-01,2026-05-02,4\n"
    "r3,other_blacklist,tax,,2026-05-01,2026-05-02,4\n"
    "r4,other_blacklist,key_attention,,2026-05-01,2026-05-02,2\n",
    "parties.csv": "party_key,record_id,party_id,role\n"
    f"k1,r1,{LISTED},responsible\nk2,r2,{DEFAULTER},responsible\n"
    f"k3,r3,{BLACK},responsible\nk4,r4,{WATCHED},responsible\n",
    "inspections.csv": "filing_id,enterprise_id,filed_on,inspection_kind,result\n"
    f"f1,{CLEAN},2026-08-01,spot_check,failed\n",
    "coverage.csv": "coverage_id,covered,origin,region,covered_from,covered_to\n"
    "c1,records,,,,2026-10-31\nc2,inspections,,,,2026-10-31\n",
}
OTHER_LAW = StatutoryException(
    since=date(2026, 1, 1), scope="banks", effect="supervised by another authority", basis="银行业监督管理法"
)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with the delivery and no month."""
    return home_of(tmp_path_factory.mktemp("articles"), FILES)


def month_of(home: Path, pack: Pack) -> Month:
    run_month(
        home=home, store=EmbeddedStore(home), filings=FilingStore(home), pack=pack, month=MONTH, today=TODAY
    )
    return Months(home).open(MONTH)


@pytest.fixture(scope="module")
def mrt(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Month:
    pack = load_pack("mrt").model_copy(update={"statutory_exceptions": (OTHER_LAW,)})
    return month_of(copy_home(province, tmp_path_factory.mktemp("mrt") / "home"), pack)


@pytest.fixture(scope="module")
def xinjiang(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Month:
    return month_of(copy_home(province, tmp_path_factory.mktemp("xinjiang") / "home"), load_pack("xinjiang"))


def test_xj_2_other_law_prevails_and_the_receipt_says_so(mrt: Month) -> None:
    """XJ art. 2: where other law says otherwise, it prevails."""
    assert mrt.receipt(CLEAN).statutory_exceptions == (
        "banks: supervised by another authority (银行业监督管理法)",
    )


def test_xj_3_enterprises_are_classed_and_others_are_not(xinjiang: Month) -> None:
    """XJ art. 3: the specification is about enterprises registered with the authority."""
    classed = [firm for firm in TYPES if xinjiang.enterprise(firm).risk_class is not None]
    assert classed == [CLEAN, LISTED, DEFAULTER, BLACK, WATCHED, BRANCH]


def test_xj_9_result_and_receipt_call_factors_and_indicators_as_the_specification_does(
    xinjiang: Month,
) -> None:
    """XJ art. 9: five kinds of information by their names there."""
    names = {factor: (name.zh, name.en) for factor, name in xinjiang.pack.factor_names.items()}
    found, receipt = xinjiang.enterprise(BLACK), xinjiang.receipt(BLACK)
    indicators = {one.id: one.zh for one in xinjiang.pack.indicators}

    assert {one.factor: (one.label.zh, one.label.en) for one in found.factors} == names
    assert {(one.factor_label.zh, one.factor_label.en) for one in receipt.lines} <= set(names.values())
    assert all(names[one.factor] == (one.factor_label.zh, one.factor_label.en) for one in receipt.lines)
    assert all(one.label.zh == indicators[one.id] for one in found.indicators)


def test_xj_3_a_revoked_enterprise_is_listed_without_a_class_that_is_published(xinjiang: Month) -> None:
    """XJ art. 3 with rules row 18: its standalone class travels, a deregistered one has none."""
    assert xinjiang.enterprise(REVOKED).standalone_class is not None
    assert xinjiang.enterprise(GONE).standalone_class is None


def test_xj_7_every_source_of_information_reaches_the_result(xinjiang: Month) -> None:
    """XJ art. 7: registration, inspection and lists of others count, each by its own indicator."""
    values = {one.id: one.value for one in xinjiang.enterprise(CLEAN).indicators}
    black = {one.id: one.value for one in xinjiang.enterprise(BLACK).indicators}
    assert values["JC01"] == pytest.approx(6.83, abs=0.01)
    assert values["JG10"] == 1
    assert black["JG06"] == 1


def test_xj_9_scores_lie_from_0_to_1000_and_rise_with_the_risk(xinjiang: Month) -> None:
    """XJ art. 9: 0 to 1000, higher is riskier, in four classes, of five factors."""
    results = [xinjiang.enterprise(firm) for firm in (WATCHED, LISTED)]
    scores = [one.model_score for one in results if one.model_score is not None]
    assert 0 <= scores[0] < scores[1] <= 1000
    assert [len(one.factors) for one in results] == [5, 5]


def test_xj_9_a_month_is_the_state_of_its_last_day(xinjiang: Month) -> None:
    """XJ art. 9: updated every month, as of its last day and known by it."""
    assert (xinjiang.info.as_of, xinjiang.info.known_by) == (date(2026, 10, 31), date(2026, 10, 31))


@pytest.mark.parametrize(("firm", "rule"), [(LISTED, "D1"), (DEFAULTER, "D2"), (BLACK, "D3")])
def test_xj_11_a_listed_enterprise_is_d_and_its_model_score_stays_beside(
    firm: str, rule: str, xinjiang: Month
) -> None:
    """XJ art. 11 (1)-(3): serious violation, judgment default, another department's blacklist."""
    found = xinjiang.enterprise(firm)
    assert (found.risk_class, found.direct_rule) == (RiskClass.D, rule)
    assert found.score == max(750.0, found.model_score or 0.0)


def test_xj_11_3_a_list_of_whom_to_watch_is_no_blacklist(xinjiang: Month) -> None:
    """XJ art. 11(3): only lists of the register count; 重点关注名单 is none."""
    assert xinjiang.enterprise(WATCHED).direct_rule is None


def test_xj_11_direct_d_is_not_inherited_by_who_is_related(xinjiang: Month) -> None:
    """XJ art. 11 names the enterprise itself: what it holds is not D for it."""
    assert [xinjiang.enterprise(firm).direct_rule for firm in (CLEAN, BRANCH)] == [None, None]


def test_mr_1_cooperatives_are_scored_by_reference(mrt: Month) -> None:
    """MR 1: for enterprises; cooperatives and individual businesses by reference."""
    assert mrt.enterprise(COOPERATIVE).risk_class is not None
    assert mrt.enterprise(GROUP).risk_class is None


def test_mr_3_1_each_kind_of_enterprise_and_its_branches_is_one(mrt: Month) -> None:
    """MR 3.1: company, non-company legal person, partnership, sole proprietorship, branches."""
    firms = (CLEAN, DEFAULTER, BLACK, WATCHED, BRANCH)
    assert all(mrt.enterprise(firm).risk_class is not None for firm in firms)
    assert mrt.enterprise(BRANCH).legal_person_id == CLEAN


def test_mr_4_2_an_indicator_belongs_to_one_factor(mrt: Month) -> None:
    """MR 4.2: no indicator in two factors; the lines of a receipt keep to it."""
    lines = [line for line in mrt.receipt(LISTED).lines if line.indicator is not None]
    factors = {(line.indicator, line.factor) for line in lines}
    assert lines
    assert len(factors) == len({indicator for indicator, _ in factors})


def test_mr_4_3_what_nobody_delivered_is_unknown_and_never_zero(mrt: Month) -> None:
    """MR 4.3: easy to collect and use; an indicator without a delivery says that it is unknown."""
    found = {one.id: one for one in mrt.enterprise(CLEAN).indicators}
    assert (found["JY13"].value, found["JY13"].known) == (None, False)
    assert (found["JG07"].value, found["JG07"].known) == (0, True)
    assert all(one.label.zh and one.label.en for one in found.values())


def test_mr_5_five_factors_add_up_to_the_hazard(mrt: Month) -> None:
    """MR 5: attribute, operating, enforcement, relationship, evaluation."""
    receipt, found = mrt.receipt(CLEAN), mrt.enterprise(CLEAN)
    assert [one.factor for one in found.factors] == list(Factor)
    assert sum(one.hazard for one in found.factors) == pytest.approx(receipt.hazard, abs=1e-12)
    assert sum(one.points for one in found.factors) == pytest.approx(found.model_score, abs=1e-9)


def test_mr_5_4_a_related_enterprises_violation_and_class_reach_by_the_relation(mrt: Month) -> None:
    """MR 5.4: related enterprises' violations and class are parts of the relationship factor."""
    parties = {line.part.party.id for line in mrt.receipt(CLEAN).lines if line.part is not None}
    assert LISTED in parties
    assert LISTED not in {
        line.part.party.id for line in mrt.receipt(COOPERATIVE).lines if line.part is not None
    }


def test_mr_6_the_score_is_classed_after_rounding(mrt: Month) -> None:
    """MR 6: 1000 * (1 - exp(-hazard)), rounded half up to hundredths, then classed."""
    found = mrt.enterprise(CLEAN)
    hazard = sum(one.hazard for one in found.factors)
    assert found.model_score == math.floor(100_000 * -math.expm1(-hazard) + 0.5) / 100


def bounded(name: str, scores: list[float]) -> Pack:
    """A shipped pack whose firms get given scores by their capital alone, 100, 200 ... cents."""
    pack = load_pack(name)
    shipped = next(one for one in pack.indicators if one.id == "JC02")
    points = tuple(-math.log1p(-score / 1000) / 3.465 for score in scores)
    edges = tuple(100.0 * (position + 1) for position in range(len(scores)))
    bins = Bins(direction="rising", edges=edges, points=(0.0, *points))
    one = shipped.model_copy(update={"bins": bins, "weight": 1.0, "relief": None, "from_age_years": None})
    factors = {factor: 1.0 if factor is Factor.ATTRIBUTE else 0.0 for factor in Factor}
    sectors = tuple(
        overlay.model_copy(
            update={
                "kappa": 3.465,
                "indicators": (one,),
                "applies": overlay.applies.model_copy(update={"industries": ("C",)}),
            }
        )
        for overlay in pack.overlays
    )
    return pack.model_copy(
        update={"indicators": (one,), "factors": factors, "kappa": 3.465, "overlays": sectors}
    )


@pytest.mark.parametrize(
    ("name", "boundaries", "at"),
    [
        ("mrt", (200, 500, 750), "BCD"),
        ("xinjiang", (200, 500, 750), "BCD"),
        ("ningxia", (250, 500, 750), "ABC"),
    ],
)
def test_mr_6_3_and_xj_9_boundaries_pass_through_the_whole_job(
    name: str, boundaries: tuple[int, ...], at: str, tmp_path: Path
) -> None:
    """MR 6.3, XJ art. 9: b - 0.01, b and b + 0.01 of a shipped pack, its professional models too."""
    scores = [round(b + step, 2) for b in boundaries for step in (-0.01, 0.0, 0.01)]
    rows = "".join(f"R:1:{k},f{k},operating,C1513,2020-01-01,{100 * (k + 1)}\n" for k in range(len(scores)))
    home = home_of(
        tmp_path,
        {
            "enterprises.csv": "enterprise_id,name,status,industry,established_on,registered_capital_cents\n"
            + rows
        },
    )

    month = month_of(home, bounded(name, scores))

    found = [month.enterprise(f"R:1:{k}") for k in range(len(scores))]
    expected = "".join(f"{below}{on}{above}" for below, on, above in zip("ABC", at, "BCD", strict=True))
    assert [one.score for one in found] == scores
    assert "".join(str(one.risk_class) for one in found) == expected
    for one, letter in zip(found, expected, strict=True):
        assert {str(sector.risk_class) for sector in one.professional} <= {letter}
