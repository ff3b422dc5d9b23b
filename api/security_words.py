"""Words of the tables of audit and authorities on a terminal."""

from __future__ import annotations

from api import words
from api.words import Say
from scoring.results_types import Label

WORDS: dict[str, Label] = {
    "number": Label(zh="序号", en="number"),
    "at": Label(zh="时间（UTC）", en="at (UTC)"),
    "account": Label(zh="账号", en="account"),
    "event": Label(zh="事件", en="event"),
    "subject": Label(zh="对象", en="subject"),
    "result": Label(zh="结果", en="result"),
    "rows": Label(zh="行数", en="rows"),
    "code": Label(zh="代码", en="code"),
    "name": Label(zh="名称", en="name"),
    "region": Label(zh="行政区划", en="region"),
    "file": Label(zh="文件", en="file"),
    "removed": Label(zh="清除行数", en="removed"),
    "first": Label(zh="起始", en="first"),
    "last": Label(zh="截止", en="last"),
    "tree": Label(zh="监管机关（{day}）", en="Supervising authorities on {day}"),
    "loaded": Label(zh="监管机关已载入", en="Authorities loaded"),
    "audit": Label(zh="审计记录", en="Audit"),
    "archived": Label(zh="审计归档", en="Archive of the audit"),
    "nothing": Label(zh="没有新的记录可归档", en="no row was new"),
    "whole": Label(
        zh="审计记录完整：{rows} 行，最后一行 {last}，哈希 {hash}",
        en="The audit is whole: {rows} rows, the last is {last}, its hash {hash}",
    ),
    "broken": Label(
        zh="审计记录不完整：第 {broken} 行：{why}", en="The audit is not whole: row {broken}: {why}"
    ),
    "set_back": Label(zh="时钟曾被回拨，见第 {rows} 行", en="The clock was set back before the rows {rows}"),
    "elsewhere": Label(
        zh="归档文件不在本机，未核对：{files}", en="archives kept elsewhere, not checked: {files}"
    ),
}
"""Heads and lines."""


def heads(say: Say, *names: str) -> tuple[str, ...]:
    """Heads of columns; marks ``#`` and ``=`` before a name stay."""
    return words.heads(say, *names, words=WORDS)


def line(say: Say, name: str, /, **values: object) -> str:
    """One of the words, filled."""
    return say(WORDS[name]).format(**values)
