"""A batch says which normalisers made its ids; a home takes no batch of others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.addresses import ADDRESS_VERSION
from graph.errors import InputError
from graph.ingest.normalisers import FIRST, check_normalisers, normalisers
from graph.phones import PHONE_VERSION
from tests.ingest_cases import FIRMS, import_texts

FILES = {"enterprises.csv": f"enterprise_id,name\n{FIRMS[0]},甲厂\n"}


def report_of(imports: Path, batch: str, **content: object) -> None:
    (imports / batch).mkdir(parents=True)
    (imports / batch / "report.json").write_text(json.dumps(content), encoding="utf-8")


def test_a_report_names_the_normalisers_of_its_batch(tmp_path: Path) -> None:
    done = import_texts(tmp_path, FILES)

    assert done.report.normalisers == {"address": ADDRESS_VERSION, "phone": PHONE_VERSION}
    assert "normalisers address 1, phone 1" in (done.folder / "report.txt").read_text(encoding="utf-8")


def test_a_home_of_other_normalisers_is_refused(tmp_path: Path) -> None:
    report_of(tmp_path, "b1", normalisers={"address": 2, "phone": 1})

    with pytest.raises(InputError, match=r"batch b1 .*\(address 2, phone 1\), got address 1, phone 1"):
        check_normalisers(tmp_path, ["b1"], {"address": 1, "phone": 1})


def test_a_batch_that_the_store_does_not_hold_does_not_count(tmp_path: Path) -> None:
    report_of(tmp_path, "b1", normalisers={"address": 2, "phone": 1})

    check_normalisers(tmp_path, ["b2"], normalisers())


def test_a_report_without_versions_is_of_the_first_ones(tmp_path: Path) -> None:
    report_of(tmp_path, "b1", state="loaded")

    check_normalisers(tmp_path, ["b1"], FIRST)
    with pytest.raises(InputError, match="two ids"):
        check_normalisers(tmp_path, ["b1"], {**FIRST, "phone": 2})
