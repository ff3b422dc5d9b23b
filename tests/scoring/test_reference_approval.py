"""Reference tables that somebody built by hand count when a second person approved them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from graph.errors import InputError, IntegrityError, JobError, NotFoundError, StoreBusyError
from graph.locks import held_alone
from graph.store.protocol import FactStore
from scoring.job.reference import find_reference, make_reference, reference_for
from scoring.pack import load_pack
from scoring.reference import Reference
from scoring.reference_approval import ReferenceState, approval_of, approve, refuse
from tests.frozen_store import FrozenStore, PreparedFilings
from tests.frozen_world import world

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)
DAY = date(2026, 11, 3)
PACK = load_pack("mrt")


def store() -> FactStore:
    record: dict[str, Any] = {"record_id": "r1", "kind": "penalty", "decided_on": date(2026, 3, 1)}
    days = (AUGUST, SEPTEMBER, OCTOBER)
    told = {
        day: world(as_of=day, enterprises=["E1"], records=[{**record, "parties": ["E1"]}]) for day in days
    }
    return cast(FactStore, FrozenStore(told))


def built(home: Path, day: date = SEPTEMBER, author: str | None = "u1") -> Reference:
    proposed = None if author is None else (author, DAY)
    return make_reference(home, store(), PreparedFilings(), PACK, day, proposed=proposed)


def of_october(home: Path, **more: Any) -> Reference:
    return reference_for(home, store(), PreparedFilings(), PACK, OCTOBER, **more)


def test_a_month_refuses_tables_that_wait_for_a_second_person(tmp_path: Path) -> None:
    built(tmp_path)

    with pytest.raises(JobError, match="expected an approval by a second person before a month uses it"):
        of_october(tmp_path)


def test_a_month_uses_approved_tables(tmp_path: Path) -> None:
    wanted = built(tmp_path)

    told = approve(tmp_path, wanted.id, "u2", DAY)

    assert (told.state, told.author, told.approver) == (ReferenceState.APPROVED, "u1", "u2")
    assert of_october(tmp_path).id == wanted.id


def test_older_approved_tables_count_before_newer_ones_that_wait(tmp_path: Path) -> None:
    older = built(tmp_path, AUGUST)
    approve(tmp_path, older.id, "u2", DAY)
    built(tmp_path, SEPTEMBER)

    assert of_october(tmp_path).id == older.id


def test_tables_that_a_first_month_builds_are_approved_with_the_pack(tmp_path: Path) -> None:
    made = of_october(tmp_path)

    assert approval_of(tmp_path, made.id).state is ReferenceState.WITH_PACK


def test_tables_in_use_are_no_candidates_because_somebody_builds_them_again(tmp_path: Path) -> None:
    made = built(tmp_path, author=None)

    again = built(tmp_path, author="u1")

    assert again.id == made.id
    assert approval_of(tmp_path, made.id).state is ReferenceState.WITH_PACK


def test_a_comparison_judges_tables_that_wait(tmp_path: Path) -> None:
    waiting = built(tmp_path)

    assert of_october(tmp_path, candidates=True).id == waiting.id
    assert find_reference(tmp_path, PACK, OCTOBER) is None


def test_refused_tables_are_never_used(tmp_path: Path) -> None:
    older = built(tmp_path, AUGUST)
    approve(tmp_path, older.id, "u2", DAY)
    wanted = built(tmp_path, SEPTEMBER)

    told = refuse(tmp_path, wanted.id, "u2", DAY, " too few firms ")

    assert (told.state, told.refused_by, told.refused_on) == (ReferenceState.REFUSED, "u2", DAY)
    assert (told.author, told.approver, told.reason) == ("u1", None, "too few firms")
    assert of_october(tmp_path).id == of_october(tmp_path, candidates=True).id == older.id


def test_refused_tables_stop_no_month_from_building_others(tmp_path: Path) -> None:
    refused = built(tmp_path, AUGUST)
    refuse(tmp_path, refused.id, "u2", DAY, "old")

    made = of_october(tmp_path)

    assert made.id != refused.id
    assert approval_of(tmp_path, made.id).state is ReferenceState.WITH_PACK


def test_a_month_does_not_build_what_was_refused(tmp_path: Path) -> None:
    refused = built(tmp_path)
    refuse(tmp_path, refused.id, "u2", DAY, "old")

    with pytest.raises(JobError, match="expected tables that nobody refused"):
        of_october(tmp_path)


def test_the_same_tables_built_again_stay_refused(tmp_path: Path) -> None:
    refused = built(tmp_path)
    refuse(tmp_path, refused.id, "u2", DAY, "old")

    again = built(tmp_path, author="u3")

    assert again.id == refused.id
    assert approval_of(tmp_path, again.id).state is ReferenceState.REFUSED


@pytest.mark.parametrize("first", [approve, refuse])
@pytest.mark.parametrize("second", [approve, refuse])
def test_of_approval_and_refusal_there_is_one(
    first: Callable[..., object], second: Callable[..., object], tmp_path: Path
) -> None:
    made = built(tmp_path)
    hands = {approve: ("u2", DAY), refuse: ("u2", DAY, "old")}
    first(tmp_path, made.id, *hands[first])
    state = approval_of(tmp_path, made.id)

    with pytest.raises(JobError, match=r"expected a candidate, got tables (approved|refused) on 2026-11-03"):
        second(tmp_path, made.id, *hands[second])

    assert approval_of(tmp_path, made.id) == state


def test_two_who_decide_at_once_do_not_both(tmp_path: Path) -> None:
    made = built(tmp_path)

    with (
        held_alone(tmp_path / "reference" / made.id / ".verdict.lock", "busy"),
        pytest.raises(StoreBusyError, match="ask again"),
    ):
        refuse(tmp_path, made.id, "u2", DAY, "old")

    assert approval_of(tmp_path, made.id).state is ReferenceState.CANDIDATE


def test_approval_and_refusal_beside_each_other_are_damage(tmp_path: Path) -> None:
    made = built(tmp_path)
    approve(tmp_path, made.id, "u2", DAY)
    (tmp_path / "reference" / made.id / "refused.json").write_text(
        '{"account": "u2", "on": "2026-11-03", "reason": "old"}', encoding="utf-8"
    )

    with pytest.raises(IntegrityError, match="expected one verdict"):
        of_october(tmp_path)


@pytest.mark.parametrize(
    ("approver", "reason", "error", "told"),
    [
        ("U1 ", "old", JobError, "approver who is not the author"),
        (" ", "old", InputError, "say --approver"),
        ("u2", " ", InputError, "say --reason"),
    ],
)
def test_a_refusal_names_a_second_person_and_why(
    approver: str, reason: str, error: type[Exception], told: str, tmp_path: Path
) -> None:
    made = built(tmp_path)

    with pytest.raises(error, match=told):
        refuse(tmp_path, made.id, approver, DAY, reason)

    assert approval_of(tmp_path, made.id).state is ReferenceState.CANDIDATE


def test_tables_approved_with_the_pack_are_not_refused(tmp_path: Path) -> None:
    made = built(tmp_path, author=None)

    with pytest.raises(JobError, match="expected a candidate, got tables approved with the pack"):
        refuse(tmp_path, made.id, "u2", DAY, "old")


@pytest.mark.parametrize(
    ("approver", "error", "told"),
    [
        ("U1 ", JobError, "approver who is not the author"),
        (" ", InputError, "say --approver"),
    ],
)
def test_one_person_is_not_two_hands(
    approver: str, error: type[Exception], told: str, tmp_path: Path
) -> None:
    made = built(tmp_path)

    with pytest.raises(error, match=told):
        approve(tmp_path, made.id, approver, DAY)

    assert approval_of(tmp_path, made.id).state is ReferenceState.CANDIDATE


@pytest.mark.parametrize("author", ["u1", None])
def test_tables_are_approved_once(author: str | None, tmp_path: Path) -> None:
    made = built(tmp_path, author=author)
    if author is not None:
        approve(tmp_path, made.id, "u2", DAY)

    with pytest.raises(JobError, match="expected a candidate"):
        approve(tmp_path, made.id, "u3", DAY)


def test_tables_nobody_built_are_not_approved(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no tables have this id"):
        approve(tmp_path, "2026-09-30-0", "u2", DAY)


def test_tables_that_were_changed_are_not_approved(tmp_path: Path) -> None:
    made = built(tmp_path)
    path = tmp_path / "reference" / made.id / "reference.json"
    told = json.loads(path.read_text(encoding="utf-8")) | {"scale": 2.0}
    path.write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(IntegrityError, match="expected hash"):
        approve(tmp_path, made.id, "u2", DAY)


def test_a_damaged_approval_is_named(tmp_path: Path) -> None:
    made = built(tmp_path)
    approve(tmp_path, made.id, "u2", DAY)
    (tmp_path / "reference" / made.id / "approved.json").write_text('{"account": "u2"}', encoding="utf-8")

    with pytest.raises(IntegrityError, match=r"approved\.json is damaged"):
        of_october(tmp_path)
