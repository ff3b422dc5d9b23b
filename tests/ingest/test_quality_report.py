"""The quality report says what is missing, where and since when; counts are small enough to check by hand."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from graph.filings import FilingStore
from graph.ingest.quality.html import quality_html
from graph.ingest.quality.months import Calendar, missing_since, month_counts
from graph.ingest.quality.report import Quality
from graph.ingest.quality.store import NEVER, quality
from graph.ingest.report import ImportReport, RejectCount, TableReport
from graph.store.embedded.store import EmbeddedStore
from tests.deliveries import Delivery, Row

A, B, C = "91000000000000001N", "91000000000000002R", "91000000000000003W"
DAY = date(2026, 10, 31)
NORTH, SOUTH = "100", "200"


def firm(identifier: str, authority: str | None, **said: Any) -> Row:
    return {"enterprise_id": identifier, "supervising_authority": authority, "status": "operating", **said}


def tax(firm_id: str, *months: int) -> list[Row]:
    return [
        {
            "filing_id": f"{firm_id}-{month}-{n}",
            "enterprise_id": firm_id,
            "filed_on": date(2026, month, 5),
            "tax_state": "normal",
        }
        for month in months
        for n in range(3)
    ]


ROWS: dict[str, list[Row]] = {
    "enterprises": [
        firm(A, NORTH, name="甲厂", region="100000", industry="F5132", established_on=date(2020, 1, 1)),
        firm(B, SOUTH, name="甲厂", region="100000", industry="XX", established_on=date(2027, 1, 1)),
        firm("91000000000000009Q", None, status=None),
        firm("R:n:7", SOUTH, ended_on=date(2019, 1, 1), established_on=date(2020, 1, 1)),
    ],
    "ties": [
        {"tie_id": "h1", "kind": "HOLDS", "source_id": "P:1", "target_id": A, "share": 0.7},
        {"tie_id": "h2", "kind": "HOLDS", "source_id": "P:2", "target_id": A, "share": 0.7},
        {"tie_id": "h3", "kind": "HOLDS", "source_id": "P:1", "target_id": B, "share": 1.0},
        {"tie_id": "h4", "kind": "HOLDS", "source_id": "R:n:99", "target_id": "R:n:7", "share": None},
        {
            "tie_id": "h5",
            "kind": "HOLDS",
            "source_id": "P:3",
            "target_id": B,
            "share": 0.5,
            "valid_to": date(2026, 1, 1),
        },
    ],
    "persons": [{"person_id": name, "id_kind": "certificate"} for name in ("P:1", "P:2", "P:3")],
    "tax": [*tax(A, 5, 6, 7, 8, 9, 10), *tax(B, 5, 6, 7)],
    "identifiers": [
        {"identifier_key": f"i{key}", "entity_id": B, "scheme": "internal", "value": key, "node": "n"}
        for key in ("1", "2")
    ],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    staged = Delivery(batch="one", day=DAY, rows=ROWS, backfill=True).staged(folder / "staged")
    FilingStore(folder).append(staged)
    EmbeddedStore(folder).load(staged)
    return folder


def looked(home: Path, authority: str | None = None, reports: tuple[ImportReport, ...] = ()) -> Quality:
    snapshot = EmbeddedStore(home).freeze(DAY, DAY)
    return quality(snapshot, FilingStore(home).view(DAY, snapshot), reports, authority)


def test_a_county_sees_since_when_its_tax_is_missing(home: Path) -> None:
    found = {one.authority: one for one in looked(home).authorities}
    since = {name: {gap.table: gap.missing_since for gap in one.gaps} for name, one in found.items()}
    assert since[SOUTH] == {"tax": "2026-08"}
    assert since[NORTH] == {}
    # Its two enterprises would have had 3 rows in each of six months as others have.
    assert since[""] == {"tax": NEVER}


def test_a_county_that_asks_for_itself_is_still_compared_with_the_others(home: Path) -> None:
    found = looked(home, SOUTH)
    assert [one.authority for one in found.authorities] == [SOUTH]
    assert found.enterprises == 2
    assert {one.table: one.missing_since for one in found.tables if one.missing_since} == {"tax": "2026-08"}


def test_rows_are_counted_by_month_of_their_day(home: Path) -> None:
    found = looked(home)
    assert found.months[-1] == "2026-10"
    assert len(found.months) == 24
    north = next(one for one in found.authorities if one.authority == NORTH)
    counted = next(one for one in north.tables if one.table == "tax")
    assert counted.counts[-7:] == [0, 3, 3, 3, 3, 3, 3]
    assert (counted.rows, counted.enterprises, counted.newest) == (18, 1, date(2026, 10, 5))


def test_known_shares_are_those_of_delivered_rows(home: Path) -> None:
    found = {one.table: one for one in looked(home).tables}
    assert found["enterprises"].rows == 4
    assert found["enterprises"].known["name"] == 0.5
    assert found["enterprises"].known["established_on"] == 0.75


def test_codes_and_days_are_valid_unknown_or_wrong(home: Path) -> None:
    found = {one.check: one for one in looked(home).codes}
    uscc = found["uscc"]
    assert (uscc.total, uscc.valid, uscc.unknown) == (4, 2, 1)
    assert uscc.wrong.examples == ["91000000000000009Q"]
    assert (found["industry"].valid, found["industry"].wrong.examples) == (1, [B])
    assert (found["status"].valid, found["status"].unknown) == (3, 1)
    assert found["established_on"].wrong.examples == [B]
    assert found["ended_on"].wrong.examples == ["R:n:7"]


def test_shares_add_up_over_open_holdings_only(home: Path) -> None:
    sums = looked(home).shares
    assert (sums.enterprises, sums.whole, sums.below, sums.unknown) == (3, 1, 0, 1)
    assert sums.above.examples == [A]


def test_a_tie_to_an_enterprise_that_nobody_delivered_is_loose(home: Path) -> None:
    found = looked(home)
    assert [(one.kind, one.ties, one.orphans) for one in found.orphans] == [("HOLDS", 4, 1)]
    assert (found.stubs, found.stub_examples.examples) == (1, ["R:n:99"])


def test_names_and_keys_that_occur_twice_are_found_and_no_name_is_shown(home: Path) -> None:
    found = looked(home)
    assert (found.same_name_groups, found.same_names.examples) == (1, [A, B])
    assert found.keys_of_one_code.examples == [B]
    assert "甲厂" not in found.model_dump_json()


def test_an_authority_that_no_enterprise_has_is_refused(home: Path) -> None:
    with pytest.raises(InputError, match="'999'"):
        looked(home, "999")


def report(batch: str, words: dict[str, int], refused: int) -> ImportReport:
    return ImportReport(
        batch=batch,
        state="loaded",
        day=DAY,
        source="registry",
        mapping="registry",
        mapping_hash="x",
        backfill=False,
        tables={"enterprises": TableReport(unknown_words={"status": words})},
        rejects=[
            RejectCount(
                table="enterprises", field="uscc", reason="bad_check", effect="value_unknown", count=refused
            )
        ],
    )


def test_what_imports_refused_and_did_not_know_is_added_up(home: Path) -> None:
    found = looked(home, reports=(report("a", {"休眠": 2}, 3), report("b", {"休眠": 5, "存": 1}, 4)))
    assert [(one.word, one.count) for one in found.unknown_words] == [("休眠", 7), ("存", 1)]
    assert [(one.reason, one.count) for one in found.refused] == [("bad_check", 7)]


class _Page(HTMLParser):
    """Balance of tags, and what would be fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.outside += [f"{tag}.{name}" for name, _ in attrs if name in ("src", "href", "style")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_one_whole_file_without_scripts_and_outside_resources(home: Path) -> None:
    page = quality_html(looked(home, reports=(report("a", {"<script>x</script>": 2}, 3),)))
    read = _Page()
    read.feed(page)
    assert read.open == []
    assert not read.seen & {"script", "link", "img", "iframe"}
    assert read.outside == []
    assert "url(" not in page
    assert "@import" not in page
    assert page.index("数据质量报告") < page.index("Data quality report")
    assert re.search(r"税务 tax</td><td class=\"gap\">2026-08", page)


def test_the_page_sums_up_what_is_missing_and_calls_authorities_by_their_names(home: Path) -> None:
    page = quality_html(looked(home), names={SOUTH: "南城监管局"})

    assert "3 个监管机关中 2 个有缺报；各表缺报的机关数：税务 2。" in page
    assert "<td>南城监管局 200</td><td>税务 tax</td>" in page
    assert "<td>200</td>" in quality_html(looked(home))


def test_the_same_facts_give_the_same_page(home: Path) -> None:
    assert quality_html(looked(home)) == quality_html(looked(home))


days = st.lists(st.tuples(st.integers(0, 3), st.integers(19_000, 20_757)), max_size=30)


@given(rows=days)
def test_month_counts_equal_a_loop_over_the_rows(rows: list[tuple[int, int]]) -> None:
    calendar = Calendar.up_to(DAY, 24)
    authority = np.array([0, 1, 1, -1], dtype=np.int32)
    code = np.array([row[0] for row in rows], dtype=np.int32)
    day = np.array([row[1] for row in rows], dtype=np.int32)
    found = month_counts(code, day, authority, 2, calendar, 20_757)
    expected = np.zeros((2, 24), dtype=np.int64)
    for one, number in rows:
        name = str(np.datetime64(number, "D"))[:7]
        if authority[one] >= 0 and name in calendar.names:
            expected[authority[one], calendar.names.index(name)] += 1
    assert found.counts.tolist() == expected.tolist()
    assert found.rows.tolist() == [sum(authority[one] == place for one, _ in rows) for place in (0, 1)]


def test_a_month_that_is_not_over_is_no_silence() -> None:
    calendar = Calendar.up_to(date(2026, 10, 30), 3)
    assert (calendar.names, calendar.complete) == (("2026-08", "2026-09", "2026-10"), 2)
    counts = np.array([9, 9, 0])
    assert missing_since(counts, None, calendar, 5, yearly=False) is None


def test_few_expected_rows_may_be_silent_by_chance() -> None:
    calendar = Calendar.up_to(DAY, 3)
    assert missing_since(np.array([4, 0, 0]), np.array([8, 8, 8]), calendar, 17, yearly=False) is None
    assert missing_since(np.array([4, 0, 0]), np.array([8, 8, 8]), calendar, 16, yearly=False) == "2026-09"


def test_nobody_filing_is_no_gap_of_one_authority_nor_of_a_yearly_table() -> None:
    calendar = Calendar.up_to(DAY, 3)
    counts = np.array([50, 0, 0])
    assert missing_since(counts, counts, calendar, 5, yearly=False) is None
    assert missing_since(counts, None, calendar, 5, yearly=True) is None
    assert missing_since(counts, None, calendar, 5, yearly=False) == "2026-09"


def test_silence_begins_in_the_first_month_in_which_others_had_rows() -> None:
    calendar = Calendar.up_to(DAY, 3)
    found = missing_since(np.array([50, 0, 0]), np.array([100, 0, 60]), calendar, 5, yearly=False)
    assert found == "2026-10"
