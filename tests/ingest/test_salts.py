"""The salt of person ids: named in the report of a batch, another one refused, never shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.filings import FilingStore
from graph.identity import salt_id
from graph.ingest.report import ImportReport
from graph.ingest.run import import_files
from graph.ingest.salts import loaded_salt
from graph.store.embedded.store import EmbeddedStore
from graph.vault import NameVault
from tests.ingest_cases import SALT, deliver
from tests.joined_home import FILES

OTHER_SALT = b"another salt of the tests"


def give(folder: Path, name: str, salt: bytes) -> ImportReport:
    """Import one file of the small home under a name of its own."""
    home = folder / "home"
    return import_files(
        folder_or_files=deliver(
            folder / name, {"persons.csv": FILES["persons.csv"] + f"P:{name},source_key,\n"}
        ),
        mapping="canonical",
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        vault=NameVault(home),
        salt=salt,
        day=date(2026, 9, 30),
        source="registry",
    )


def test_a_batch_names_its_salt_by_an_id_and_never_shows_it(tmp_path: Path) -> None:
    report = give(tmp_path, "a", SALT)

    assert report.salt_id == salt_id(SALT)
    for path in (tmp_path / "home" / "imports" / report.batch).glob("report.*"):
        assert SALT.decode() not in path.read_text(encoding="utf-8")
        assert salt_id(SALT) in path.read_text(encoding="utf-8")


def test_another_salt_is_refused_with_both_ids_and_what_to_do(tmp_path: Path) -> None:
    give(tmp_path, "a", SALT)
    store = EmbeddedStore(tmp_path / "home")
    before = store.current_version()

    with pytest.raises(InputError, match="put the old salt back") as caught:
        give(tmp_path, "b", OTHER_SALT)

    assert (caught.value.values["expected"], caught.value.values["got"]) == (
        salt_id(SALT),
        salt_id(OTHER_SALT),
    )
    assert all(salt.decode() not in caught.value.message for salt in (SALT, OTHER_SALT))
    assert store.current_version() == before


def test_the_same_salt_loads_on(tmp_path: Path) -> None:
    for name in ("a", "b"):
        give(tmp_path, name, SALT)

    store = EmbeddedStore(tmp_path / "home")
    assert loaded_salt(tmp_path / "home" / "imports", store.state().batches) == salt_id(SALT)


def test_a_batch_that_the_store_does_not_hold_has_no_say(tmp_path: Path) -> None:
    give(tmp_path, "a", SALT)

    assert loaded_salt(tmp_path / "home" / "imports", []) is None


def test_the_id_of_a_salt_is_not_its_beginning() -> None:
    assert salt_id(SALT) not in SALT.hex()
    assert len(salt_id(SALT)) == 12
