"""The truth can be recomputed by hand: pairs from ties, hazards from pairs and causes."""

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import DAY_OPEN, TieKind, day_number
from graph.synthetic.contagion import FAMILIES, Pairs, hub_factors, make_pairs
from graph.synthetic.deliveries import Schedule
from graph.synthetic.events import monthly_excess
from graph.synthetic.parameters import parameters
from graph.synthetic.ties import Ties, joined, tie_block
from tests.written_province import UNTIL, WrittenProvince

SCHEDULE = Schedule(until=UNTIL, months=12, monthly=0)
BORN = day_number(UNTIL) - 3000
FIRMS = 5
PERSON, PLACE = 5, 6


def tie(
    kind: TieKind,
    src: int,
    dst: int,
    *,
    role: str | None = None,
    share: float | None = None,
    start: int = BORN,
    end: int = DAY_OPEN,
) -> Ties:
    return tie_block(
        kind,
        np.array([src]),
        np.array([dst]),
        start=np.array([start]),
        end=np.array([end]),
        role=role,
        share=None if share is None else np.array([share]),
    )


def pairs_of(*ties: Ties) -> Pairs:
    return make_pairs(
        ties=joined(ties), firms=FIRMS, nodes=40, schedule=SCHEDULE, plan=parameters().contagion
    )


def plain(pairs: Pairs) -> dict[tuple[int, int, str], object]:
    names = [FAMILIES[code] for code in pairs.family]
    rows = zip(pairs.src.tolist(), pairs.dst.tolist(), names, pairs.weight.tolist(), strict=True)
    return {(src, dst, name): pytest.approx(weight, abs=1e-6) for src, dst, name, weight in rows}


def test_a_representative_of_two_firms_joins_them() -> None:
    found = plain(
        pairs_of(
            tie(TieKind.LEGAL_REPRESENTATIVE_OF, PERSON, 0, role="legal_representative"),
            tie(TieKind.OFFICER_OF, PERSON, 1, role="manager"),
        )
    )

    # Legs: representative 1.0, officer 0.5; a hub of two firms takes nothing away.
    assert found == {
        (PERSON, 0, "person_own"): 1.0,
        (PERSON, 1, "person_own"): 0.5,
        (0, 1, "shared_person"): 0.5,
        (1, 0, "shared_person"): 0.5,
    }


def test_equity_goes_up_down_and_over_the_common_owner() -> None:
    found = plain(
        pairs_of(
            tie(TieKind.HOLDS, 2, 0, role="shareholder", share=0.5),
            tie(TieKind.HOLDS, 2, 1, role="shareholder"),
        )
    )

    # Strength 0.8 times the share, an unknown share counts as one half.
    assert found == {
        (2, 0, "equity"): 0.4,
        (0, 2, "equity"): 0.4,
        (2, 1, "equity"): 0.4,
        (1, 2, "equity"): 0.4,
        (0, 1, "equity"): pytest.approx(0.16),
        (1, 0, "equity"): pytest.approx(0.16),
    }


def test_the_strongest_of_several_paths_counts() -> None:
    pairs = pairs_of(
        tie(TieKind.LEGAL_REPRESENTATIVE_OF, PERSON, 0, role="legal_representative"),
        tie(TieKind.OFFICER_OF, PERSON, 0, role="supervisor"),
        tie(TieKind.HOLDS, PERSON, 0, role="shareholder", share=0.1),
        tie(TieKind.GUARANTEES, 3, 4),
        tie(TieKind.LENDS_TO, 4, 3, role="loan"),
    )

    assert plain(pairs) == {
        (PERSON, 0, "person_own"): 1.0,
        (3, 4, "guarantee_loan"): 1.0,
        (4, 3, "guarantee_loan"): 1.0,
    }


def test_a_path_is_open_only_while_both_its_ties_are() -> None:
    ends = int(SCHEDULE.month_starts[4])
    starts = int(SCHEDULE.month_starts[2]) + 3
    pairs = pairs_of(
        tie(TieKind.REGISTERED_AT, 0, PLACE, end=ends),
        tie(TieKind.REGISTERED_AT, 1, PLACE, start=starts),
        tie(TieKind.REGISTERED_AT, 2, PLACE, end=starts - 40),
    )
    between = {
        (src, dst): (first, last)
        for src, dst, first, last in zip(
            pairs.src.tolist(), pairs.dst.tolist(), pairs.first.tolist(), pairs.last.tolist(), strict=True
        )
    }

    # In force from the month it begins in to the last it reaches into: the tie of firm 2 ends in November.
    assert between == {(0, 1): (2, 3), (1, 0): (2, 3), (0, 2): (0, 0), (2, 0): (0, 0)}


