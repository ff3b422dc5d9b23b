"""The dossier: every page says whose it is, long tables break well, names are text, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.exports.dossier import dossier_pdf
from api.exports.task import Task
from api.readers import Readers, Reading
from scoring.results_types import EnterpriseResult, Label, Receipt, RelatedRecord
from tests.api.exports.conftest import FULL_NAME, recorded_store
from tests.api.exports.test_network_svg import task
from tests.pdf_texts import page_texts
from tests.recording_months import FACTOR_WORD, Names, RecordingMonth, RecordingMonths

MARKUP = '甲<b>厂</b><img src="file:///etc/hostname"/>&lt;<a href="javascript:1">'


class LongMonth(RecordingMonth):
    """A month whose receipt has many lines, and whose names look like markup."""

    def enterprise(self, enterprise_id: str) -> EnterpriseResult:
        """The recorded one with another name."""
        return super().enterprise(enterprise_id).model_copy(update={"name": MARKUP})

    def receipt(self, enterprise_id: str) -> Receipt:
        """120 lines, each with a record of its own."""
        found = super().receipt(enterprise_id)
        first = found.lines[0]
        assert first.part is not None
        lines = []
        for number in range(120):
            record = RelatedRecord(
                record_id=f"R{number}",
                kind="penalty",
                label=Label(zh="行政处罚", en="penalty"),
                severity=3,
                decided_on=date(2026, 1, 1),
                document_no=f"云市监罚〔2026〕{number}号",
                authority="市场监督管理局",
                source=None,
            )
            part = first.part.model_copy(update={"record": record})
            text = f"第{number}项{MARKUP}" + "，严重程度三级" * 8
            lines.append(
                first.model_copy(
                    update={
                        "part": part,
                        "points": 200.0 - number,
                        "hazard": 1 - number / 200,
                        "sentence": Label(zh=text, en=text),
                    }
                )
            )
        return found.model_copy(update={"lines": tuple(lines)})


class LongMonths(RecordingMonths):
    """Months of that kind."""

    def open(self, month: str | None = None, revision: int | None = None) -> RecordingMonth:
        """Latest unless given."""
        return LongMonth(super().open(month, revision).info)


def long_task(path: Path) -> Task:
    readers = Readers(months=LongMonths(), store=recorded_store(), vault=Names())
    made = task(path)
    reading = Reading.open(readers, viewer=made.reading.viewer)
    return replace(made, reading=reading, stamp=replace(made.stamp, operator="<i>李</i>（li）"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    path = tmp_path_factory.mktemp("pdf") / "a.pdf"
    made = dossier_pdf(long_task(path))
    assert made.rows == 120
    return [*page_texts(path), made.content_sha256]


def test_every_page_says_whose_it_is_which_data_who_what_for_and_its_number(pages: Sequence[str]) -> None:
    *texts, sha256 = pages

    for number, text in enumerate(texts, start=1):
        wanted = ("E1", "2026-10-28", "<i>李</i>（li）", "2026-11-22 16:00", "线索核查", "本单位", sha256)
        for told in (*wanted, f"第 {number} / {len(texts)} 页", "不对外公开"):
            assert told in text, (number, told)


def test_a_long_table_repeats_its_head_and_loses_no_row(pages: Sequence[str]) -> None:
    texts = pages[:-1]
    of_table = [text for text in texts if re.search(r"^第\d+项", text, re.MULTILINE)]

    assert len(of_table) >= 3
    assert all("文书号、机关、日期" in text for text in of_table)
    rows = re.findall(r"^第(\d+)项", "\n".join(texts), re.MULTILINE)
    assert rows == [str(number) for number in range(40)]
    assert "其余 80 项" in "\n".join(texts)


def test_reasons_call_a_factor_as_the_pack_of_the_month_does(pages: Sequence[str]) -> None:
    text = "\n".join(pages[:-1])

    assert text.count(FACTOR_WORD.zh) == 40
    assert "关联关系" not in text


def test_a_name_that_looks_like_markup_is_text(pages: Sequence[str]) -> None:
    text = "".join(pages[:-1]).replace("\n", "")

    assert MARKUP in text


def test_nothing_in_the_file_runs_or_loads(tmp_path: Path) -> None:
    dossier_pdf(long_task(tmp_path / "a.pdf"))
    content = (tmp_path / "a.pdf").read_bytes()

    for word in (
        b"/JavaScript",
        b"/JS",
        b"/URI",
        b"/Launch",
        b"/EmbeddedFile",
        b"/OpenAction",
        b"/Subtype /Image",
    ):
        assert word not in content, word


def test_a_person_is_masked_in_the_dossier(pages: Sequence[str]) -> None:
    assert any("张*" in text for text in pages)
    assert not any(FULL_NAME in text for text in pages)


def test_the_same_inputs_make_the_same_dossier(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        dossier_pdf(long_task(tmp_path / name))

    content = (tmp_path / "a.pdf").read_bytes()
    assert content == (tmp_path / "b.pdf").read_bytes()
    assert b"(D:20261122080000+00'00')" in content


def test_another_time_is_another_file_of_the_same_content(tmp_path: Path) -> None:
    one, other = long_task(tmp_path / "a.pdf"), long_task(tmp_path / "b.pdf")
    later = replace(other, stamp=replace(other.stamp, at=other.stamp.at.replace(hour=9)))

    hashes = [dossier_pdf(made).content_sha256 for made in (one, later)]

    assert hashes[0] == hashes[1]
    assert (tmp_path / "a.pdf").read_bytes() != (tmp_path / "b.pdf").read_bytes()


def test_the_command_writes_a_dossier_of_the_demo_province(home: Path, firm: str, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    words = ["--home", str(home), "export", "dossier_pdf", firm, "--purpose", "clue", "--out", str(out)]

    done = CliRunner().invoke(app, words)
    again = CliRunner().invoke(app, words)

    assert done.exit_code == 0, done.output
    text = "\n".join(page_texts(out))
    assert firm in text
    assert "同行中位" in text
    assert "为什么是这个得分" in text
    assert (again.exit_code, "new file" in again.output) == (1, True)


def test_the_command_wants_a_purpose_of_the_pack(home: Path, firm: str, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    words = ["--home", str(home), "export", "receipt_csv", firm, "--purpose", "none", "--out", str(out)]

    done = CliRunner().invoke(app, words)

    assert (done.exit_code, out.exists(), list(tmp_path.iterdir())) == (1, False, [])
    assert "purpose" in done.output
