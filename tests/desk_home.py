"""A small home with a published month, its service, and the clock of the desk's tests.

Firms A and C are under authority 3301, B under 3302; 33 is above both. October is known by its
last day, and the desk lives on 3 November.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.desk.job import Job, JobAnswer
from api.desk.place import DeskPlace
from api.desk.service import Desk
from api.desk.starter import NoStarter
from api.readers import Readers
from api.routes.base import PREFIX
from api.security.audit import Audit
from api.security.rights import Role
from api.workplace import Workplace
from graph.settings import Settings
from tests.http_client import Client
from tests.signed_in import Clock, security_for_tests, signed_in
from tests.withdrawn_facts import WHOLE, A, B, C

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC).timestamp()
"""Noon of 3 November in Shanghai."""
DAY_S = 86_400
TREE = {"33": {"33", "3301", "3302"}, "3301": {"3301"}, "3302": {"3302"}}
AUTHORITY = {A: "3301", B: "3302", C: "3301"}
FILES = WHOLE | {
    "enterprises.csv": "enterprise_id,name,status,established_on,registered_capital_cents,industry,region,"
    "supervising_authority\n"
    + "".join(
        f"{firm},{name},operating,2020-01-01,100000000,5132,330101,{AUTHORITY[firm]}\n"
        for firm, name in ((A, "甲"), (B, "乙"), (C, "丙"))
    )
}


class Tree:
    """Authorities of the tests."""

    def under(self, code: str, /) -> frozenset[str]:
        """An authority and everything under it."""
        return frozenset(TREE.get(code, ()))

    def name(self, code: str, /) -> str | None:
        """No authority has a name here."""
        return None


@dataclass
class DeskHome:
    """Service over a home, with accounts made when first asked for.

    One application serves all tests, since its schema is dear; what it reads from is this home's.
    """

    app: FastAPI
    workplace: Workplace
    clock: Clock = field(default_factory=lambda: Clock(NOON))
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.given = Settings(home=self.workplace.home, **self.settings)
        security = security_for_tests(self.workplace.home, clock=self.clock, areas=Tree())
        place, state = self.workplace, self.app.state
        state.readers = Readers(months=place.months, store=place.store, vault=place.vault)
        state.security = security
        state.audit = Audit(security.engine, place.home, clock=self.moment)
        self.desk = state.desk = Desk(self.given, place.months, security.engine, self.moment)
        self.desk.starter = NoStarter()

    def moment(self) -> datetime:
        """Moment of the clock."""
        return datetime.fromtimestamp(self.clock(), UTC)

    @property
    def home(self) -> Path:
        """Folder of the home."""
        return self.workplace.home

    @property
    def place(self) -> DeskPlace:
        """State and clock of the desk."""
        return self.desk.place

    def client(self, role: Role, authority: str | None = None, name: str | None = None) -> Client:
        """Client of an account of this role and area; its session is new."""
        return signed_in(self.app, role, authority=authority, name=name)

    def analyst(self, authority: str | None = None) -> Client:
        """Client of 研判."""
        return self.client(Role.ANALYSE, authority)

    def approver(self, authority: str | None = None) -> Client:
        """Client of 审核."""
        return self.client(Role.APPROVE, authority)

    def run_job(self) -> JobAnswer:
        """Carry out what was approved, in this process."""
        return Job(self.workplace, DeskPlace(self.given, clock=self.place.clock)).run()

    def days_later(self, days: int) -> None:
        """Move the clock."""
        self.clock.now += days * DAY_S


def proposed(client: Client, **changed: Any) -> dict[str, Any]:
    """A proposal of class D for A, or what is given instead."""
    answer = client.post(f"{PREFIX}/proposals", json=draft(**changed))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def draft(**changed: Any) -> dict[str, Any]:
    """Fields of such a proposal; None takes one out."""
    given = {"kind": "direct_d", "subject": A, "ground": "minutes 7", "expires_on": "2027-06-30", **changed}
    return {name: value for name, value in given.items() if value is not None}


EXCLUSION: dict[str, Any] = {
    "kind": "exclusion",
    "subject": "r1",
    "fact_kind": "record",
    "ground": "revoked",
    "document_no": "doc 5",
    "source_organ": "city bureau",
    "expires_on": None,
}
OBJECTION = EXCLUSION | {"kind": "objection", "subject": "r2", "ground": "letter of 3 November"}


def decided(client: Client, number: int, verdict: str = "approved") -> Any:
    """Answer to a verdict."""
    body = {"verdict": verdict, "reason": "seen"}
    return client.post(f"{PREFIX}/proposals/{number}/approval", json=body)


def shown(client: Client, number: int) -> dict[str, Any]:
    """A proposal as a client reads it."""
    answer = client.get(f"{PREFIX}/proposals/{number}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def approved(home: DeskHome, **changed: Any) -> int:
    """Number of a proposal that was approved."""
    number = int(proposed(home.analyst(), **changed)["number"])
    answer = decided(home.approver(), number)
    assert answer.status_code == 200, answer.text
    return number
