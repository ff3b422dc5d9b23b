"""What every exported file says of itself: for whom, what for, by whom, when, from which data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from api.answers import Published
from scoring.results_types import Label

SHOWN_ZONE = timezone(timedelta(hours=8), "UTC+8")
"""Times in files are those of Asia/Shanghai, which has had no summer time since 1992."""
_INTERNAL = Label(
    zh="内部资料：仅用于分配监管资源，不对外公开，不作为采取措施的唯一依据",
    en="Internal: for allotting supervision only; not public; never the sole ground of a measure",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What is given to every file; with the same stamp and data the bytes are the same.

    Parameters
    ----------
    operator : str
        Name shown and account of who asked.
    purpose, recipient : Label
    at : datetime
        When it was asked for, with its zone.
    published : Published
        Month the file is of.
    language : "zh" or "en"
    """

    operator: str
    purpose: Label
    recipient: Label
    at: datetime
    published: Published
    language: Literal["zh", "en"] = "zh"

    def say(self, label: Label) -> str:
        """Label in the language of the file."""
        return label.en if self.language == "en" else label.zh

    def word(self, zh: str, en: str) -> str:
        """Word in the language of the file."""
        return en if self.language == "en" else zh

    @property
    def time(self) -> str:
        """Time to the minute, as people here write it."""
        return f"{self.at.astimezone(SHOWN_ZONE):%Y-%m-%d %H:%M} (UTC+8)"

    @property
    def watermark(self) -> str:
        """Text behind every page."""
        return f"{self.operator}  {self.at.astimezone(SHOWN_ZONE):%Y-%m-%d %H:%M}"

    @property
    def warning(self) -> str:
        """What the file may be used for (seed XJ art. 6)."""
        return self.say(_INTERNAL)

    @property
    def data(self) -> str:
        """Month, revision and data date in a few words."""
        told = self.published
        return self.word(
            f"{told.month} 第{told.revision}版，数据截止 {told.as_of}",
            f"{told.month} r{told.revision}, data as of {told.as_of}",
        )

    def facts(self, content_sha256: str) -> list[tuple[str, str]]:
        """Name and value of everything that a file says of itself."""
        told = self.published
        return [
            (self.word("月份", "month"), f"{told.month} r{told.revision}"),
            (self.word("数据截止日", "data as of"), str(told.as_of)),
            (self.word("知悉截止日", "known by"), str(told.known_by)),
            (self.word("规则包", "pack"), f"{told.pack} {told.pack_hash[:12]}"),
            (self.word("月度结果指纹", "digest of the month"), told.digest),
            (self.word("用途", "purpose"), self.say(self.purpose)),
            (self.word("接收方", "recipient"), self.say(self.recipient)),
            (self.word("操作人", "operator"), self.operator),
            (self.word("生成时间", "made at"), self.time),
            (self.word("内容指纹 sha256", "sha256 of the content"), content_sha256),
            (self.word("使用限制", "use"), self.warning),
        ]

    @property
    def zip_time(self) -> datetime:
        """Time for formats that hold one without a zone."""
        return self.at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


class ContentHash:
    """Sha256 over the rows that a file tells, row after row."""

    def __init__(self) -> None:
        self._found = hashlib.sha256()

    def add(self, row: object) -> None:
        """Take in one row: anything that JSON can hold."""
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        self._found.update(text.encode() + b"\n")

    def rows(self, rows: Iterable[Sequence[object]]) -> None:
        """Take in rows."""
        for row in rows:
            self.add(row)

    def hexdigest(self) -> str:
        """Sha256 of what was taken in so far."""
        return self._found.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a maker left: rows (or nodes) told, whether more would have fitted, hash of the content."""

    rows: int
    truncated: bool
    content_sha256: str
