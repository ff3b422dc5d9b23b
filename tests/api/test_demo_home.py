"""The real application and command line on a real home: a small province, two months."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.routes.base import PREFIX
from api.workplace import Workplace
from tests.api_cases import CASES
from tests.http_client import Client
from tests.signed_in import app_of, signed_in

OCTOBER = "month=2026-10"


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def answer(home: Path, *words: str) -> Any:
    done = run(home, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def cases(client: Client, firm: str) -> dict[str, str]:
    """One good request of every route, by operation id, with ids of this home."""
    cluster = client.get(f"{PREFIX}/enterprises/{firm}").json()["enterprise"]["cluster_id"]
    page = client.get(f"{PREFIX}/enterprises/{firm}/neighbours").json()
    other = page["items"][0]["node"]["id"]
    return {
        name: case.replace("E1", firm).replace("E2", other).replace("K1", cluster)
        for name, case in CASES.items()
    }


@pytest.fixture(scope="session")
def full_names(home: Path) -> list[str]:
    """Names of persons in the vault that are long enough to be no word by chance."""
    with sqlite3.connect(home / "state.db") as connection:
        names = [row[0] for row in connection.execute("SELECT DISTINCT name FROM person_names")]
    return sorted(name for name in names if len(name) >= 3)


@pytest.mark.parametrize("operation", CASES)
def test_every_route_answers_from_the_published_month(
    client: Client, cases: dict[str, str], operation: str
) -> None:
    first = client.get(PREFIX + cases[operation])

    again = client.get(PREFIX + cases[operation], headers={"If-None-Match": first.headers["etag"]})

    assert first.status_code == 200, first.text
    body = first.json()
    named = body["published"] if "published" in body else body["items"][0]
    assert (named["month"], named["revision"], named["pack"]) == ("2026-10", 1, "mrt")
    assert again.status_code == 304


@pytest.mark.parametrize("operation", CASES)
def test_no_answer_holds_a_full_name(
    client: Client, cases: dict[str, str], full_names: list[str], operation: str
) -> None:
    text = client.get(PREFIX + cases[operation]).text

    assert full_names
    assert [name for name in full_names if name in text] == []


def test_no_command_prints_a_full_name(home: Path, firm: str, full_names: list[str]) -> None:
    commands = (["show", firm], ["receipt", firm], ["clusters"], ["migration"], ["months"])

    printed = [run(home, *words, *form) for words in commands for form in ([], ["--json"])]

    assert [done.exit_code for done in printed] == [0] * len(printed)
    text = "".join(done.output for done in printed)
    assert [name for name in full_names if name in text] == []


def test_persons_are_shown_by_their_mask(client: Client, firm: str) -> None:
    nodes = client.get(f"{PREFIX}/enterprises/{firm}/ego").json()["nodes"]
    labels = client.get(f"{PREFIX}/enterprises/{firm}/receipt").json()["labels"]

    shown = [node["label"] for node in nodes if node["kind"] == "person"]
    shown += [label for node, label in labels.items() if node.startswith("P:")]

    assert shown
    assert all(len(label) <= 2 and label.endswith("*") for label in shown)


def test_sentences_say_no_id_of_a_person_place_or_contact(client: Client, firm: str) -> None:
    lines = client.get(f"{PREFIX}/enterprises/{firm}/receipt").json()["receipt"]["lines"]

    said = [json.dumps(line["sentence"]) for line in lines]
    assert [text for text in said if re.search(r"\b[PAC]:[0-9a-z]", text)] == []


def test_a_receipt_adds_up_to_hazard_and_score(client: Client, firm: str) -> None:
    receipt = client.get(f"{PREFIX}/enterprises/{firm}/receipt").json()["receipt"]

    lines = receipt["lines"]

    assert sum(line["hazard"] for line in lines) == pytest.approx(receipt["hazard"], abs=1e-9)
    assert round(sum(line["points"] for line in lines), 2) == receipt["model_score"]
    adjusted = receipt["model_score"] + sum(line["points"] for line in receipt["adjustments"])
    assert round(adjusted, 2) == receipt["score"]


def test_every_node_of_a_receipts_paths_has_a_label(client: Client, firm: str) -> None:
    body = client.get(f"{PREFIX}/enterprises/{firm}/receipt").json()

    nodes = {node for line in body["receipt"]["lines"] if line["part"] for node in line["part"]["path_nodes"]}

    assert nodes
    assert set(body["labels"]) == nodes


def test_a_graph_node_shows_the_class_that_the_enterprise_has(client: Client, firm: str) -> None:
    nodes = client.get(f"{PREFIX}/enterprises/{firm}/ego?hops=1").json()["nodes"]

    for node in nodes:
        if node["kind"] == "enterprise":
            found = client.get(f"{PREFIX}/enterprises/{node['id']}").json()["enterprise"]
            assert (node["score"], node["risk_class"]) == (found["score"], found["risk_class"])


def test_neighbours_of_all_pages_are_the_ties_of_the_node(client: Client, firm: str) -> None:
    def pages() -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            page = client.get(f"{PREFIX}/enterprises/{firm}/neighbours?limit=2{cursor}").json()
            yield page
            if page["cursor"] is None:
                return
            cursor = f"&cursor={page['cursor']}"

    found = list(pages())

    ties = [item["tie"]["id"] for page in found for item in page["items"]]
    assert len(ties) == len(set(ties)) == found[0]["total"]
    keys = [(i["tie"]["kind"], i["node"]["id"], i["tie"]["id"]) for page in found for i in page["items"]]
    assert sorted(key[1:] for key in keys if key[0] == keys[0][0]) == [
        key[1:] for key in keys if key[0] == keys[0][0]
    ]


def test_a_path_leads_over_ties_from_one_end_to_the_other(client: Client, firm: str) -> None:
    ego = client.get(f"{PREFIX}/enterprises/{firm}/ego?hops=2").json()
    far = [node["id"] for node in ego["nodes"] if node["kind"] == "enterprise" and node["id"] != firm][-1]

    body = client.get(f"{PREFIX}/enterprises/{firm}/paths", params={"to": far}).json()

    assert body["paths"]
    for path in body["paths"]:
        nodes = [node["id"] for node in path["nodes"]]
        assert (nodes[0], nodes[-1]) == (firm, far)
        assert len(path["ties"]) == body["hops"] == len(nodes) - 1
        for tie, ends in zip(path["ties"], itertools.pairwise(nodes), strict=True):
            assert {tie["source_id"], tie["target_id"]} == set(ends)


def test_a_name_part_finds_its_enterprise(client: Client, firm: str) -> None:
    name = client.get(f"{PREFIX}/enterprises/{firm}").json()["enterprise"]["name"]

    found = client.get(f"{PREFIX}/search", params={"q": name[1:]}).json()["items"]

    assert firm in {item["node"]["id"] for item in found}


def test_cluster_filters_keep_what_they_say(client: Client) -> None:
    whole = client.get(f"{PREFIX}/clusters?limit=200").json()
    size = sorted(found["size"] for found in whole["items"])[len(whole["items"]) // 2]

    large = client.get(f"{PREFIX}/clusters?limit=200&min_size={size}&sort=high_share").json()

    expected = [found for found in whole["items"] if found["size"] >= size]
    assert large["total"] == len(expected)
    shares = [found["high_share"] for found in large["items"]]
    assert shares == sorted(shares, reverse=True)


def test_causes_add_up_to_all_movers(client: Client) -> None:
    body = client.get(f"{PREFIX}/migration?limit=200").json()

    assert sum(body["matrix"]["causes"].values()) == body["matrix"]["movers"] == body["total"]


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        (["months"], "listMonths"),
        (["months", "2026-10"], "listRevisions"),
        (["show", "E1"], "readEnterprise"),
        (["receipt", "E1"], "readReceipt"),
        (["clusters", "--limit", "50"], "listClusters"),
        (["migration", "--limit", "50"], "readMigration"),
    ],
)
def test_the_command_line_gives_the_same_answers_as_http(
    home: Path, client: Client, cases: dict[str, str], firm: str, words: list[str], operation: str
) -> None:
    spoken = answer(home, *(word.replace("E1", firm) for word in words))

    assert spoken == client.get(PREFIX + cases[operation]).json()


def test_hubs_are_listed_with_what_points_allow(home: Path) -> None:
    answer = json.loads(run(home, "hubs", "--kind", "place", "--json").stdout)

    assert answer["published"]["month"] == "2026-10"
    assert (answer["more_than"], answer["shown"], answer["total"]) == (50, 0, 0)


def test_tables_name_month_revision_and_pack(home: Path, firm: str) -> None:
    for words in (["show", firm], ["receipt", firm], ["clusters"], ["migration"]):
        assert "2026-10 第 1 版  规则包 mrt" in run(home, *words).stdout


def test_a_cluster_is_shown_with_members_and_life_line(home: Path, client: Client) -> None:
    first = client.get(f"{PREFIX}/clusters?limit=1").json()["items"][0]

    report = answer(home, "clusters", first["cluster_id"], "--limit", "3")

    assert report["cluster"]["summary"] == first
    assert len(report["members"]) == min(3, first["size"])
    assert report["lifeline"]["entries"][0]["event"] == "born"
    assert "Life line" in run(home, "--english", "clusters", first["cluster_id"]).stdout


def test_a_finished_demo_does_nothing(home: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.suffix != ".lock"}

    summary = answer(home, "demo", "--firms", "150", "--months", "2")

    assert (summary["ran"], summary["months"]) == (False, ["2026-09", "2026-10"])
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.suffix != ".lock"} == before


def test_another_demo_does_not_fit_into_the_same_home(home: Path) -> None:
    done = run(home, "demo", "--firms", "151", "--months", "2")

    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "150 firms" in done.stderr


def test_a_delivery_imported_again_changes_nothing(home: Path) -> None:
    extracts = home / "demo" / "extracts"

    again = answer(home, "import", str(extracts))

    assert [report["state"] for report in again["batches"]] == ["already_loaded"] * 3
    assert answer(home, "verify")["checks"][0]["found"] == "version v000003"


def test_a_month_scored_again_is_the_same_revision(home: Path) -> None:
    before = answer(home, "months", "2026-10")

    assert answer(home, "score", "--month", "2026-10") == before


def test_reference_tables_come_from_before_the_months(home: Path) -> None:
    (listed,) = answer(home, "reference", "list")["items"]

    shown = answer(home, "reference", "show", listed["id"])

    assert shown == listed
    assert (shown["as_of"], shown["pack"]) == ("2026-08-31", "mrt")


def test_the_months_come_out_the_same_when_computed_again(home: Path) -> None:
    done = answer(home, "verify", "--full", "--month", "2026-10")

    assert all(check["good"] for check in done["checks"]), done
    assert "same digest" in done["checks"][-1]["found"]
    assert not list(home.glob(".verify-*"))


def test_one_changed_byte_is_found(home: Path, tmp_path: Path) -> None:
    copied = tmp_path / "home"
    shutil.copytree(home, copied)
    path = copied / "months" / "2026-10" / "r001" / "scores.arrow"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    done = run(copied, "verify", "--json")

    assert done.exit_code == 1
    wrong = [check for check in json.loads(done.stdout)["checks"] if not check["good"]]
    assert [check["what"] for check in wrong] == ["month 2026-10 r001"]
    assert "scores.arrow" in wrong[0]["found"]


def test_a_revision_is_published_beside_the_first(home: Path, tmp_path: Path, firm: str) -> None:
    copied = tmp_path / "home"
    shutil.copytree(home, copied)
    place = Workplace(copied)
    reader = signed_in(app_of(place))
    first = reader.get(f"{PREFIX}/clusters?limit=1").json()

    answer(copied, "score", "--month", "2026-10", "--known-by", "2026-11-10")

    listed = reader.get(f"{PREFIX}/months/2026-10/revisions").json()["items"]
    assert [(found["revision"], found["current"]) for found in listed] == [(2, True), (1, False)]
    assert reader.get(f"{PREFIX}/enterprises/{firm}").json()["published"]["revision"] == 2
    second = reader.get(f"{PREFIX}/clusters?limit=1&cursor={first['cursor']}").json()
    assert second["published"] == first["published"]
    old = reader.get(f"{PREFIX}/enterprises/{firm}?month=2026-10&revision=1").json()
    assert old["published"]["known_by"] == "2026-10-31"
