"""The audit on SQLite and on PostgreSQL: added only, one chain, every damage found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.security.audit import ANCHOR_EVERY, ANCHORS, Audit
from api.security.audit_archive import archive, check_archives
from api.security.audit_check import rows_of, verify
from api.security.viewer import TERMINAL
from graph.errors import InputError, IntegrityError, JobError
from graph.state import open_state
from tests.signed_in import Clock

JANUARY = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


class Kept:
    """An audit of a fresh state, with a clock that a test moves."""

    def __init__(self, place: Path | str, folder: Path) -> None:
        self.time = Clock(JANUARY)
        self.engine = open_state(place)
        self.audit = Audit(self.engine, folder, clock=lambda: datetime.fromtimestamp(self.time(), UTC))

    def add(self, rows: int) -> None:
        """Write rows a second apart."""
        for number in range(rows):
            self.time.now += 1
            self.audit.record(TERMINAL, "receipt.viewed", subject=f"E{number}")

    def without_guards(self, *statements: str) -> None:
        """What somebody does who owns the database: takes the guards away, then changes rows."""
        with self.engine.begin() as connection:
            for table in ("audit", "audit_head"):
                if self.engine.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                else:
                    for change in ("update", "delete"):
                        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_stay_{change}")
            for statement in statements:
                connection.exec_driver_sql(statement)


@pytest.fixture
def kept(state_place: Path | str, tmp_path: Path) -> Iterator[Kept]:
    """An audit on either database."""
    made = Kept(state_place, tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Kept]:
    """An audit on SQLite, where the database does not matter."""
    made = Kept(tmp_path, tmp_path)
    yield made
    made.engine.dispose()


def test_rows_that_follow_from_each_other_are_whole(kept: Kept) -> None:
    kept.add(5)

    found = verify(kept.audit)

    assert (found.whole, found.rows, found.first, found.last) == (True, 5, 1, 5)


def test_an_empty_audit_is_whole(local: Kept) -> None:
    assert verify(local.audit).whole


def test_the_database_itself_refuses_to_change_a_row(kept: Kept) -> None:
    kept.add(2)

    for statement in (
        "UPDATE audit SET account = 'another'",
        "DELETE FROM audit WHERE number = 1",
        "DELETE FROM audit",
        "UPDATE audit_head SET number = 0",
        "DELETE FROM audit_head",
    ):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"only added|goes forward"),
            kept.engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("column", ["at", "account", "event", "subject", "result", "details", "hash"])
def test_a_changed_row_is_named_whatever_column(local: Kept, column: str) -> None:
    local.add(4)
    local.without_guards(f"UPDATE audit SET {column} = 'x' WHERE number = 3")

    assert verify(local.audit).broken == 3


def test_a_changed_row_with_a_hash_made_for_it_breaks_the_next_one(local: Kept) -> None:
    local.add(4)
    with local.engine.connect() as connection:
        second = next(row for row in rows_of(connection) if row.number == 2)
    forged = replace(second, account="another")
    local.without_guards(
        f"UPDATE audit SET account = 'another', hash = '{forged.computed_hash}' WHERE number = 2"
    )

    assert verify(local.audit).broken == 3


def test_a_missing_row_in_the_middle_is_named(local: Kept) -> None:
    local.add(4)
    local.without_guards("DELETE FROM audit WHERE number = 2")

    assert verify(local.audit).broken == 2


def test_a_tail_that_was_cut_off_is_found(kept: Kept) -> None:
    kept.add(4)
    kept.without_guards("DELETE FROM audit WHERE number > 2")

    assert verify(kept.audit).broken == 3


def test_a_cut_tail_is_found_by_the_anchor_when_the_head_was_cut_too(local: Kept) -> None:
    local.add(ANCHOR_EVERY)
    last = verify(local.audit)
    with local.engine.connect() as connection:
        text = "SELECT hash, at FROM audit WHERE number = 50"
        middle = connection.exec_driver_sql(text).one()
    local.without_guards(
        "DELETE FROM audit WHERE number > 50",
        f"UPDATE audit_head SET number = 50, hash = '{middle[0]}', at = '{middle[1]}'",
    )

    assert verify(local.audit).broken == 51
    (local.audit.folder or Path()).joinpath(ANCHORS).unlink()
    assert verify(local.audit).whole
    assert verify(local.audit, (last.last, last.hash)).broken == 51


def test_a_rewritten_chain_is_found_by_what_was_noted_elsewhere(local: Kept) -> None:
    local.add(3)

    found = verify(local.audit, (2, "0" * 64))

    assert (found.whole, found.broken) == (False, 2)


def test_a_clock_set_back_is_recorded_and_the_order_stays(local: Kept) -> None:
    local.add(2)
    local.time.now -= 3_600
    local.add(2)

    found = verify(local.audit)

    assert (found.whole, found.set_back) == (True, (3,))


def test_writers_at_once_make_one_chain(kept: Kept) -> None:
    threads = [threading.Thread(target=kept.add, args=(10,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = verify(kept.audit)

    assert (found.whole, found.rows) == (True, 40)


def test_an_archive_is_signed_and_the_chain_goes_on_behind_it(local: Kept) -> None:
    local.add(3)
    made = archive(local.audit).archive
    local.add(2)

    again = archive(local.audit).archive

    assert made is not None
    assert again is not None
    assert (made.first_number, made.last_number, again.first_number) == (1, 3, 4)
    assert check_archives(local.audit) == ()


def test_archived_rows_may_go_after_six_months_and_the_rest_stays_whole(kept: Kept) -> None:
    kept.add(3)
    archive(kept.audit)
    kept.time.now += 200 * 86_400
    kept.add(2)

    made = archive(kept.audit, remove_after_days=183)

    found = verify(kept.audit)
    assert (made.removed, found.whole, found.first, found.last) == (3, True, 4, 5)


def test_rows_taken_away_behind_an_archive_nobody_signed_are_missed(local: Kept) -> None:
    local.add(4)
    archive(local.audit)
    local.add(4)
    with local.engine.connect() as connection:
        text = "SELECT hash FROM audit WHERE number = 6"
        forged = connection.exec_driver_sql(text).scalar_one()
    local.without_guards(
        "INSERT INTO audit_archives VALUES (5, 6, '" + forged + "', 'gone', 'x', '00', '2026-01-01')",
        "DELETE FROM audit WHERE number < 7",
    )

    assert verify(local.audit).broken == 1
    with pytest.raises(IntegrityError, match="signature"):
        check_archives(local.audit)


def test_of_a_removed_row_noted_elsewhere_nothing_is_said_but_at_the_end_of_an_archive(kept: Kept) -> None:
    kept.add(3)
    noted = verify(kept.audit)
    archive(kept.audit)
    kept.time.now += 200 * 86_400
    kept.add(1)
    archive(kept.audit, remove_after_days=183)

    assert verify(kept.audit, (noted.last, noted.hash)).whole
    for number, digest in ((2, noted.hash), (3, "0" * 64)):
        with pytest.raises(InputError, match="removed"):
            verify(kept.audit, (number, digest))


def test_rows_younger_than_six_months_never_go(local: Kept) -> None:
    local.add(1)

    with pytest.raises(JobError, match="183"):
        archive(local.audit, remove_after_days=30)


def test_a_broken_chain_is_not_archived(local: Kept) -> None:
    local.add(3)
    local.without_guards("UPDATE audit SET account = 'x' WHERE number = 2")

    with pytest.raises(JobError, match="row 2"):
        archive(local.audit)


def test_a_changed_archive_is_refused(local: Kept) -> None:
    local.add(3)
    made = archive(local.audit).archive
    assert made is not None
    path = (local.audit.folder or Path()) / "audit" / "archive" / made.file
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(IntegrityError, match="not the one that was signed"):
        check_archives(local.audit)


@pytest.mark.parametrize("text", ["张三", "110101199003071234", "13812345678", "a@b.cn", "E1\nE2", ""])
def test_a_subject_that_could_be_personal_is_stored_as_its_hash(tmp_path: Path, text: str) -> None:
    row = Audit(tmp_path).record(TERMINAL, "receipt.viewed", subject=text)

    assert (row.subject or "").startswith("sha256:")


def test_a_text_of_several_lines_becomes_one(tmp_path: Path) -> None:
    kept_text = {"why": "a\r\n2026-01-01 admin\u202e\x1b[31m"}

    row = Audit(tmp_path).record(TERMINAL, "receipt.viewed", details=kept_text)

    assert row.details == '{"why":"a 2026-01-01 admin [31m"}'


def test_an_event_is_a_dotted_constant(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="event"):
        Audit(tmp_path).record(TERMINAL, "张三 viewed")


def test_a_moment_before_any_row_does_not_matter(tmp_path: Path) -> None:
    row = Audit(tmp_path, clock=lambda: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(1)).record(
        None, "session.refused"
    )

    assert (row.account, row.via, row.behind_ms) == ("-", "none", 0)
