"""Routes of the month at a glance, of the catalogue of indicators, and of what the service says of itself."""

from __future__ import annotations

from fastapi import Request

from api import home_reads
from api.answers_home import AboutAnswer, HomeAnswer, IndicatorCatalogue
from api.dependencies import ReadingDep, SecurityDep
from api.parameters import AuthorityChoice
from api.routes.base import new_router

router = new_router("home")


@router.get("/home", summary="The month at a glance", operation_id="readHome")
def read_home(reading: ReadingDep, security: SecurityDep, authority: AuthorityChoice = None) -> HomeAnswer:
    """Class counts with change, the largest movers, new and grown risk clusters of the reader's area."""
    under = frozenset[str]() if authority is None else security.areas.under(authority)
    return home_reads.home(reading, authority, under)


@router.get("/indicators", summary="Factors and indicators of the pack", operation_id="listIndicators")
def list_indicators(reading: ReadingDep) -> IndicatorCatalogue:
    """Names, meanings, bins, weights and sources, in Chinese and English."""
    return home_reads.indicators(reading)


@router.get("/about", summary="Versions and data behind what is shown", operation_id="readAbout")
def read_about(request: Request, reading: ReadingDep) -> AboutAnswer:
    """Version, pack, model in use, and the deliveries that the store holds."""
    return home_reads.about(reading, api_version=request.app.version)
