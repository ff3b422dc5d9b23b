"""Filings that a published month was made of, whatever was appended or undone since (ADR 0055)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

Source = TypeVar("Source", covariant=True)


class VersionedFilings(Protocol[Source]):
    """Filings that can be read as they were known by a version."""

    def at_version(self, version: int | None) -> Source:
        """What a version knew; by None what is read here."""
        ...


def filings_of(filings: VersionedFilings[Source], manifest: Mapping[str, Any]) -> Source:
    """Filings of the version that a month names; the newest where it names none, as older ones do.

    Parameters
    ----------
    filings : VersionedFilings
    manifest : mapping
        Of the month.
    """
    return filings.at_version(manifest.get("filings_version"))
