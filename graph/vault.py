"""The vault of person names: the one place that holds them; out of it they come masked, but for a reveal.

Names are never logged and never part of an error: the engine hides its parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from graph.arrays import Frame, large_text
from graph.errors import InputError
from graph.masking import mask_name
from graph.state import open_state, refusal

_ROWS_AT_ONCE = 100_000
_IDS_AT_ONCE = 500
_LONGEST_NAME = 200
_BETWEEN_PARTS = r"[\p{Z}\p{C}\s·•・‧∙.．。,，'’-]+"
# Two signs of a Chinese name are a whole name; of Latin letters three may be initials.
_WHOLE_NAME = r"^(?:\p{Han}{2,20}|[\p{Latin}\p{Cyrillic}]{4,60})$"
_MASKED = "某"
_NO_NAMES = ("不详", "未知", "暂无", "没有", "保密", "匿名", "无名", "NULL", "NONE", "UNKNOWN")
_NAMES = sa.table(
    "person_names",
    sa.column("person_id", sa.String),
    sa.column("source", sa.String),
    sa.column("name", sa.String),
    sa.column("known_on", sa.Date),
)


class NameVault:
    """Names of persons by id, source and the last day they were delivered.

    Parameters
    ----------
    place : engine of ``graph.state.open_state``, path of a home folder, or URL
    """

    def __init__(self, place: sa.Engine | Path | str) -> None:
        self._engine = place if isinstance(place, sa.Engine) else open_state(place)
        # Built once: most reads of the graph ask it.
        self._newest = (
            sa.select(_NAMES.c.person_id, _NAMES.c.name)
            .where(_NAMES.c.person_id.in_(sa.bindparam("wanted", expanding=True)))
            .order_by(_NAMES.c.known_on, *self._by_bytes(_NAMES.c.source, _NAMES.c.name))
        )

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise refusal(self._engine, error, "name vault: the state database refused") from None

    def put(self, person_ids: Any, names: Any, source: str, known_on: date) -> int:
        """Store the names of a delivery; the same rows twice change nothing.

        Parameters
        ----------
        person_ids, names : text columns, shape (n,)
            Rows with a null or blank name or a null id are left out.
        source : str
        known_on : date
            The name with the greatest day is the one shown.

        Returns
        -------
        int
            Rows stored or already there. 1.5M rows take seconds; 100,000 are in memory at once.

        Raises
        ------
        InputError
            If the columns differ in length.
        StoreError
            If the database refuses (locked, damaged); ``DiskFullError`` if it is full.
        """
        ids, texts = large_text(person_ids), _storable(large_text(names))
        if len(ids) != len(texts):
            raise InputError(f"name vault: expected as many names as ids, got {len(texts)} and {len(ids)}")
        usable = pc.and_(pc.is_valid(ids), pc.fill_null(pc.greater(pc.binary_length(texts), 0), False))
        table = pa.table({"id": ids.filter(usable), "name": large_text(texts).filter(usable)})
        # Rows in key order fill the pages of the index from left to right.
        table = table.take(pc.sort_indices(table, [("id", "ascending"), ("name", "ascending")]))
        sqlite = self._engine.dialect.name == "sqlite"
        day: Any = known_on.isoformat() if sqlite else known_on
        mark = "?" if self._engine.dialect.paramstyle == "qmark" else "%s"
        statement = (
            f"INSERT INTO person_names (person_id, source, name, known_on) VALUES ({', '.join([mark] * 4)}) "  # noqa: S608
            "ON CONFLICT (person_id, source, name) DO UPDATE SET known_on = excluded.known_on "
            "WHERE excluded.known_on > person_names.known_on"
        )
        with self._transaction() as connection:
            for start in range(0, table.num_rows, _ROWS_AT_ONCE):
                part = table.slice(start, _ROWS_AT_ONCE)
                rows = [
                    (person, source, name, day)
                    for person, name in zip(part["id"].to_pylist(), part["name"].to_pylist(), strict=True)
                ]
                connection.exec_driver_sql(statement, rows)
        return int(table.num_rows)

    def masked(self, person_ids: Sequence[str]) -> dict[str, str]:
        """Masked name (张*) of each id; a star where no name is known."""
        wanted = list(dict.fromkeys(person_ids))
        found: dict[str, str] = dict.fromkeys(wanted, mask_name(None))
        with self._transaction() as connection:
            for start in range(0, len(wanted), _IDS_AT_ONCE):
                asked = {"wanted": wanted[start : start + _IDS_AT_ONCE]}
                # The last row of a person is the newest name.
                found.update(
                    {person: mask_name(name) for person, name in connection.execute(self._newest, asked)}
                )
        return found

    def revealed(self, person_id: str) -> str | None:
        """Whole name of one person, None if none is known; only for a reveal that the audit holds."""
        query = (
            sa.select(_NAMES.c.name)
            .where(_NAMES.c.person_id == person_id)
            .order_by(
                _NAMES.c.known_on.desc(),
                *(one.desc() for one in self._by_bytes(_NAMES.c.source, _NAMES.c.name)),
            )
            .limit(1)
        )
        with self._transaction() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else str(found)

    def forget(self, person_id: str) -> int:
        """Delete the names of one person; a later delivery may bring them again. Rows deleted."""
        with self._transaction() as connection:
            return int(connection.execute(sa.delete(_NAMES).where(_NAMES.c.person_id == person_id)).rowcount)

    def _by_bytes(self, *columns: sa.ColumnClause[str]) -> list[sa.ColumnElement[str]]:
        """Order of the bytes: the same name is shown whatever order a database was made with."""
        order = "BINARY" if self._engine.dialect.name == "sqlite" else "C"
        return [sa.collate(column, order) for column in columns]

    def name_keys(self, known_by: date) -> Frame:
        """Which persons share a name, without the names.

        Parameters
        ----------
        known_by : date
            Names delivered later do not count.

        Returns
        -------
        Frame
            text person_id; int32 key (equal for equal normalised names, no order in it). A person
            with several names has several rows; names that are masked, blank or no name of a person
            have none. 1.5M names: 5 s.
        """
        ids: list[pa.Array] = []
        keys: list[pa.Array] = []
        with self._transaction() as connection:
            query = sa.select(_NAMES.c.person_id, _NAMES.c.name).where(_NAMES.c.known_on <= known_by)
            cursor = connection.execute(query).cursor
            # Rows of the driver: objects of every row would take three times as long.
            while cursor is not None and (rows := cursor.fetchmany(_ROWS_AT_ONCE)):
                persons, names = zip(*rows, strict=True)
                ids.append(pa.array(persons, pa.large_string()))
                keys.append(_comparable(pa.array(names, pa.large_string())))
        person = large_text(pa.chunked_array(ids, pa.large_string()))
        encoded = pc.dictionary_encode(large_text(pa.chunked_array(keys, pa.large_string()))).indices
        known = np.flatnonzero(np.asarray(pc.is_valid(encoded)))
        index = pa.array(known)
        return Frame(
            {
                "person_id": large_text(person.take(index)),
                "key": np.asarray(encoded.take(index)).astype(np.int32),
            }
        )

    def count(self) -> int:
        """Number of persons with a name."""
        with self._transaction() as connection:
            query = sa.select(sa.func.count(sa.distinct(_NAMES.c.person_id)))
            return int(connection.execute(query).scalar_one())


def _comparable(names: pa.LargeStringArray) -> pa.LargeStringArray:
    """Names as they are compared: half width, upper case, no spaces and points between parts.

    Null where a text is no whole name: masked (张*, 张某), a placeholder, one sign, or with digits.
    """
    texts = pc.utf8_upper(pc.utf8_normalize(names, form="NFKC"))
    texts = pc.replace_substring_regex(texts, _BETWEEN_PARTS, "")
    whole = pc.and_(
        pc.match_substring_regex(texts, _WHOLE_NAME),
        pc.and_(
            pc.invert(pc.match_substring(texts, _MASKED)),
            pc.invert(pc.is_in(texts, value_set=pa.array(_NO_NAMES, pa.large_string()))),
        ),
    )
    return large_text(pc.if_else(whole, texts, pa.scalar(None, pa.large_string())))


def _storable(names: pa.LargeStringArray) -> pa.LargeStringArray:
    """Names as every database takes them: no NUL, no blank ends, bounded."""
    without = pc.replace_substring(names, pattern="\0", replacement="")
    return pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(without), 0, _LONGEST_NAME)
