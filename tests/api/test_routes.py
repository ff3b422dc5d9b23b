"""Every route on recorded months: shapes, parameters, cursors, masks, what stores are asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.app import create_app
from api.problems import PROBLEM_JSON
from api.routes.base import PREFIX
from graph.domain import RiskClass, TieKind
from graph.errors import StoreError
from graph.settings import Settings
from graph.store.protocol import AsOf, StoreState, TieFilter
from scoring.results_types import Cause, ClusterFilter, ClusterSort, MoverFilter
from tests.api_cases import CASES
from tests.http_client import Client
from tests.recording_months import Names, RecordingMonths, info
from tests.recording_store import RecordingStore
from tests.signed_in import security_for_tests, signed_in

OCTOBER = AsOf(day=date(2026, 10, 28), known_by=date(2026, 10, 28))
FULL_NAME = "张三丰"


def operations(schema: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Method and description of every operation, by its id."""
    return {
        operation["operationId"]: (method, operation)
        for path in schema["paths"].values()
        for method, operation in path.items()
    }


def shape_of(operation: dict[str, Any]) -> str | None:
    """Reference to the shape of a good answer; None for what is no JSON."""
    content = operation["responses"].get("200", {}).get("content", {})
    found: str | None = content.get("application/json", {}).get("schema", {}).get("$ref")
    return found


def test_every_read_of_a_month_has_a_case(recorded: Any) -> None:
    schema = recorded.client.get(f"{PREFIX}/openapi.json").json()
    published = {
        f"#/components/schemas/{name}"
        for name, shape in schema["components"]["schemas"].items()
        if "published" in shape.get("properties", {})
    }

    found = operations(schema)
    reads = {
        name
        for name, (method, operation) in found.items()
        if method == "get" and shape_of(operation) in published
    }

    assert reads <= set(CASES)
    assert set(CASES) <= set(found)


def test_every_route_is_described(recorded: Any) -> None:
    schema = recorded.client.get(f"{PREFIX}/openapi.json").json()

    for name, (_, operation) in operations(schema).items():
        assert operation["summary"], name
        assert operation["tags"], name
        assert operation["description"], name
        assert any(status < "400" for status in operation["responses"]), name
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert set(answer["content"]) == {PROBLEM_JSON}, (name, status)
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (name, parameter["name"])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_answer_names_month_revision_and_pack(recorded: Any, case: str) -> None:
    answer = recorded.client.get(PREFIX + case)

    assert answer.status_code == 200, answer.text
    body = answer.json()
    named = body["published"] if "published" in body else body["items"][0]
    assert (named["month"], named["revision"], named["pack"]) == ("2026-10", 1, "mrt")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_same_question_has_the_same_bytes_and_a_304(recorded: Any, case: str) -> None:
    first, second = recorded.client.get(PREFIX + case), recorded.client.get(PREFIX + case)

    again = recorded.client.get(PREFIX + case, headers={"If-None-Match": first.headers["etag"]})

    assert first.content == second.content
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_person_is_masked_in_every_answer(recorded: Any, case: str) -> None:
    assert FULL_NAME not in recorded.client.get(PREFIX + case).text


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_unknown_parameter_is_refused_everywhere(recorded: Any, case: str) -> None:
    sign = "&" if "?" in case else "?"

    answer = recorded.client.get(f"{PREFIX}{case}{sign}min_sise=3")

    assert answer.status_code == 422
    assert answer.json()["code"] == "input_invalid"
    assert "min_sise" not in answer.text


def test_persons_show_the_mask_of_the_vault(recorded: Any) -> None:
    nodes = recorded.client.get(f"{PREFIX}/enterprises/E1/ego").json()["nodes"]
    labels = recorded.client.get(f"{PREFIX}/enterprises/E1/receipt").json()["labels"]
    hub = recorded.client.get(f"{PREFIX}/clusters/K1").json()["labels"]

    assert {found["label"] for found in nodes if found["kind"] == "person"} == {"张*"}
    assert labels == {"P:1": "张*", "A:1": "某路1号", "E1": "甲厂", "E2": "乙店"}
    assert hub == {"P:1": "张*"}


def test_a_sentence_names_a_person_by_the_mask(recorded: Any) -> None:
    (line,) = recorded.client.get(f"{PREFIX}/enterprises/E1/receipt").json()["receipt"]["lines"]

    assert line["sentence"] == {"zh": "关联方张*持股", "en": "related party 张* holds shares"}


def test_enterprise_nodes_carry_class_and_score_of_the_month(recorded: Any) -> None:
    nodes = recorded.client.get(f"{PREFIX}/enterprises/E1/ego").json()["nodes"]

    seen = {found["id"]: (found["scored"], found["risk_class"], found["score"]) for found in nodes}

    assert seen["E1"] == (True, "C", 610.25)
    assert seen["E3"] == (False, None, None)
    assert seen["P:1"] == (None, None, None)