def joined_by_hand(drawn: list[Ties]) -> dict[tuple[int, int, str], float]:
    """Strongest weight of each pair through a person, by plain loops over the ties."""
    plan = parameters().contagion
    by_pair: dict[tuple[int, int], float] = {}
    for part in drawn:
        leg = (int(part.src[0]), int(part.dst[0]))
        strength = plan.legs["shareholder"] * float(part.share[0])
        by_pair[leg] = max(by_pair.get(leg, 0.0), strength)
    found: dict[tuple[int, int, str], float] = {}
    for (person, firm), strength in by_pair.items():
        found[(person, firm, "person_own")] = strength
        degree = sum(1 for other, _ in by_pair if other == person)
        factor = hub_factors(np.array([degree]), plan)[0]
        for (other, end), second in by_pair.items():
            if other == person and end != firm:
                key = (firm, end, "shared_person")
                found[key] = max(found.get(key, 0.0), strength * second * factor)
    return found


@given(
    st.lists(
        st.tuples(st.integers(5, 7), st.integers(0, 4), st.sampled_from([0.1, 0.25, 0.5, 1.0])),
        min_size=1,
        max_size=12,
    )
)
def test_pairs_through_persons_are_what_plain_loops_find(holdings: list[tuple[int, int, float]]) -> None:
    # The start day tells repeated holdings apart: the book drops exact repeats.
    drawn = [
        tie(TieKind.HOLDS, person, firm, role="shareholder", share=share, start=BORN + number)
        for number, (person, firm, share) in enumerate(holdings)
    ]
    expected = joined_by_hand(drawn)
    pairs = pairs_of(*drawn)
    names = [FAMILIES[code] for code in pairs.family]
    found = dict(
        zip(
            zip(pairs.src.tolist(), pairs.dst.tolist(), names, strict=True),
            pairs.weight.tolist(),
            strict=True,
        )
    )

    assert found.keys() == expected.keys()
    assert all(found[key] == pytest.approx(expected[key], abs=1e-6) for key in found)


def test_crowded_nodes_join_nobody() -> None:
    plan = parameters().contagion

    assert hub_factors(np.array([1, 10, 11, 50, 51, 5000]), plan).tolist() == [1.0, 1.0, 0.3, 0.3, 0.0, 0.0]


def test_the_excess_of_a_month_by_hand() -> None:
    pairs = pairs_of(
        tie(TieKind.GUARANTEES, 0, 1),
        tie(TieKind.HOLDS, 2, 1, role="shareholder", share=1.0),
    )
    signal = np.zeros(40)
    signal[0], signal[2] = 0.6, 1.0
    numbers = parameters()
    strength = numbers.contagion.strength

    excess, _ = monthly_excess(pairs, signal, 3, numbers)

    assert excess[1] == pytest.approx(strength["guarantee_loan"] * 0.6 + strength["equity"] * 0.8 * 1.0)
    assert excess[0] == 0.0
    assert excess[2] == 0.0


def test_the_excess_is_capped() -> None:
    signal = np.zeros(40)
    signal[0] = 1e6
    excess, _ = monthly_excess(pairs_of(tie(TieKind.GUARANTEES, 0, 1)), signal, 0, parameters())

    assert excess[1] == parameters().contagion.excess_cap


def hazards_by_hand(written: WrittenProvince) -> dict[tuple[int, int], float]:
    """Contagion part of the hazard of every firm and month, by plain loops over the truth's files."""
    manifest = yaml.safe_load((written.truth.folder / "truth.yaml").read_text())["hazard"]
    pairs = written.secret("pairs").to_dict("records")
    causes = written.secret("causes")
    primary = causes[~causes["cause"].isin(["follow_up", "fate", "replacement"])].to_dict("records")
    found: dict[tuple[int, int], float] = {}
    for month in range(36):
        signal: dict[int, float] = {}
        for event in primary:
            if event["month"] < month:
                age = month - event["month"]
                value = event["severity"] / 5 * 2 ** (-age / manifest["half_life_months"])
                signal[event["node"]] = signal.get(event["node"], 0.0) + value
        for pair in pairs:
            if pair["first_month"] <= month <= pair["last_month"]:
                part = manifest["strength"][pair["family"]] * pair["weight"] * signal.get(pair["src"], 0.0)
                key = (pair["dst"], month)
                found[key] = found.get(key, 0.0) + part
    return {key: min(value, manifest["excess_cap"]) for key, value in found.items()}


