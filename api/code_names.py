"""Names that stand beside codes: authorities, regions, industries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from api.exports.industries import sections
from api.security.authorities import Authority
from graph.packaged import packaged
from scoring.results_types import Label


class Regions(BaseModel):
    """Names of first digits, and the words that make the name of an office of that of a region."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    since: date
    first_two: dict[str, Label]
    offices: tuple[str, ...] = Field(min_length=1)


class CodeNames(BaseModel):
    """Names by code; a code without a row has no name that the product knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    authorities: dict[str, Label] = Field(description="From the tree that is loaded, as of today")
    regions: dict[str, Label] = Field(
        description="Region of an authority by its name; else provinces by two digits"
    )
    industries: dict[str, Label] = Field(
        description="GB/T 4754-2017: sections by letter, divisions by the first two digits of a code"
    )


@cache
def regions() -> Regions:
    """Regions as shipped."""
    return packaged(Regions, "api", "regions.yaml")


def code_names(authorities: Iterable[Authority]) -> CodeNames:
    """All names for the authorities in force.

    A region is called as the authority that has its code, without the word for the office: 云岭市临江区
    of 云岭市临江区市场监督管理局. The first of several authorities in the order of their codes names it.
    """
    rows = sorted(authorities, key=lambda one: one.code)
    named = dict(regions().first_two)
    seen: set[str] = set()
    for row in rows:
        if row.region is None or row.region in seen:
            continue
        short = next((row.name.removesuffix(one) for one in regions().offices if row.name.endswith(one)), "")
        if short:
            seen.add(row.region)
            named[row.region] = Label(zh=short, en=short)
    book = sections()
    return CodeNames(
        authorities={row.code: Label(zh=row.name, en=row.name) for row in rows},
        regions=named,
        industries={letter: one.label for letter, one in book.sections.items()} | book.divisions,
    )
