"""Persons who may be one, as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType

from api.output import cell, table
from api.persons import PairDetail, PairList, ProposeAnswer, ReviewList
from api.words import WORDS, Say, heads, line
from graph.same_person.rules import EvidenceCode, same_person_rules
from graph.same_person.verdicts import Verdict
from scoring.results_types import Label

VERDICTS: Mapping[Verdict, Label] = {
    Verdict.SAME: Label(zh="同一人", en="same"),
    Verdict.NOT_SAME: Label(zh="不是同一人", en="not the same"),
    Verdict.UNSURE: Label(zh="暂不能确定", en="unsure"),
}
"""Words of the verdicts."""


def render_proposed(answer: ProposeAnswer, say: Say) -> Iterator[RenderableType]:
    """What a search did."""
    yield table(
        line(say, "persons_searched", day=answer.day),
        heads(say, "#persons", "#shared_names", "#commonest", "#pairs", "#proposed", "#new", "#gone"),
        [
            (
                *(answer.persons, answer.shared_names, answer.commonest, answer.pairs),
                *(answer.proposed, answer.added, answer.gone),
            )
        ],
    )
    skipped = {code: count for code, count in answer.skipped.items() if count}
    if skipped:
        rules = same_person_rules()
        yield table(
            line(say, "persons_skipped"),
            heads(say, "evidence", "#blocks"),
            (
                (say(Label(zh=entry.zh, en=entry.en)), count)
                for code, count in skipped.items()
                for entry in [rules.evidence[EvidenceCode(code)]]
            ),
        )


def render_list(answer: PairList, say: Say) -> Iterator[RenderableType]:
    """Pairs as a table."""
    yield table(
        line(say, "persons", shown=answer.shown, total=answer.total),
        heads(say, "=id", "name", "=id", "name", "#confidence", "evidence", "verdict", "#number"),
        (
            (
                *(row.person_a, row.name_a, row.person_b, row.name_b),
                "-" if row.confidence is None else f"{row.confidence:.3f}",
                "，".join(dict.fromkeys(say(piece.label) for piece in row.evidence)) or "-",
                "-" if row.verdict is None else say(VERDICTS[row.verdict]),
                row.review or "-",
            )
            for row in answer.items
        ),
    )


def render_detail(answer: PairDetail, say: Say) -> Iterator[RenderableType]:
    """One pair: each piece of evidence as a path that can be read aloud, then the verdicts."""
    pair = answer.pair
    confidence = "-" if pair.confidence is None else f"{pair.confidence:.3f}"
    verdict = say(WORDS["none"]) if pair.verdict is None else say(VERDICTS[pair.verdict])
    yield cell(
        line(
            say,
            "person_pair",
            a=f"{pair.name_a}（{pair.person_a}）",
            b=f"{pair.name_b}（{pair.person_b}）",
            confidence=confidence,
            verdict=verdict,
        )
    )
    for piece in pair.evidence:
        path = " — ".join(
            f"{label}（{node}）" if label != node else node
            for node, label in zip(piece.path, piece.labels, strict=True)
        )
        yield cell(
            f"{say(piece.label)}：{path}"
            if say(piece.label) == piece.label.zh
            else f"{say(piece.label)}: {path}"
        )
    yield from render_history(ReviewList(items=answer.reviews), say)


def render_history(answer: ReviewList, say: Say) -> Iterator[RenderableType]:
    """Verdicts as a table."""
    yield table(
        line(say, "person_reviews"),
        heads(say, "#number", "=id", "=id", "verdict", "reason", "author", "known_on", "verified"),
        (
            (
                *(row.number, row.person_a, row.person_b, say(VERDICTS[row.verdict]), row.reason),
                *(row.author, row.known_on, say(WORDS["yes" if row.verified else "no"])),
            )
            for row in answer.items
        ),
    )
