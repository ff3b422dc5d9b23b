"""The demo province with an enterprise that one authority supervises and another does not.

The home is read only; accounts, audit and reveals lie in a state of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.routes.base import PREFIX
from api.security.audit_check import verify
from api.security.authority_book import AuthorityBook
from api.security.authority_files import read_authorities
from api.security.rights import Role
from api.workplace import Workplace
from tests.http_client import Client
from tests.signed_in import security_for_tests, signed_in


@dataclass(frozen=True)
class Province:
    """The application, one enterprise, an authority that supervises it and one that does not.

    ``secrets`` are the figures of the enterprise that only its authority sees, as JSON writes them.
    """

    app: FastAPI
    firm: str
    cluster: str
    other_firm: str
    inside: str
    outside: str
    month: str
    secrets: tuple[str, ...]

    def client(self, *roles: Role, authority: str | None = None) -> Client:
        """Client of any role and area."""
        return signed_in(self.app, *roles, authority=authority)

    def path(self, path: str) -> str:
        """Path with the ids of the enterprise in its places; ids nobody has for what is no enterprise."""
        names = {
            "enterprise_id": self.firm,
            "cluster_id": self.cluster,
            "month": self.month,
            "number": "999999",
        }
        others = ("account", "key_id", "export_id", "view_id", "webhook_id")
        return path.format(**names, **dict.fromkeys(others, "nobody-has-this"))


def figures(answer: Any) -> set[str]:
    """Figures of an enterprise that only its authority sees: score, hazards, points, values of weight."""
    firm = answer["enterprise"]
    named = [firm["score"], firm["model_score"]]
    named += [factor[name] for factor in firm["factors"] for name in ("hazard", "points")]
    named += [found["hazard"] for found in firm["indicators"]]
    return {repr(value) for value in named if value is not None and len(repr(value)) > 4}


@pytest.fixture(scope="session")
def province(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The province of the demo home, its accounts and audit elsewhere; in the end its audit is whole."""
    place = Workplace(home)
    security = security_for_tests(tmp_path_factory.mktemp("province"))
    AuthorityBook(security.engine).load(read_authorities(home / "demo" / "authorities.csv"), "tests")
    app = create_app(place.settings, place.months, place.store, place.vault, security)
    scores = place.months.open().scores
    codes = scores.text("supervising_authority").to_pylist()
    ids, points = scores.text("enterprise_id").to_pylist(), scores.numbers("score").tolist()
    common = Counter(points)
    rows = [
        row
        for row in range(scores.rows)
        if codes[row]
        and points[row] > 20_000
        and common[points[row]] == 1
        and scores.text("cluster_id")[row].is_valid
    ]
    row = max(rows, key=lambda row: (points[row], ids[row]))
    city = codes[row][:6]
    other = next(found for found in range(scores.rows) if (codes[found] or city)[:6] != city)
    seen = signed_in(app, Role.QUERY).get(f"{PREFIX}/enterprises/{ids[row]}").json()
    yield Province(
        app=app,
        firm=ids[row],
        cluster=scores.text("cluster_id")[row].as_py(),
        other_firm=ids[other],
        inside=city,
        outside=codes[other][:6],
        month=place.months.open().info.month,
        secrets=tuple(sorted(figures(seen))),
    )
    assert verify(app.state.audit).whole
