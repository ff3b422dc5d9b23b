"""Imports through the real stores: order of rows and files, late codes, parties that come later."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain import DAY_OPEN
from graph.filings import FilingStore
from graph.ingest.report import ImportReport
from graph.ingest.run import import_files
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import AsOf, Scope
from graph.vault import NameVault
from tests.ingest_cases import FIRMS, PERSON, SALT, deliver

A, B, C = FIRMS
FIRST, LATER = date(2026, 9, 30), date(2026, 10, 31)


class Home:
    """A home folder that deliveries are imported into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.store = EmbeddedStore(folder)
        self.filings = FilingStore(folder)
        self.vault = NameVault(folder)

    def take(
        self,
        files: Mapping[str, str | bytes],
        *,
        day: date = FIRST,
        source: str = "registry",
        full: tuple[Scope, ...] = (),
    ) -> ImportReport:
        delivery = deliver(self.folder / f"delivery-{day}-{source}", files)
        return import_files(
            folder_or_files=delivery,
            mapping="canonical",
            home=self.folder,
            store=self.store,
            filings=self.filings,
            vault=self.vault,
            salt=SALT,
            day=day,
            source=source,
            full=full,
        )

    def frozen(self, day: date = LATER) -> Snapshot:
        return self.store.freeze(day, day)


def test_twice_is_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    files = {"enterprises.csv": f"enterprise_id,name\n{A},甲\n"}
    first = home.take(files)
    digest = home.frozen().digest()

    again = home.take(files)
    other_batch = home.take(files, day=LATER)

    assert (first.state, again.state, other_batch.state) == ("loaded", "already_loaded", "loaded")
    assert other_batch.load.unchanged["enterprises"] == 1
    assert home.frozen().digest() == digest


ROWS = [f"t{i},HOLDS,R:n:{i % 5},R:n:{5 + i % 3},0.{i + 1}" for i in range(9)]


@settings(max_examples=8)
@given(st.permutations(ROWS), st.integers(min_value=0, max_value=9))
def test_the_order_of_rows_and_files_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], cut: int
) -> None:
    header = "tie_id,kind,source_id,target_id,share\n"

    def digest(parts: dict[str, list[str]]) -> str:
        home = Home(tmp_path_factory.mktemp("shuffled"))
        home.take({name: header + "".join(row + "\n" for row in part) for name, part in parts.items()})
        return home.frozen().digest()

    assert digest({"ties-1.csv": rows[:cut], "ties-2.csv": rows[cut:]}) == digest({"ties.csv": ROWS})


def test_a_party_that_comes_later_fills_its_stub(tmp_path: Path) -> None:
    home = Home(tmp_path)
    ties = f"tie_id,kind,source_id,target_id\nt1,HOLDS,{A},{B}\n"
    early = home.take({"ties.csv": ties})
    stubs = dict(
        zip(
            home.frozen(FIRST).enterprises.text("enterprise_id").to_pylist(),
            home.frozen(FIRST).enterprises.numbers("stub").tolist(),
            strict=True,
        )
    )

    home.take({"enterprises.csv": f"enterprise_id,name\n{A},甲\n"}, day=LATER)

    assert early.load.stubs == 2
    assert early.findings.enterprises_not_delivered.examples == [A, B]
    assert stubs == {A: True, B: True}
    assert home.frozen().enterprises.numbers("stub").tolist() == [False, True]


