"""What it takes before a name leaves the vault: an enterprise of the viewer's area, a purpose, a reason.

A name belongs to the authority that supervises an enterprise the person is tied to: the request
names that enterprise, and the tie has to be one the month knows. The audit has its row before
the vault is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.readers import Reading
from api.security.audit import Audit
from api.security.reveal import Reveal, RevealBook, RevealState, RevealVerdict
from api.security.rights import Right
from api.security.scope import require, visible
from graph.domain import NodeKind
from graph.errors import NotFoundError
from graph.store.protocol import TieFilter
from graph.vault import NameVault
from scoring.sharing import sharing_of

_PERSON = "P:"
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealDesk:
    """Requests, the vault, the audit, and whether a second person is asked for."""

    book: RevealBook
    vault: NameVault
    audit: Audit
    two_persons: bool

    def ask(
        self, reading: Reading, *, person_id: str, enterprise_id: str, purpose: str, reason: str
    ) -> Reveal:
        """Ask for the name of one person.

        Raises
        ------
        OutOfScopeError
            If the enterprise is outside the viewer's area.
        NotFoundError
            If no such person is tied to it.
        InputError
            If no person may be named for the purpose, or the reason is too short.
        """
        checked = sharing_of(reading.info.pack).reveal_purpose(purpose)
        firm = reading.readers.store.find(enterprise_id, reading.at)
        if firm is None:
            raise NotFoundError("no enterprise has this id or alias in that month; search for it")
        if firm.kind is not NodeKind.ENTERPRISE:
            raise NotFoundError("expected the id of an enterprise in that month, got one of something else")
        require(reading, firm.id)
        self._check_tie(reading, person_id, firm.id)
        made = self.book.ask(
            account=reading.viewer.account,
            person_id=person_id,
            enterprise_id=firm.id,
            purpose=checked,
            reason=reason,
            two_persons=self.two_persons,
        )
        self._record(reading, "person.reveal_asked", made)
        return made

    def listed(self, reading: Reading) -> Sequence[Reveal]:
        """Own requests; who approves also sees those of others in the area that wait."""
        own = self.book.listed(reading.viewer.account, _MOST)
        if Right.APPROVE not in reading.viewer.rights:
            return own
        every = self.book.listed(None, _MOST)
        inside = visible(reading, (found.enterprise_id for found in every))
        return [
            found
            for found in every
            if found.account == reading.viewer.account
            or (found.state is RevealState.ASKED and inside[found.enterprise_id])
        ]

    def decide(self, reading: Reading, number: int, verdict: RevealVerdict, reason: str) -> Reveal:
        """Say yes or no to what another account asked, in the viewer's area.

        Raises
        ------
        ForbiddenError, OutOfScopeError, RevealStateError
            If it is the own request, outside the area, or does not wait.
        """
        require(reading, self.book.find(number).enterprise_id)
        made = self.book.decide(number, account=reading.viewer.account, verdict=verdict, reason=reason)
        self._record(reading, "person.reveal_decided", made, result=verdict.value)
        return made

    def show(self, reading: Reading, number: int) -> tuple[Reveal, str | None]:
        """The name, once.

        Raises
        ------
        ForbiddenError, OutOfScopeError, RevealStateError
            If another account asked, the area changed meanwhile, or it is not approved.
        """
        require(reading, self.book.find(number).enterprise_id)
        made = self.book.take(number, reading.viewer.account)
        self._record(reading, "person.revealed", made)
        return made, self.vault.revealed(made.person_id)

    def _check_tie(self, reading: Reading, person_id: str, enterprise_id: str) -> None:
        person = None
        if person_id.startswith(_PERSON):
            person = reading.readers.store.find(person_id, reading.at)
        ties = TieFilter(ended=True)
        if person is None or not reading.readers.store.paths(
            person.id, enterprise_id, reading.at, max_hops=1, limit=1, ties=ties
        ):
            raise NotFoundError(
                "expected a person tied to this enterprise in that month, got none; name the enterprise "
                "in whose list of shareholders or officers the person stands"
            )

    def _record(self, reading: Reading, event: str, made: Reveal, result: str = "done") -> None:
        self.audit.record(
            reading.viewer,
            event,
            subject=made.person_id,
            purpose=made.purpose,
            result=result,
            details={
                "request": str(made.number),
                "enterprise": made.enterprise_id,
                "reason_sha256": made.reason_hash,
            },
        )
