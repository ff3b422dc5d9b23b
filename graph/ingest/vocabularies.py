"""Words of registries, read from ``vocabularies.yaml``."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from graph.domain import EnterpriseStatus
from graph.errors import CatalogueError
from graph.packaged import packaged


class Vocabularies(BaseModel):
    """Words by meaning."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    null_words: tuple[str, ...]
    flags: dict[bool, tuple[str, ...]]
    statuses: dict[EnterpriseStatus, tuple[str, ...]]
    money_units: dict[str, int] = Field(min_length=1)
    yuan_words: tuple[str, ...]
    foreign_words: tuple[str, ...]

    def flag_words(self) -> dict[str, bool]:
        """Meaning of each flag word."""
        return {word: meaning for meaning, words in self.flags.items() for word in words}

    def status_words(self) -> dict[str, str]:
        """Meaning of each status word, in lower case."""
        return {word.lower(): meaning.value for meaning, words in self.statuses.items() for word in words}


@cache
def vocabularies() -> Vocabularies:
    """Vocabularies that are shipped.

    Raises
    ------
    CatalogueError
        If the file breaks its contract or one word has two meanings.
    """
    loaded = packaged(Vocabularies, "graph.ingest", "vocabularies.yaml")
    for name, groups in (("flags", loaded.flags), ("statuses", loaded.statuses)):
        words = [word.lower() for group in groups.values() for word in group]
        repeated = sorted({word for word in words if words.count(word) > 1})
        if repeated:
            raise CatalogueError(
                f"vocabularies.yaml, {name}: expected one meaning a word, got {repeated} twice"
            )
    return loaded
