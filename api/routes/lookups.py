"""Routes that find enterprises: by one text, and by a list of names or codes."""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api import lookup_reads, search_reads
from api.answers_search import LookupAnswer, LookupTexts, SearchAnswer
from api.dependencies import PagedReadingDep, ReadingDep
from api.lookup_files import FILE_BODY, texts_of
from api.parameters import ClassFilter, Cursor, Limit, NamePart, Region, StatusFilter
from api.routes.base import new_router, written
from api.search_reads import SearchFilter
from api.security.audit import AuditDep

router = new_router("search")


@router.get("/search", summary="Find by name, pinyin, initials, code or number", operation_id="search")
@written
def search(
    reading: PagedReadingDep,
    limit: Limit,
    text: NamePart = "",
    risk_class: ClassFilter = None,
    region: Region = None,
    status: StatusFilter = None,
    cursor: Cursor = None,
) -> SearchAnswer:
    """Enterprises that fit, the best fit first: whole name, its begin, a part, former names, pinyin.

    Without a text those that pass the filters, the highest score first.
    """
    filters = SearchFilter(risk_class=risk_class, region=region, status=status)
    return search_reads.search(reading, text, filters, limit=limit, cursor=cursor)


@router.post("/lookups", summary="Look up a list of names or codes", operation_id="lookUp")
def look_up(reading: ReadingDep, audit: AuditDep, asked: LookupTexts) -> LookupAnswer:
    """Class and change of each; what several fit and what none fits is told."""
    found = lookup_reads.look_up(reading, asked.texts)
    audit.record(reading.viewer, "lookups.made", details={"rows": str(len(found.rows))})
    return found


@router.post(
    "/lookups/file",
    summary="Look up the names or codes of a file",
    operation_id="lookUpFile",
    openapi_extra=FILE_BODY,
)
async def look_up_file(request: Request, reading: ReadingDep, audit: AuditDep) -> LookupAnswer:
    """CSV (GBK or UTF-8), text or XLSX of at most 1 MB and 500 rows, with names or codes in a column."""
    found = await lookup_reads.look_up_in_thread(reading, await texts_of(request))
    rows = {"rows": str(len(found.rows))}
    await run_in_threadpool(audit.record, reading.viewer, "lookups.made", details=rows)
    return found
