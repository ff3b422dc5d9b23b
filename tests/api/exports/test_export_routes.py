"""Exports over HTTP: asked for, made, fetched; own ones only; purpose, scope, quota, audit."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from api.exports.folder import ExportFolder
from api.routes.base import PREFIX
from api.security.rights import Role
from graph.errors import DiskFullError
from tests.api.exports.conftest import FULL_NAME, Exporting
from tests.http_client import Client
from tests.signed_in import signed_in

EXPORTS = f"{PREFIX}/exports"
REQUEST: dict[str, Any] = {"kind": "receipt_csv", "subject": "E1", "purpose": "clue"}


def client_of(exporting: Exporting, name: str, authority: str | None = None) -> Client:
    return signed_in(exporting.app, Role.QUERY, name=name, authority=authority)


def asked(client: Client, **changes: Any) -> httpx.Response:
    return client.post(EXPORTS, json=REQUEST | changes)


def made(exporting: Exporting, client: Client, **changes: Any) -> dict[str, Any]:
    answer = asked(client, **changes)
    assert answer.status_code == 202, answer.text
    exporting.make_all()
    found: dict[str, Any] = client.get(f"{EXPORTS}/{answer.json()['id']}").json()
    return found


def events(exporting: Exporting) -> list[tuple[str, str, str | None]]:
    with exporting.app.state.security.engine.begin() as connection:
        rows = connection.execute(sa.text("SELECT account, event, purpose FROM audit ORDER BY number"))
        return [(row.account, row.event, row.purpose) for row in rows if row.event.startswith("export.")]


def test_an_export_is_asked_for_made_and_fetched(exporting: Exporting) -> None:
    client = client_of(exporting, "fetches")
    answer = asked(client)
    assert (answer.status_code, answer.json()["state"]) == (202, "pending")
    early = client.get(f"{EXPORTS}/{answer.json()['id']}/file")
    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")

    exporting.make_all()

    found = client.get(f"{EXPORTS}/{answer.json()['id']}").json()
    file = client.get(f"{EXPORTS}/{found['id']}/file")
    assert (found["state"], found["file"]["rows"]) == ("done", 1)
    assert hashlib.sha256(file.content).hexdigest() == found["file"]["sha256"]
    assert file.headers["content-type"].startswith("text/csv")
    assert file.headers["content-disposition"] == "attachment; filename=guanlian-receipt-E1-2026-10-r1.csv"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.content.startswith("\ufeff".encode())
    assert FULL_NAME not in file.text
    assert found["file"]["content_sha256"] in file.text


def test_asking_making_and_fetching_are_on_record_with_the_purpose(exporting: Exporting) -> None:
    client = client_of(exporting, "recorded")
    found = made(exporting, client)
    client.get(f"{EXPORTS}/{found['id']}/file")

    own = [(event, purpose) for account, event, purpose in events(exporting) if account == "recorded"]
    assert own == [("export.asked", "clue"), ("export.made", "clue"), ("export.fetched", None)]


def test_another_accounts_export_is_not_found(exporting: Exporting) -> None:
    found = made(exporting, client_of(exporting, "owner"))
    other = client_of(exporting, "other")

    for answer in (
        other.get(f"{EXPORTS}/{found['id']}"),
        other.get(f"{EXPORTS}/{found['id']}/file"),
        other.request("DELETE", f"{EXPORTS}/{found['id']}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert other.get(EXPORTS).json()["total"] == 0


@pytest.mark.parametrize("path", ["..%2f..%2fstate.db", "%2e%2e", "workers.lock", "0" * 32])
def test_no_path_leads_out_of_the_folder(exporting: Exporting, path: str) -> None:
    answer = client_of(exporting, "climbs").get(f"{EXPORTS}/{path}/file")

    assert answer.status_code == 404
    assert b"SQLite" not in answer.content


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"purpose": "curiosity"}, "purpose"),
        ({"recipient": "newspaper"}, "recipient"),
        ({"purpose": "report", "recipient": "other_department"}, "recipient"),
        ({"subject": None}, "subject"),
        ({"kind": "month_xlsx"}, "subject"),
        ({"parameters": {"hops": 2}}, "hops"),
        ({"parameters": {"unknown": 1}}, "parameter"),
        ({"kind": "graph_svg", "parameters": {"positions": {"E1": [1e9, 0]}}}, "parameter"),
        ({"kind": "graph_svg", "parameters": {"positions": {"E1": ["NaN", 0]}}}, "parameter"),
        ({"kind": "anything"}, "parameter"),
        ({"revision": 1}, "month"),
    ],
)
def test_what_the_pack_or_the_kind_does_not_allow_is_refused(
    exporting: Exporting, changes: dict[str, Any], told: str
) -> None:
    answer = asked(client_of(exporting, "refused"), **changes)

    assert answer.status_code == 422
    assert told in answer.json()["detail"]
    assert "curiosity" not in answer.text
    assert "newspaper" not in answer.text


@pytest.mark.parametrize("kind", ["dossier_pdf", "receipt_csv", "graph_svg", "ego_graphml"])
def test_an_enterprise_outside_the_area_is_refused(exporting: Exporting, kind: str) -> None:
    answer = asked(client_of(exporting, "of-sa2", "SA2"), kind=kind)

    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


def test_a_list_holds_the_own_area_only_and_says_how_many_it_leaves_out(exporting: Exporting) -> None:
    client = client_of(exporting, "lists-sa2", "SA2")
    found = made(exporting, client, kind="enterprises_csv", subject=None)

    text = client.get(f"{EXPORTS}/{found['id']}/file").text
    assert "乙店" in text
    assert "甲厂" not in text
    assert "610.25" not in text
    assert "辖区外户数,2" in text


def test_a_given_list_shows_name_code_and_class_outside_the_area(exporting: Exporting) -> None:
    client = client_of(exporting, "given-sa2", "SA2")
    ids = ["E1", "E2", "nobody"]
    found = made(exporting, client, kind="enterprises_csv", subject=None, parameters={"enterprise_ids": ids})

    lines = client.get(f"{EXPORTS}/{found['id']}/file").text.splitlines()
    assert lines[1] == "甲厂,E1,C,,,,,辖区外,,,"
    assert lines[2].startswith("乙店,E2,A,120.0,")
    assert "未匹配,1" in lines


def test_a_file_made_for_a_larger_area_is_not_handed_out(exporting: Exporting) -> None:
    found = made(exporting, client_of(exporting, "moved", "SA1"))
    exporting.app.state.security.accounts.change("moved", authority="SA2")

    answer = client_of(exporting, "moved", "SA2").get(f"{EXPORTS}/{found['id']}/file")

    assert (answer.status_code, answer.json()["code"]) == (403, "out_of_scope")


def test_an_account_waits_for_so_many_only(exporting: Exporting) -> None:
    client = client_of(exporting, "eager")

    answers = [asked(client) for _ in range(4)]
    exporting.make_all()

    assert [one.status_code for one in answers] == [202, 202, 202, 429]
    assert answers[-1].json()["code"] == "export_quota"


def test_a_file_is_deleted_after_its_days(exporting: Exporting) -> None:
    client = client_of(exporting, "late")
    found = made(exporting, client)
    exporting.clock.now += 2 * 86_400
    try:
        client = client_of(exporting, "late")
        before_tidying = client.get(f"{EXPORTS}/{found['id']}/file")
        exporting.desk.tidy()
        after = client.get(f"{EXPORTS}/{found['id']}/file")
    finally:
        exporting.clock.now -= 2 * 86_400

    assert [one.json()["code"] for one in (before_tidying, after)] == ["export_expired"] * 2
    assert not (exporting.home / "exports" / found["id"]).exists()


def test_an_own_export_is_given_up(exporting: Exporting) -> None:
    client = client_of(exporting, "gives-up")
    found = made(exporting, client)

    gone = client.request("DELETE", f"{EXPORTS}/{found['id']}")

    assert gone.status_code == 204
    assert client.get(f"{EXPORTS}/{found['id']}").json()["state"] == "expired"
    assert not (exporting.home / "exports" / found["id"]).exists()


def test_purposes_are_those_of_the_months_pack(exporting: Exporting) -> None:
    found = client_of(exporting, "chooses").get(f"{EXPORTS}/purposes").json()

    assert found["pack"] == "mrt"
    assert "clue" in [one["code"] for one in found["purposes"]]


@pytest.mark.parametrize(
    "kind", ["dossier_pdf", "graph_svg", "ego_graphml", "receipt_csv", "members_csv", "enterprises_xlsx"]
)
def test_every_kind_is_made_from_recorded_months(exporting: Exporting, kind: str) -> None:
    subject = {"members_csv": "K1", "enterprises_xlsx": None}.get(kind, "USCC1")

    found = made(exporting, client_of(exporting, f"kind-{kind}"), kind=kind, subject=subject)

    assert found["state"] == "done", found["problem"]


def test_a_full_disk_fails_the_export_and_leaves_nothing(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_folder: ExportFolder, _identifier: str) -> None:
        raise DiskFullError("disk full: the export")

    monkeypatch.setattr(ExportFolder, "keep", full)

    found = made(exporting, client_of(exporting, "full-disk"))

    assert (found["state"], found["problem"]["code"]) == ("failed", "disk_full")
    assert not (exporting.home / "exports" / found["id"]).exists()


def test_an_error_nobody_expected_fails_one_export_without_telling_its_text(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: ExportFolder, _identifier: str) -> None:
        raise RuntimeError(FULL_NAME)

    monkeypatch.setattr(ExportFolder, "begin", broken)

    found = made(exporting, client_of(exporting, "broken"))

    assert (found["state"], found["problem"]["code"]) == ("failed", "internal")
    assert FULL_NAME not in str(found)


def test_a_full_state_refuses_the_request_and_no_file_is_made(exporting: Exporting) -> None:
    client = client_of(exporting, "full-state")
    places = {f"E{number}": (number, 0) for number in range(2_000)}

    def no_more_pages(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")

    engine = exporting.app.state.security.engine
    sa.event.listen(engine, "begin", no_more_pages)
    try:
        refused = asked(client, kind="graph_svg", parameters={"positions": places})
    finally:
        sa.event.remove(engine, "begin", no_more_pages)
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1073741823")

    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
    assert client.get(EXPORTS).json()["total"] == 0
    assert exporting.make_all() == 0
