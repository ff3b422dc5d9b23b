"""Leak test of panels: what is dated or learnt after the day changes no byte of its features."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.pack import load_pack
from scoring.reference import Reference
from scoring.training.panel_facts import facts_at, outcome_facts
from scoring.training.panel_labels import find_outcomes
from scoring.training.panels import Panel, PanelInputs, panel_of
from tests.home_imports import import_home
from tests.ingest_cases import FIRMS, SALT, deliver
from tests.trained_province import quick_plan

A, B, C = FIRMS
T, LEARNT, TRAINED = date(2025, 6, 30), date(2025, 9, 30), date(2026, 9, 30)
PACK = load_pack("mrt")
NO_TABLES = Reference(as_of=T, pack_id=PACK.id, pack_hash=PACK.hash, input_digest="none")
KNOWN = {
    "enterprises.csv": "enterprise_id,name,status,established_on,registered_capital_cents\n"
    f"{A},甲,operating,2020-01-01,100000000\n{B},乙,operating,2020-01-01,100000000\n"
    f"{C},丙,operating,2020-01-01,100000000\n",
    "ties.csv": "tie_id,kind,source_id,target_id,share,valid_from\n"
    f"t1,HOLDS,{A},{B},0.9,2020-01-01\nt2,HOLDS,{C},{B},0.6,2020-01-01\n",
    "records.csv": "record_id,kind,measure,decided_on,published_on,severity\n"
    "r1,penalty,fine,2025-05-01,2025-05-02,4\nr2,penalty,fine,2025-03-01,2025-03-02,3\n",
    "parties.csv": f"party_key,record_id,party_id,role\nk1,r1,{A},responsible\nk2,r2,{B},responsible\n",
    "inspections.csv": f"filing_id,enterprise_id,filed_on,result\nf1,{A},2025-03-01,failed\n",
}


def load(home: Path, folder: Path, files: dict[str, str], day: date) -> None:
    import_home(home, deliver(folder, files), day, salt=SALT)


@pytest.fixture(scope="module")
def known_by_then(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with what was known on T; never written to."""
    folder = tmp_path_factory.mktemp("known")
    load(folder / "home", folder / "delivery", KNOWN, date(2025, 6, 1))
    return folder / "home"


def panel_at(home: Path, training_day: date) -> Panel:
    inputs = PanelInputs(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=PACK,
        plan=quick_plan(),
        training_day=training_day,
    )
    outcomes = find_outcomes(outcome_facts(inputs.store, inputs.filings, PACK, training_day), inputs.plan)
    return panel_of(
        facts_at(inputs.store, inputs.filings, PACK, T, training_day), inputs, NO_TABLES, outcomes
    )


def features(panel: Panel) -> str:
    digest = hashlib.sha256()
    panel.rows.update_digest(digest, "rows.")
    for part in (panel.own.table, panel.doses.table):
        for array in (part.data, part.indices, part.indptr):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


firms = st.sampled_from(FIRMS)
days = st.dates(date(2024, 1, 1), date(2026, 9, 1)).map(str)
record = st.tuples(st.sampled_from(["r1", "r3", "r4"]), days, firms, st.integers(1, 5))
tie = st.tuples(st.sampled_from(["t1", "t3"]), firms, firms, days)
firm = st.tuples(firms, st.sampled_from(["operating", "revoked"]), st.integers(1, 10**9))


@st.composite
def later_files(draw: Any) -> dict[str, str]:
    """A delivery of facts with any dates and of other contents of known facts, learnt after T."""
    records = draw(st.lists(record, max_size=3, unique_by=lambda row: row[0]))
    ties = draw(st.lists(tie, max_size=2, unique_by=lambda row: row[0]))
    known = draw(st.lists(firm, min_size=1, max_size=2, unique_by=lambda row: row[0]))
    return {
        "enterprises.csv": "enterprise_id,name,status,established_on,registered_capital_cents\n"
        + "".join(f"{who},丁,{state},2019-01-01,{cents}\n" for who, state, cents in known),
        "records.csv": "record_id,kind,decided_on,published_on,severity\n"
        + "".join(f"{name},penalty,{day},{day},{worth}\n" for name, day, _, worth in records),
        "parties.csv": "party_key,record_id,party_id,role\n"
        + "".join(f"q{name},{name},{who},responsible\n" for name, _, who, _ in records),
        "ties.csv": "tie_id,kind,source_id,target_id,share,valid_from\n"
        + "".join(f"{name},HOLDS,{a},{b},0.5,{day}\n" for name, a, b, day in ties if a != b),
        "inspections.csv": "filing_id,enterprise_id,filed_on,result\n"
        + "".join(f"g{k},{who},2025-04-0{k + 1},passed\n" for k, (who, _, _) in enumerate(known)),
    }


