"""A batch is idempotent, resumable and bounded; formats and encodings give the same rows."""

import resource
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from graph.errors import DiskFullError, InputError, MappingError, StoreBusyError
from graph.ingest.deliveries import read_delivery
from graph.ingest.report import ImportReport
from graph.ingest.run import import_files
from graph.store.protocol import Scope
from tests.ingest_cases import (
    DAY,
    FIRMS,
    PERSON,
    SALT,
    RecordingFilings,
    RecordingStore,
    RecordingVault,
    deliver,
    import_texts,
)

A, B, C = FIRMS
TIES = f"tie_id,kind,source_id,target_id,share\nt1,HOLDS,{A},{B},0.5\nt2,HOLDS,{PERSON},{A},\n"
FILES = {
    "enterprises.csv": f"enterprise_id,name\n{A},甲厂\n{B},乙厂\nbad,丙\n",
    "persons.csv": f"person_id,name\n{PERSON},王小明\n",
    "ties-1.csv": TIES,
    "ties-2.csv": TIES.replace("t1", "t3").replace("t2", "t4"),
}


def again(
    place: Path, store: RecordingStore, *, day: date = DAY, steps: list[str] | None = None
) -> ImportReport:
    """Import the delivery that lies in a place."""

    def note(step: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        if steps is not None:
            steps.append(step)

    return import_files(
        folder_or_files=place / "delivery",
        mapping="canonical",
        home=place / "home",
        store=store,  # type: ignore[arg-type]
        filings=RecordingFilings(),
        vault=RecordingVault(),
        salt=SALT,
        day=day,
        source="registry",
        progress=note,
    )


def test_the_same_batch_again_is_already_loaded(tmp_path: Path) -> None:
    done = import_texts(tmp_path, FILES)
    repeated = again(tmp_path, done.store)

    assert repeated.state == "already_loaded"
    assert len(done.store.batches) == 1
    assert repeated.tables == done.report.tables


def test_another_day_or_another_byte_is_another_batch(tmp_path: Path) -> None:
    done = import_texts(tmp_path, FILES)
    later = again(tmp_path, done.store, day=date(2026, 11, 30))
    deliver(tmp_path / "delivery", {"ties-1.csv": TIES + "\n"})
    changed = again(tmp_path, done.store)

    assert len({done.report.batch, later.batch, changed.batch}) == 3


def test_a_report_without_the_batch_in_the_store_is_no_proof(tmp_path: Path) -> None:
    import_texts(tmp_path, FILES)
    fresh = RecordingStore()

    assert again(tmp_path, fresh).state == "loaded"
    assert len(fresh.batches) == 1


def test_staging_is_gone_afterwards_and_progress_was_told(tmp_path: Path) -> None:
    steps: list[str] = []
    deliver(tmp_path / "delivery", FILES)
    report = again(tmp_path, RecordingStore(), steps=steps)
    folder = tmp_path / "home" / "imports" / report.batch

    assert sorted(path.name for path in folder.iterdir()) == [
        ".lock",
        "rejects.csv",
        "report.json",
        "report.txt",
    ]
    assert list(dict.fromkeys(steps)) == ["hash", "read", "check", "load"]
    assert ImportReport.model_validate_json((folder / "report.json").read_text(encoding="utf-8")) == report


def test_staging_of_an_import_killed_at_its_very_end_is_removed(tmp_path: Path) -> None:
    done = import_texts(tmp_path, FILES)
    (done.folder / "stage" / "ties").mkdir(parents=True)
    (done.folder / "stage" / "ties" / "00000.parquet").write_bytes(b"rest")

    assert again(tmp_path, done.store).state == "already_loaded"
    assert not (done.folder / "stage").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{tests!r}]
import ingest_cases as cases
from graph.ingest.run import import_files
reads = 0
def kill(step, done, total):
    global reads
    reads += step == "read"
    if step == {step!r} and reads >= {reads}:
        os.kill(os.getpid(), signal.SIGKILL)
import_files(folder_or_files=Path({place!r}) / "delivery", mapping="canonical", home=Path({place!r}) / "home",
    store=cases.RecordingStore(), filings=cases.RecordingFilings(), vault=cases.RecordingVault(),
    salt=cases.SALT, day=cases.DAY, source="registry", progress=kill)
