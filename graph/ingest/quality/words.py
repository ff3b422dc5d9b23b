"""Chinese and English words of the quality report, on the page and on a terminal."""

from __future__ import annotations

from graph.tables import TABLES

Pair = tuple[str, str]
"""Chinese, English."""

CHECKS: dict[str, Pair] = {
    "uscc": ("统一社会信用代码", "credit code"),
    "industry": ("行业代码", "industry code"),
    "region": ("行政区划代码", "region code"),
    "entity_type": ("企业类型代码", "entity type code"),
    "status": ("登记状态", "registration state"),
    "established_on": ("成立日期", "day of establishment"),
    "ended_on": ("注销日期", "day of deregistration"),
    "revoked_on": ("吊销日期", "day of revocation"),
}
EFFECTS: dict[str, Pair] = {
    "row_rejected": ("整行未导入", "row left out"),
    "value_unknown": ("该值按未知处理", "value taken as unknown"),
    "line_rejected": ("该文本行未导入", "line left out"),
    "file_rejected": ("整个文件未导入", "file left out"),
}
TIES: dict[str, Pair] = {
    "LEGAL_REPRESENTATIVE_OF": ("法定代表人", "legal representative of"),
    "HOLDS": ("持股", "holds"),
    "OFFICER_OF": ("董监高任职", "officer of"),
    "BRANCH_OF": ("分支机构", "branch of"),
    "GUARANTEES": ("担保", "guarantees"),
    "LENDS_TO": ("借款", "lends to"),
    "LEASES_TO": ("出租", "leases to"),
    "TRADES_WITH": ("交易", "trades with"),
    "REGISTERED_AT": ("登记住所", "registered at"),
    "REACHED_AT": ("联系方式", "reached at"),
    "FILED_BY": ("登记代理", "filed by"),
    "POSSIBLY_SAME": ("疑似同一人", "possibly the same"),
}


def table_name(name: str) -> Pair:
    """Names of a table."""
    table = TABLES.get(name)
    return (table.zh, name) if table is not None else (name, name)


def column_name(table: str, column: str) -> Pair:
    """Names of a column; a column of a snapshot that no table has keeps its own."""
    known = TABLES.get(table)
    if known is None or column not in known.names:
        return column, column
    return known.column(column).zh, column


def both(pair: Pair) -> str:
    """Chinese first, English beside it."""
    return pair[0] if pair[0] == pair[1] else f"{pair[0]} {pair[1]}"
