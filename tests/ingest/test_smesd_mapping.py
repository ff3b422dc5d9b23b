"""The mapping of the SMEsD data loads them by configuration alone, and a month is scored from them.

Figures are counted from the raw rows.
"""

import csv
import math
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from graph.domain import TIE_KINDS, TieKind
from graph.identity import fact_id
from graph.ingest.mapping import load_mapping
from graph.ingest.report import ImportReport
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from scoring.pack import load_pack
from scoring.results import Month, Months
from scoring.results_types import ReceiptLineKind
from tests.home_imports import import_home
from tests.ingest_cases import SALT
from tests.published_months import make_month

ROOT = Path(__file__).parents[2]
MAPPING = ROOT / "benchmarks" / "smesd" / "mapping.yaml"
DATA = ROOT.parent / "shared" / "data" / "smesd"
ANCHOR = date(2021, 12, 31)
FIRST_PERSON = 3976

needs_data = pytest.mark.skipif(
    not DATA.exists(), reason=f"SMEsD data are absent: expected them beside the repository in {DATA.name}/"
)


def raw(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def node(number: str) -> str:
    return f"{'P' if int(number) >= FIRST_PERSON else 'R'}:smesd:{number}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("smesd")


@pytest.fixture(scope="module")
def loaded(home: Path) -> tuple[ImportReport, Snapshot]:
    store = EmbeddedStore(home)
    more = {"mapping": MAPPING, "source": "smesd", "backfill": True}
    report = import_home(home, DATA, ANCHOR, store=store, salt=SALT, **more)
    return report, store.freeze(ANCHOR, ANCHOR)


@pytest.fixture(scope="module")
def december(home: Path, loaded: tuple[ImportReport, Snapshot]) -> Month:
    make_month(home, "2021-12", pack=load_pack(MAPPING.with_name("pack.yaml")))
    return Months(home).open("2021-12")


def test_the_mapping_keeps_the_mapping_language() -> None:
    assert load_mapping(MAPPING).name == "smesd"


@needs_data
def test_every_enterprise_and_every_person_that_occurs_is_loaded(
    loaded: tuple[ImportReport, Snapshot],
) -> None:
    report, snapshot = loaded
    persons = {end for row in raw("relations") for end in (row["source"], row["target"])}

    assert snapshot.enterprises.rows == 3976 == len({row["enterprise_id"] for row in raw("enterprises")})
    assert snapshot.persons.rows == 2402 == sum(int(number) >= FIRST_PERSON for number in persons)
    assert snapshot.places.rows == snapshot.contacts.rows == 0
    assert report.load.stubs == report.load.conflicts == 0
    assert report.rejected("row_rejected") == report.rejected("line_rejected") == 0


@needs_data
def test_each_fact_is_one_tie_however_often_it_is_written(loaded: tuple[ImportReport, Snapshot]) -> None:
    _, snapshot = loaded
    expected: dict[TieKind, set[tuple[str, ...]]] = defaultdict(set)
    for row in raw("relations"):
        source, target, relation = node(row["source"]), node(row["target"]), row["relation"]
        if relation in ("executive", "supervisor"):
            expected[TieKind.OFFICER_OF].add((target, source, relation))
        elif relation == "stakeholder":
            expected[TieKind.HOLDS].add((target, source))
        elif relation.endswith("_invests"):
            expected[TieKind.HOLDS].add((source, target))
        elif relation == "branch":
            expected[TieKind.BRANCH_OF].add((target, source))
        elif relation in ("loan", "creditor"):
            expected[TieKind.LENDS_TO].add((source, target, relation))
        else:
            kind = TieKind.TRADES_WITH if relation == "deal" else TieKind.LEASES_TO
            expected[kind].add((source, target))

    kinds = Counter(TIE_KINDS[code] for code in snapshot.ties.numbers("kind").tolist())

    assert kinds == {kind: len(ties) for kind, ties in expected.items()}


@needs_data
def test_shares_come_from_amounts_and_capital_or_stay_unknown(loaded: tuple[ImportReport, Snapshot]) -> None:
    report, snapshot = loaded
    capital = {row["enterprise_id"]: float(row["registered_capital_10k_yuan"]) for row in raw("enterprises")}
    shares: dict[str, float | None] = {}
    rows_above = 0
    for row in raw("relations"):
        if row["relation"].endswith("_invests"):
            derived = float(row["amount_10k_yuan"]) / capital[row["target"]]
            rows_above += derived > 1
            key = fact_id("HOLDS", node(row["source"]), node(row["target"]), "shareholder")
            shares[key] = derived if 0 < derived <= 1 else None

    frozen = dict(
        zip(snapshot.ties.text("tie_id").to_pylist(), snapshot.ties.numbers("share").tolist(), strict=True)
    )

    for key, share in shares.items():
        assert frozen[key] == pytest.approx(share, abs=1e-6) if share else frozen[key] != frozen[key]
    known = sum(share is not None for share in shares.values())
    assert sum(value == value for value in frozen.values()) == known
    counted = {reject.reason: reject.count for reject in report.rejects}
    assert counted == {"amount_not_positive": 7, "derived_share_above_one": rows_above}


@needs_data
def test_identical_suits_are_kept_and_the_same_suit_of_two_splits_is_one(
    loaded: tuple[ImportReport, Snapshot],
) -> None:
    _, snapshot = loaded
    by_split: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row in raw("lawsuits"):
        split = row.pop("split")
        by_split[tuple(row.values())][split] += 1

    suits = sum(max(counts.values()) for counts in by_split.values())

    assert snapshot.records.rows == snapshot.parties.rows == suits == 8461
    assert set(snapshot.records.text("kind").to_pylist()) == {"suit"}
    assert snapshot.records.numbers("decided_on").max() <= (ANCHOR - date(1970, 1, 1)).days


@needs_data
def test_only_defendants_are_responsible(loaded: tuple[ImportReport, Snapshot]) -> None:
    _, snapshot = loaded
    outcomes = snapshot.records.text("outcome").to_pylist()
    roles = snapshot.parties.text("role").to_pylist()
    records = snapshot.parties.numbers("record").tolist()

    pairs = Counter((role, outcomes[record]) for role, record in zip(roles, records, strict=True))

    assert set(pairs) == {
        ("plaintiff", "won"),
        ("plaintiff", "lost"),
        ("responsible", "won"),
        ("responsible", "lost"),
    }
    assert sum(pairs.values()) == 8461


@needs_data
def test_a_branch_with_two_head_offices_is_reported_and_stays_a_unit(
    loaded: tuple[ImportReport, Snapshot],
) -> None:
    report, snapshot = loaded
    heads: dict[str, set[str]] = defaultdict(set)
    for row in raw("relations"):
        if row["relation"] == "branch":
            heads[node(row["target"])].add(node(row["source"]))
    several = sorted(branch for branch, of in heads.items() if len(of) > 1)
    ids = snapshot.enterprises.text("enterprise_id").to_pylist()
    legal = snapshot.enterprises.numbers("legal_person")

    assert report.findings.branches_with_several_heads.examples == several
    assert all(legal[ids.index(branch)] == ids.index(branch) for branch in several)
    single = next(branch for branch in sorted(heads) if branch not in several)
    assert ids[legal[ids.index(single)]] in heads[single]


@needs_data
def test_labels_are_not_loaded_and_what_no_column_says_is_unknown(
    loaded: tuple[ImportReport, Snapshot],
) -> None:
    report, snapshot = loaded

    assert "bankrupt" in report.files[0].unused_columns
    assert set(snapshot.enterprises.text("status").to_pylist()) == {"unknown"}
    assert report.tables["enterprises"].known["name"] == 0
    assert sum(report.tables["enterprises"].unknown_words["region"].values()) == 3872


@needs_data
def test_days_are_months_before_one_anchor(loaded: tuple[ImportReport, Snapshot]) -> None:
    _, snapshot = loaded
    first = raw("enterprises")[0]
    ids = snapshot.enterprises.text("enterprise_id").to_pylist()
    year, month = divmod(2021 * 12 + 11 - int(first["age_months"]), 12)

    established = snapshot.enterprises.numbers("established_on")[ids.index(node(first["enterprise_id"]))]
    found = date.fromordinal(date(1970, 1, 1).toordinal() + int(established))

    assert (found.year, found.month) == (year, month + 1)


@needs_data
def test_a_month_is_scored_from_them_and_its_receipts_add_up(december: Month) -> None:
    related = december.scores.numbers("lambda_relationship")
    by_relation = sorted(range(december.scores.rows), key=lambda row: -related[row])
    ids = december.scores.text("enterprise_id")

    receipts = [december.receipt(str(ids[row])) for row in (*by_relation[:40], *by_relation[40::200])]

    assert december.scores.rows == 3976
    assert (related > 0).sum() > 400
    for receipt in receipts:
        assert math.fsum(line.hazard for line in receipt.lines) == pytest.approx(receipt.hazard, abs=1e-9)
        assert round(100 * sum(line.points for line in receipt.lines)) == round(100 * receipt.model_score)
    lines = [line for receipt in receipts for line in receipt.lines if line.part is not None]
    assert {line.kind for line in lines} >= {ReceiptLineKind.RELATED_RECORD}
    assert all(line.part.path for line in lines if line.part is not None)


@needs_data
def test_only_what_a_column_says_is_known_of_the_indicators(december: Month) -> None:
    unknown = december.manifest["unknown_shares"]

    # suits are declared as covered, days of establishment and capitals are delivered, nothing else is
    assert unknown["JG13"] == 0
    assert {name for name, share in unknown.items() if share < 1} >= {"JC01", "JC02", "JG13"}
    assert {unknown[name] for name in ("JY07", "JY13", "JG01", "JG07", "ZH01")} == {1.0}