def test_a_credit_code_that_comes_after_the_ties_joins_them(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.take(
        {
            "enterprises.csv": f"enterprise_id,name\nR:330000:K1,甲\n{B},乙\n",
            "ties.csv": f"tie_id,kind,source_id,target_id\nt1,HOLDS,R:330000:K1,{B}\n",
        }
    )
    home.take(
        {
            "identifiers.csv": f"identifier_key,entity_id,scheme,value\ni1,R:330000:K1,uscc,{A}\n",
            "ties.csv": f"tie_id,kind,source_id,target_id\nt2,GUARANTEES,{A},{B}\n",
        },
        day=LATER,
    )

    snapshot = home.frozen()
    found = home.store.find(A, AsOf(day=LATER, known_by=LATER))

    assert snapshot.enterprises.text("enterprise_id").to_pylist() == [B, "R:330000:K1"]
    assert snapshot.ties.numbers("src").tolist() == [1, 1]
    assert found is not None
    assert found.id == "R:330000:K1"


def test_two_known_values_of_one_fact_are_a_conflict_in_the_report(tmp_path: Path) -> None:
    home = Home(tmp_path)
    ties = "tie_id,kind,source_id,target_id,share\n" + (
        f"t1,HOLDS,{A},{B},0.5\nt1,HOLDS,{A},{B},\nt2,HOLDS,{A},{C},0.1\nt2,HOLDS,{A},{C},0.2\n"
    )

    report = home.take({"ties.csv": ties})

    assert report.load.conflicts == 1
    assert report.load.conflict_examples == [("ties", "t2", "share")]
    assert home.frozen().ties.numbers("share").tolist() == pytest.approx([0.5, 0.1])


def test_the_same_decision_from_two_sources_is_one_record(tmp_path: Path) -> None:
    home = Home(tmp_path)
    files = {
        "records.csv": "record_id,kind,decided_on\nr1,penalty,2026-01-01\n",
        "parties.csv": f"party_key,record_id,party_id,role\nk1,r1,{A},responsible\n",
    }
    home.take(files, source="registry")
    home.take(files, source="credit-portal", day=LATER)

    assert home.frozen().records.rows == home.frozen().parties.rows == 1


def test_a_complete_delivery_closes_what_it_lacks(tmp_path: Path) -> None:
    home = Home(tmp_path)
    scope = Scope(table="enterprises", source="registry")
    home.take({"enterprises.csv": f"enterprise_id,status\n{A},operating\n{B},operating\n"}, full=(scope,))
    closed = home.take(
        {"enterprises.csv": f"enterprise_id,status\n{A},operating\n"}, day=LATER, full=(scope,)
    )

    assert closed.load.closed["enterprises"] == 1
    assert home.frozen().enterprises.text("status").to_pylist() == ["operating", "absent"]


@pytest.mark.parametrize("refused", [f"HOLDS,R:n:7,{A},2020-01-01,2019-01-01", f"HOLDS,{A},{A},,"])
def test_a_rejected_row_of_a_complete_delivery_is_not_absent(tmp_path: Path, refused: str) -> None:
    home, scope = Home(tmp_path), Scope(table="ties", source="registry")
    header = "tie_id,kind,source_id,target_id,valid_from,valid_to\n"

    def ties(**changed: str) -> str:
        rows = {f"t{n:04d}": f"HOLDS,R:n:{n},{A},2020-01-01," for n in range(1100)}
        rows.update(changed)
        return header + "".join(f"{name},{row}\n" for name, row in rows.items() if row)

    home.take({"ties.csv": ties()}, full=(scope,))
    report = home.take({"ties.csv": ties(t0007=refused, t0008="")}, day=LATER, full=(scope,))

    found = home.frozen().ties
    ended = found.text("tie_id").filter(pa.array(found.numbers("valid_to") != DAY_OPEN)).to_pylist()
    assert report.tables["ties"].rejected == 1
    assert report.load.closed["ties"] == 1
    assert ended == ["t0008"]


def test_names_are_in_the_vault_masked_and_in_no_file_of_ours(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.take({"persons.csv": f"person_id,id_kind,name\n{PERSON},certificate,王小明\n"})
    files = [
        path
        for path in home.folder.rglob("*")
        if path.is_file() and not path.name.startswith(("state.db", "persons.csv"))
    ]

    assert home.vault.masked([PERSON]) == {PERSON: "王*"}
    assert all("王小明".encode() not in path.read_bytes() for path in files)


def test_filings_arrive_beside_the_facts(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.take(
        {
            "enterprises.csv": f"enterprise_id\n{A}\n",
            "news.csv": f"filing_id,enterprise_id,filed_on,sentiment\nn1,{A},2026-09-01,negative\n",
        }
    )

    snapshot = home.frozen()
    news = home.filings.view(LATER, snapshot).table("news", ["sentiment"])

    assert news.text("sentiment").to_pylist() == ["negative"]
    assert news.numbers("enterprise").tolist() == [0]
