"""Accounts of the terminal: none by default, three administrators once, a demo's own, the operator's."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from api.account_tables import OPERATOR, listed
from api.cli import app
from api.first_accounts import FIRST, demo_accounts, first_administrators
from api.security.account_types import NewAccount
from api.security.administration import add_account
from api.security.audit import Audit
from api.security.rights import Role
from api.security.sign_in import Credentials, check_credentials
from tests.signed_in import security_for_tests


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def test_the_first_start_makes_three_administrators_once_with_one_time_passwords(tmp_path: Path) -> None:
    security = security_for_tests(tmp_path)
    audit = Audit(security.engine)

    made, again = first_administrators(security, audit), first_administrators(security, audit)

    accounts = {one.account: one for one in security.accounts.all()}
    assert {name: set(one.roles) for name, one in accounts.items()} == {n: {r} for n, r in FIRST.items()}
    assert all(one.must_change for one in accounts.values())
    for one in made:
        assert one.password is not None
        check_credentials(security, audit, Credentials(account=one.account, password=one.password))
    assert again == []


def test_no_default_account_appears_where_there_is_one_already(tmp_path: Path) -> None:
    security = security_for_tests(tmp_path)
    audit = Audit(security.engine)
    add_account(security, audit, OPERATOR, NewAccount(account="only", display="only"))

    assert first_administrators(security, audit) == []


def test_a_demo_keeps_its_random_passwords_for_its_owner_only(tmp_path: Path) -> None:
    homes = [tmp_path / name for name in ("one", "two")]
    securities = [security_for_tests(home) for home in homes]

    kept = [
        demo_accounts(security, Audit(security.engine), home / "demo")
        for security, home in zip(securities, homes, strict=True)
    ]
    again = demo_accounts(securities[0], Audit(securities[0].engine), homes[0] / "demo")

    file = homes[0] / "demo" / "accounts.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert again == kept[0]
    assert not {one.password for one in kept[0]} & {one.password for one in kept[1]}
    assert {one.role for one in kept[0]} == set(Role)
    found = listed(securities[0]).items
    assert {one.account: one.whole_area for one in found}["shenhe"] is True


def test_an_operator_adds_lists_and_resets_accounts(tmp_path: Path) -> None:
    added = run(tmp_path, "accounts", "add", "li", "--role", "analyse", "--authority", "SA01", "--json")
    reset = run(tmp_path, "accounts", "password", "li", "--json")
    shown = run(tmp_path, "accounts", "list", "--json")
    table = run(tmp_path, "accounts", "list")

    assert added.exit_code == 0, added.output
    assert json.loads(added.stdout)["password"] != json.loads(reset.stdout)["password"]
    (one,) = json.loads(shown.stdout)["items"]
    assert (one["account"], one["roles"], one["authority"]["code"]) == ("li", ["analyse"], "SA01")
    assert "研判" in table.stdout
    assert json.loads(reset.stdout)["password"] not in shown.stdout + table.stdout


def test_an_operator_opens_a_locked_account(tmp_path: Path) -> None:
    run(tmp_path, "accounts", "add", "li", "--role", "query")
    security = security_for_tests(tmp_path)
    security.accounts.change("li", locked_until=1 << 40)

    done = run(tmp_path, "accounts", "unlock", "li", "--json")

    assert json.loads(done.stdout)["items"][0]["locked"] is False


def test_what_an_operator_may_not_is_one_line(tmp_path: Path) -> None:
    both = run(tmp_path, "accounts", "add", "li", "--role", "analyse", "--role", "approve")
    name = run(tmp_path, "accounts", "add", "l i", "--role", "query")
    nobody = run(tmp_path, "accounts", "unlock", "nobody")

    for done, told in ((both, "kept apart"), (name, "letters, digits"), (nobody, "one that exists")):
        assert done.exit_code == 1
        assert told in done.output
        assert len(done.output.strip().splitlines()) == 1


def test_the_schema_is_printed_without_a_home(tmp_path: Path) -> None:
    printed = run(tmp_path / "none", "openapi")

    assert "/api/v1/session" in json.loads(printed.stdout)["paths"]
    assert not (tmp_path / "none").exists()