def test_graph_reads_ask_the_store_as_of_the_shown_month(recorded: Any) -> None:
    client: Client = recorded.client

    client.get(
        f"{PREFIX}/enterprises/E1/ego?hops=3&cap=7&kind=HOLDS&kind=GUARANTEES&ended=true&month=2026-09"
    )

    september = AsOf(day=date(2026, 9, 28), known_by=date(2026, 9, 28))
    kinds = TieFilter(kinds=(TieKind.HOLDS, TieKind.GUARANTEES), ended=True)
    assert recorded.store.asked[-1] == ("ego", ("E1", september, 3, 7, kinds))


def test_an_alias_is_answered_with_its_enterprise(recorded: Any) -> None:
    by_alias = recorded.client.get(f"{PREFIX}/enterprises/USCC1").json()
    ego = recorded.client.get(f"{PREFIX}/enterprises/USCC1/ego").json()

    assert by_alias["enterprise"]["enterprise_id"] == "E1"
    assert ego["centre"] == "E1"
    assert recorded.store.asked[-1][1][0] == "E1"


@pytest.mark.parametrize(
    "path",
    [
        "/enterprises/none",
        "/enterprises/none/receipt",
        "/enterprises/none/ego",
        "/enterprises/none/neighbours",
        "/enterprises/none/paths?to=E1",
        "/enterprises/E1/paths?to=none",
        "/clusters/none",
        "/clusters/none/members",
        "/clusters/none/lifeline",
        "/months/2020-01/revisions",
        "/enterprises/E1?month=2020-01",
        "/enterprises/E1?month=2026-10&revision=9",
        "/nothing",
    ],
)
def test_unknown_ids_months_and_paths_are_404_problems(recorded: Any, path: str) -> None:
    answer = recorded.client.get(PREFIX + path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == PROBLEM_JSON


@pytest.mark.parametrize(
    "identifier",
    [
        "../../../etc/passwd",
        "..\\..\\windows",
        "E1' OR '1'='1",
        'E1" OR 1=1 --',
        "E1; DROP TABLE person_names",
        "E1`}) DETACH DELETE n //",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "E1\x00",
        "E1\r\nSet-Cookie: a=b",
        "%",
        "_",
        "*",
        "９１",
        "\U0001f600" * 50,
        "E1/",
        "/E1",
    ],
)
@pytest.mark.parametrize("form", ["/enterprises/{}", "/enterprises/{}/ego", "/enterprises/{}/receipt"])
def test_hostile_ids_are_plain_values_that_nothing_has(recorded: Any, identifier: str, form: str) -> None:
    answer = recorded.client.get(PREFIX + form.format(quote(identifier, safe="")))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert len(identifier) < 2 or identifier not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        f"/enterprises/{'x' * 201}",
        "/enterprises/E1/ego?hops=0",
        "/enterprises/E1/ego?hops=4",
        "/enterprises/E1/ego?hops=two",
        "/enterprises/E1/ego?cap=0",
        "/enterprises/E1/ego?cap=41",
        f"/enterprises/E1/ego?cap={10**30}",
        "/enterprises/E1/ego?kind=OWNS",
        f"/enterprises/E1/ego?{'&'.join(['kind=HOLDS'] * 13)}",
        "/enterprises/E1/ego?ended=maybe",
        "/enterprises/E1/paths",
        "/enterprises/E1/paths?to=",
        "/enterprises/E1/paths?to=E2&max_hops=7",
        "/enterprises/E1/paths?to=E2&limit=6",
        "/enterprises/E1/neighbours?limit=51",
        "/enterprises/E1/neighbours?limit=-1",
        "/enterprises/E1/neighbours?cursor=",
        f"/enterprises/E1/neighbours?cursor={'x' * 1025}",
        "/enterprises/E1?month=2026-13",
        "/enterprises/E1?month=2026-10%0A",
        "/enterprises/E1?month=../../etc",
        "/enterprises/E1?revision=1",
        "/enterprises/E1?month=2026-10&revision=0",
        "/months/2026-1/revisions",
        "/months/..%2F..%2Fetc/revisions",
        "/clusters?min_size=0",
        "/clusters?c_d_share=1.01",
        "/clusters?c_d_share=nan",
        "/clusters?class=E",
        "/clusters?changed_since=yesterday",
        "/clusters?sort=name",
        "/migration?from=E",
        "/migration?cause=magic",
        "/search",
        "/search?q=",
        f"/search?q={'x' * 201}",
    ],
)
def test_parameters_out_of_bounds_are_problems(recorded: Any, path: str) -> None:
    answer = recorded.client.get(PREFIX + path)

    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == PROBLEM_JSON
    if answer.status_code == 404:
        assert "%2F" in path


