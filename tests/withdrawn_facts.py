"""Small homes on disk with one fact that is withdrawn, or that was never delivered."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from scoring.results import Months
from tests.home_imports import import_home
from tests.ingest_cases import FIRMS, SALT, deliver
from tests.published_months import make_month

A, B, C = FIRMS
DELIVERED = date(2026, 9, 30)
WITHDRAWN_ON = date(2026, 11, 3)
WHOLE: dict[str, str] = {
    "enterprises.csv": "enterprise_id,name,status,established_on,registered_capital_cents\n"
    f"{A},甲,operating,2020-01-01,100000000\n{B},乙,operating,2020-01-01,100000000\n"
    f"{C},丙,operating,2020-01-01,100000000\n",
    "ties.csv": "tie_id,kind,source_id,target_id,share,valid_from\n"
    f"t1,HOLDS,{A},{B},0.9,2020-01-01\nt2,BRANCH_OF,{C},{A},,2020-01-01\n",
    "records.csv": "record_id,kind,measure,decided_on,published_on,severity\n"
    "r1,penalty,fine,2026-05-01,2026-05-02,4\nr2,penalty,fine,2026-06-01,2026-06-02,3\n",
    "record_items.csv": "item_id,record_id,item_kind,severity\ni1,r1,fine,4\ni2,r1,warning,1\n",
    "parties.csv": f"party_key,record_id,party_id,role\nk1,r1,{A},responsible\nk2,r2,{A},responsible\n",
    "inspections.csv": "filing_id,enterprise_id,filed_on,result\n"
    f"f1,{A},2026-08-01,failed\nf2,{B},2026-08-01,passed\n",
    "coverage.csv": "coverage_id,covered,origin,region,covered_from,covered_to\n"
    "c1,records,,,,2026-10-31\nc2,inspections,,,,2026-10-31\n",
}


def without(fact: str) -> dict[str, str]:
    """The same delivery without every row that names a fact."""
    return {
        name: "".join(
            line for line in text.splitlines(keepends=True) if fact not in line.rstrip("\n").split(",")
        )
        for name, text in WHOLE.items()
    }


def home_of(folder: Path, files: Mapping[str, str], day: date = DELIVERED) -> Path:
    """Home with one delivery."""
    home = folder / "home"
    import_home(home, deliver(folder / "delivery", dict(files)), day, salt=SALT)
    return home


def published(folder: Path, files: Mapping[str, str] = WHOLE, month: str = "2026-10") -> Path:
    """Home with one delivery and one month."""
    home = home_of(folder, files)
    make_month(home, month)
    return home


def never_saw_it(folder: Path, files: Mapping[str, str], like: Path) -> Path:
    """Home without a fact: October with the reference tables and partition of another home."""
    home = home_of(folder, files)
    shutil.copytree(like / "reference", home / "reference")
    month = Months(like).open("2026-10")
    kept = month.path if month.manifest.get("delta", {}).get("partition") else None
    make_month(home, "2026-10", known_by=WITHDRAWN_ON, partition=kept)
    return home
