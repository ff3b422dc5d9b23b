"""Reads of a whole demo home: search, lists looked up, peers, levels, pictures, suppositions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from api.cli import app as cli
from api.routes.base import PREFIX
from api.workplace import Workplace
from graph.store.embedded.store import EmbeddedStore
from tests.http_client import Client
from tests.signed_in import app_of, signed_in


def get(client: Client, path: str, **params: Any) -> Any:
    answer = client.get(PREFIX + path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_search_finds_every_name_that_holds_the_text(client: Client, firms: list[dict[str, Any]]) -> None:
    text = firms[0]["name"][3:5]

    found = get(client, "/search", q=text, limit=200)

    assert {hit["node"]["id"] for hit in found["items"]} >= {
        firm["id"] for firm in firms if text in firm["name"]
    }
    for hit in found["items"]:
        if hit["matched_by"] in ("name", "former_name"):
            ((begin, end),) = hit["matched"]
            assert hit["matched_text"][begin:end] == text


def test_pages_of_a_search_follow_each_other(client: Client) -> None:
    whole = get(client, "/search", q="有限公司", limit=200)
    pages: list[Any] = []
    cursor: dict[str, str] = {}
    while len(pages) < whole["shown"]:
        page = get(client, "/search", q="有限公司", limit=7, **cursor)
        pages += page["items"]
        assert page["total"] == whole["total"]
        if page["cursor"] is None:
            break
        cursor = {"cursor": page["cursor"]}

    assert pages[: whole["shown"]] == whole["items"]


def test_a_code_finds_its_enterprise_first_and_its_begin_finds_it_too(
    client: Client, firms: list[dict[str, Any]]
) -> None:
    code = firms[3]["id"]

    exact = get(client, "/search", q=code.lower())["items"][0]
    begun = get(client, "/search", q=code[:12], limit=200)["items"]

    assert (exact["node"]["id"], exact["matched_by"]) == (code, "credit_code")
    assert code in {hit["node"]["id"] for hit in begun}


def test_a_registration_number_finds_its_enterprise(client: Client, home: Path) -> None:
    version = EmbeddedStore(home).version()
    assert version is not None
    rows = np.arange(version.rows("identifiers"))
    values = pa.array(version.take("identifiers", "value", rows)).to_pylist()
    number = next(one for one in values if one.isdigit() and len(one) in (13, 15))

    hit = get(client, "/search", q=number)["items"][0]

    assert hit["matched_by"] == "registration_no"


def test_filters_of_a_search_hold(client: Client) -> None:
    found = get(client, "/search", q="有限公司", limit=200, **{"class": "A"}, status="operating")

    assert found["items"]
    assert {hit["node"]["risk_class"] for hit in found["items"]} == {"A"}
    assert {hit["node"]["status"] for hit in found["items"]} == {"operating"}


def test_an_enterprise_stands_beside_its_peers(client: Client, firm: str) -> None:
    found = get(client, f"/enterprises/{firm}")

    assert found["in_scope"] is True
    assert found["short_name"] in found["enterprise"]["name"]
    assert found["peers"]["size"] >= 1
    assert {one["factor"] for one in found["peers"]["factors"]} == {
        one["factor"] for one in found["enterprise"]["factors"]
    }
    assert 0 <= found["peers"]["percentile"] <= 1


def test_a_profile_counts_what_its_tables_hold(client: Client, firm: str) -> None:
    profile = get(client, f"/enterprises/{firm}/profile")["profile"]

    owners = get(client, f"/enterprises/{firm}/owners", limit=200)
    holdings = get(client, f"/enterprises/{firm}/holdings", limit=200)
    assert profile["counts"]["shareholders"] == owners["total"]
    assert profile["counts"]["investments"] == holdings["total"]
    for person in profile["legal_representatives"]:
        assert person["node"]["kind"] != "person" or "*" in person["node"]["label"]


def test_levels_of_ownership_equal_the_tree(client: Client, firm: str) -> None:
    tree = get(client, f"/enterprises/{firm}/ownership", depth=1)["ownership"]

    owners = get(client, f"/enterprises/{firm}/owners", limit=200)["items"]

    above = {tie["owner_id"]: tie["share"] for tie in tree["owners"]["ties"]}
    assert {row["node"]["id"]: row["share"] for row in owners} == above
    known = [row["share"] for row in owners if row["share"] is not None]
    assert known == sorted(known, reverse=True)


def test_the_month_at_a_glance_adds_up(client: Client) -> None:
    found = get(client, "/home")
    matrix = get(client, "/migration")

    assert sum(one["count"] for one in found["classes"]) == found["scored"]
    assert found["outside"] == 0
    assert found["movers"] == matrix["matrix"]["movers"]
    rises = [one["score"] - one["previous_score"] for one in found["rises"]]
    assert rises == sorted(rises, reverse=True)
    assert all(rise > 0 for rise in rises)


def test_class_shares_of_the_months_are_those_of_the_months(client: Client) -> None:
    items = get(client, "/migration/history")["items"]
    months = get(client, "/months")["items"]

    assert [one["month"] for one in items] == sorted(one["month"] for one in months)
    for one in items:
        assert sum(one["shares"].values()) == pytest.approx(1)
        counts = next(month["class_counts"] for month in months if month["month"] == one["month"])
        assert {name: count for name, count in one["counts"].items() if count} == counts


def test_the_catalogue_names_every_indicator_of_an_enterprise(client: Client, firm: str) -> None:
    catalogue = get(client, "/indicators")
    found = get(client, f"/enterprises/{firm}")["enterprise"]["indicators"]

    assert [one["id"] for one in catalogue["indicators"]] == [one["id"] for one in found]
    assert sum(one["weight"] for one in catalogue["factors"]) == pytest.approx(1)


def test_the_nearest_of_a_class_are_of_the_class_and_nearest_first(client: Client, firm: str) -> None:
    found = get(client, f"/enterprises/{firm}/paths/nearest", risk_class="A", max_hops=3, limit=5)

    hops = [path["hops"] for path in found["paths"]]
    assert hops
    assert hops == sorted(hops)
    for path in found["paths"]:
        assert path["target"]["risk_class"] == "A"
        assert path["route"]["nodes"][0]["id"] == firm
        assert len(path["route"]["ties"]) == path["hops"]


def test_an_expansion_brings_only_what_is_not_known_and_ends(client: Client, firm: str) -> None:
    whole = get(client, f"/enterprises/{firm}/neighbours", limit=200)
    known: list[str] = []
    for _ in range(50):
        page = client.post(
            f"{PREFIX}/enterprises/{firm}/expansion", params={"limit": 3}, json={"known": known}
        ).json()
        new = [item["node"]["id"] for item in page["items"]]
        assert not set(new) & set(known)
        known += new
        if not page["truncated"]:
            break

    assert set(known) == {item["node"]["id"] for item in whole["items"]}


def test_neighbours_by_importance_begin_with_the_worst(client: Client, firm: str) -> None:
    found = get(client, f"/enterprises/{firm}/neighbours", sort="importance", limit=200)["items"]

    ranks = ["DCBA".find(item["node"]["risk_class"] or "?") % 5 for item in found]
    assert ranks == sorted(ranks)


def test_a_cluster_is_drawn_whole_or_by_district(client: Client) -> None:
    cluster = get(client, "/clusters", limit=1)["items"][0]

    whole = get(client, f"/clusters/{cluster['cluster_id']}/graph", cap=300)
    some = get(client, f"/clusters/{cluster['cluster_id']}/graph", cap=2)

    assert (whole["shown"], whole["total"], whole["meta_nodes"]) == (cluster["size"],) * 2 + ([],)
    assert some["shown"] == 2
    assert sum(node["members"] for node in some["meta_nodes"]) == cluster["size"] - 2
    drawn = {node["id"] for node in some["nodes"]}
    assert {tie["target_id"] for tie in some["meta_ties"]} <= drawn
    assert {end for tie in some["ties"] for end in (tie["source_id"], tie["target_id"])} <= drawn


def test_every_line_says_a_sentence_and_related_records_cite_their_decision(
    client: Client, firm: str
) -> None:
    lines = get(client, f"/enterprises/{firm}/receipt")["receipt"]["lines"]

    for line in lines:
        assert line["sentence"]["zh"].endswith("。")
        record = (line["part"] or {}).get("record")
        if record and record["document_no"]:
            assert record["document_no"] in line["sentence"]["zh"]
            assert str(record["decided_on"]) in line["sentence"]["zh"]
        if line["part"]:
            assert "不再计入" in line["lifted_by"]["zh"]


def test_a_supposition_over_http_equals_the_command(client: Client, home: Path, firm: str) -> None:
    lines = get(client, f"/enterprises/{firm}/receipt")["receipt"]["lines"]
    tie = next(line["part"]["path"][0]["tie_id"] for line in lines if line["part"])

    asked = client.post(f"{PREFIX}/enterprises/{firm}/whatif", json={"without_ties": [tie]})
    said = CliRunner().invoke(cli, ["--home", str(home), "whatif", firm, "--without-tie", tie, "--json"])

    assert asked.status_code == 200, asked.text
    assert asked.json()["what_if"] == json.loads(said.output)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"without_ties": ["x"] * 21},
        {"parties": [{"enterprise_id": "E", "risk_class": "E"}]},
        {"other": 1},
    ],
)
def test_suppositions_out_of_bounds_are_refused(client: Client, firm: str, body: Any) -> None:
    answer = client.post(f"{PREFIX}/enterprises/{firm}/whatif", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


def test_an_answer_says_the_time_it_took(client: Client) -> None:
    answer = client.get(f"{PREFIX}/home")

    assert answer.headers["server-timing"].startswith("total;dur=")
    assert (
        "server-timing"
        in client.get(f"{PREFIX}/home", headers={"If-None-Match": answer.headers["etag"]}).headers
    )


def test_a_spent_budget_is_a_problem_with_its_own_code(home: Path, firm: str) -> None:
    place = Workplace(home)
    limits = place.settings.limits.model_copy(update={"time_budget_s": 1e-9})
    object.__setattr__(place, "settings", place.settings.model_copy(update={"limits": limits}))
    answer = signed_in(app_of(place)).get(f"{PREFIX}/enterprises/{firm}/ego")

    assert (answer.status_code, answer.json()["code"]) == (504, "time_budget")
