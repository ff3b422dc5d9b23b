"""What somebody of another authority tries: guessed ids, cursors, members, entity tags, other rows."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from api.cursors import Place, seal, unseal
from api.routes.base import PREFIX
from api.security.audit import Audit
from api.security.audit_check import verify
from api.security.audit_rows import AuditRow
from api.security.rights import Role
from graph.errors import DiskFullError
from tests.api.scope.conftest import Province
from tests.http_client import Client
from tests.scope_walk import TOLD, told_of


@pytest.fixture(scope="module")
def outside(province: Province) -> Client:
    """研判 of another authority."""
    return province.client(Role.ANALYSE, authority=province.outside)


@pytest.fixture(scope="module")
def auditor(province: Province) -> Client:
    """审计管理员."""
    return province.client(Role.AUDIT_ADMIN)


def leaks(province: Province, text: str) -> list[str]:
    """Figures of the enterprise in an answer."""
    return [figure for figure in province.secrets if re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", text)]


def answered(client: Client, path: str) -> Any:
    """Answer as it is compared."""
    return json.loads(client.get(path).text)


def test_an_account_without_an_area_sees_nobodys_score(province: Province) -> None:
    nowhere = province.client(Role.QUERY, authority="SA-unknown")

    answer = nowhere.get(f"{PREFIX}/enterprises/{province.firm}")

    assert answer.json()["in_scope"] is False
    assert leaks(province, answer.text) == []


def test_the_authority_above_sees_what_the_one_below_supervises(province: Province) -> None:
    above = province.client(Role.QUERY, authority=province.inside[:4])

    assert above.get(f"{PREFIX}/enterprises/{province.firm}").json()["in_scope"] is True


@pytest.mark.parametrize(
    "path",
    [
        "/enterprises/{0}/ego?hops=2&cap=300",
        "/enterprises/{0}/neighbours?limit=50",
        "/enterprises/{1}/paths?to={0}&max_hops=6",
        "/enterprises/{1}/ego?hops=3&cap=300",
        "/clusters/{2}/members?limit=200",
        "/clusters/{2}/graph",
        "/clusters/{2}",
        "/migration?limit=200",
        "/hubs?limit=50",
        "/search?q={0}",
        "/enterprises/{0}?month={3}",
        "/enterprises/{0}/owners",
        "/enterprises/{0}/holdings",
        "/enterprises/{0}/ownership?depth=3",
    ],
)
def test_a_guessed_id_tells_no_figure_on_any_way_to_it(
    province: Province, outside: Client, path: str
) -> None:
    answer = outside.get(
        PREFIX + path.format(province.firm, province.other_firm, quote(province.cluster), province.month)
    )

    assert answer.status_code in (200, 422), answer.text
    assert leaks(province, answer.text) == []
    assert not dict(told_of(answer.json(), province.firm)).keys() & TOLD


def test_members_outside_the_area_are_listed_with_name_and_class_only(
    province: Province, outside: Client
) -> None:
    items = outside.get(f"{PREFIX}/clusters/{quote(province.cluster)}/members?limit=200").json()["items"]

    firm = next(found for found in items if found["enterprise_id"] == province.firm)
    assert firm["name"]
    assert firm["risk_class"]
    assert (firm["score"], firm["region"], firm["weight"]) == (None, None, None)


def test_the_ownership_of_an_enterprise_outside_has_no_shares(province: Province, outside: Client) -> None:
    path = f"{PREFIX}/enterprises/{province.firm}/ownership?depth=2"
    whole = answered(province.client(Role.QUERY), path)["ownership"]

    cut = answered(outside, path)["ownership"]

    ends = [tie for tie in cut["owners"]["ties"] if tie["owned_id"] == province.firm]
    assert any(tie["share"] is not None for tie in whole["owners"]["ties"])
    assert {tie["share"] for tie in ends} == {None}
    assert (cut["holders"], cut["controllers"], cut["beneficial_owners"]) == ([], [], [])


@pytest.mark.parametrize("path", ["neighbours?limit=50&", "ego?", "expansion?"])
def test_contacts_and_dealings_of_an_enterprise_outside_are_not_told(
    province: Province, outside: Client, path: str
) -> None:
    asked = f"{PREFIX}/enterprises/{province.firm}/{path}kind=REACHED_AT&kind=LENDS_TO"
    body: Any = {"known": []} if path.startswith("expansion") else None
    method = "GET" if body is None else "POST"

    refused = outside.request(method, asked, json=body)
    told = province.client(Role.ANALYSE, authority=province.inside).request(method, asked, json=body)

    assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")
    assert told.status_code == 200


def test_an_ego_from_outside_has_no_dealing_between_two_who_are_outside(
    province: Province, outside: Client
) -> None:
    answer = answered(outside, f"{PREFIX}/enterprises/{province.firm}/ego?hops=2&cap=300")

    inside = {node["id"] for node in answer["nodes"] if node["kind"] == "enterprise" and node["in_scope"]}
    hidden = [
        tie
        for tie in answer["ties"]
        if tie["kind"] in ("REACHED_AT", "LENDS_TO", "TRADES_WITH", "GUARANTEES", "LEASES_TO", "FILED_BY")
        and not {tie["source_id"], tie["target_id"]} & inside
    ]
    assert hidden == []


def test_what_one_authority_proposed_or_asked_for_is_not_anothers(
    province: Province, outside: Client
) -> None:
    asker = province.client(Role.ANALYSE, authority=province.inside)
    draft = {"kind": "direct_d", "subject": province.firm, "ground": "minutes 1", "document_no": "1"}
    proposal = asker.post(f"{PREFIX}/proposals", json={**draft, "expires_on": "2027-06-30"})
    wanted = {"kind": "receipt_csv", "subject": province.firm, "purpose": "supervision"}
    export = asker.post(f"{PREFIX}/exports", json=wanted)
    number, file = proposal.json()["number"], export.json()["id"]
    approver = province.client(Role.APPROVE, authority=province.outside)

    answers = [
        outside.get(f"{PREFIX}/proposals/{number}"),
        outside.post(f"{PREFIX}/proposals/{number}/withdrawal", json={"reason": "not mine"}),
        approver.post(
            f"{PREFIX}/proposals/{number}/approval", json={"verdict": "approved", "reason": "not mine"}
        ),
        outside.get(f"{PREFIX}/exports/{file}"),
        outside.get(f"{PREFIX}/exports/{file}/file"),
        outside.delete(f"{PREFIX}/exports/{file}"),
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}, [answer.text for answer in answers]
    assert all(leaks(province, answer.text) == [] for answer in answers)
    assert number not in [row["number"] for row in answered(outside, f"{PREFIX}/proposals")["items"]]


def test_a_cursor_forged_into_another_list_is_refused(province: Province, outside: Client) -> None:
    path = f"{PREFIX}/clusters/{quote(province.cluster)}/members"
    whole = province.client(Role.QUERY).get(f"{path}?limit=1").json()["cursor"]
    place = unseal(whole)
    forged = seal(Place(month=place.month, revision=place.revision, scope="0" * 12, inner=place.inner))

    assert outside.get(f"{path}?limit=1&cursor={forged}").status_code == 422


def test_a_cursor_of_another_reader_brings_no_figures(province: Province, outside: Client) -> None:
    path = f"{PREFIX}/clusters/{quote(province.cluster)}/members"
    given = province.client(Role.QUERY).get(f"{path}?limit=1").json()["cursor"]

    answer = outside.get(f"{path}?limit=200&cursor={given}")

    assert leaks(province, answer.text) == []


def test_an_entity_tag_of_another_reader_does_not_say_unchanged(province: Province, outside: Client) -> None:
    path = f"{PREFIX}/enterprises/{province.firm}"
    tag = province.client(Role.QUERY).get(path).headers["etag"]

    answer = outside.get(path, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer.headers["etag"] != tag
    assert "private" in answer.headers["cache-control"]


def test_refused_requests_are_in_the_audit_with_who_and_what(
    province: Province, outside: Client, auditor: Client
) -> None:
    outside.get(f"{PREFIX}/enterprises/{province.firm}/receipt")

    newest = auditor.get(f"{PREFIX}/audit?event=access.refused&limit=1").json()["items"][0]

    assert newest["account"] == f"analyse-{province.outside}"
    assert (newest["subject"], newest["result"]) == (province.firm, "out_of_scope")
    assert newest["details"] == {"operation": "readReceipt"}


def test_a_view_of_an_enterprise_is_in_the_audit_before_it_is_answered(
    province: Province, auditor: Client
) -> None:
    reader = province.client(Role.QUERY, authority=province.inside)
    reader.get(f"{PREFIX}/enterprises/{province.firm}")

    newest = auditor.get(f"{PREFIX}/audit?account=query-{province.inside}&limit=1").json()["items"][0]

    assert (newest["event"], newest["subject"]) == ("enterprise.viewed", province.firm)


@pytest.mark.parametrize(
    ("way", "event"),
    [
        ("/neighbours?limit=1", "graph.viewed"),
        ("/neighbours?limit=1&sort=importance", "graph.viewed"),
        ("/expansion?limit=1", "graph.viewed"),
        ("/paths?to={0}", "graph.viewed"),
        ("/paths/nearest", "graph.viewed"),
        ("/owners", "ownership.viewed"),
        ("/holdings", "ownership.viewed"),
    ],
)
def test_every_way_around_a_node_is_in_the_audit(
    province: Province, auditor: Client, way: str, event: str
) -> None:
    reader = province.client(Role.QUERY, authority=province.inside)
    path = f"{PREFIX}/enterprises/{province.firm}" + way.format(province.other_firm)
    body: Any = {"known": []} if "expansion" in way else None
    before = auditor.get(f"{PREFIX}/audit?limit=1").json()["items"][0]["number"]

    answer = reader.request("GET" if body is None else "POST", path, json=body)

    rows = auditor.get(f"{PREFIX}/audit?account=query-{province.inside}&limit=5").json()["items"]
    assert answer.status_code == 200
    assert [(row["event"], row["subject"]) for row in rows if row["number"] > before] == [
        (event, province.firm)
    ]


@pytest.mark.parametrize("asked", ["since=0001-01-01T00:00:00%2B14:00", "until=9999-12-31T23:59:59-14:00"])
def test_moments_that_no_calendar_has_in_utc_are_refused(auditor: Client, asked: str) -> None:
    answer = auditor.get(f"{PREFIX}/audit?{asked}")

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


class FullAudit(Audit):
    """An audit whose database has no room left."""

    def record(self, *told: Any, **more: Any) -> AuditRow:
        """Refuse."""
        del told, more
        raise DiskFullError("no room")


def test_what_cannot_be_recorded_is_not_answered(province: Province) -> None:
    reader = province.client(Role.QUERY, authority=province.inside)
    held: Audit = province.app.state.audit
    province.app.state.audit = FullAudit(held.engine)
    try:
        answer = reader.get(f"{PREFIX}/enterprises/{province.firm}")
    finally:
        province.app.state.audit = held

    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert leaks(province, answer.text) == []


def test_a_reader_cannot_read_the_audit(province: Province, outside: Client) -> None:
    assert outside.get(f"{PREFIX}/audit").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "account=' OR 1=1 --",
        "subject=%25",
        "event=a' OR '1'='1",
        "event=%",
        "result=done'; DROP TABLE audit; --",
        "since=yesterday",
        "before=0",
        "before=99999999999999999999",
        "limit=100000",
    ],
)
def test_the_search_in_the_audit_takes_values_as_values(auditor: Client, query: str) -> None:
    name, _, value = query.partition("=")

    answer = auditor.get(f"{PREFIX}/audit", params={name: value})

    assert answer.status_code == 422 or answer.json()["items"] == []


def test_the_audit_names_no_person_and_is_whole_after_all_that(province: Province) -> None:
    audit: Audit = province.app.state.audit

    report = verify(audit)

    assert (report.whole, report.set_back) == (True, ())
    assert report.rows > 10


def test_the_tree_says_what_is_in_the_readers_area(province: Province, outside: Client) -> None:
    items = answered(outside, f"{PREFIX}/authorities")["items"]

    inside = {found["code"] for found in items if found["in_scope"]}
    assert province.outside in inside
    assert province.inside not in inside
    assert all(code.startswith(province.outside) for code in inside)
