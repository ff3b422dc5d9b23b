"""The integrator's guide: its examples run as they stand against the real application."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.exports.kinds import KINDS
from api.exports.workers import ExportWorkers
from api.security.permissions import KeyScope
from api.security.rights import Role
from api.workplace import Workplace
from tests.page_app import PageApp, served
from tests.signed_in import account_of, key_of

GUIDE = Path(__file__).parents[3] / "docs/guides/integrator.md"


def blocks(language: str) -> str:
    """Examples of one language, one after the other."""
    found = re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return "\n".join(found)


@pytest.fixture(scope="module")
def page_app(home: Path) -> Iterator[PageApp]:
    with served(Workplace(home)) as running:
        yield running
        workers = running.app.state.exports
        assert isinstance(workers, ExportWorkers)
        workers.stop()


@pytest.fixture(scope="module")
def environment(page_app: PageApp) -> dict[str, str]:
    security = page_app.security
    key = key_of(security, account_of(security, Role.QUERY, name="another-system"), KeyScope)
    return {"PATH": os.environ["PATH"], "API_ADDRESS": page_app.url, "API_KEY": key}


@pytest.mark.skipif(shutil.which("curl") is None, reason="NO CURL, the shell examples do not run")
def test_the_shell_examples_run(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", blocks("bash")],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr + done.stdout
    assert '"month":"2026-10"' in done.stdout
    assert (tmp_path / "clusters.json").stat().st_size > 100


def test_the_python_example_runs(environment: dict[str, str], tmp_path: Path) -> None:
    checks = "assert dossier.startswith(b'%PDF')\nimport sys\nsys.stdout.write(json.dumps(summary))\n"
    program = f"{blocks('python')}\n{checks}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["clusters"] > 1
    assert told["lines"] > 0
    assert told["events"] > 0


def test_every_kind_of_export_is_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert [kind.value for kind in KINDS if f"`{kind.value}`" not in text] == []


def test_every_scope_of_a_key_is_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert [scope.value for scope in KeyScope if f"| `{scope.value}` |" not in text] == []
