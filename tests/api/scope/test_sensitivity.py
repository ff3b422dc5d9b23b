"""Every field of every answer is decided on: texts that could name somebody, fields of commercial columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, create_model

from api.routes import ROUTERS
from api.security.scope import outside, scope_table
from api.security.sensitivity import faults, shapes_of
from graph.columns import Table
from graph.errors import CatalogueError
from graph.tables import TABLES
from scoring.results_types import ClusterMember

CATALOGUE: tuple[Table, ...] = tuple(TABLES.values())


def answers() -> Iterator[type[BaseModel]]:
    """Shapes of all answers."""
    routes = (route for router in ROUTERS for route in router.routes)
    yield from shapes_of(route.response_model for route in routes if isinstance(route, APIRoute))


def test_every_field_of_every_answer_obeys_the_sensitivity_of_the_catalogue() -> None:
    assert faults(tuple(answers()), CATALOGUE) == []


@pytest.mark.parametrize(
    ("field", "kind", "said"),
    [
        ("owner_name", str, "could name somebody"),
        ("person", str | None, "could name somebody"),
        ("labels", dict[str, str], "could name somebody"),
        ("legal_phone", str, "no answer may have"),
        ("certificate_no", str, "no answer may have"),
        ("share", float, "commercial column"),
        ("revenue_cents", int | None, "commercial column"),
    ],
)
def test_a_new_field_that_nobody_decided_on_is_a_fault(field: str, kind: object, said: str) -> None:
    fields: dict[str, object] = {field: (kind, ...)}
    made: type[BaseModel] = create_model("NewAnswer", **fields)  # type: ignore[call-overload]

    found = [fault for fault in faults((*answers(), made), CATALOGUE) if fault.startswith("NewAnswer")]

    assert len(found) >= 1
    assert said in found[0]


def test_a_shape_that_scope_has_no_row_for_is_not_shown_outside() -> None:
    made: type[BaseModel] = create_model("Unheard", score=(float, ...))

    with pytest.raises(CatalogueError, match=r"scope\.yaml"):
        outside(made(score=1.0))


def test_every_row_of_scope_is_a_shape_of_an_answer_and_can_be_emptied() -> None:
    shapes = {shape.__name__: shape for shape in answers()}

    for name in scope_table().shapes:
        assert scope_table().shapes[name].keeps <= set(shapes[name].model_fields), name


def test_what_is_left_of_a_member_is_name_code_and_class() -> None:
    member = ClusterMember(
        enterprise_id="E1",
        name="甲厂",
        region="9901",
        risk_class=None,
        standalone_class=None,
        score=610.25,
        core=True,
        weight=2.0,
        joined=True,
    )

    left = outside(member).model_dump(exclude_defaults=False)

    assert {name for name, value in left.items() if value} == {"enterprise_id", "name"}