def test_stored_hazards_are_the_documented_sums(hamlet: WrittenProvince) -> None:
    by_hand = hazards_by_hand(hamlet)
    firms = hamlet.secret("firms").set_index("code")["risk"]
    causes = hamlet.secret("causes")
    drawn = causes[causes["cause"].isin(["base", *FAMILIES]) & (causes["node"] < 60)]
    rate = yaml.safe_load((hamlet.truth.folder / "truth.yaml").read_text())["hazard"]["rate"]

    assert (drawn["excess_hazard"] > 0).sum() > 20
    for event in drawn.to_dict("records"):
        expected = by_hand.get((event["node"], event["month"]), 0.0)
        assert event["excess_hazard"] == pytest.approx(expected, abs=1e-9)
        assert event["base_hazard"] == pytest.approx(rate * firms[event["node"]], abs=1e-9)


def test_a_caused_record_names_a_neighbour_that_signalled_before(hamlet: WrittenProvince) -> None:
    causes = hamlet.secret("causes")
    caused = causes[causes["cause"].isin(FAMILIES)]
    pairs = hamlet.secret("pairs")

    assert len(caused) > 5
    for event in caused.to_dict("records"):
        same = pairs[
            (pairs["src"] == event["from_node"])
            & (pairs["dst"] == event["node"])
            & (pairs["family"] == event["cause"])
        ]
        earlier = causes[
            (causes["node"] == event["from_node"])
            & (causes["month"] < event["month"])
            & (causes["severity"] > 0)
        ]
        assert len(same) == 1
        assert same["first_month"].iloc[0] <= event["month"] <= same["last_month"].iloc[0]
        assert len(earlier) > 0


def test_causes_follow_their_hazards(province: WrittenProvince) -> None:
    causes = province.secret("causes")
    drawn = causes[causes["cause"].isin(["base", *FAMILIES]) & (causes["base_hazard"] > 0)]
    chance = drawn["excess_hazard"] / (drawn["base_hazard"] + drawn["excess_hazard"])
    caused = (drawn["cause"] != "base").sum()

    # Each event is caused with its own chance: the count lies within four deviations of the sum.
    assert abs(caused - chance.sum()) < 4 * np.sqrt((chance * (1 - chance)).sum()) + 1
    assert 0.05 < caused / len(drawn) < 0.5


def test_neighbours_of_risky_firms_have_more_records(province: WrittenProvince) -> None:
    causes = province.secret("causes")
    firms = province.secret("firms")
    count = causes.groupby("node").size().reindex(firms["code"], fill_value=0)
    risk = firms.set_index("code")["risk"]
    exposed = pd.Index(causes.loc[causes["cause"].isin(FAMILIES), "node"].unique())

    calm = risk[risk < risk.median()].index
    assert count[calm.intersection(exposed)].mean() > count[calm.difference(exposed)].mean() + 0.5


def test_a_serious_listing_after_a_penalty_follows_a_heavier_one_only(province: WrittenProvince) -> None:
    causes = province.secret("causes").set_index("record_id")
    followed = causes[(causes["kind"] == "serious_violation_listing") & (causes["cause"] == "follow_up")]
    parents = causes.loc[followed["follows"]]

    penalties = parents[parents["kind"] == "penalty"]
    assert len(penalties) > 0
    assert (penalties["severity"] >= 4).all()


def test_lists_together_stay_below_the_greatest_share_of_class_d(province: WrittenProvince) -> None:
    records = province.latest("records")
    listed = records["kind"].isin(["judgment_defaulter", "serious_violation_listing", "other_blacklist"])
    ended = pd.to_datetime(records["ended_on"])
    held = records[listed & (ended.isna() | (ended > pd.Timestamp(UNTIL)))]
    parties = province.table("parties", planted=False)
    named = parties.loc[parties["record_id"].isin(held["record_id"]), "party_id"].nunique()

    # domain: class D of regions with direct rules is 1.5-6 %; persons on a list are counted here too
    assert 0.02 < named / len(province.secret("firms")) < 0.09
