"""Which links between persons count in a month: verdicts always, candidates where a pack says so."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from graph.domain import TieKind
from graph.same_person.verdicts import NO_LINKS, PersonLinks
from scoring.pack_model import Pack


class PersonSource(Protocol):
    """Verdicts on persons and candidates; ``graph.same_person.book`` implements it."""

    def in_force(self, known_by: date) -> PersonLinks:
        """Verdicts in force on a day of knowledge, and candidates without one."""
        ...


def links_of(persons: PersonSource | None, known_by: date, *packs: Pack) -> PersonLinks:
    """Links that count by a day of knowledge.

    Candidates are left out where no pack gives them strength, so that a search changes no
    month that does not use it.
    """
    if persons is None:
        return NO_LINKS
    found = persons.in_force(known_by)
    return found if any(counts_candidates(pack) for pack in packs) else found.without_candidates()


def counts_candidates(pack: Pack) -> bool:
    """Whether links that nobody reviewed carry anything: the strength of POSSIBLY_SAME (0 as shipped)."""
    return pack.relationship.paths.strengths[TieKind.POSSIBLY_SAME].default > 0