@pytest.mark.parametrize(
    "listed",
    ["/enterprises/E1/neighbours?limit=1", "/clusters?limit=2", "/clusters/K1/members?limit=1"],
)
def test_pages_follow_each_other_without_gap_or_repeat(recorded: Any, listed: str) -> None:
    whole = recorded.client.get(PREFIX + listed.split("?")[0]).json()
    pages = []
    cursor = ""
    for _ in range(10):
        page = recorded.client.get(PREFIX + listed + cursor).json()
        pages += page["items"]
        assert page["total"] == whole["total"]
        assert page["truncated"] is (page["cursor"] is not None)
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"

    assert pages == whole["items"]
    assert len(pages) == whole["total"]


def test_a_cursor_goes_on_in_the_month_and_revision_it_was_made_in(recorded: Any) -> None:
    first = recorded.client.get(f"{PREFIX}/clusters?limit=2").json()
    recorded.months.published += [info("2026-10", 2), info("2026-11")]

    second = recorded.client.get(f"{PREFIX}/clusters?limit=2&cursor={first['cursor']}").json()

    assert second["published"] == first["published"]
    assert [found["cluster_id"] for found in second["items"]] == ["K2", "K3"]


@pytest.mark.parametrize(
    "changed",
    [
        "/clusters?limit=2&risk_only=true",
        "/clusters?limit=2&sort=ratio",
        "/clusters?limit=2&month=2026-09",
        "/clusters?limit=2&month=2026-10&revision=2",
        "/clusters/K1/members?limit=2",
        "/enterprises/E1/neighbours?limit=2",
        "/migration?limit=2",
    ],
)
def test_a_cursor_is_bound_to_its_list_filters_and_month(recorded: Any, changed: str) -> None:
    first = recorded.client.get(f"{PREFIX}/clusters?limit=2").json()

    answer = recorded.client.get(f"{PREFIX}{changed}&cursor={first['cursor']}")

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


def test_filters_of_clusters_reach_the_month(recorded: Any) -> None:
    recorded.client.get(
        f"{PREFIX}/clusters?min_size=5&c_d_share=0.5&class=D&region=9901&changed_since=2026-08"
        "&risk_only=true&sort=ratio&limit=7"
    )

    filters = ClusterFilter(
        min_size=5,
        min_high_share=0.5,
        contains_class=RiskClass.D,
        region="9901",
        changed_since="2026-08",
        risk_only=True,
    )
    assert recorded.months.opened[-1].asked == [("clusters", (filters, ClusterSort.RATIO, None, 7))]


def test_filters_of_movers_reach_the_month(recorded: Any) -> None:
    recorded.client.get(f"{PREFIX}/migration?from=none&to=D&cause=own_fact&region=99&limit=7")

    filters = MoverFilter(previous_class="none", risk_class="D", cause=Cause.OWN_FACT, region="99")
    assert recorded.months.opened[-1].asked == [("migration", (filters, None, 7))]


def test_nodes_and_ties_of_an_answer_say_how_many_there_are(recorded: Any) -> None:
    answer = recorded.client.get(f"{PREFIX}/enterprises/E1/ego?cap=2").json()

    assert (answer["total"], answer["shown"], answer["truncated"]) == (5, 2, True)
    assert (answer["ties_total"], answer["ties_shown"]) == (1, 1)


def test_without_a_month_the_process_lives_but_is_not_ready(tmp_path: Path) -> None:
    months = RecordingMonths()
    months.published.clear()
    client = signed_in(
        create_app(Settings(), months, RecordingStore([], [], {}), Names(), security_for_tests(tmp_path))
    )

    health, ready = client.get(f"{PREFIX}/health"), client.get(f"{PREFIX}/readiness")
    listed, read = client.get(f"{PREFIX}/months"), client.get(f"{PREFIX}/clusters")

    assert (health.status_code, health.json()["published"]) == (200, None)
    assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
    assert listed.json()["items"] == []
    assert (read.status_code, read.json()["code"]) == (404, "not_found")


def test_a_store_that_cannot_be_read_is_not_ready(tmp_path: Path) -> None:
    class Broken(RecordingStore):
        def state(self) -> StoreState:
            raise StoreError("the store's folder cannot be read")

    client = Client(
        create_app(Settings(), RecordingMonths(), Broken([], [], {}), Names(), security_for_tests(tmp_path))
    )

    assert client.get(f"{PREFIX}/readiness").status_code == 503
    assert client.get(f"{PREFIX}/health").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_read_has_no_other_method_and_nothing_for_other_origins(recorded: Any, method: str) -> None:
    answer = recorded.client.request(method, f"{PREFIX}/clusters", headers={"Origin": "http://evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_person_who_is_a_hub_is_masked(recorded: Any) -> None:
    (hub,) = recorded.client.get(f"{PREFIX}/hubs?kind=person").json()["items"]

    assert (hub["label"], hub["enterprises"]) == ("张*", 51)
    assert recorded.client.get(f"{PREFIX}/hubs?kind=place").json()["total"] == 0
