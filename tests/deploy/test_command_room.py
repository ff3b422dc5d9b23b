"""The Makefile and the check of a change know the Neo4j that tests run on."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_make_lists_the_command_that_starts_a_neo4j() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert re.search(r"^  make neo4j\s+\S", done.stdout, re.MULTILINE)


def test_the_check_of_a_change_takes_no_missing_server() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "export GUANLIAN_REQUIRE_NEO4J=1" in text
    assert text.index("GUANLIAN_REQUIRE_NEO4J") < text.index("exec make check")


def test_what_make_neo4j_stores_is_never_committed_or_packed() -> None:
    assert "/guanlian-neo4j/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert '"/guanlian-neo4j"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
