"""Who holds which post, who shares what, and what was planted."""

import networkx as nx
import pandas as pd
import pytest

from graph.catalogue import entity_types, relations
from tests.written_province import WrittenProvince


def in_force(province: WrittenProvince, kind: str) -> pd.DataFrame:
    ties = province.latest("ties")
    ties = ties[~ties["tie_id"].isin(province.secret("defects")["key"])]
    return ties[(ties["kind"] == kind) & ties["valid_to"].isna()]


def is_branch(code: str) -> bool:
    entry = entity_types().of(code)
    return entry is not None and entry.branch


def planted(province: WrittenProvince, kind: str) -> list[list[str]]:
    clusters = province.secret("clusters")
    chosen = clusters[clusters["kind"] == kind].sort_values(["cluster", "position"])
    return [group["enterprise_id"].tolist() for _, group in chosen.groupby("cluster")]


def test_a_firm_has_one_representative_at_a_time(province: WrittenProvince) -> None:
    posts = in_force(province, "LEGAL_REPRESENTATIVE_OF").groupby("target_id").size()
    living = province.latest("enterprises").query("status == 'operating'")["enterprise_id"]

    # Where the first registration of a post is known late, a firm has none for a while.
    assert posts.reindex(living).notna().mean() > 0.98
    # A predecessor whose leaving is known late stands beside the successor for a while.
    assert (posts > 1).mean() < 0.02


def test_every_catalogued_role_is_used(province: WrittenProvince) -> None:
    ties = province.latest("ties")
    officers = set(ties.loc[ties["kind"] == "OFFICER_OF", "role"])
    common = set(relations().kinds["OFFICER_OF"].roles) - {"administrator", "liquidator", "executive"}  # type: ignore[index]

    assert common <= officers
    assert {"operator", "executive_partner"} <= set(ties["role"])
    assert {"shareholder", "partner"} <= set(ties["role"])


def test_branches_have_a_head_office_that_is_none(province: WrittenProvince) -> None:
    firms = province.latest("enterprises")
    codes = [code for code in firms["entity_type"].unique() if is_branch(code)]
    branch = firms["entity_type"].isin(codes)
    heads = firms.loc[branch, "legal_person_id"]
    kinds = firms.set_index("enterprise_id")["entity_type"]

    assert heads.notna().all()
    assert firms.loc[~branch, "legal_person_id"].isna().all()
    assert not kinds.loc[heads].isin(codes).any()
    assert set(zip(firms.loc[branch, "enterprise_id"], heads, strict=True)) >= set(
        in_force(province, "BRANCH_OF")[["source_id", "target_id"]].itertuples(index=False, name=None)
    )


def test_degrees_of_persons_and_places_are_heavy_tailed(province: WrittenProvince) -> None:
    firms = len(province.secret("firms"))
    places = in_force(province, "REGISTERED_AT").groupby("target_id").size()
    posts = province.latest("ties")
    posts = posts[posts["source_id"].str.startswith("P:") & posts["target_id"].str.match("^[9R]")]
    persons = posts.groupby("source_id")["target_id"].nunique()

    assert places.max() == pytest.approx(0.10 * firms, rel=0.25)
    assert (places == 1).mean() > 0.7
    assert persons.max() > 50
    assert (persons == 1).mean() > 0.7


def test_ended_ties_and_unknown_values_occur(province: WrittenProvince) -> None:
    ties = province.latest("ties")

    assert 0.05 < ties["valid_to"].notna().mean() < 0.3
    assert 0.02 < ties["valid_from"].isna().mean() < 0.06
    holding = ties[(ties["kind"] == "HOLDS") & ties["source_id"].str.startswith("P:")]
    assert 0.04 < holding["share"].isna().mean() < 0.15


def test_state_investor_bodies_hold_state_companies(province: WrittenProvince) -> None:
    firms = province.latest("enterprises")
    bodies = set(firms.loc[firms["state_investor_body"].fillna(False).astype(bool), "enterprise_id"])
    held = in_force(province, "HOLDS").query("source_id in @bodies")["target_id"]
    kinds = firms.set_index("enterprise_id").loc[held, "entity_type"]

    assert len(bodies) >= 1
    assert len(held) > 0
    assert kinds.isin(["1110", "1140"]).mean() > 0.5


def test_a_shell_group_shares_place_contact_and_representative(province: WrittenProvince) -> None:
    groups = planted(province, "shell_group")

    assert groups
    for members in groups:
        for kind, end in (
            ("REGISTERED_AT", "target_id"),
            ("REACHED_AT", "target_id"),
            ("LEGAL_REPRESENTATIVE_OF", "source_id"),
        ):
            ties = in_force(province, kind)
            column = "source_id" if end == "target_id" else "target_id"
            assert ties.loc[ties[column].isin(members), end].nunique() == 1, kind


def test_planted_rings_close(province: WrittenProvince) -> None:
    for structure, kind in (("guarantee_circle", "GUARANTEES"), ("holding_cycle", "HOLDS")):
        ties = province.latest("ties")
        edges = ties.loc[ties["kind"] == kind, ["source_id", "target_id"]]
        graph: nx.DiGraph[str] = nx.DiGraph(list(edges.itertuples(index=False, name=None)))
        groups = planted(province, structure)
        assert groups
        for members in groups:
            assert nx.is_strongly_connected(graph.subgraph(members)), structure


def test_a_taken_over_firm_got_the_same_new_representative(province: WrittenProvince) -> None:
    groups = planted(province, "takeover")

    assert groups
    for members in groups:
        ties = in_force(province, "LEGAL_REPRESENTATIVE_OF")
        ties = ties[ties["target_id"].isin(members)]
        latest = ties.sort_values("known_on").drop_duplicates("target_id", keep="last")
        assert latest["source_id"].nunique() == 1


def test_authorities_are_one_tree_and_supervise_every_firm(province: WrittenProvince) -> None:
    tree = province.secret("authorities").set_index("authority")
    named = province.latest("enterprises")["supervising_authority"].dropna()

    assert tree["parent"].isna().sum() == 1
    assert tree["parent"].dropna().isin(tree.index).all()
    assert tree.index.is_unique
    assert named.isin(tree.index).all()
    assert tree.loc[named.unique(), "region"].isna().all()
