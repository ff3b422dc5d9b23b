"""The worked example of the guide is read out of it and imported: the page says what happens."""

import re
from pathlib import Path
from typing import Any

from tests.ingest_cases import import_texts

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "your-own-table.md"


def block(language: str) -> str:
    found = re.findall(
        rf"^```{language}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(found) == 1
    return str(found[0])


def test_the_example_gives_the_rows_and_rejects_that_the_guide_shows(tmp_path: Path) -> None:
    done = import_texts(tmp_path, {"food_sampling.csv": block("csv")}, mapping=block("yaml"))

    def line(*values: Any) -> str:
        return "  ".join("-" if value is None else str(value) for value in values)

    shown = [
        *(
            line("inspections", row["enterprise_id"], row["filed_on"], row["result"])
            for row in done.rows("inspections")
        ),
        *(
            line("records", row["kind"], row["decided_on"], row["document_no"])
            for row in done.rows("records")
        ),
        *(line("parties", row["party_id"], row["role"]) for row in done.rows("parties")),
        *(
            line("rejects", f"line {row['line']}", row["field"], row["reason"], row["effect"])
            for row in done.rejects()
        ),
    ]
    assert [re.sub(" {2,}", "  ", row) for row in block("text").splitlines()] == shown


def test_the_example_covers_what_it_says(tmp_path: Path) -> None:
    done = import_texts(tmp_path, {"food_sampling.csv": block("csv")}, mapping=block("yaml"))

    assert [(row["covered"], str(row["covered_to"])) for row in done.rows("coverage")] == [
        ("inspections", "2026-10-31")
    ]