"""


@pytest.mark.parametrize(("step", "reads"), [("read", 1), ("read", 5), ("check", 0), ("load", 0)])
def test_a_killed_import_goes_on_and_gives_the_same_bytes(tmp_path: Path, step: str, reads: int) -> None:
    undisturbed = import_texts(tmp_path / "whole", FILES)
    place = tmp_path / "killed"
    deliver(place / "delivery", FILES)
    script = KILLED.format(tests=str(Path(__file__).parents[1]), place=str(place), step=step, reads=reads)
    root = Path(__file__).parents[2]

    killed = subprocess.run([sys.executable, "-c", script], check=False, cwd=root)
    store = RecordingStore()
    report = again(place, store)

    assert killed.returncode == -signal.SIGKILL
    assert store.staged == undisturbed.store.staged
    assert report == undisturbed.report
    folders = [home / "home" / "imports" / report.batch for home in (tmp_path / "whole", place)]
    for name in ("report.json", "report.txt", "rejects.csv"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_a_full_disk_is_named_and_the_import_goes_on_later(tmp_path: Path) -> None:
    rows = "".join(f"t{i},HOLDS,{A},R:n:{i},0.5\n" for i in range(20_000))
    deliver(tmp_path / "delivery", {"ties.csv": TIES + rows})
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    store = RecordingStore()

    # A limit on file size stands for the full disk: the same error path, without filling one.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DiskFullError, match="nothing is lost"):
            again(tmp_path, store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)

    assert store.batches == []
    assert again(tmp_path, store).tables["ties"].rows == 20_002


def test_one_batch_is_imported_by_one_process(tmp_path: Path) -> None:
    deliver(tmp_path / "delivery", FILES)
    inner: list[str] = []

    def intrude(step: str, done: int, total: int) -> None:
        if step == "check":
            with pytest.raises(StoreBusyError):
                again(tmp_path, RecordingStore())
            inner.append(step)

    import_files(
        folder_or_files=tmp_path / "delivery",
        mapping="canonical",
        home=tmp_path / "home",
        store=RecordingStore(),  # type: ignore[arg-type]
        filings=RecordingFilings(),
        vault=RecordingVault(),
        salt=SALT,
        day=DAY,
        source="registry",
        progress=intrude,
    )

    assert inner == ["check"]


def test_all_formats_and_encodings_give_the_same_rows(tmp_path: Path) -> None:
    header = ["enterprise_id", "name", "established_on", "registered_capital_cents", "listed"]
    rows = [[A, "甲厂", "2020-01-31", "100", "true"], [B, "乙, 丙", "", "", ""]]
    lines = [",".join(f'"{cell}"' for cell in row) for row in [header, *rows]]
    tabs = ["\t".join(row) for row in [header, *rows]]
    book = tmp_path / "enterprises.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([header, *rows]):
            sheet.write_row(number, 0, row)
        sheet.write_number(1, 3, 100)
    typed = pa.table(
        {
            "enterprise_id": [A, B],
            "name": pa.array(["甲厂", "乙, 丙"]).dictionary_encode(),
            "established_on": pa.array([date(2020, 1, 31), None]),
            "registered_capital_cents": pa.array([100, None]),
            "listed": [True, None],
        }
    )
    parquet.write_table(typed, tmp_path / "enterprises.parquet")
    deliveries: dict[str, dict[str, str | bytes]] = {
        "csv": {"enterprises.csv": "\ufeff" + "\r\n".join(lines) + "\r\n"},
        "gb": {"enterprises.csv": ("\n".join(lines) + "\n").encode("gb18030")},
        "tsv": {"enterprises.tsv": "\n".join(tabs)},
        "xlsx": {"enterprises.xlsx": book.read_bytes()},
        "parquet": {"enterprises.parquet": (tmp_path / "enterprises.parquet").read_bytes()},
    }

    found = {
        name: import_texts(tmp_path / name, files).rows("enterprises") for name, files in deliveries.items()
    }

    assert found["csv"][0]["name"] == "甲厂"
    assert found["csv"][0]["established_on"] == date(2020, 1, 31)
    assert found["csv"][1]["listed"] is None
    assert all(rows == found["csv"] for rows in found.values())


MEASURED = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}]
import ingest_cases as cases
from graph.ingest.run import import_files
class Nothing(cases.RecordingStore):
    def load(self, batch, ready):
        ready()
        return cases.LoadReport(version="v", added={{}}, unchanged={{}}, closed={{}}, conflicts=(), stubs=0)
import_files(folder_or_files=Path({file!r}), mapping="canonical", home=Path({home!r}), store=Nothing(),
    filings=cases.RecordingFilings(), vault=cases.RecordingVault(), salt=cases.SALT, day=cases.DAY,
    source="registry")
# The peak of this process alone; getrusage would give the parent's where that was larger.
status = Path("/proc/self/status").read_text(encoding="utf-8")
sys.stdout.write(str(int(status.split("VmHWM:")[1].split()[0]) // 1024))
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    header = "filing_id,enterprise_id,filed_on,sentiment,attention\n"
    body = "".join(f"{i:024x},{A},2020-01-31,negative,{i}\n" for i in range(100_000))
    peaks = []
    for copies in (4, 14):
        file = deliver(tmp_path / str(copies), {"news.csv": header + body * copies}) / "news.csv"
        script = MEASURED.format(
            tests=str(Path(__file__).parents[1]), file=str(file), home=str(tmp_path / f"home{copies}")
        )
        ran = subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            cwd=Path(__file__).parents[2],
        )
        peaks.append(int(ran.stdout))

    # 28 MB against 99 MB of text: held text would be 71 MB, what the peaks differ by is the allocator's.
    assert peaks[1] - peaks[0] < 60


def test_a_delivery_folder_says_what_it_is(tmp_path: Path) -> None:
    folder = deliver(
        tmp_path / "d",
        {
            "delivery.yaml": "day: 2026-10-31\nsource: registry\nbackfill: true\n"
            "full: [enterprises, {table: ties, region: '330000'}]\nmapping: own.yaml\n"
        },
    )

    delivery = read_delivery(folder)

    assert delivery.mapping == folder / "own.yaml"
    assert delivery.declaration.day == DAY
    assert delivery.declaration.backfill
    assert delivery.declaration.full == (
        Scope(table="enterprises", source="registry"),
        Scope(table="ties", source="registry", region="330000"),
    )


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (None, InputError, "expected a delivery.yaml"),
        ("day: 2026-10-31\n", InputError, "line 1, source"),
        ("day: yesterday\nsource: a\n", InputError, "line 1, day"),
        ("day: [\n", MappingError, "expected YAML"),
    ],
)
def test_a_wrong_delivery_file_is_named(
    tmp_path: Path, text: str | None, error: type[Exception], words: str
) -> None:
    folder = deliver(tmp_path / "d", {} if text is None else {"delivery.yaml": text})

    with pytest.raises(error, match=words):
        read_delivery(folder)
