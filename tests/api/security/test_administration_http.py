"""Three administrators kept apart: none of them gives itself rights or takes an account over alone."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from api.routes.base import PREFIX
from api.security.rights import Right, Role, check_together, rights_of
from graph.errors import InputError
from tests.signed_in import PASSWORD, signed_in

ACCOUNTS = f"{PREFIX}/accounts"
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
WORKERS = (Role.QUERY, Role.ANALYSE, Role.APPROVE)


def test_rights_of_roles_are_those_of_the_table() -> None:
    assert {role: set(rights_of([role])) for role in Role} == {
        Role.QUERY: {Right.READ},
        Role.ANALYSE: {Right.READ, Right.ANALYSE},
        Role.APPROVE: {Right.READ, Right.APPROVE},
        Role.SYSTEM_ADMIN: {Right.SYSTEM},
        Role.SECURITY_ADMIN: {Right.SECURITY},
        Role.AUDIT_ADMIN: {Right.AUDIT},
    }


@pytest.mark.parametrize("pair", [*combinations(Role, 2)], ids=lambda pair: "-".join(pair))
def test_administrators_hold_no_other_role_and_nobody_approves_what_he_wrote(pair: tuple[Role, Role]) -> None:
    together = set(pair) in ({Role.QUERY, Role.ANALYSE}, {Role.QUERY, Role.APPROVE})

    if together:
        check_together(pair)
    else:
        with pytest.raises(InputError, match="kept apart"):
            check_together(pair)


def test_a_new_account_may_do_nothing_before_it_is_given_a_role(desk: Any, refused: Any) -> None:
    system, security = signed_in(desk.app, Role.SYSTEM_ADMIN), signed_in(desk.app, Role.SECURITY_ADMIN)
    made = system.post(ACCOUNTS, json={"account": "newcomer", "display": "新人"})
    changed = {"password": made.json()["password"], "new_password": PASSWORD}
    client = desk.client(desk.sign_in("newcomer", made.json()["password"]))
    client = desk.client(client.post(f"{PREFIX}/session/password", json=changed))

    before = client.get(f"{PREFIX}/months")
    given = security.put(f"{ACCOUNTS}/newcomer/roles", json={"roles": ["query"], "authority": "SA01"})
    client = desk.client(desk.sign_in("newcomer"))

    assert refused(before) == (403, "forbidden")
    assert (given.json()["roles"], given.json()["authority"]["code"]) == (["query"], "SA01")
    assert client.get(f"{PREFIX}/months").status_code == 200


def test_new_rights_end_the_sessions_that_had_the_old_ones(desk: Any) -> None:
    desk.account("moved", Role.QUERY)
    client = desk.client(desk.sign_in("moved"))

    signed_in(desk.app, Role.SECURITY_ADMIN).put(f"{ACCOUNTS}/moved/roles", json={"roles": ["approve"]})

    assert client.get(f"{PREFIX}/session").status_code == 401


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        (Role.SECURITY_ADMIN, "POST", "/accounts"),
        (Role.SECURITY_ADMIN, "PATCH", "/accounts/anyone"),
        (Role.SECURITY_ADMIN, "POST", "/accounts/anyone/password"),
        (Role.SYSTEM_ADMIN, "PUT", "/accounts/anyone/roles"),
        (Role.SYSTEM_ADMIN, "POST", "/accounts/anyone/unlock"),
        (Role.SYSTEM_ADMIN, "DELETE", "/accounts/anyone/totp"),
        (Role.SYSTEM_ADMIN, "POST", "/keys"),
        (Role.AUDIT_ADMIN, "GET", "/accounts"),
        (Role.AUDIT_ADMIN, "GET", "/keys"),
        (Role.SYSTEM_ADMIN, "GET", "/months"),
        (Role.APPROVE, "GET", "/accounts"),
    ],
)
def test_what_is_anothers_is_refused_with_the_right_it_needs(
    desk: Any, refused: Any, role: Role, method: str, path: str
) -> None:
    answer = signed_in(desk.app, role).request(method, PREFIX + path, json={})

    assert refused(answer) == (403, "forbidden")
    assert "right" in answer.json()["detail"]


def test_nobody_takes_an_account_over_by_resetting_its_password(desk: Any, refused: Any) -> None:
    desk.account("victim", Role.APPROVE)
    session = desk.client(desk.sign_in("victim"))

    reset = signed_in(desk.app, Role.SYSTEM_ADMIN).post(f"{ACCOUNTS}/victim/password").json()
    alone = desk.sign_in("victim", reset["password"])
    unlocked = signed_in(desk.app, Role.SECURITY_ADMIN).post(f"{ACCOUNTS}/victim/unlock").json()
    both = desk.sign_in("victim", reset["password"])

    assert session.get(f"{PREFIX}/session").status_code == 401
    assert reset["awaits_unlock"] is True
    assert refused(alone) == (423, "locked_out")
    assert (unlocked["locked"], unlocked["must_change_password"]) == (False, True)
    assert both.json()["must_change_password"] is True


def test_the_security_administrator_opens_a_lock(desk: Any) -> None:
    desk.account("stuck")
    for _ in range(5):
        desk.sign_in("stuck", "Falsch-2026-Fluss")

    opened = signed_in(desk.app, Role.SECURITY_ADMIN).post(f"{ACCOUNTS}/stuck/unlock")

    assert opened.json()["locked"] is False
    assert desk.sign_in("stuck").status_code == 201


def test_nobody_gives_rights_to_or_closes_the_own_account(desk: Any) -> None:
    system, security = signed_in(desk.app, Role.SYSTEM_ADMIN), signed_in(desk.app, Role.SECURITY_ADMIN)

    given = security.put(f"{ACCOUNTS}/security_admin-none/roles", json={"roles": ["approve"]})
    closed = system.patch(f"{ACCOUNTS}/system_admin-none", json={"disabled": True})

    assert (given.status_code, closed.status_code) == (422, 422)


@pytest.mark.parametrize(
    "body",
    [
        {"roles": ["analyse", "approve"]},
        {"roles": ["system_admin", "query"]},
        {"roles": ["query"], "authority": "SA01", "whole_area": True},
        {"roles": ["audit_admin"], "whole_area": True},
        {"roles": ["emperor"]},
        {"roles": ["query"], "rights": ["system"]},
    ],
)
def test_roles_and_areas_that_do_not_fit_are_refused(desk: Any, body: dict[str, Any]) -> None:
    desk.account("fitting")

    answer = signed_in(desk.app, Role.SECURITY_ADMIN).put(f"{ACCOUNTS}/fitting/roles", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")
    assert desk.security.accounts.get("fitting").roles == {Role.QUERY}


@pytest.mark.parametrize("name", ["a", "a b", "../x", "x" * 65, "张三", "-x", "a\nb", "a'--"])
def test_names_of_accounts_have_one_form(desk: Any, name: str) -> None:
    answer = signed_in(desk.app, Role.SYSTEM_ADMIN).post(ACCOUNTS, json={"account": name, "display": "x"})

    assert answer.status_code == 422


def test_a_name_is_given_once(desk: Any) -> None:
    desk.account("taken")

    answer = signed_in(desk.app, Role.SYSTEM_ADMIN).post(ACCOUNTS, json={"account": "taken", "display": "x"})

    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/accounts/nobody/unlock", "/accounts/nobody/password"])
def test_an_account_that_is_not_there_is_not_found(desk: Any, path: str) -> None:
    role = Role.SECURITY_ADMIN if path.endswith("unlock") else Role.SYSTEM_ADMIN

    assert signed_in(desk.app, role).post(PREFIX + path).status_code == 404


def test_lists_of_accounts_hold_no_secret(desk: Any) -> None:
    desk.account("plain")

    text = signed_in(desk.app, Role.SYSTEM_ADMIN).get(ACCOUNTS).text

    assert "argon2" not in text
    assert "totp_secret" not in text


def test_every_step_of_administration_is_in_the_audit(desk: Any) -> None:
    system, security = signed_in(desk.app, Role.SYSTEM_ADMIN), signed_in(desk.app, Role.SECURITY_ADMIN)
    system.post(ACCOUNTS, json={"account": "told", "display": "x"})
    security.put(f"{ACCOUNTS}/told/roles", json={"roles": ["query"]})
    system.post(f"{ACCOUNTS}/told/password")
    security.post(f"{ACCOUNTS}/told/unlock")
    system.patch(f"{ACCOUNTS}/told", json={"disabled": True})

    assert desk.events("told") == [
        "account.added",
        "account.roles_set",
        "password.reset",
        "account.unlocked",
        "account.changed",
    ]
