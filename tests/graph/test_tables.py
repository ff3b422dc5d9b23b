"""Table contracts: one declaration gives the file schema and the frame contract."""

from __future__ import annotations

import pandas as pd
import pandera.errors
import pytest

from graph.columns import Sensitivity
from graph.domain import TieKind
from graph.filing_tables import FILING_TABLES
from graph.tables import GRAPH_TABLES, TABLES, TIES


def _tie(**changes: object) -> pd.DataFrame:
    row = dict.fromkeys(TIES.names) | {
        "tie_id": "t1",
        "kind": TieKind.HOLDS.value,
        "source_id": "R:a:1",
        "target_id": "R:a:2",
        "share": 0.5,
    }
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_key_is_the_first_column_and_required(name: str) -> None:
    table = TABLES[name]

    assert table.columns[0].name == table.key
    assert table.columns[0].required


@pytest.mark.parametrize("name", sorted(TABLES))
def test_time_rules_name_existing_columns(name: str) -> None:
    table = TABLES[name]
    named = (table.valid_from, table.valid_to, table.closes, table.scope, *table.backfill_day)

    assert {column for column in named if column} <= set(table.names)


def test_no_table_has_a_column_for_a_name_of_a_person() -> None:
    persons = TABLES["persons"]

    assert "name" not in persons.names
    assert persons.column("person_id").sensitivity is not Sensitivity.PUBLIC


def test_every_filing_is_dated_and_belongs_to_one_enterprise() -> None:
    for table in FILING_TABLES:
        assert table.names[:3] == ("filing_id", "enterprise_id", "filed_on")
        assert table.filing


def test_graph_tables_and_filings_do_not_overlap() -> None:
    assert len(TABLES) == len(GRAPH_TABLES) + len(FILING_TABLES)


def test_a_share_must_be_a_fraction() -> None:
    contract = TIES.contract()

    contract.validate(_tie(share=1.0))
    with pytest.raises(pandera.errors.SchemaError):
        contract.validate(_tie(share=1.2))


def test_an_unknown_tie_kind_is_refused() -> None:
    with pytest.raises(pandera.errors.SchemaError):
        TIES.contract().validate(_tie(kind="OWNS"))


def test_an_extra_column_is_refused() -> None:
    with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors)):
        TIES.contract().validate(_tie().assign(extra=1))