@settings(max_examples=6)
@given(files=later_files())
def test_facts_dated_or_learnt_after_the_day_change_no_byte_of_its_features(
    files: dict[str, str], known_by_then: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("later")
    home = folder / "home"
    shutil.copytree(known_by_then, home)
    before = features(panel_at(home, TRAINED))

    load(home, folder / "delivery", files, LEARNT)

    assert features(panel_at(home, TRAINED)) == before


def test_what_was_known_on_the_day_does_change_them(known_by_then: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(known_by_then, home)
    before = features(panel_at(home, TRAINED))
    more = {
        "records.csv": "record_id,kind,decided_on,published_on,severity\n"
        "r9,penalty,2025-06-02,2025-06-03,5\n",
        "parties.csv": f"party_key,record_id,party_id,role\nk9,r9,{C},responsible\n",
    }

    load(home, tmp_path / "delivery", more, date(2025, 6, 15))

    assert features(panel_at(home, TRAINED)) != before


def withdrawn(status: str, effective: str = "2025-09-01") -> dict[str, str]:
    return {
        "fact_statuses.csv": "status_id,fact_kind,fact_id,effective_on,status,source_organ,author,approver\n"
        f"s1,record,r1,{effective},{status},organ,one,two\n"
    }


def test_a_decision_revoked_by_the_training_day_leaves_the_features(
    known_by_then: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(known_by_then, home)
    dose_before = panel_at(home, TRAINED).doses.table.sum()

    load(home, tmp_path / "delivery", withdrawn("revoked"), LEARNT)

    assert panel_at(home, TRAINED).doses.table.sum() < dose_before
    assert features(panel_at(home, T)) == features(panel_at(known_by_then, T))


def test_a_repair_learnt_later_changes_no_features_though_it_took_effect_before(
    known_by_then: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(known_by_then, home)
    before = features(panel_at(home, TRAINED))

    load(home, tmp_path / "delivery", withdrawn("repaired", "2025-06-01"), LEARNT)

    assert features(panel_at(home, TRAINED)) == before


def test_labels_are_what_is_decided_in_the_window_and_not_withdrawn(
    known_by_then: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(known_by_then, home)
    events = {
        "records.csv": "record_id,kind,decided_on,published_on\n"
        "e1,penalty,2025-07-01,2025-07-02\ne2,judgment_defaulter,2026-06-30,2026-07-01\n"
        "e3,penalty,2026-07-01,2026-07-02\ne4,penalty,2025-08-01,2025-08-02\n",
        "parties.csv": "party_key,record_id,party_id,role\n"
        f"p1,e1,{A},responsible\np2,e2,{B},responsible\np3,e3,{C},responsible\np4,e4,{C},responsible\n",
    }
    load(home, tmp_path / "events", events, date(2026, 7, 31))
    revoked = {
        name: text.replace("r1", "e4").replace("2025-09-01", "2026-08-01")
        for name, text in withdrawn("revoked").items()
    }
    load(home, tmp_path / "revoked", revoked, date(2026, 8, 15))

    panel = panel_at(home, TRAINED)

    ids = panel.rows.text("enterprise_id").to_pylist()
    labels = {name: panel.labels[row].tolist() for row, name in enumerate(ids)}
    assert labels[A] == [True, False, False, False]
    assert labels[B] == [False, False, True, False]
    assert labels[C] == [False, False, False, False]
