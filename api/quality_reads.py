"""The quality report for commands: of a published month, or of the store as of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import RenderableType

from api.output import cell, table
from api.words import Say, heads, line
from graph.errors import InputError
from graph.ingest.quality.html import quality_html
from graph.ingest.quality.report import Quality
from graph.ingest.quality.store import NEVER, quality
from graph.ingest.quality.words import CHECKS, TIES, Pair, column_name, table_name
from graph.ingest.report import ImportReport
from graph.store.embedded.folder import replace_text
from scoring.month_filings import filings_of
from scoring.results_types import Label
from scoring.unknown_weight import unknown_weight

if TYPE_CHECKING:
    from api.workplace import Workplace

_MOST_SHOWN = 40


def quality_of(place: Workplace, month: str | None, day: date, authority: str | None) -> Quality:
    """Quality of a published month, or of what the store knows on a day.

    Raises
    ------
    NotFoundError
        If the month is not published.
    InputError
        If no enterprise has the authority.
    """
    reports = _reports(place)
    if month is None:
        snapshot = place.store.freeze(day, day)
        return quality(snapshot, place.filings.view(day, snapshot), reports, authority)
    opened = place.months.open(month)
    snapshot = opened.snapshot
    filings = filings_of(place.filings, opened.manifest).view(opened.info.known_by, snapshot)
    found = quality(snapshot, filings, reports, authority)
    return found.model_copy(update={"unknown_weight": unknown_weight(opened, authority)})


def write_page(place: Workplace, found: Quality, path: Path) -> None:
    """Write the page, whole or not at all; authorities have the names of the tree that is loaded.

    Raises
    ------
    InputError
        If the folder is not there.
    """
    if not path.parent.is_dir():
        raise InputError(f"quality: expected a folder for {path.name}, got {path.parent}, which is none")
    tree = place.authorities.tree()
    replace_text(path, quality_html(found, names={code: row.name for code, row in tree.in_force.items()}))


def _reports(place: Workplace) -> list[ImportReport]:
    found = []
    for batch in place.store.state().batches:
        path = place.home / "imports" / batch / "report.json"
        if path.exists():
            found.append(ImportReport.model_validate_json(path.read_text(encoding="utf-8")))
    return found


def render(found: Quality, say: Say) -> Iterator[RenderableType]:
    """Tables of the report; the page and JSON say more."""
    scope = found.authority or say(Label(zh="全部", en="all"))
    yield cell(
        line(say, "quality", as_of=found.as_of, scope=scope, count=found.enterprises, stubs=found.stubs)
    )
    gaps = [
        (one.authority or "-", _word(say, table_name(gap.table)), _since(say, gap.missing_since), gap.newest)
        for one in found.authorities
        for gap in one.gaps
    ]
    yield table(
        line(say, "missing", shown=min(len(gaps), _MOST_SHOWN), total=len(gaps)),
        heads(say, "=authority", "table", "=since", "=newest"),
        gaps[:_MOST_SHOWN],
    )
    yield table(
        line(say, "covered"),
        heads(say, "table", "#rows", "#enterprises", "=newest", "=since", "least_known"),
        (
            (
                *(_word(say, table_name(one.table)), f"{one.rows:,}", f"{one.enterprises:,}", one.newest),
                *(_since(say, one.missing_since), _least(say, one.table, one.known)),
            )
            for one in found.tables
        ),
    )
    yield table(
        line(say, "codes"),
        heads(say, "check", "#valid", "#unknown", "#wrong", "example"),
        (
            (
                *(
                    _word(say, CHECKS[one.check]),
                    f"{one.valid:,}",
                    f"{one.unknown:,}",
                    f"{one.wrong.count:,}",
                ),
                _first(one.wrong.examples),
            )
            for one in found.codes
        ),
    )
    yield table(line(say, "findings"), heads(say, "found", "#count", "example"), _findings(found, say))
    if found.unknown_words:
        yield table(
            line(say, "words"),
            heads(say, "table", "field", "word", "#count"),
            (
                (_word(say, table_name(one.table)), one.field, one.word, f"{one.count:,}")
                for one in found.unknown_words[:_MOST_SHOWN]
            ),
        )
    if found.unknown_weight is None:
        yield cell(line(say, "not_scored"))
    else:
        yield table(
            line(say, "unknown_weight", month=found.unknown_weight.month, count=found.unknown_weight.scored),
            heads(say, "factor", "#share"),
            (
                (say(Label(zh=one.zh, en=one.en)), f"{one.unknown:.1%}")
                for one in found.unknown_weight.factors
            ),
        )


def _findings(found: Quality, say: Say) -> Iterator[tuple[str, str, str]]:
    sums = found.shares
    for zh, en, count, some in (
        (
            "持股合计超过 100% 的企业",
            "enterprises whose shares exceed 100 %",
            sums.above.count,
            sums.above.examples,
        ),
        ("有持股比例未知的企业", "enterprises with an unknown share", sums.unknown, []),
        (
            "同区划重名的企业",
            "enterprises of one name and region",
            found.same_names.count,
            found.same_names.examples,
        ),
        (
            "一个信用代码有多个内部主键的企业",
            "enterprises with several internal keys of one code",
            found.keys_of_one_code.count,
            found.keys_of_one_code.examples,
        ),
    ):
        yield say(Label(zh=zh, en=en)), f"{count:,}", _first(some)
    for one in found.orphans:
        if one.orphans:
            zh, en = TIES[one.kind]
            label = Label(zh=f"一端未报送的关系：{zh}", en=f"loose ties: {en}")
            yield say(label), f"{one.orphans:,} / {one.ties:,}", ""


def _word(say: Say, pair: Pair) -> str:
    return say(Label(zh=pair[0], en=pair[1]))


def _since(say: Say, since: str | None) -> str:
    return say(Label(zh="从未报送", en="never")) if since == NEVER else since or ""


def _least(say: Say, name: str, known: dict[str, float]) -> str:
    """The three least known columns."""
    least = sorted(known.items(), key=lambda one: one[1])[:3]
    return ", ".join(f"{_word(say, column_name(name, key))} {share:.0%}" for key, share in least if share < 1)


def _first(examples: Sequence[str]) -> str:
    return ", ".join(examples[:2])
