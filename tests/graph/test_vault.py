from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from graph.errors import InputError, StoreError
from graph.masking import mask_name
from graph.vault import NameVault

DAY = date(2026, 1, 31)


def test_names_come_out_masked(state_place: Path | str) -> None:
    vault = NameVault(state_place)

    vault.put(["P:1", "P:2"], ["张三", "欧阳某某"], "registry", DAY)

    assert vault.masked(["P:2", "P:1", "P:3"]) == {"P:2": "欧*", "P:1": "张*", "P:3": "*"}


def test_the_same_delivery_twice_changes_nothing(state_place: Path | str) -> None:
    vault = NameVault(state_place)

    for _ in range(2):
        vault.put(["P:1"], ["张三"], "registry", DAY)

    assert vault.count() == 1


def test_the_name_delivered_last_is_shown(state_place: Path | str) -> None:
    vault = NameVault(state_place)

    vault.put(["P:1"], ["李三"], "registry", date(2026, 3, 31))
    vault.put(["P:1"], ["张三"], "registry", DAY)

    assert vault.masked(["P:1"]) == {"P:1": "李*"}


def test_a_name_that_returns_is_shown_again(state_place: Path | str) -> None:
    vault = NameVault(state_place)

    for name, month in (("张三", 1), ("李三", 2), ("张三", 3)):
        vault.put(["P:1"], [name], "registry", date(2026, month, 1))

    assert vault.masked(["P:1"]) == {"P:1": "张*"}


def test_blank_names_and_null_ids_are_left_out(state_place: Path | str) -> None:
    vault = NameVault(state_place)
    ids = pa.array(["P:1", None, "P:3"], pa.large_string())

    stored = vault.put(ids, pa.array([" ", "张三", "李四"], pa.large_string()), "registry", DAY)

    assert stored == 1
    assert vault.count() == 1


def test_more_ids_than_one_query_takes_are_all_answered(state_place: Path | str) -> None:
    vault = NameVault(state_place)
    ids = [f"P:{number}" for number in range(1201)]
    vault.put(ids, ["王某"] * len(ids), "registry", DAY)

    assert set(vault.masked(ids).values()) == {"王*"}


def test_columns_of_different_length_are_refused(state_place: Path | str) -> None:
    with pytest.raises(InputError, match="as many names"):
        NameVault(state_place).put(["P:1"], [], "registry", DAY)


def test_an_error_of_the_database_does_not_show_the_name(state_place: Path | str) -> None:
    vault = NameVault(state_place)
    with vault._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE person_names")

    with pytest.raises(StoreError) as caught:
        vault.put(["P:1"], ["张三"], "registry", DAY)

    assert "张三" not in str(caught.value)


def test_of_names_of_one_day_the_same_is_shown_whatever_the_order_of_the_database(
    state_place: Path | str,
) -> None:
    vault = NameVault(state_place)

    # By bytes 张 comes after "z"; in the order of a dictionary "Z" comes after "a" and 张 before both.
    vault.put(["P:1", "P:1", "P:1"], ["a", "Z", "张三"], "registry", DAY)
    vault.put(["P:2", "P:2"], ["a", "Z"], "registry", DAY)

    assert vault.masked(["P:1", "P:2"]) == {"P:1": "张*", "P:2": mask_name("a")}


def test_a_name_with_nul_or_without_end_is_kept_as_far_as_it_goes(state_place: Path | str) -> None:
    vault = NameVault(state_place)

    stored = vault.put(["P:1", "P:2"], ["\0张三", "李" * 5_000], "s" * 100, DAY)

    assert stored == 2
    assert vault.masked(["P:1", "P:2"]) == {"P:1": "张*", "P:2": "李*"}
