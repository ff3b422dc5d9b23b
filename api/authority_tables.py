"""The tree of supervising authorities, as answers and as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from rich.console import RenderableType

from api.output import table
from api.security.authorities import AuthorityTree
from api.security.authority_book import AuthorityLoad
from api.security_words import heads, line
from api.words import Say


class AuthorityRow(BaseModel):
    """One authority of a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    parent: str | None
    region: str | None
    level: int = Field(ge=0, description="0 at the top")
    valid_from: date | None
    valid_to: date | None


class AuthorityRows(BaseModel):
    """The tree of a day, each authority after the one above it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    items: tuple[AuthorityRow, ...]


class AuthorityLoaded(BaseModel):
    """A load of a tree."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    at: str
    rows: int
    sha256: str


def loaded(made: AuthorityLoad) -> AuthorityLoaded:
    """Answer of a load."""
    return AuthorityLoaded(number=made.number, at=made.at, rows=made.rows, sha256=made.sha256)


def listed(tree: AuthorityTree) -> AuthorityRows:
    """Answer of a list."""
    lines = {code: tuple(reversed(tree.above(code))) for code in tree.in_force}
    rows = (
        AuthorityRow(
            code=code,
            name=tree.in_force[code].name,
            parent=tree.in_force[code].parent,
            region=tree.in_force[code].region,
            level=len(lines[code]) - 1,
            valid_from=tree.in_force[code].valid_from,
            valid_to=tree.in_force[code].valid_to,
        )
        for code in sorted(lines, key=lambda code: lines[code])
    )
    return AuthorityRows(day=tree.day, items=tuple(rows))


def render_load(answer: AuthorityLoaded, say: Say) -> Iterator[RenderableType]:
    """What was loaded."""
    yield table(
        line(say, "loaded"),
        heads(say, "#number", "=at", "#rows"),
        [(answer.number, answer.at, answer.rows)],
    )


def render_list(answer: AuthorityRows, say: Say) -> Iterator[RenderableType]:
    """The tree, indented by level."""
    yield table(
        line(say, "tree", day=answer.day),
        heads(say, "=code", "name", "=region"),
        [(row.code, "  " * row.level + row.name, row.region) for row in answer.items],
    )
