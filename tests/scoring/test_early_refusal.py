"""A published month refuses other inputs before anything is frozen or measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from graph.errors import JobError
from graph.filings import FilingStore
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from scoring.job.run import run_month
from scoring.pack import load_pack
from tests.published_months import TODAY
from tests.withdrawn_facts import published


class NeverFrozen(EmbeddedStore):
    """A store that nobody may freeze."""

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        """Fail the test."""
        raise AssertionError("frozen")


def test_other_inputs_are_refused_before_a_freeze_and_named(tmp_path: Path) -> None:
    home = published(tmp_path)
    pack = load_pack("mrt").model_copy(update={"version": "other"})

    with pytest.raises(JobError, match=r"published with other inputs \(pack\), known by 2026-10-31"):
        run_month(
            home=home,
            store=NeverFrozen(home),
            filings=FilingStore(home),
            pack=pack,
            month="2026-10",
            today=TODAY,
        )
