"""Filings that a published month was made of, whatever was appended or undone since (ADR 0055)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.job.frozen import FilingSource


def filings_of(filings: FilingSource, manifest: Mapping[str, Any]) -> FilingSource:
    """Filings of the version that a month names; the newest where it names none, as older ones do.

    Parameters
    ----------
    filings : FilingSource
    manifest : mapping
        Of the month.
    """
    return filings.at_version(manifest.get("filings_version"))
