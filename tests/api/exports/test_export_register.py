"""The register of exports on both databases: states in order, quota, own rows only, what is left over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from api.exports.errors import ExportQuotaError
from api.exports.kinds import KINDS
from api.exports.names import ExportKind, ExportState
from api.exports.register import ExportRegister, Finished, Order, Quota
from graph.errors import NotFoundError
from graph.state import open_state

QUOTA = Quota(waiting=2, kept=2, waiting_of_all=3)
DONE = Finished(file_name="a.csv", size=3, sha256="0" * 64, content_sha256="1" * 64, rows=1, truncated=False)
ASKED = 1_793_000_000


def order(number: int, account: str = "one") -> Order:
    return Order(
        id=f"{number:032x}",
        account=account,
        viewer="{}",
        scope_hash="s",
        kind=ExportKind.RECEIPT_CSV,
        subject="E1",
        month="2026-10",
        revision=1,
        purpose="clue",
        recipient="own_unit",
        parameters="{}",
        asked_at=ASKED + number,
    )


@pytest.fixture
def register(state_place: Path | str) -> ExportRegister:
    return ExportRegister(open_state(state_place))


def claimed(register: ExportRegister, number: int = 1) -> Order:
    register.add(order(number), QUOTA)
    taken = register.claim()
    assert taken is not None
    return taken


def test_the_oldest_waits_longest_and_is_taken_once(register: ExportRegister) -> None:
    for number in (2, 1):
        register.add(order(number), QUOTA)

    taken = [register.claim(), register.claim(), register.claim()]

    assert [None if one is None else one.id for one in taken] == [order(1).id, order(2).id, None]


def test_an_export_of_another_account_is_not_found(register: ExportRegister) -> None:
    register.add(order(1), QUOTA)

    with pytest.raises(NotFoundError):
        register.find("two", order(1).id)
    with pytest.raises(NotFoundError):
        register.withdraw("two", order(1).id)
    assert register.of_account("two", 10) == ([], 0)


def test_an_account_has_so_many_waiting_and_so_many_kept(register: ExportRegister) -> None:
    for number in (1, 2):
        register.add(order(number), QUOTA)
    with pytest.raises(ExportQuotaError, match="waiting"):
        register.add(order(3), QUOTA)
    for _ in range(2):
        taken = register.claim()
        assert taken is not None
        assert register.finish(taken.id, DONE, now=ASKED, expires_at=ASKED + 9)

    with pytest.raises(ExportQuotaError, match="kept"):
        register.add(order(3), QUOTA)


def test_all_accounts_together_have_so_many_waiting(register: ExportRegister) -> None:
    for number in range(3):
        register.add(order(number, f"account {number}"), QUOTA)

    with pytest.raises(ExportQuotaError, match="all accounts"):
        register.add(order(9, "another"), QUOTA)


def test_a_finished_export_is_as_it_was_told(register: ExportRegister) -> None:
    taken = claimed(register)

    assert register.finish(taken.id, DONE, now=ASKED + 5, expires_at=ASKED + 9)

    found = register.find("one", taken.id)
    assert found == replace(
        taken,
        state=ExportState.DONE,
        finished_at=ASKED + 5,
        expires_at=ASKED + 9,
        **{name: getattr(DONE, name) for name in Finished.__dataclass_fields__},
    )


def test_what_is_not_running_cannot_finish(register: ExportRegister) -> None:
    register.add(order(1), QUOTA)

    assert not register.finish(order(1).id, DONE, now=ASKED, expires_at=ASKED)
    assert register.find("one", order(1).id).state is ExportState.PENDING


def test_what_a_dead_process_left_is_made_again_but_not_for_ever(register: ExportRegister) -> None:
    taken = claimed(register)

    register.take_up_again(now=ASKED)
    assert register.find("one", taken.id).state is ExportState.PENDING
    register.claim()
    register.take_up_again(now=ASKED)

    found = register.find("one", taken.id)
    assert (found.state, found.problem_code) == (ExportState.FAILED, "interrupted")


def test_a_file_expires_on_its_day_and_not_before(register: ExportRegister) -> None:
    taken = claimed(register)
    register.finish(taken.id, DONE, now=ASKED, expires_at=ASKED + 10)

    assert register.expire(now=ASKED + 9) == []
    assert register.expire(now=ASKED + 10) == [taken.id]
    assert register.find("one", taken.id).state is ExportState.EXPIRED


def test_only_running_and_done_exports_have_files(register: ExportRegister) -> None:
    taken = claimed(register)
    register.add(order(2), QUOTA)

    assert register.with_file() == {taken.id}


def test_requests_of_many_threads_are_all_taken_and_each_is_made_once(register: ExportRegister) -> None:
    quota = Quota(waiting=99, kept=99, waiting_of_all=99)

    def ask_and_claim(number: int) -> str | None:
        register.add(order(number, f"account {number}"), quota)
        taken = register.claim()
        return None if taken is None else taken.id

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(ask_and_claim, range(40)))

    kept = [one for one in taken if one is not None]
    while (one := register.claim()) is not None:
        kept.append(one.id)
    assert sorted(kept) == [order(number).id for number in range(40)]


def test_every_kind_has_a_rule() -> None:
    assert set(KINDS) == set(ExportKind)
