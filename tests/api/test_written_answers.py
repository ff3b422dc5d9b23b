"""An answer written in the thread that made it is the one its declared shape says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI

from api.answers import One, Page, Published
from api.routes import ROUTERS
from api.routes.base import written
from graph.domain import RiskClass
from scoring.results_base import Label, Result
from tests.http_client import Client

PUBLISHED = Published(
    month="2026-10",
    revision=1,
    pack="mrt",
    pack_hash="0" * 8,
    as_of=date(2026, 10, 31),
    known_by=date(2026, 10, 31),
    digest="1" * 8,
)


class Row(Result):
    """A row with what JSON has no word for."""

    name: Label | None
    risk_class: RiskClass | None
    on: date
    value: float


ROW = Row(
    name=Label(zh="企业", en='a "firm"'), risk_class=RiskClass.C, on=date(2026, 1, 2), value=float("nan")
)


def one() -> One[Row]:
    """One result."""
    return One(published=PUBLISHED, result=ROW)


def page() -> Page[Row]:
    """A page of results."""
    return Page(published=PUBLISHED, items=(ROW, ROW), total=2, shown=2, truncated=False)


@pytest.mark.parametrize("read", [one, page])
def test_a_written_answer_has_the_bytes_and_the_schema_of_its_declared_shape(read: Any) -> None:
    app = FastAPI()
    app.get("/plain")(read)
    app.get("/written")(written(read))
    client = Client(app)

    plain, fast = client.get("/plain"), client.get("/written")

    assert fast.content == plain.content
    assert fast.headers["content-type"] == plain.headers["content-type"]
    paths = app.openapi()["paths"]
    assert paths["/written"]["get"]["responses"] == paths["/plain"]["get"]["responses"]


def test_the_reads_of_one_enterprise_are_written_in_their_own_thread() -> None:
    endpoints = {route.name: route.endpoint for router in ROUTERS for route in router.routes}  # type: ignore[attr-defined]

    hot = ("read_receipt", "read_enterprise", "read_profile", "read_ego", "list_neighbours", "search")

    assert [name for name in hot if not hasattr(endpoints[name], "__wrapped__")] == []
