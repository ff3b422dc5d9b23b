"""A withdrawal made from what changed is, row by row, what a full run makes of the same facts."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.arrays import Frame
from graph.domain import FactKind
from graph.filings import FilingStore
from graph.units import operator_ties
from scoring.job.delta import Revised
from scoring.job.delta_attributes import MEASURED_ATTRIBUTES, OWN_ATTRIBUTES
from scoring.job.delta_refused import DeltaRefusedError
from scoring.measures import specs
from scoring.pack import load_pack
from scoring.results import Month, Months
from scoring.revision_difference import revision_difference
from scoring.same_months import differences
from scoring.withdrawals import Withdrawal
from tests.delta_revisions import DAY, LATER, MONTH, both, by_delta, told, withdrawal
from tests.home_imports import import_home
from tests.published_months import copy_home, make_month


def chosen(month: Month, seed: int) -> list[Withdrawal]:
    """Some facts of a month: a record that names several firms, an item, or any records of firms."""
    rng, snapshot = random.Random(seed), month.snapshot
    ids = snapshot.records.text("record_id").to_pylist()
    of_firms = snapshot.parties.numbers("party") < snapshot.enterprises.rows
    firms = [ids[row] for row in np.unique(snapshot.parties.numbers("record")[of_firms]).tolist()]
    if seed % 4 == 0:
        shared = np.flatnonzero(np.bincount(snapshot.parties.numbers("record"), minlength=len(ids)) > 1)
        return [withdrawal(ids[rng.choice(shared.tolist())])]
    if seed % 4 == 1 and snapshot.items.rows:
        at = rng.randrange(snapshot.items.rows)
        record = ids[int(snapshot.items.numbers("record")[at])]
        return [withdrawal(record, item=snapshot.items.text("item_id")[at].as_py(), ground="partly_revoked")]
    if seed % 4 == 2:
        return [withdrawal(rng.choice(firms), ground="credit_repaired")]
    return [withdrawal(one) for one in rng.sample(firms, 3)]


@pytest.mark.parametrize("seed", [5, 6, 8])
def test_delta_equals_a_full_run_row_by_row(seed: int, published: Path, tmp_path: Path) -> None:
    facts = chosen(Months(published).open(MONTH), seed)

    delta, full, revised = both(published, tmp_path, *facts)

    assert "delta" in delta.manifest
    assert list(differences(delta, full, revised.touched)) == []


def test_neighbours_of_a_withdrawn_record_are_found_by_its_paths(published: Path, tmp_path: Path) -> None:
    month = Months(published).open(MONTH)
    network = month.network
    has_events = np.diff(network.events.start) > 0
    parties = network.families["shared_person"].touch_party
    party = int(parties[has_events[parties]][0])
    row = int(network.events.record[network.events.start[party]])
    fact = withdrawal(month.snapshot.records.text("record_id")[row].as_py())

    delta, full, revised = both(published, tmp_path, fact)

    assert len(revised.touched) > 1
    assert list(differences(delta, full, revised.touched)) == []


def test_measures_over_relations_follow_what_they_read(published: Path, tmp_path: Path) -> None:
    month = Months(published).open(MONTH)
    facts = [withdrawal(one) for one in month.snapshot.records.text("record_id").to_pylist()]

    delta, full, revised = both(published, tmp_path, *facts)

    before, after = (Frame.read(one.path / "measures.arrow") for one in (month, full))

    def moves(name: str) -> bool:
        return not np.array_equal(before.numbers(name), after.numbers(name), equal_nan=True)

    moved = {type(one.measure) for one in month.pack.indicators if moves(f"value_{one.id}")}
    assert moved >= {specs.ListedPersons, specs.AdverseEnterprises, specs.ClassShare, specs.DecayedSum}
    assert list(differences(delta, full, revised.touched)) == []


def test_xj_art_10_a_withdrawn_filing_in_delta_form_equals_a_full_run(
    published: Path, tmp_path: Path
) -> None:
    month = Months(published).open(MONTH)
    failed = (
        FilingStore(published)
        .view(month.info.known_by, month.snapshot)
        .table("inspections", ["filing_id", "result"])
    )
    rows = [at for at, word in enumerate(failed.text("result").to_pylist()) if word == "failed"]
    fact = withdrawal(failed.text("filing_id")[rows[0]].as_py(), FactKind.FILING)

    delta, full, revised = both(published, tmp_path, fact)

    assert "delta" in delta.manifest
    assert list(differences(delta, full, revised.touched)) == []


def test_xj_art_10_withdrawn_attributes_in_delta_form_equal_a_full_run(
    published: Path, tmp_path: Path
) -> None:
    month = Months(published).open(MONTH)
    members = month.member_table.numbers("enterprise").tolist()
    columns = sorted(OWN_ATTRIBUTES | MEASURED_ATTRIBUTES)
    firms = month.snapshot.enterprises.text("enterprise_id").take(
        pa.array(random.Random(3).sample(members, len(columns)))
    )
    facts = [
        withdrawal(f"{firm}#{column}", FactKind.ATTRIBUTE)
        for firm, column in zip(firms.to_pylist(), columns, strict=True)
    ]

    delta, full, revised = both(published, tmp_path, *facts)

    assert "delta" in delta.manifest
    assert list(differences(delta, full, revised.touched)) == []


def test_xj_art_10_2_a_replaced_record_in_delta_form_equals_a_full_run(
    published: Path, tmp_path: Path
) -> None:
    month = Months(published).open(MONTH)
    rows = np.unique(month.network.events.record)[:2].tolist()
    gone, stays = (month.snapshot.records.text("record_id")[row].as_py() for row in rows)

    delta, full, revised = both(published, tmp_path, withdrawal(gone, ground="changed", replaced_by=stays))

    assert "delta" in delta.manifest
    assert list(differences(delta, full, revised.touched)) == []


@pytest.fixture(scope="module")
def lifted(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Revised]:
    """A record objected to and lifted beside another that stays withdrawn: by delta, by a full run."""
    folder = tmp_path_factory.mktemp("lifted")
    month = Months(published).open(MONTH)
    first, last = (int(month.network.events.record[row]) for row in (0, -1))
    marked, other = (month.snapshot.records.text("record_id")[row].as_py() for row in (first, last))
    home = copy_home(published, folder / "delta")
    told(home, withdrawal(marked, ground="objection"), withdrawal(other))
    by_delta(home)
    told(home, withdrawal(marked, ground="objection", known_on=LATER, ends_on=LATER), day=LATER)
    full = copy_home(home, folder / "full")
    revised = by_delta(home, LATER)
    make_month(full, MONTH, known_by=LATER)
    return home, full, revised


def test_xj_art_10_4_a_lifted_objection_stands_on_the_revision_before_it(
    lifted: tuple[Path, Path, Revised],
) -> None:
    home, full, revised = lifted

    delta = Months(home).open(MONTH)

    assert (delta.info.revision, delta.manifest["delta"]["base"]) == (3, 1)
    assert list(differences(delta, Months(full).open(MONTH), revised.touched)) == []


def test_two_revisions_on_one_base_differ_as_all_their_rows_do(lifted: tuple[Path, Path, Revised]) -> None:
    home, full, _ = lifted

    short = revision_difference(Months(home).open(MONTH, 2), Months(home).open(MONTH, 3))

    whole = revision_difference(Months(full).open(MONTH, 2), Months(full).open(MONTH, 3))
    assert len(whole.touched) > 0
    assert short == whole


def test_xj_art_10_4_a_tie_that_counts_again_needs_no_full_run(published: Path, tmp_path: Path) -> None:
    home = copy_home(published, tmp_path / "home")
    tie = Months(home).open(MONTH).snapshot.ties.text("tie_id")[0].as_py()
    told(home, withdrawal(tie, FactKind.TIE, ground="objection"))
    make_month(home, MONTH, known_by=DAY)
    ended = withdrawal(tie, FactKind.TIE, ground="objection", known_on=LATER, ends_on=LATER)
    told(home, ended, day=LATER)

    by_delta(home, LATER)

    before, after = (Months(home).open(MONTH, revision) for revision in (1, 3))
    others = {one for one in differences(before, after, []) if not one.startswith("snapshot/statuses.")}
    assert others == {"manifest counts"}


def test_xj_art_10_4_no_lifted_objection_brings_the_pack_before_back(published: Path, tmp_path: Path) -> None:
    home = copy_home(published, tmp_path / "home")
    marked = Months(home).open(MONTH).snapshot.records.text("record_id")[0].as_py()
    told(home, withdrawal(marked, ground="objection"))
    make_month(home, MONTH, known_by=DAY, pack=load_pack("xinjiang"))
    told(home, withdrawal(marked, ground="objection", known_on=LATER, ends_on=LATER), day=LATER)

    with pytest.raises(DeltaRefusedError, match="r001, has another pack"):
        by_delta(home, LATER)

    assert Months(home).open(MONTH).pack.id == "xinjiang"


def test_a_delta_stands_on_a_delta(published: Path, tmp_path: Path) -> None:
    ids = Months(published).open(MONTH).snapshot.records.text("record_id").to_pylist()
    home = copy_home(published, tmp_path / "delta")
    told(home, withdrawal(ids[3]))
    by_delta(home)
    told(home, withdrawal(ids[8]), day=LATER)
    full = copy_home(home, tmp_path / "full")

    revised = by_delta(home, LATER)

    make_month(full, MONTH, known_by=LATER)
    delta = Months(home).open(MONTH)
    assert (delta.info.revision, delta.manifest["delta"]["base"]) == (3, 2)
    assert list(differences(delta, Months(full).open(MONTH), revised.touched)) == []


def test_the_next_month_reads_a_delta_as_it_reads_a_full_run(published: Path, tmp_path: Path) -> None:
    month = Months(published).open(MONTH)
    record = month.snapshot.records.text("record_id")[int(month.network.events.record[0])].as_py()
    homes = [one.path.parents[2] for one in both(published, tmp_path, withdrawal(record))[:2]]

    for home in homes:
        make_month(home, "2026-11", today=date(2026, 12, 5))

    one, other = (Months(home).open("2026-11") for home in homes)
    assert list(differences(one, other, [])) == ["manifest previous"]


def test_only_what_changed_is_written(published: Path, tmp_path: Path) -> None:
    home = copy_home(published, tmp_path / "home")
    month = Months(home).open(MONTH)
    counted = int(month.network.events.record[0])
    told(home, withdrawal(month.snapshot.records.text("record_id")[counted].as_py()))

    by_delta(home)

    old, new = (Months(home).open(MONTH, revision).path for revision in (1, 2))
    assert (new / "snapshot" / "ties.arrow").samefile(old / "snapshot" / "ties.arrow")
    assert (new / "measures.r001.arrow").samefile(old / "measures.arrow")
    assert (new / "measures.arrow").stat().st_size < (old / "measures.arrow").stat().st_size


@pytest.mark.parametrize(
    ("kind", "fact", "reason"),
    [
        (FactKind.TIE, "of an operator", "makes its ends one legal person"),
        (FactKind.TIE, None, "none of the month's own ids"),
        (FactKind.RECORD, None, "none of the month's own ids"),
    ],
)
def test_what_a_delta_cannot_say_is_refused_and_nothing_published(
    kind: FactKind, fact: str | None, reason: str, published: Path, tmp_path: Path
) -> None:
    home = copy_home(published, tmp_path / "home")
    snapshot = Months(home).open(MONTH).snapshot
    operated = snapshot.ties.text("tie_id")[int(operator_ties(snapshot)[0])].as_py()
    told(home, withdrawal(operated if fact else "nobody", kind, ground="declared_wrong"))

    with pytest.raises(DeltaRefusedError, match=reason):
        by_delta(home)

    assert [info.revision for info in Months(home).list() if info.month == MONTH] == [1]


@pytest.mark.parametrize("column", ["entity_type"])
def test_an_attribute_that_decides_more_than_its_firm_is_refused(
    column: str, published: Path, tmp_path: Path
) -> None:
    home = copy_home(published, tmp_path / "home")
    firm = Months(home).open(MONTH).snapshot.enterprises.text("enterprise_id")[0].as_py()
    told(home, withdrawal(f"{firm}#{column}", FactKind.ATTRIBUTE))

    with pytest.raises(DeltaRefusedError, match=f"{column} decides more"):
        by_delta(home)


def test_facts_of_the_month_that_came_late_need_a_full_run(published: Path, tmp_path: Path) -> None:
    home = copy_home(published, tmp_path / "home")
    record = Months(home).open(MONTH).snapshot.records.text("record_id")[0].as_py()
    told(home, withdrawal(record))
    path = tmp_path / "late" / "records.csv"
    path.parent.mkdir()
    path.write_text(
        "record_id,kind,decided_on,known_on\nlate,penalty,2026-10-01,2026-10-02\n", encoding="utf-8"
    )
    import_home(home, [path], DAY)

    with pytest.raises(DeltaRefusedError, match="records known by 2026-10-31 were delivered since"):
        by_delta(home)


def test_a_place_that_was_half_built_is_built_again(published: Path, tmp_path: Path) -> None:
    home = copy_home(published, tmp_path / "home")
    told(home, withdrawal(Months(home).open(MONTH).snapshot.records.text("record_id")[0].as_py()))
    left = home / "months" / MONTH / "work" / "r002.partial" / "network"
    left.mkdir(parents=True)
    never_named = home / "months" / MONTH / "r002"
    shutil.copytree(home / "months" / MONTH / "r001" / "snapshot", never_named / "snapshot")

    by_delta(home)

    assert [info.revision for info in Months(home).list() if info.month == MONTH] == [1, 2]


def die_at_rename(home: Path, name: str) -> None:
    """Make the revision and kill the process just before something is renamed to a name."""

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.rename" and str(arguments[1]).endswith(f"{os.sep}{MONTH}{os.sep}{name}"):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(listen)
    by_delta(home)


@pytest.mark.parametrize("name", ["r002", "CURRENT"])
def test_a_killed_delta_leaves_the_old_revision_and_goes_on(
    name: str, published: Path, tmp_path: Path
) -> None:
    home = copy_home(published, tmp_path / "home")
    told(home, withdrawal(Months(home).open(MONTH).snapshot.records.text("record_id")[0].as_py()))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scoring.job.delta"])
    process = context.Process(target=die_at_rename, args=(home, name))
    process.start()
    process.join()

    assert process.exitcode == -signal.SIGKILL
    assert Months(home).open(MONTH).info.revision == 1
    assert by_delta(home).revision == 2
