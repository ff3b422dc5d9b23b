"""Reveals: one name, of the own area, for a purpose, with a reason, once; by two persons if so set."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.routes.base import PREFIX
from api.security.rights import Role
from graph.vault import NameVault
from tests.api.scope.conftest import Province
from tests.http_client import Client
from tests.signed_in import Clock

NAME = "欧阳试名"
REASON = "核查线索：法定代表人身份"


@pytest.fixture(scope="module")
def person(province: Province) -> str:
    """A person tied to the enterprise, with a name in the vault."""
    whole = province.client(Role.QUERY)
    items = whole.get(f"{PREFIX}/enterprises/{province.firm}/neighbours?limit=200").json()["items"]
    found = next(str(item["node"]["id"]) for item in items if item["node"]["kind"] == "person")
    NameVault(province.app.state.security.engine).put([found], [NAME], "tests", date(2026, 1, 1))
    return found


@pytest.fixture(scope="module")
def asker(province: Province) -> Client:
    """研判 of the authority that supervises the enterprise."""
    return province.client(Role.ANALYSE, authority=province.inside)


@pytest.fixture(scope="module")
def second(province: Province) -> Client:
    """审核 of the same authority."""
    return province.client(Role.APPROVE, authority=province.inside)


@pytest.fixture
def two_persons(province: Province) -> Any:
    """The setting that asks for a second person, for one test."""
    security = province.app.state.security
    before = security.settings
    changed = before.model_copy(update={"two_person_reveal": True})
    object.__setattr__(security, "settings", changed)
    yield
    object.__setattr__(security, "settings", before)


def asked(client: Client, province: Province, person: str, **changed: str) -> Any:
    """One request."""
    body = {
        "person_id": person,
        "enterprise_id": province.firm,
        "purpose": "clue",
        "reason": REASON,
        **changed,
    }
    return client.post(f"{PREFIX}/reveals", json=body)


def test_the_name_is_shown_once_to_who_asked(province: Province, asker: Client, person: str) -> None:
    number = asked(asker, province, person).json()["number"]

    first = asker.post(f"{PREFIX}/reveals/{number}/name")
    again = asker.post(f"{PREFIX}/reveals/{number}/name")

    assert (first.json()["name"], first.headers["cache-control"]) == (NAME, "no-store")
    assert (again.status_code, again.json()["code"]) == (409, "reveal_state")
    assert NAME not in asker.get(f"{PREFIX}/reveals").text


def test_a_person_stands_for_no_enterprise(province: Province, person: str, asker: Client) -> None:
    """A person tied to a person, such as by a loan, is under no authority: the name would be anybody's."""
    answer = asked(asker, province, person, enterprise_id=person)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "expected the id of an enterprise" in answer.json()["detail"]


def test_a_reveal_is_in_the_audit_with_purpose_and_without_name_or_reason(
    province: Province, asker: Client, person: str
) -> None:
    number = asked(asker, province, person).json()["number"]
    asker.post(f"{PREFIX}/reveals/{number}/name")

    answer = province.client(Role.AUDIT_ADMIN).get(f"{PREFIX}/audit?event=person&limit=2")

    events = [(row["event"], row["subject"], row["purpose"]) for row in answer.json()["items"]]
    assert events == [("person.revealed", person, "clue"), ("person.reveal_asked", person, "clue")]
    assert NAME not in answer.text
    assert REASON not in answer.text


def test_another_account_does_not_see_what_was_asked(province: Province, asker: Client, person: str) -> None:
    number = asked(asker, province, person).json()["number"]
    other = province.client(Role.ANALYSE, authority=province.inside[:4])

    answer = other.post(f"{PREFIX}/reveals/{number}/name")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert other.get(f"{PREFIX}/reveals").json()["items"] == []


def test_a_person_of_another_authoritys_enterprise_is_not_named(province: Province, person: str) -> None:
    stranger = province.client(Role.ANALYSE, authority=province.outside)

    assert asked(stranger, province, person).json()["code"] == "out_of_scope"


def test_the_enterprise_named_must_be_tied_to_the_person(province: Province, person: str) -> None:
    stranger = province.client(Role.ANALYSE, authority=province.outside)

    answer = asked(stranger, province, person, enterprise_id=province.other_firm)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", "report"),
        ("purpose", "holiday"),
        ("reason", "x"),
        ("reason", "    \n   "),
        ("person_id", "E1"),
    ],
)
def test_a_reveal_needs_a_purpose_that_names_persons_and_a_reason(
    province: Province, asker: Client, person: str, field: str, value: str
) -> None:
    answer = asked(asker, province, person, **{field: value})

    assert answer.status_code == 422, answer.text
    assert NAME not in answer.text


def test_where_two_persons_are_asked_for_a_second_one_of_the_area_decides(
    province: Province, asker: Client, second: Client, person: str, two_persons: None
) -> None:
    number = asked(asker, province, person).json()["number"]
    early = asker.post(f"{PREFIX}/reveals/{number}/name")
    own = {"verdict": "approved", "reason": "同意核查"}
    waits = [found["number"] for found in second.get(f"{PREFIX}/reveals").json()["items"]]
    decided = second.post(f"{PREFIX}/reveals/{number}/decision", json={**own, "reason": "同意本次核查"})

    shown = asker.post(f"{PREFIX}/reveals/{number}/name")

    assert (early.status_code, early.json()["code"]) == (409, "reveal_state")
    assert number in waits
    assert decided.json()["state"] == "approved"
    assert shown.json()["name"] == NAME


def test_a_refused_request_shows_nothing(
    province: Province, asker: Client, second: Client, person: str, two_persons: None
) -> None:
    number = asked(asker, province, person).json()["number"]
    body = {"verdict": "refused", "reason": "理由不足够"}
    second.post(f"{PREFIX}/reveals/{number}/decision", json=body)

    answer = asker.post(f"{PREFIX}/reveals/{number}/name")
    twice = second.post(f"{PREFIX}/reveals/{number}/decision", json={**body, "verdict": "approved"})

    assert (answer.status_code, twice.status_code) == (409, 409)


def test_who_approves_another_authority_does_not_decide(
    province: Province, asker: Client, person: str, two_persons: None
) -> None:
    number = asked(asker, province, person).json()["number"]
    stranger = province.client(Role.APPROVE, authority=province.outside)

    body = {"verdict": "approved", "reason": "同意本次核查"}
    answer = stranger.post(f"{PREFIX}/reveals/{number}/decision", json=body)

    assert answer.json()["code"] == "out_of_scope"
    assert number not in [found["number"] for found in stranger.get(f"{PREFIX}/reveals").json()["items"]]


def test_a_reason_of_several_lines_is_stored_as_one(province: Province, asker: Client, person: str) -> None:
    made = asked(asker, province, person, reason="核查\r\nSet-Cookie: a=b\x1b[31m=1+1")

    assert made.status_code == 201, made.text
    assert made.json()["reason"] == "核查 Set-Cookie: a=b [31m=1+1"


def test_a_request_lapses_after_three_days(province: Province, asker: Client, person: str) -> None:
    clock = province.app.state.security.clock
    assert isinstance(clock, Clock)
    number = asked(asker, province, person).json()["number"]
    clock.now += 72 * 3_600
    later = province.client(Role.ANALYSE, authority=province.inside)

    answer = later.post(f"{PREFIX}/reveals/{number}/name")
    clock.now -= 72 * 3_600

    assert (answer.status_code, answer.json()["code"]) == (409, "reveal_state")
